"""Questions that several polls asked alike, and their results taken together.

Alike are questions that show a participant the same: kind, prompt, answers, and what may be done
with them (how many may be picked, abstain, write something else). Id, hint, notes, countdown,
sentences, and whether results come live, may differ. Where one poll asks alike questions twice
(before and after a talk), those with the same id belong together.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

import msgspec

from poll_server.base.percent import format_percent, percent
from poll_server.base.text import say
from poll_server.live.screens import tables
from poll_server.locale import speak
from poll_server.questions import Question, Results, Tally
from poll_server.questions.traits.parts import in_turn

from ..document import MergedReport, Part, PollReport, QuestionReport, RoundReport
from ..sentences import findings
from ..times import when
from ..told import note, ranked, written

if TYPE_CHECKING:
    from poll_server.deck import deck
    from poll_server.live.state import RoundResults


def all_merged(
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
    for group in alike(polls):
        found = [
            (place, question)
            for place, asked_there in group
            for question in told[place].questions
            # Another tool's answers, of another day, are never added to those of this event.
            if question.question.id == asked_there.id and not question.last.source
        ]
        counted = [(place, question) for place, question in found if not question.last.withheld]
        if len(counted) > 1:
            number += 1
            left_out = tuple(told[place].title for place, q in found if q.last.withheld)
            tally = added(
                outcome.tally
                for place, question in counted
                for outcome in asked[place]
                if outcome.round.number == question.last.number
                and outcome.question.id == question.question.id
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
    question = bare(found[0][2].question)
    rounds = [q.last for _, _, q in found]
    votes = sum(each.results.votes for each in rounds)
    results = msgspec.structs.replace(
        question.results(tally, votes, language),
        by_hand=sum(each.results.by_hand for each in rounds),
    )
    parts = tuple(
        Part(place + 1, poll.slug, poll.title, q, percent(q.last.results.base, results.base))
        for place, poll, q in found
    )
    result = QuestionReport(
        question=question,
        number=number,
        prompt=say(question.prompt, language),
        asked_as=question.asked_as(language),
        sentences=tuple(findings(question, results, {}, language)),
        rounds=(_together(rounds, results, tally, language, interval),),
    )
    return MergedReport(result, parts, left_out, _weights(parts, results, left_out, language))


def _together(
    rounds: Sequence[RoundReport], results: Results, tally: Tally, language: str, interval: bool
) -> RoundReport:
    """One round in place of several, from the first one's opening to the last one's end."""
    opened_ms = min(each.opened_ms for each in rounds)
    closed_ms = max(each.closed_ms for each in rounds)
    return RoundReport(
        number=0,
        attempt=1,
        opened_ms=opened_ms,
        closed_ms=closed_ms,
        results=results,
        base=tables.base(results, language),
        texts=ranked(written(results, tally)),
        withheld=False,
        note=note(results, 1, withheld=False, language=language),
        sha256="",
        open_in_words=when(opened_ms, closed_ms, language),
        phones=sum(each.phones for each in rounds),
        interval=interval and tables.has_intervals(results),
    )


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


def alike(polls: "Sequence[deck.Poll]") -> list[list[tuple[int, Question]]]:
    """Every question that two polls or more ask, as (place of the poll from 0, its question).

    In the order in which the polls first ask them; within, in the order of the polls.
    """
    by_content: dict[bytes, list[tuple[int, Question]]] = {}
    for place, poll in enumerate(polls):
        for question in (each.question for asked in poll.questions for each in in_turn(asked)):
            by_content.setdefault(_content(question), []).append((place, question))
    groups = [group for found in by_content.values() for group in _one_a_poll(found)]
    return [group for group in groups if len(group) > 1]


def bare(question: Question) -> Question:
    """The question without what may differ between polls, its sentences among it."""
    # Without an explanation, Markdown was the hint's alone.
    marked = question.markdown and bool(getattr(question, "explanation", ""))
    return msgspec.structs.replace(
        question,
        hint="",
        markdown=marked,
        notes="",
        timer=0,
        live=False,
        sentences=(),
        on_the_spot=False,
    )


def added(tallies: Iterable[Tally]) -> dict[str, int]:
    """The counters of several rounds, each vote as heavy as any other."""
    total: dict[str, int] = {}
    for tally in tallies:
        for counter, count in tally.items():
            total[counter] = total.get(counter, 0) + count
    return total


def _content(question: Question) -> bytes:
    return msgspec.json.encode(
        msgspec.structs.replace(bare(question), id=""), order="deterministic"
    )


def _one_a_poll(found: list[tuple[int, Question]]) -> list[list[tuple[int, Question]]]:
    """Alike questions in groups of at most one of each poll."""
    if len({place for place, _ in found}) == len(found):
        return [found]
    by_id: Mapping[str, list[tuple[int, Question]]] = {q.id: [] for _, q in found}
    for place, question in found:
        by_id[question.id].append((place, question))
    return list(by_id.values())
