"""PPTX: a slide a question, with charts and tables that PowerPoint itself draws and lets one edit.

What is said in which order comes as blocks; here they find their slides. What a speaker says of a
question stands in the notes.

    questions  the slides of a question    parts   what slides are made of
    master     paper and placeholders      charts  tables  texts   native charts, tables, lists
"""

import io
from collections.abc import Sequence

import pptx

from poll_server.looks.look import LIGHT
from poll_server.report.blocks.blocks import Block, FigureTable, Findings, Line
from poll_server.report.blocks.compose import compose
from poll_server.report.blocks.medium import SLIDES
from poll_server.report.blocks.sections import Section, nested
from poll_server.report.model.document import Report
from poll_server.report.office import describe

from . import master as master
from .part_names import count_part_names
from .parts import TITLE_SIZES, Parts
from .questions import QuestionSlides, lines, of

OPENING_SIZES = (40, 36, 32, *TITLE_SIZES)
FIRST_PT, BELOW_PT, SMALL_PT = 22, 18, 16
"""Points of the first line under an opening title, the others, and what is said of them all."""


def render(report: Report) -> bytes:
    """The file's bytes."""
    deck: master.Deck = pptx.Presentation()
    count_part_names(deck.part.package)
    describe(deck.core_properties, report)
    _Writer(deck, report).write()
    out = io.BytesIO()
    deck.save(out)
    return out.getvalue()


class _Writer:
    """One deck being written, slide by slide."""

    def __init__(self, deck: master.Deck, report: Report) -> None:
        self._deck, self._report = deck, report
        self._parts = Parts(deck, report)
        self._questions = QuestionSlides(report, self._parts)

    def write(self) -> None:
        """The whole report; slides have no page numbers, and so no contents."""
        whole = nested(compose(self._report, SLIDES))
        above = lines(whole.blocks, "kicker")
        self._open("".join(above), whole.heading.text, whole.blocks)
        for chapter in whole.sections:
            self._chapter(chapter)

    def _chapter(self, chapter: Section) -> None:
        """A poll, the essentials, or how the figures came about."""
        title, blocks = str(chapter.heading), chapter.blocks
        if chapter.heading.new_page:
            self._open(self._report.title, title, blocks)
        else:
            self._parts.list(title, [line.text for line in of(Line, blocks)])
        self._findings(title, blocks)
        for table in of(FigureTable, blocks):
            self._parts.table(table.name, table)
        for section in chapter.sections:
            if section.heading.role == "question":
                self._questions.add(title, section)
            else:
                self._findings(f"{title}: {section.heading}", section.blocks)

    def _findings(self, title: str, blocks: Sequence[Block]) -> None:
        for findings in of(Findings, blocks):
            self._parts.list(title, findings.sentences)

    def _open(self, above: str, title: str, blocks: Sequence[Block]) -> None:
        """The title of the report or of a poll."""
        slide = self._deck.slides.add_slide(self._parts.opening)
        self._parts.title(slide, title, 116, sizes=OPENING_SIZES)
        if above:
            box = self._parts.box(slide, (master.EDGE, 60, master.TEXT, 44))
            self._parts.paragraph(box, above, SMALL_PT, LIGHT.muted, first=True)
        frame = slide.placeholders[1].text_frame
        said = [line for line in of(Line, blocks) if line.tone != "kicker"]
        large = [line for line in said if line.tone not in ("notice", "caveat")]
        small = [line for line in said if line not in large]
        for place, line in enumerate(large):
            size = FIRST_PT if place == 0 and len(large) > 1 else BELOW_PT
            self._parts.paragraph(frame, line.text, size, first=place == 0)
        for place, line in enumerate(small):
            colour = LIGHT.warn if line.tone == "notice" else LIGHT.muted
            first = not large and place == 0
            self._parts.paragraph(frame, line.text, SMALL_PT, colour, first=first, before=14)
        if not said:
            frame._txBody.getparent().getparent().remove(frame._txBody.getparent())
