"""PPTX: a slide a question, with charts and tables that PowerPoint itself draws and lets one edit.

What is said of a question stands in the speaker's notes.

    questions  the slides of a question    parts   what slides are made of
    master     paper and placeholders      charts  tables  texts   native charts, tables, lists
"""

import io
from collections.abc import Iterable

import pptx

from poll_server.base.text import isolated
from poll_server.locale import Speech, speak
from poll_server.looks.look import LIGHT
from poll_server.report.model import annex
from poll_server.report.model.document import PollReport, QuestionReport, Report
from poll_server.report.model.said import (
    about,
    about_merged,
    heading,
    numbered,
    only_poll,
    people,
    shown,
    without_result,
)
from poll_server.report.model.side_by_side import polls_compared, rounds_compared
from poll_server.report.office import describe, plain

from . import master as master
from . import texts as slide_texts
from .part_names import count_part_names
from .parts import TITLE_SIZES, Parts
from .questions import Asked, Questions

ROUND_WIDTHS, ROUND_CODE = (100.0, 190.0, 62.0, 210.0, 302.0), 4
"""Points of the columns in the list of rounds: name, open, votes, shown, checksum; the last one."""


def render(report: Report) -> bytes:
    """The file's bytes."""
    deck: master.Deck = pptx.Presentation()
    count_part_names(deck.part.package)
    _Writer(deck, report).write()
    out = io.BytesIO()
    deck.save(out)
    return out.getvalue()


class _Writer:
    """One deck being written, slide by slide."""

    def __init__(self, deck: master.Deck, report: Report) -> None:
        self._deck = deck
        self._report = report
        self._language = report.language
        self._: Speech = speak(report.language)
        self._parts = Parts(deck, report)
        self._questions = Questions(deck, report, self._parts)

    def write(self) -> None:
        """The whole report."""
        report = self._report
        describe(self._deck.core_properties, report)
        one = only_poll(report)
        above, title, below = heading(report)
        stats = people(one, self._language) if one else ""
        self._open(above, title, (below, stats, annex.as_of(report)), report.notice)
        self._essentials()
        self._all_merged()
        for place, poll in enumerate(report.polls, 1):
            if not one:
                self._open(report.title, poll.title, (poll.subtitle, people(poll, self._language)))
            for question in poll.questions:
                if shown(report, question):
                    self._question(place, poll, question)
            if missing := without_result(report, place, poll):
                self._list(poll.title, (missing,))
            if not poll.questions:
                self._list(poll.title, (self._("No question has been asked yet."),))
        if report.short:
            self._list(self._("How these figures came about"), annex.in_short(report))
        else:
            self._annex()

    def _open(self, above: str, title: str, below: Iterable[str], notice: str = "") -> None:
        """The title of the report or of a poll."""
        slide = self._deck.slides.add_slide(self._parts.opening)
        self._parts.title(slide, title, 116, sizes=(40, 36, 32, *TITLE_SIZES))
        if above:
            box = self._parts.box(slide, (master.EDGE, 60, master.TEXT, 44))
            self._parts.paragraph(box, above, 16, LIGHT.muted, first=True)
        frame = slide.placeholders[1].text_frame
        said = [text for text in below if text]
        for place, text in enumerate(said):
            size = 22 if place == 0 and len(said) > 1 else 18
            self._parts.paragraph(frame, text, size, first=place == 0)
        if notice:
            self._parts.paragraph(frame, notice, 16, LIGHT.warn, first=not said, before=14)
        if not said and not notice:
            frame._txBody.getparent().getparent().remove(frame._txBody.getparent())

    def _list(self, title: str, sentences: Iterable[str]) -> None:
        """A bulleted list, on as many slides as it needs."""
        pages = list(slide_texts.pages([plain(text) for text in sentences], master.TEXT))
        for number, (size, (texts,)) in enumerate(pages, 1):
            slide = self._parts.slide(title, number, len(pages), self._parts.listed)
            frame = slide.placeholders[1].text_frame
            for place, text in enumerate(texts):
                first = place == 0
                self._parts.paragraph(
                    frame, text, size, first=first, before=size * 0.5, strong=True
                )

    def _essentials(self) -> None:
        """The ready sentences of all polls, before anything else."""
        report, name = self._report, self._("The essentials")
        merged = [said for each in report.merged for said in each.findings]
        self._list(f"{name}: {self._('Asked in several polls')}", merged)
        for poll in report.polls:
            title = name if only_poll(report) else f"{name}: {poll.title}"
            self._list(title, poll.findings)

    def _all_merged(self) -> None:
        """What several polls asked alike, before each poll by itself."""
        merged = self._report.merged
        if not merged:
            return
        name = self._("Asked in several polls")
        self._open(self._report.title, name, ())
        for each in merged:
            if not shown(self._report, each.result):
                continue
            asked = Asked(
                f"{name}: {each.result.prompt}",
                about_merged(self._report, each),
                each.result,
                (each.weights,),
                polls_compared(each, self._language),
            )
            self._questions.add(asked)

    def _question(self, place: int, poll: PollReport, question: QuestionReport) -> None:
        """The slides of one poll's question."""
        asked = Asked(
            f"{numbered(self._report, place, question)} · {isolated(question.prompt)}",
            about(poll, question, question.last, self._language),
            question,
            (),
            rounds_compared(question, self._language),
        )
        self._questions.add(asked)

    def _annex(self) -> None:
        """How the figures came about, and every round with its checksum."""
        title = self._("How these figures came about")
        self._list(title, annex.sentences(self._report))
        lines = [tuple(map(str, line)) for line in annex.lines(self._report)]
        if lines:
            head, caption = annex.head(self._language), self._("Rounds and their checksums")
            self._parts.table(
                caption, head, lines, widths=ROUND_WIDTHS, texts=(0, 1, 3, 4), code=ROUND_CODE
            )
