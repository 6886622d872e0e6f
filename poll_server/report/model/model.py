"""What a report says, built once; every file format only writes it down.

No format counts, divides, rounds or picks anything: percentages come as `percent.py` rounded them,
and what is withheld from one file is withheld from all. `document` lists the parts, `merged` finds
what several polls asked alike.
"""

import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

import msgspec

from poll_server.base.percent import format_decimal, format_percent, percent
from poll_server.base.text import say
from poll_server.live import tables
from poll_server.locale import speak
from poll_server.looks.look import branded
from poll_server.questions import Question, Results, Series, Tally
from poll_server.questions import kind as kinds
from poll_server.report.docx.document import (
    MergedReport,
    Part,
    PollReport,
    QuestionReport,
    Report,
    RoundReport,
    Unasked,
    Written,
)

from . import merged
from .sentences import FEW, findings
from .times import shown_in_words, when

if TYPE_CHECKING:
    from poll_server.deck import deck
    from poll_server.live.state import RoundResults


def build(
    event_id: str,
    event: "deck.Event",
    outcomes: Mapping[str, Sequence["RoundResults"]],
    language: str,
    *,
    simulated: int = 0,
    only: str = "",
    interval: bool = False,
    short: bool = False,
    as_of_ms: int = 0,
    logo: bytes = b"",
) -> Report:
    """The report of an event.

    Args:
        event: the deck; titles and prompts come from it.
        outcomes: the closed rounds of each poll, by the poll's id in the deck.
        simulated: how many simulated voters took part.
        only: the id of the one poll to report; '': all of them.
        interval: give shares with their 95 % interval.
        short: findings and charts only.
        as_of_ms: the moment whose results these are, in ms since 1970; 0: not told.
        logo: the event's, a PNG; empty: it has none.
    """
    polls = [poll for poll in event.polls if only in ("", poll.id)]
    asked = [outcomes.get(poll.id, ()) for poll in polls]
    told = tuple(
        _poll(poll, found, language, interval) for poll, found in zip(polls, asked, strict=True)
    )
    return Report(
        language=language,
        event_id=event_id,
        title=say(event.title, language),
        place=say(event.place, language),
        date=say(event.date, language),
        hosts=event.hosts,
        simulated=simulated,
        polls=told,
        whole=not only,
        merged=() if only else tuple(_all_merged(polls, told, asked, language, interval)),
        interval=interval,
        short=short,
        as_of_ms=as_of_ms,
        brand=say(event.brand.name, language),
        look=branded(event.brand.accent)["light"],
        logo=logo,
    )


def _poll(
    poll: "deck.Poll", outcomes: Sequence["RoundResults"], language: str, interval: bool
) -> PollReport:
    by_question: dict[str, list[RoundReport]] = {}
    for outcome in sorted(outcomes, key=lambda outcome: outcome.round.number):
        report = _round(outcome, poll.smallest_group, language, interval)
        by_question.setdefault(outcome.question.id, []).append(report)
    # A withheld result must not come out through a sentence either.
    told = {id_: r[-1].results for id_, r in by_question.items() if not r[-1].withheld}
    questions = [
        QuestionReport(
            question=question,
            number=number,
            prompt=say(question.prompt, language),
            asked_as=question.asked_as(language),
            sentences=tuple(findings(question, told[question.id], told, language))
            if question.id in told
            else (),
            rounds=tuple(by_question[question.id]),
        )
        for number, question in enumerate(poll.questions, 1)
        if question.id in by_question
    ]
    unasked = tuple(
        Unasked(question.id, number, say(question.prompt, language))
        for number, question in enumerate(poll.questions, 1)
        if question.id not in by_question
    )
    return PollReport(
        slug=poll.id,
        title=say(poll.title, language),
        subtitle=say(poll.subtitle, language),
        host=say(poll.host, language),
        code=poll.code,
        participants=max((o.results.votes for o in outcomes), default=0),
        questions=tuple(questions),
        unasked=unasked,
    )


def _round(
    outcome: "RoundResults", smallest_group: int, language: str, interval: bool
) -> RoundReport:
    round_, results = outcome.round, outcome.results
    # The default, 1, withholds nothing, not even that everybody abstained.
    withheld = results.votes > 0 and results.base < smallest_group > 1
    if withheld:
        # Abstentions go as well: with the votes they would tell how many answered.
        results = msgspec.structs.replace(results, base=results.votes, abstained=0, series=())
    # Screens were sent no counts of fewer votes, whatever the moderator had chosen.
    shown = outcome.shown if round_.votes >= smallest_group else ()
    return RoundReport(
        number=round_.number,
        attempt=round_.attempt,
        opened_ms=round_.opened_ms,
        closed_ms=round_.closed_ms,
        results=results,
        base="" if withheld else tables.base(results, language),
        texts=() if withheld else ranked(written(outcome.question, results, outcome.tally)),
        withheld=withheld,
        note=_note(results, smallest_group, withheld, language),
        sha256=round_.sha256,
        open_in_words=when(round_.opened_ms, round_.closed_ms, language),
        interval=interval and tables.has_intervals(results),
        shown=shown,
        shown_in_words=shown_in_words(shown, round_.opened_ms, language),
    )


def _all_merged(
    polls: Sequence["deck.Poll"],
    told: Sequence[PollReport],
    asked: Sequence[Sequence["RoundResults"]],
    language: str,
    interval: bool,
) -> Iterator[MergedReport]:
    """Every question that several polls asked and have a result of.

    Args:
        told: the polls' reports, as they stand beside the merged results.
        asked: the polls' closed rounds.
    """
    number = 0
    for group in merged.alike(polls):
        found = [
            (place, question)
            for place, asked_there in group
            for question in told[place].questions
            if question.question.id == asked_there.id
        ]
        counted = [(place, question) for place, question in found if not question.last.withheld]
        if len(counted) > 1:
            number += 1
            left_out = tuple(told[place].title for place, q in found if q.last.withheld)
            tally = merged.added(
                outcome.tally
                for place, question in counted
                for outcome in asked[place]
                if outcome.round.number == question.last.number
            )
            parts = [(place, told[place], question) for place, question in counted]
            yield _merged(number, parts, tally, left_out, language, interval)


def _merged(
    number: int,
    found: Sequence[tuple[int, PollReport, QuestionReport]],
    tally: Tally,
    left_out: tuple[str, ...],
    language: str,
    interval: bool,
) -> MergedReport:
    """The last rounds of one question in several polls, counted as if they were one round.

    Args:
        found: (place of the poll from 0, the poll, its question).
        tally: of all these rounds together.
    """
    question = merged.bare(found[0][2].question)
    rounds = [q.last for _, _, q in found]
    votes = sum(each.results.votes for each in rounds)
    results = question.results(tally, votes, language)
    parts = tuple(
        Part(place + 1, poll.slug, poll.title, q, percent(q.last.results.base, results.base))
        for place, poll, q in found
    )
    opened_ms = min(each.opened_ms for each in rounds)
    closed_ms = max(each.closed_ms for each in rounds)
    texts = written(question, results, tally)
    together = RoundReport(
        number=0,
        attempt=1,
        opened_ms=opened_ms,
        closed_ms=closed_ms,
        results=results,
        base=tables.base(results, language),
        texts=ranked(texts),
        withheld=False,
        note=_note(results, 1, withheld=False, language=language),
        sha256="",
        open_in_words=when(opened_ms, closed_ms, language),
        interval=interval and tables.has_intervals(results),
    )
    result = QuestionReport(
        question=question,
        number=number,
        prompt=say(question.prompt, language),
        asked_as=question.asked_as(language),
        sentences=tuple(findings(question, results, {}, language)),
        rounds=(together,),
    )
    return MergedReport(result, parts, left_out, _weights(parts, results, left_out, language))


def _weights(
    parts: Sequence[Part], results: Results, left_out: Sequence[str], language: str
) -> str:
    """From where how many answers came, and who is left out."""
    _ = speak(language)
    shares = (
        f"{part.title}: {part.round.results.base} ({format_percent(part.share, language)})"
        for part in parts
    )
    said = _.ngettext(
        "Taken together from %(polls)s polls with %(n)s answer; every answer counts the same: "
        "%(parts)s.",
        "Taken together from %(polls)s polls with %(n)s answers; every answer counts the same: "
        "%(parts)s.",
        results.base,
        polls=len(parts),
        parts="; ".join(shares),
    )
    if left_out:
        names = "; ".join(left_out)
        said += " " + _("Left out, because too few people answered: %(polls)s.", polls=names)
    return said


def written(question: Question, results: Results, tally: Tally) -> list[tuple[str, int]]:
    """The texts a report prints apart from the rows, each with how many wrote it."""
    in_rows = {row.key for series in results.series for row in series.rows}
    return [
        (text, count)
        for counter, text, count in kinds.texts(tally)
        if results.form == "texts" or counter not in in_rows
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


def ranked(texts: Iterable[tuple[str, int]]) -> tuple[Written, ...]:
    """The texts that most people wrote first, equals by the alphabet: never as they arrived.

    Args:
        texts: (text, how many wrote it).
    """
    written = [Written(text, count) for text, count in texts]
    return tuple(sorted(written, key=lambda each: (-each.count, *_by_alphabet(each.text))))


def _by_alphabet(text: str) -> tuple[str, str]:
    """Sorts as a dictionary does: Öl between Obst and Ort, small letters beside capitals."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return bare.casefold(), text


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


__all__ = [
    "MergedReport",
    "Part",
    "PollReport",
    "QuestionReport",
    "Report",
    "RoundReport",
    "Unasked",
    "Written",
    "build",
    "figures_in_words",
    "ranked",
    "written",
]
