"""DOCX: the report as one edits it in Word: named styles, real tables, captions, crisp pictures.

What stands where is said by the blocks of `blocks.compose`; here they become paragraphs. Every text
is written as text; what XML cannot hold is left out (`office.plain`).
"""

import io
from collections.abc import Iterator, Sequence

from docx.document import Document
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt
from docx.text.paragraph import Paragraph

from poll_server.questions.writing.passages import Run
from poll_server.report.blocks.blocks import (
    Block,
    Caption,
    Chart,
    Contents,
    FigureTable,
    Findings,
    Heading,
    Line,
    Texts,
    Tone,
)
from poll_server.report.blocks.compose import compose
from poll_server.report.blocks.medium import PAPER
from poll_server.report.charts import pngs
from poll_server.report.logo import fitted
from poll_server.report.model.document import Report
from poll_server.report.model.said import heading
from poll_server.report.office import describe, emphasised, plain

from . import pieces
from . import styles as style
from .contents import ContentsField
from .pictures import PictureParts
from .tables import table

POINTS_PER_MM = 72 / 25.4
STYLES: dict[Tone, str] = {
    "kicker": style.KICKER,
    "subtitle": "Subtitle",
    "notice": style.NOTICE,
    "caution": style.CAUTION,
}
"""Styles of lines; all others are set in small and muted letters."""


def render(report: Report) -> bytes:
    """The file's bytes."""
    document = style.empty(report.language, report.look)
    describe(document.core_properties, report)
    _Writer(document, report).write()
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


class _Writer:
    """One document being written, from top to bottom."""

    def __init__(self, document: Document, report: Report) -> None:
        self._document = document
        self._report = report
        self._listed: ContentsField | None = None
        self._pictures = PictureParts(document)
        self._drawn: Iterator[bytes | None] = iter(())

    def write(self) -> None:
        """The whole report."""
        self._footer()
        self._logo()
        blocks = [*compose(self._report, PAPER)]
        self._draw(blocks)
        for block in blocks:
            self._write(block)
        if self._listed:
            self._listed.close()

    def _write(self, block: Block) -> None:
        match block:
            case Heading():
                self._heading(block)
            case Line() if block.told:
                self._text(f"{block.label}:", style.META)
                pieces.write(self._document, block.told)
            case Line():
                self._text(block.text, STYLES.get(block.tone, style.META))
            case Findings():
                self._findings(block)
            case Contents():
                # Each a link; Word writes the pages beside them on F9.
                style.add_paragraph(self._document, style.CONTENTS_HEAD, block.title)
                self._listed = ContentsField(self._document)
            case Chart():
                self._picture(block)
            case FigureTable():
                self._table(block)
            case Texts():
                for text in block.texts:
                    after = f"\u00a0{text.after}" if text.after else ""
                    self._text(text.text, "List Bullet", after=after)

    def _footer(self) -> None:
        """The event on the left of every page, its number on the right."""
        footer = self._document.sections[0].footer.paragraphs[0]
        stops = footer.paragraph_format.tab_stops
        stops.add_tab_stop(Mm(style.TEXT_MM), WD_TAB_ALIGNMENT.RIGHT)
        # 90: one line.
        footer.add_run(plain(heading(self._report)[1])[:90] + "\t")
        self._field(footer, "PAGE", "1")

    def _logo(self) -> None:
        """The event's own, above everything else."""
        if not self._report.logo:
            return
        paragraph = style.add_paragraph(self._document, style.PICTURE)
        paragraph.paragraph_format.space_after = Pt(20)
        wide, high = fitted(self._report.logo)
        said = plain(self._report.logo_alternative)
        self._pictures.add(paragraph, self._report.logo, said, Pt(wide), Pt(high))

    def _heading(self, block: Heading) -> None:
        text = plain(str(block))
        named = f"Heading {block.level}" if block.level else "Title"
        made = style.add_paragraph(self._document, named, text)
        made.paragraph_format.page_break_before = block.new_page or None
        if block.listed and self._listed:
            self._listed.add(made, text, block.level)

    def _findings(self, block: Findings) -> None:
        for sentence in block.sentences:
            paragraph = style.add_paragraph(self._document, "List Bullet")
            for part, strong in emphasised(sentence):
                paragraph.add_run(part).bold = strong or None

    def _draw(self, blocks: Sequence[Block]) -> None:
        """The pictures of all charts at once."""
        report, wide = self._report, style.TEXT_MM * POINTS_PER_MM
        shown = [(block.question, block.round) for block in blocks if isinstance(block, Chart)]
        self._drawn = iter(pngs(shown, report.language, wide, look=report.look))

    def _picture(self, block: Chart) -> None:
        drawn = next(self._drawn)
        if drawn is not None:
            paragraph = style.add_paragraph(self._document, style.PICTURE)
            said = plain(block.alternative)
            self._pictures.add(paragraph, drawn, said, Mm(style.TEXT_MM))
            self._caption(block.caption)

    def _table(self, block: FigureTable) -> None:
        """Two tables would become one without the line between them."""
        self._caption(block.caption).paragraph_format.space_before = Pt(8)
        self._document.element.body.insert_element_before(table(block), "w:sectPr")
        space = style.add_paragraph(self._document, style.CELL)
        space.paragraph_format.line_spacing = Pt(6)
        for line in block.below:
            self._text(line, style.CELL)

    def _text(self, text: str, style_: str, *, after: str = "") -> None:
        """A paragraph of `text` and then `after`."""
        paragraph = style.add_paragraph(self._document, style_)
        pieces.fill(paragraph, [Run(text)])
        if after:
            paragraph.add_run(after)

    def _caption(self, caption: Caption) -> Paragraph:
        """`Table 3: …`, numbered by Word, which can list them; on one page with what follows."""
        paragraph = style.add_paragraph(self._document, "Caption", f"{caption.label} ")
        self._field(paragraph, f"SEQ {caption.label} \\* ARABIC", str(caption.number))
        paragraph.add_run(f": {plain(caption.text)}")
        paragraph.paragraph_format.keep_with_next = True
        return paragraph

    def _field(self, paragraph: Paragraph, code: str, shown: str) -> None:
        """A value that Word works out; `shown` until it does."""
        field = parse_xml(f"<w:fldSimple {nsdecls('w')}><w:r><w:t/></w:r></w:fldSimple>")
        field.set(qn("w:instr"), code)
        next(field.iter(qn("w:t"))).text = shown
        paragraph._p.append(field)
