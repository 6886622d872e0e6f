"""PDF: the whole report for A4, tagged (PDF/UA-1), so that it can be printed and also listened to.

Headings, lists, tables with header rows, and every chart with its result in words; Typst refuses
to write a file that would break the standard. What stands where is said by the blocks of
`blocks.compose`; `pdf.typ` sets one after another.
"""

from collections.abc import Iterable
from typing import Any

import msgspec

from poll_server.locale import speak
from poll_server.questions.drawing.widths import wrap
from poll_server.questions.writing.passages import Passage
from poll_server.report.blocks.blocks import (
    Block,
    Chart,
    Contents,
    FigureTable,
    Findings,
    Line,
    Spoken,
)
from poll_server.report.blocks.compose import compose
from poll_server.report.blocks.medium import PAPER
from poll_server.report.blocks.pieces import RowsTold, in_lists, on_paper
from poll_server.report.charts import WIDTH_PT, drawing
from poll_server.report.logo import for_typst
from poll_server.report.model.document import Report
from poll_server.report.model.said import heading
from poll_server.report.office import emphasised

from .typesetting import forget, tokens, typeset

FOOT_PT, PAGE_NUMBER_PT = 8, 80
"""Size of the line at a page's foot, and the room of the page's number in it."""
MANY_BLOCKS = 100
"""Of which Typst keeps 30 MB; forgetting those of a smaller file costs more than they do."""
Plain = dict[str, Any]


def render(report: Report) -> bytes:
    """The file's bytes.

    Raises:
        CannotTypeset: the page would not conform to PDF/UA-1, which is a mistake of the template.
    """
    laid_out = layout(report)
    made = typeset("pdf.typ", laid_out, standard="ua-1")
    if len(laid_out["blocks"]) > MANY_BLOCKS:
        forget()
    return made


def layout(report: Report) -> Plain:
    """Everything the file says, in words, in its order."""
    _ = speak(report.language)
    title = heading(report)[1]
    # Nobody speaks on paper.
    shown = (each for each in compose(report, PAPER) if not isinstance(each, Spoken))
    return {
        "language": report.language,
        "colours": tokens(report.look),
        "logo": for_typst(report.logo, report.logo_alternative),
        "title": title,
        "running_title": wrap(title, FOOT_PT, WIDTH_PT - PAGE_NUMBER_PT, bold=False, most=1)[0],
        "page": _("Page"),
        "blocks": [_plain(block, report) for block in shown],
    }


def _plain(block: Block, report: Report) -> Plain:
    """A block as the template reads it."""
    match block:
        case Findings():
            parts = [
                [{"text": part, "bold": bold} for part, bold in emphasised(sentence)]
                for sentence in block.sentences
            ]
            return {"type": "findings", "sentences": parts}
        case Chart():
            drawn = drawing(block.question, block.round, report.language, report.look, WIDTH_PT)
            return {
                "type": "chart",
                "chart": drawn,
                "caption": str(block.caption),
                "alternative": block.alternative,
            }
        case FigureTable():
            return {
                "type": "table",
                "layout": block.layout,
                "caption": str(block.caption),
                "head": block.head,
                "below_head": [column.below for column in block.columns],
                "rows": block.lines,
                "strong": block.strong,
                "below": block.below,
            }
        case Line() if block.told:
            return {"type": "told", "label": block.label, "told": _told(block.told)}
        case Contents():
            return {"type": "contents", "title": block.title}
    made: Plain = msgspec.to_builtins(block)
    return made


def _told(told: Iterable[Passage]) -> list[Plain]:
    """Pieces as the template reads them; a line that ends is a part of its own."""
    found: list[Plain] = []
    for part in in_lists(told):
        if isinstance(part, RowsTold):
            rows = [{"parts": _parts(each), "told": _told(each.inner)} for each in part.rows]
            found.append({"rows": rows, "start": part.start})
        else:
            found.append({"parts": _parts(part)})
    return found


def _parts(piece: Passage) -> list[Plain]:
    parts: list[Plain] = []
    for run in on_paper(piece):
        for place, line in enumerate(run.text.split("\n")):
            ends = place > 0
            parts.append({"text": line, "bold": run.bold, "italic": run.italic, "ends": ends})
    return parts
