"""What a report says, built once; every file format only writes it down.

No format counts, divides, rounds or picks anything: percentages come as `percent.py` rounded them,
and what is withheld from one file is withheld from all.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import TYPE_CHECKING

import msgspec
from babel.dates import format_date, format_time

from .. import tables
from ..locale import speak
from ..percent import format_decimal, format_percent
from ..questions import Question, Results, Row, Series
from ..questions import kind as kinds
from ..text import say
from .sentences import sentences

if TYPE_CHECKING:
    from .. import deck
    from ..polls import RoundResults

FEW = 10
"""Fewer answers, and one person moves a bar by more than ten points: the report says so."""


@dataclass(frozen=True)
class Written:
    """A text somebody wrote and the moderator let through, and how many wrote the same."""

    text: str
    count: int


@dataclass(frozen=True)
class RoundReport:
    """One opening of a question that is closed."""

    number: int
    """in the poll, from 1"""
    attempt: int
    """of this question, from 1"""
    opened_ms: int
    closed_ms: int
    results: Results
    """without any row where it is withheld"""
    base: str
    """what 100 % stands for, and how many abstained"""
    texts: tuple[Written, ...]
    """what people wrote, where no row of the results says it (“Sonstiges”), or where all rows are
    texts without a chart; in an order that tells nothing of when or by whom they were written"""
    withheld: bool
    """fewer people answered than the poll's smallest shown group"""
    note: str
    """a sentence of caution, where there is reason for one"""
    sha256: str
    open_in_words: str
    """from when to when it was open, by the server's clock"""


@dataclass(frozen=True)
class QuestionReport:
    """One question, with every round that was closed; the last one is its result."""

    question: Question
    number: int
    """its place in the poll, from 1"""
    prompt: str
    asked_as: str
    """`Multiple choice`, in words"""
    sentences: tuple[str, ...]
    rounds: tuple[RoundReport, ...]

    @property
    def last(self) -> RoundReport:
        """The round whose result counts."""
        return self.rounds[-1]


@dataclass(frozen=True)
class PollReport:
    """One poll: what was found, then each question that was asked."""

    slug: str
    title: str
    subtitle: str
    host: str
    code: str
    participants: int
    """votes in the best attended question: votes of different questions cannot be joined, so no
    other number of people is known"""
    questions: tuple[QuestionReport, ...]

    @property
    def findings(self) -> tuple[str, ...]:
        """Every sentence the questions contribute, in their order."""
        return tuple(sentence for question in self.questions for sentence in question.sentences)


@dataclass(frozen=True)
class Report:
    """An event, or one poll of it, in one language."""

    language: str
    event_id: str
    title: str
    place: str
    date: str
    hosts: tuple[str, ...]
    simulated: int
    """of the voters, how many were simulated; 0: real people only"""
    polls: tuple[PollReport, ...]
    whole: bool
    """of the whole event; else of its one poll"""

    @property
    def notice(self) -> str:
        """A sentence where the voters were simulated."""
        if not self.simulated:
            return ""
        _ = speak(self.language)
        return _.ngettext(
            "These results come from %(n)s simulated participant.",
            "These results come from %(n)s simulated participants.",
            self.simulated,
        )


def build(
    event_id: str,
    event: "deck.Event",
    outcomes: Mapping[str, Sequence["RoundResults"]],
    language: str,
    *,
    simulated: int = 0,
    only: str = "",
) -> Report:
    """The report of an event.

    Args:
        event: the deck; titles and prompts come from it.
        outcomes: the closed rounds of each poll, by the poll's id in the deck.
        simulated: how many simulated voters took part.
        only: the id of the one poll to report; '': all of them.
    """
    polls = [poll for poll in event.polls if only in ("", poll.id)]
    return Report(
        language=language,
        event_id=event_id,
        title=say(event.title, language),
        place=say(event.place, language),
        date=say(event.date, language),
        hosts=event.hosts,
        simulated=simulated,
        polls=tuple(_poll(poll, outcomes.get(poll.id, ()), language) for poll in polls),
        whole=not only,
    )


def _poll(poll: "deck.Poll", outcomes: Sequence["RoundResults"], language: str) -> PollReport:
    by_question: dict[str, list[RoundReport]] = {}
    for outcome in sorted(outcomes, key=lambda outcome: outcome.round.number):
        report = _round(outcome, poll.smallest_group, language)
        by_question.setdefault(outcome.question.id, []).append(report)
    # A withheld result must not come out through a sentence either.
    told = {id_: r[-1].results for id_, r in by_question.items() if not r[-1].withheld}
    questions = [
        QuestionReport(
            question=question,
            number=number,
            prompt=say(question.prompt, language),
            asked_as=asked_as(question, language),
            sentences=tuple(sentences(question, told[question.id], told, language))
            if question.id in told
            else (),
            rounds=tuple(by_question[question.id]),
        )
        for number, question in enumerate(poll.questions, 1)
        if question.id in by_question
    ]
    return PollReport(
        slug=poll.id,
        title=say(poll.title, language),
        subtitle=say(poll.subtitle, language),
        host=say(poll.host, language),
        code=poll.code,
        participants=max((o.results.votes for o in outcomes), default=0),
        questions=tuple(questions),
    )


def _round(outcome: "RoundResults", smallest_group: int, language: str) -> RoundReport:
    round_, results = outcome.round, outcome.results
    # The default, 1, withholds nothing, not even that everybody abstained.
    withheld = results.votes > 0 and results.base < smallest_group > 1
    if withheld:
        # Abstentions go as well: with the votes they would tell how many answered.
        results = msgspec.structs.replace(results, base=results.votes, abstained=0, series=())
    return RoundReport(
        number=round_.number,
        attempt=round_.attempt,
        opened_ms=round_.opened_ms,
        closed_ms=round_.closed_ms,
        results=results,
        base="" if withheld else tables.base(results, language),
        texts=() if withheld else shuffled(written(outcome), seed=round_.sha256),
        withheld=withheld,
        note=_note(results, smallest_group, withheld, language),
        sha256=round_.sha256,
        open_in_words=when(round_.opened_ms, round_.closed_ms, language),
    )


def written(outcome: "RoundResults") -> list[tuple[str, int]]:
    """The texts a report prints apart from the rows, each with how many wrote it."""
    in_rows = {row.key for series in outcome.results.series for row in series.rows}
    return [
        (text, count)
        for counter, text, count in kinds.texts(outcome.tally)
        if outcome.question.moderated or counter not in in_rows
    ]


def _note(results: Results, smallest_group: int, withheld: bool, language: str) -> str:
    _ = speak(language)
    if withheld:
        return _(
            "Not shown: results of fewer than %(n)s people could point to single persons.",
            n=smallest_group,
        )
    if results.base == 0:
        return _("Nobody answered this question.")
    if results.base < FEW:
        return _.ngettext(
            "Only %(n)s person answered: read percentages with care.",
            "Only %(n)s people answered: read percentages with care.",
            results.base,
        )
    return ""


def shuffled(texts: Iterable[tuple[str, int]], seed: str) -> tuple[Written, ...]:
    """The texts in an order of their own, the same in every file and every export.

    Not as they arrived, and not by how often they came: who wrote first or alone stays unknown.

    Args:
        texts: (text, how many wrote it).
        seed: the round's checksum.
    """
    written = [Written(text, count) for text, count in texts]
    return tuple(sorted(written, key=lambda w: sha256(f"{seed}\n{w.text}".encode()).digest()))


def asked_as(question: Question, language: str) -> str:
    """How the question was put, told from its form, so that no kind is named here."""
    _ = speak(language)
    controls = question.controls(language)
    first = controls[0].type if controls else "text"
    if first == "checkbox":
        return _("Multiple choice")
    if first == "textarea":
        return _("Open answers")
    if first == "text":
        return _("Own words")
    radios = sum(control.type == "radio" for control in controls)
    return _("%(n)s statements on one scale", n=radios) if radios > 1 else _("Single choice")


def when(opened_ms: int, closed_ms: int, language: str) -> str:
    """`20.09.2018, 10:15–10:17`, in the time zone of the server's machine.

    Args:
        opened_ms, closed_ms: ms since 1970.
    """
    opened, closed = (
        datetime.fromtimestamp(ms / 1000, UTC).astimezone() for ms in (opened_ms, closed_ms)
    )
    day = format_date(opened, "medium", locale=language)
    start, end = (format_time(at, "short", locale=language) for at in (opened, closed))
    return f"{day}, {start}" if start == end else f"{day}, {start}–{end}"


def iso(ms: int) -> str:
    """`2018-09-20T08:15:00Z`: a moment for machines, in whole seconds."""
    return datetime.fromtimestamp(ms // 1000, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def figures_in_words(series: Series, language: str) -> list[str]:
    """Mean, median and top share of one series, as far as it has them."""
    _ = speak(language)
    parts = []
    if series.top is not None:
        parts.append(f"{series.top.label}: {format_percent(series.top.percent, language)}")
    if series.mean is not None:
        parts.append(_("mean %(value)s", value=format_decimal(series.mean, language)))
    if series.median is not None:
        parts.append(_("median %(value)s", value=format_decimal(series.median, language)))
    return parts


@dataclass(frozen=True)
class Change:
    """One row over all rounds of a question."""

    series: str
    label: str
    rows: tuple[Row | None, ...]
    """one for each round; None where that round had no such row"""


def compared(question: QuestionReport) -> list[Change]:
    """The rows of a question that was asked again, round beside round; none otherwise."""
    told = [r for r in question.rounds if not r.withheld]
    if len(told) < 2:
        return []
    by_round = [{(s.label, row.key): row for s in r.results.series for row in s.rows} for r in told]
    labels = {
        (s.label, row.key): row.label for r in told for s in r.results.series for row in s.rows
    }
    return [
        Change(series, label, tuple(rows.get((series, key)) for rows in by_round))
        for (series, key), label in labels.items()
    ]
