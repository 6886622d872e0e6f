"""What both pages give their templates: the report's sections, and how a block of them stands."""

from collections.abc import Callable, Sequence
from typing import Any

from markupsafe import Markup, escape

from poll_server.live.screens.tables import Cell
from poll_server.report.blocks.blocks import Block, Chart, Contents, ContentsLine, FigureTable
from poll_server.report.blocks.pieces import in_lists
from poll_server.report.blocks.sections import nested
from poll_server.report.logo import data_url
from poll_server.report.model.document import Report
from poll_server.report.office import emphasised

MOST_OPEN = 12
"""Contents that a phone shows on one screen; longer ones are folded away at first."""
COMPACT, FEW = 8, 3
"""Rows up to which a result stays on one page, and up to which its picture and table are narrow:
three bars over the whole width would shout."""
NARROW = 3
"""Columns of a table that a phone has room for."""
WHOLE = 18
"""Letters of a word that a table on a phone has room for."""
Draw = Callable[[Chart], Markup]
"""A chart as part of a page; empty where the table stands for it."""


def context(
    report: Report, blocks: Sequence[Block], draw: Draw, *, bars: bool = False
) -> dict[str, Any]:
    """What `blocks.html` needs.

    Args:
        bars: charts are drawn by a script; until then tables draw bars of their own.
    """
    return {
        "report": report,
        "whole": nested(blocks),
        "logo": data_url(report.logo) if report.logo else "",
        "draw": draw,
        "bar": bar if bars else lambda *_: "",
        "kind": lambda block: block.__struct_config__.tag,
        "strong": strong,
        "parted": parted,
        "in_lists": in_lists,
        "looks": lambda result: looks(result, drawn=not bars),
        "chapters": chapters,
        "rolls": rolls,
        "most_open": MOST_OPEN,
    }


def parted(blocks: Sequence[Block]) -> tuple[Sequence[Block], Sequence[Block]]:
    """What stands above a chart; and the chart with what follows it, if there is one."""
    at = next((n for n, each in enumerate(blocks) if isinstance(each, Chart)), len(blocks))
    return blocks[:at], blocks[at:]


def looks(result: Sequence[Block], *, drawn: bool) -> str:
    """The classes of a result.

    Args:
        drawn: its chart is there without a script; no table stands in for it.
    """
    tables = [len(each.rows) for each in result if isinstance(each, FigureTable)]
    single = any(isinstance(each, FigureTable) and each.layout == "answers" for each in result)
    found = {
        "drawn": drawn or not tables or any(_is_picture(each) for each in result),
        "compact": max(tables, default=0) <= COMPACT,
        "few": single and max(tables) <= FEW,
    }
    return "".join(f" {name}" for name, is_so in found.items() if is_so)


def _is_picture(block: Block) -> bool:
    """Whether it is a chart that no script draws."""
    return isinstance(block, Chart) and block.by_group


def bar(table: FigureTable, row: Sequence[Cell]) -> Markup:
    """A share as a bar, where the table is one of answers."""
    shares = [row[place].value for place in table.places("percent")]
    if table.layout != "answers" or not shares or shares[0] is None:
        return Markup("")
    drawn = Markup(
        '<span class="share-bar" aria-hidden="true"><span style="width:{}%"></span></span>'
    )
    return drawn.format(shares[0])


def rolls(table: FigureTable) -> bool:
    """Whether a table may be wider than a phone, and then is scrolled by itself."""
    if table.layout != "answers" or len(table.columns) > NARROW:
        return True
    return any(len(word) > WHOLE for row in table.rows for word in row[0].text.split())


def chapters(contents: Contents) -> list[tuple[ContentsLine, list[ContentsLine]]]:
    """Each chapter with its questions, those that the report tells of."""
    found: list[tuple[ContentsLine, list[ContentsLine]]] = []
    for entry in contents.entries:
        if entry.level == 1:
            found.append((entry, []))
        elif entry.key:
            found[-1][1].append(entry)
    return found


def strong(sentence: str) -> Markup:
    """A sentence with its percentages in bold and its n in one piece: `von <b>93 %</b> …`."""
    marked = (
        Markup("<strong>{}</strong>").format(part) if is_percentage else escape(part)
        for part, is_percentage in emphasised(sentence)
    )
    return Markup("").join(marked)
