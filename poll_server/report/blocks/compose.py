"""The report as blocks, from top to bottom, for every format that people read.

Headings with their levels, captions with their numbers, which tables there are and in which order:
all of it is decided here once, so that no two files differ.
"""

from collections.abc import Iterator, Sequence

from poll_server.base.text import isolated
from poll_server.live.screens import tables
from poll_server.live.screens.groups import left_out
from poll_server.locale import speak
from poll_server.report.charts import alternative
from poll_server.report.model import annex
from poll_server.report.model.document import (
    FloorReport,
    MergedReport,
    PollReport,
    QuestionReport,
    Report,
    RoundReport,
)
from poll_server.report.model.grouped import groups_compared, hidden_in_words
from poll_server.report.model.said import (
    Captions,
    about,
    about_merged,
    asked_in_all,
    heading,
    key,
    not_representative,
    numbered,
    only_poll,
    people,
    shown,
    without_result,
)
from poll_server.report.model.side_by_side import SideBySide, polls_compared, rounds_compared
from poll_server.report.model.together import points
from poll_server.report.model.together.points import QuestionPoints, points_of
from poll_server.report.model.told import figures

from .blocks import (
    Block,
    Caption,
    Chart,
    Contents,
    Findings,
    Heading,
    Line,
    Spoken,
    Texts,
)
from .by_group import drawn_by_group
from .index import columns, entries
from .medium import Medium
from .spoken import spoken
from .tabled import Tabled


def compose(report: Report, medium: Medium) -> list[Block]:
    """The report from top to bottom; lines without a text are left out."""
    every = _Composer(report, medium).all()
    return [block for block in every if not isinstance(block, Line) or block.text]


class _Composer:
    """One report being put into its order; captions count on from part to part."""

    def __init__(self, report: Report, medium: Medium) -> None:
        self._report, self._language, self._medium = report, report.language, medium
        self._, self._captions = speak(report.language), Captions()
        self._one = only_poll(report)
        self._tabled = Tabled(report.language, medium, self._caption)

    def all(self) -> Iterator[Block]:
        report = self._report
        yield from self._front()
        yield from self._essentials()
        if asked_in_all(report) >= self._medium.contents_from:
            listed = tuple(entries(report))
            yield Contents(self._("Contents"), columns(self._language), listed)
        if report.merged:
            title = self._("Asked in several polls")
            yield Heading(title, 1, "chapter", "merged", listed=True, new_page=True)
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
        yield Heading(title, 0, "title", "title")
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
            yield Heading(self._("The essentials"), 1, "chapter", "essentials")
        for place, (title, findings) in enumerate(told, 1):
            if not self._one:
                yield Heading(title, 2, "part", f"essentials-{place}")
            yield Findings(findings)

    def _merged(self, merged: MergedReport) -> Iterator[Block]:
        """What several polls asked alike."""
        result = merged.result
        place = f"merged-{result.number}"
        yield Heading(isolated(result.prompt), 2, "question", place, listed=True)
        yield Line(about_merged(self._report, merged), "meta")
        yield Line(merged.weights, "meta")
        compared = polls_compared(merged, self._language)
        name = f"{self._('Together')} · {result.prompt}"
        yield from self._result(place, name, result, compared, merged.weights)

    def _poll(self, place: int, poll: PollReport) -> Iterator[Block]:
        """A poll; what was not asked of it is said before what was."""
        if self._one:
            title = self._("Question by question")
            yield Heading(title, 1, "chapter", "poll-1", listed=True)
        else:
            new_page, title = bool(poll.questions), poll.title
            yield Heading(title, 1, "chapter", f"poll-{place}", listed=True, new_page=new_page)
            yield Line(poll.subtitle, "subtitle")
            yield Line(people(poll, self._language), "meta")
        if self._medium.names_unasked:
            yield Line(without_result(self._report, place, poll), "meta")
        yield Line(poll.beside, "meta")
        if not poll.questions:
            yield Line(self._("No question has been asked yet."), "meta")
        for question in poll.questions:
            if shown(self._report, question):
                yield from self._question(place, poll, question)
        if (of := points_of(poll)) and not self._report.short:
            yield from self._points(f"poll-{place}-points", poll, of)
        if poll.floor and not self._report.short:
            yield from self._floor(f"poll-{place}-floor", poll.floor)

    def _points(
        self, place: str, poll: PollReport, of: Sequence[QuestionPoints]
    ) -> Iterator[Block]:
        """What points people have."""
        title, language = self._("Points for right answers"), self._language
        yield Heading(title, 2, "question", place, listed=True)
        yield Line(points.summary(of, language), "meta")
        yield Line(points.about(of, language), "meta")
        yield Heading(self._("Question by question"), 3, "part", f"{place}-table")
        name = title if self._one else f"{poll.title} – {title}"
        yield self._tabled.summed(name, points.summary(of, language), points.figures(of, language))
        if poll.places.first:
            told = self._("Most points")
            yield Heading(told, 3, "part", f"{place}-places")
            yield self._tabled.placed(f"{name} – {told}", poll.places)

    def _floor(self, place: str, floor: FloorReport) -> Iterator[Block]:
        """What the hall asked."""
        yield Heading(floor.title, 2, "question", place, listed=True)
        yield Line(floor.summary, "meta")
        yield Heading(floor.title, 3, "part", f"{place}-asked")
        yield Texts((self._("Question"), self._("Votes")), floor.told)

    def _question(self, place: int, poll: PollReport, question: QuestionReport) -> Iterator[Block]:
        number = numbered(self._report, place, question)
        at, prompt = key(place, question), isolated(question.prompt)
        yield Heading(prompt, 2, "question", at, number=number, listed=True)
        yield Line(about(poll, question, question.last, self._language), "meta")
        compared = rounds_compared(question, self._language)
        yield from self._result(at, f"{number} · {question.prompt}", question, compared)

    def _result(
        self,
        place: str,
        name: str,
        question: QuestionReport,
        compared: SideBySide | None,
        weights: str = "",
    ) -> Iterator[Block]:
        """Caution, chart, tables and texts of a question's last round, and others beside it.

        Args:
            place: the key of the question's heading.
            name: of its tables, told apart from those of the same question in another poll.
            weights: how several polls came together.
        """
        round_, results = question.last, question.last.results
        yield Line(round_.note, "caution")
        # Here, where it stays on the page of its question.
        yield Line(hidden_in_words(question, self._language), "meta")
        if results.drawn and any(one.rows for one in results.series):
            yield self._chart(question, round_)
        yield Spoken(spoken(question, weights, compared, self._language))
        if results.answered:
            yield from self._figures(place, name, round_)
        if compared is not None and not self._report.short:
            yield Heading(compared.title, 3, "part", f"{place}-compared")
            yield self._tabled.side_by_side(name, compared)
        yield from self._by_group(place, name, question)
        moved = round_.moved
        if moved is not None and moved.figures is not None and not self._report.short:
            title = self._("Who changed")
            yield Heading(title, 3, "part", f"{place}-moved")
            yield self._tabled.moved(name, title, moved)

    def _figures(self, place: str, name: str, round_: RoundReport) -> Iterator[Block]:
        """What 100 % is, tables, and what people wrote."""
        results, short = round_.results, self._report.short
        for fact in results.facts:
            yield Line(str(fact), "fact", fact.label if fact.told else "", fact.told)
        if not results.drawn and not round_.texts:
            yield Line(self._("No answer was approved for showing."), "caution")
        tabled = results.drawn and (self._medium.draws_from_tables or not short)
        if not tabled or not self._tabled.fits(results):
            yield Line(round_.base, "base")
        if tabled:
            yield from self._tabled.result(name, round_)
        if round_.piles and round_.piles.piles:
            yield Heading(self._("Topics"), 3, "part", f"{place}-piles")
            yield self._tabled.piled(name, round_.piles)
        if round_.texts and not short:
            own = self._("In their own words")
            yield Heading(own, 3, "part", f"{place}-words")
            yield Texts((own, self._("Count")), round_.texts)

    def _chart(self, question: QuestionReport, round_: RoundReport) -> Chart:
        n = tables.n_in_words(round_.results)
        return Chart(
            question,
            round_,
            self._caption(f"{question.prompt} ({n})", self._("Figure")),
            alternative(question, round_, self._language),
            f"{n} · {round_.base}",
            tuple(figures(round_.results, self._language)),
        )

    def _annex(self) -> Iterator[Block]:
        """How the figures came about, and every round with its checksum."""
        title = self._("How these figures came about")
        yield Heading(title, 1, "annex", "proof", listed=True)
        for sentence in annex.sentences(self._report):
            yield Line(sentence, "method")
        yield from self._tabled.rounds(self._report)

    def _by_group(self, place: str, name: str, question: QuestionReport) -> Iterator[Block]:
        """The groups beside each other: as a picture, where their figures are lengths, and table.

        The short form has charts only, and so nothing where there is none.
        """
        grouped = groups_compared(question, self._language)
        drawn = drawn_by_group(question, self._medium.bars, self._language)
        short = self._report.short
        if grouped is None or (short and drawn is None):
            return
        yield Heading(grouped.title, 3, "part", f"{place}-groups")
        if drawn is not None:
            said = f"{question.prompt} {self._('By group')}: {drawn.base}"
            caption = self._caption(said, self._("Figure"))
            words, base = drawn.alternative, drawn.base
            # Else the caption of the table says it, for a page, whose pictures have none.
            hidden = left_out(question.last.groups, self._language) if short else ""
            yield Line(" ".join(filter(None, (hidden, drawn.note))), "meta")
            yield Chart(question, drawn.round, caption, words, base, by_group=True)
        if self._medium.draws_from_tables or not short:
            yield self._tabled.side_by_side(name, grouped)

    def _caption(self, text: str, label: str = "") -> Caption:
        label = label or self._("Table")
        return Caption(label, self._captions.next(label), text)
