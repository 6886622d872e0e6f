"""The report as blocks, from top to bottom, for every format that is read like a document.

Headings with their levels, captions with their numbers, which tables there are and in which order:
all of it is decided here once, so that no two files differ.
"""

from collections.abc import Iterator

from poll_server.base.text import isolated
from poll_server.live import tables
from poll_server.locale import speak
from poll_server.report.charts import alternative

from . import annex
from .blocks import Block, Caption, Chart, Contents, Findings, Heading, Line, Table, Texts
from .document import MergedReport, PollReport, QuestionReport, Report, RoundReport
from .said import (
    Captions,
    about,
    about_merged,
    has_contents,
    heading,
    not_representative,
    numbered,
    only_poll,
    people,
    shown,
    without_result,
)
from .side_by_side import SideBySide, polls_compared, rounds_compared
from .tabled import answers, rounds, side_by_side, statements, steps_fit


def paper(report: Report) -> list[Block]:
    """The report from top to bottom; lines without a text are left out."""
    every = _Paper(report).all()
    return [block for block in every if not isinstance(block, Line) or block.text]


class _Paper:
    """One report being put into its order; captions count on from part to part."""

    def __init__(self, report: Report) -> None:
        self._report, self._language = report, report.language
        self._, self._captions = speak(report.language), Captions()
        self._one = only_poll(report)

    def all(self) -> Iterator[Block]:
        report = self._report
        yield from self._front()
        yield from self._essentials()
        if has_contents(report):
            yield Contents(self._("Contents"))
        if report.merged:
            title = self._("Asked in several polls")
            yield Heading(title, 1, "chapter", listed=True, new_page=True)
        for merged in report.merged:
            if shown(report, merged.result):
                yield from self._merged(merged)
        for place, poll in enumerate(report.polls, 1):
            yield from self._poll(place, poll)
        if not report.short:
            yield from self._annex()

    def _front(self) -> Iterator[Block]:
        report = self._report
        above, title, below = heading(report)
        yield Line(above, "kicker")
        yield Heading(title, 0, "title")
        yield Line(below, "subtitle")
        yield Line(people(self._one, self._language) if self._one else "", "stats")
        yield Line(report.notice, "notice")
        yield Line(not_representative(self._language), "caveat")
        yield Line(annex.as_of(report), "meta")

    def _essentials(self) -> Iterator[Block]:
        """The ready sentences of all polls, before anything else."""
        merged = tuple(said for each in self._report.merged for said in each.findings)
        told = [(self._("Asked in several polls"), merged)]
        told += [(poll.title, poll.findings) for poll in self._report.polls]
        told = [each for each in told if each[1]]
        if told:
            yield Heading(self._("The essentials"), 1, "chapter")
        for title, findings in told:
            if not self._one:
                yield Heading(title, 2, "part")
            yield Findings(findings)

    def _merged(self, merged: MergedReport) -> Iterator[Block]:
        """What several polls asked alike."""
        result = merged.result
        yield Heading(isolated(result.prompt), 2, "question", listed=True)
        yield Line(about_merged(self._report, merged), "meta")
        yield Line(merged.weights, "meta")
        yield from self._result(result)
        yield from self._compared(result, polls_compared(merged, self._language))

    def _poll(self, place: int, poll: PollReport) -> Iterator[Block]:
        if self._one:
            yield Heading(self._("Question by question"), 1, "chapter", listed=True)
        else:
            new_page = bool(poll.questions)
            yield Heading(poll.title, 1, "chapter", listed=True, new_page=new_page)
            yield Line(poll.subtitle, "subtitle")
            yield Line(people(poll, self._language), "meta")
        for question in poll.questions:
            if shown(self._report, question):
                yield from self._question(place, poll, question)
        yield Line(without_result(self._report, place, poll), "meta")
        if not poll.questions:
            yield Line(self._("No question has been asked yet."), "meta")

    def _question(self, place: int, poll: PollReport, question: QuestionReport) -> Iterator[Block]:
        number = numbered(self._report, place, question)
        prompt = isolated(question.prompt)
        yield Heading(prompt, 2, "question", number=number, listed=True)
        yield Line(about(poll, question, question.last, self._language), "meta")
        yield from self._result(question)
        yield from self._compared(question, rounds_compared(question, self._language))

    def _result(self, question: QuestionReport) -> Iterator[Block]:
        """Caution, chart, tables and texts of a question's last round."""
        round_ = question.last
        results = round_.results
        yield Line(round_.note, "caution")
        if not results.answered:
            return
        if results.drawn and any(one.rows for one in results.series):
            yield self._chart(question, round_)
        for fact in results.facts:
            yield Line(str(fact), "fact")
        if not results.drawn and not round_.texts:
            yield Line(self._("No answer was approved for showing."), "caution")
        if self._report.short:
            yield Line(round_.base, "base")
            return
        if not results.drawn or not steps_fit(results):
            yield Line(round_.base, "base")
        if results.drawn:
            yield from self._tables(question, round_)
        if round_.texts:
            yield Heading(self._("In their own words"), 3, "part")
            yield Texts(round_.texts)

    def _chart(self, question: QuestionReport, round_: RoundReport) -> Chart:
        said = f"{question.prompt} ({tables.n_in_words(round_.results)})"
        words = alternative(question, round_, self._language)
        return Chart(question, round_, self._caption(said, self._("Figure")), words)

    def _tables(self, question: QuestionReport, round_: RoundReport) -> Iterator[Table]:
        """The table of a round, or one for each statement where the steps are too many for one."""
        results, name = round_.results, question.prompt
        if results.form == "statements" and steps_fit(results):
            yield statements(name, round_, self._caption, self._language)
            return
        several = results.form == "statements"
        for one in results.series:
            base = f"n\u00a0=\u00a0{one.base}" if several else round_.base
            said = f"{one.label} · {base}" if one.label else base
            of = f"{name} – {one.label}" if several else name
            yield answers(of, said, one, round_, self._caption, self._language)

    def _compared(self, question: QuestionReport, compared: SideBySide | None) -> Iterator[Block]:
        """Rounds or polls beside each other, where there are several."""
        if compared is not None and not self._report.short:
            yield Heading(compared.title, 3, "part")
            yield side_by_side(question.prompt, compared, self._caption)

    def _annex(self) -> Iterator[Block]:
        """How the figures came about, and every round with its checksum."""
        yield Heading(self._("How these figures came about"), 1, "annex", listed=True)
        for sentence in annex.sentences(self._report):
            yield Line(sentence, "method")
        yield from rounds(self._report, self._caption)

    def _caption(self, text: str, label: str = "") -> Caption:
        label = label or self._("Table")
        return Caption(label, self._captions.next(label), text)
