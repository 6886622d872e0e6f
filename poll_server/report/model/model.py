"""What a report says, built once; every file format only writes it down.

No format counts, divides, rounds or picks anything: percentages come as `percent.py` rounded them,
and what is withheld from one file is withheld from all. `document` lists the parts, `merged` finds
what several polls asked alike.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import msgspec

from poll_server.base.text import say
from poll_server.live.beside.leaderboard import FirstPlaces
from poll_server.live.screens import tables
from poll_server.live.screens.again.moved import told
from poll_server.live.screens.again.taken import taken_over
from poll_server.looks.look import branded
from poll_server.questions import Question, Results
from poll_server.questions.groups.compared import ByGroup
from poll_server.questions.methods.hands import Hands, hands_of
from poll_server.questions.traits.estimated import answered_right
from poll_server.questions.traits.speed import by_tenth

from .apart import apart, numbered_apart
from .beside import BesideCounts, beside_line
from .document import PollReport, QuestionReport, Report, RoundReport, Unasked
from .floor import floor_report
from .grouped import group_sentence
from .sentences import findings
from .times import shown_in_words, when
from .together.merged import all_merged
from .told import asked_as, note, ranked, written

if TYPE_CHECKING:
    from poll_server.deck import deck
    from poll_server.live.state import RoundResults
    from poll_server.store.parts.beside.floor_store import Floor
    from poll_server.store.records import Round
    from poll_server.store.shown import Showing


@dataclass(frozen=True)
class Cut:
    """Every closed round of some polls, as they stood at one moment."""

    outcomes: "Mapping[str, Sequence[RoundResults]]"
    """by the poll's id in the deck"""
    as_of_ms: int = 0
    """that moment, by Redis's clock, in ms since 1970; 0: not told"""
    logo: bytes = b""
    """the event's, a PNG; empty: it has none"""
    floors: "Mapping[str, Floor]" = field(default_factory=dict)
    """the questions from the hall by the poll's id in the deck, a moment after"""
    beside: "Mapping[str, BesideCounts]" = field(default_factory=dict)
    """what else the hall did, by the poll's id in the deck"""
    places: Mapping[str, FirstPlaces] = field(default_factory=dict)
    """who has most points, by the poll's id in the deck, where its report is to say so"""
    practised: frozenset[str] = frozenset()
    """ids in the deck of polls of which there is nothing, because practice goes on in them"""


def build(
    event_id: str,
    event: "deck.Event",
    cut: Cut,
    language: str,
    *,
    simulated: int = 0,
    only: str = "",
    interval: bool = False,
    short: bool = False,
) -> Report:
    """The report of an event.

    Args:
        event: the deck; titles and prompts come from it.
        simulated: how many simulated voters took part.
        only: the id of the one poll to report; '': all of them.
        interval: give shares with their 95 % interval.
        short: findings and charts only.
    """
    polls = [poll for poll in event.polls if only in ("", poll.id)]
    asked = [apart(cut.outcomes.get(poll.id, ()), language) for poll in polls]
    told = [
        _with_beside(_poll(poll, of, cut.floors.get(poll.id), language, interval), cut, language)
        for poll, of in zip(polls, asked, strict=True)
    ]
    return replace(
        titled(event_id, event, language),
        simulated=simulated,
        polls=tuple(told),
        whole=not only,
        merged=() if only else tuple(all_merged(polls, told, asked, language, interval)),
        interval=interval,
        short=short,
        as_of_ms=cut.as_of_ms,
        logo=cut.logo,
        practised=tuple(say(each.title, language) for each in polls if each.id in cut.practised),
    )


def titled(event_id: str, event: "deck.Event", language: str) -> Report:
    """What is known of an event before anything was asked."""
    return Report(
        language=language,
        event_id=event_id,
        title=say(event.title, language),
        place=say(event.place, language),
        date=say(event.date, language),
        hosts=event.hosts,
        simulated=0,
        polls=(),
        whole=True,
        brand=say(event.brand.name, language),
        look=branded(event.brand.accent)["light"],
    )


def _poll(
    poll: "deck.Poll",
    outcomes: Sequence["RoundResults"],
    floor: "Floor | None",
    language: str,
    interval: bool,
) -> PollReport:
    by_question = _by_question(poll, outcomes, language, interval)
    # A withheld result must not come out through a sentence either.
    told = {id_: r[-1].results for id_, r in by_question.items() if not r[-1].withheld}
    questions = [
        QuestionReport(
            question=question,
            number=number,
            part=part,
            prompt=say(question.prompt, language),
            asked_as=asked_as(question, language),
            sentences=_sentences(question, told, language),
            rounds=tuple(by_question[question.id]),
        )
        for number, part, question in numbered_apart(poll.asked)
        if question.id in by_question
    ]
    unasked = tuple(
        Unasked(question.id, number, say(question.prompt, language))
        for number, question in enumerate(poll.asked, 1)
        if question.id not in by_question
    )
    return PollReport(
        slug=poll.id,
        title=say(poll.title, language),
        subtitle=say(poll.subtitle, language),
        host=say(poll.host, language),
        code=poll.code,
        participants=_participants(outcomes),
        questions=tuple(_with_groups(each, language) for each in questions),
        unasked=unasked,
        floor=floor_report(floor, language),
    )


def _participants(outcomes: Sequence["RoundResults"]) -> int:
    """Votes in the best attended round: of those that were held here, where there are any."""
    here = [each for each in outcomes if not each.round.source]
    return max((on_phones(each) for each in here or outcomes), default=0)


def _with_beside(poll: PollReport, cut: Cut, language: str) -> PollReport:
    """The poll with what its hall did beside voting."""
    counts = cut.beside.get(poll.slug, BesideCounts())
    told = replace(poll, beside=beside_line(counts, language), beside_counts=counts)
    return replace(told, places=cut.places.get(poll.slug, FirstPlaces()))


def _sentences(question: Question, told: dict[str, Results], language: str) -> tuple[str, ...]:
    """What a question found out; nothing where that is withheld."""
    if question.id not in told:
        return ()
    return tuple(findings(question, told[question.id], told, language))


def _with_groups(question: QuestionReport, language: str) -> QuestionReport:
    """The question with the sentence on its groups behind all others, where there is one."""
    said = group_sentence(question, language)
    return replace(question, sentences=(*question.sentences, said)) if said else question


def _by_question(
    poll: "deck.Poll", outcomes: Sequence["RoundResults"], language: str, interval: bool
) -> dict[str, list[RoundReport]]:
    """The rounds of each question, by its id, in the order in which they were opened."""
    found: dict[str, list[RoundReport]] = {}
    votes = {each.round.number: each.round.votes for each in outcomes}
    for outcome in sorted(outcomes, key=lambda outcome: outcome.round.number):
        group = outcome.question.smallest_group(poll.smallest_group)
        before = votes.get(outcome.round.moves_from, 0)
        report = _round(outcome, group, language, interval, before)
        found.setdefault(outcome.question.id, []).append(report)
    return found


def _is_withheld(outcome: "RoundResults", smallest_group: int) -> bool:
    """Whether too few people stand behind a result: as `enough` has it, of what came out."""
    results = outcome.results
    # Hands are told apart, too: without them a few votes would be left, whose answers all knew.
    base = results.base - (results.by_hand if outcome.round.votes else 0)
    # The default, 1, withholds nothing, not even that everybody abstained.
    return results.votes > 0 and base < smallest_group > 1


def _round(
    outcome: "RoundResults",
    smallest_group: int,
    language: str,
    interval: bool,
    votes_before: int = 0,
) -> RoundReport:
    round_, results = outcome.round, outcome.results
    withheld = _is_withheld(outcome, smallest_group)
    if withheld:
        results = _emptied(results)
    ways = (outcome.question, round_, outcome.moves, smallest_group, language, votes_before)
    moved = None if withheld else told(*ways)
    if moved:
        results = msgspec.structs.replace(results, facts=(*results.facts, moved.fact))
    shown = _shown(outcome, withheld)
    return RoundReport(
        number=round_.number,
        attempt=round_.attempt,
        opened_ms=round_.opened_ms,
        closed_ms=round_.closed_ms,
        results=results,
        base="" if withheld else tables.base(results, language),
        texts=() if withheld else ranked(written(results, outcome.tally)),
        withheld=withheld,
        note=note(results, smallest_group, withheld, language),
        sha256=round_.sha256,
        open_in_words=_open_in_words(round_, language),
        phones=on_phones(outcome),
        right=0 if withheld else answered_right(outcome.question, outcome.tally),
        swift=by_tenth(outcome.tally) if round_.speed_ms and not withheld else (),
        hands=Hands() if withheld else hands_of(round_.hands),
        interval=interval and tables.has_intervals(results),
        shown=shown,
        shown_in_words=shown_in_words(shown, round_.opened_ms, language),
        groups=ByGroup() if withheld else outcome.groups,
        source=round_.source,
        moved=moved,
        piles=None if withheld else outcome.piles,
    )


def _shown(outcome: "RoundResults", withheld: bool) -> "tuple[Showing, ...] | None":
    """When a result was on screens; None: nobody knows."""
    # Screens were sent no counts of fewer people, whatever the moderator had chosen.
    shown = outcome.shown if outcome.results.votes and not withheld else ()
    # What was shown elsewhere, is not known here.
    return None if outcome.round.source and not shown else shown


def _open_in_words(round_: "Round", language: str) -> str:
    """From when to when a round was open, or from where it was taken over."""
    if round_.source:
        return taken_over(round_, language)
    return when(round_.opened_ms, round_.closed_ms, language)


def on_phones(outcome: "RoundResults") -> int:
    """How many voted on their phones; of a part of a question, how many answered it."""
    # Hands that are added make more votes than the round has; a part has at most as many.
    return min(outcome.results.votes, outcome.round.votes)


def _emptied(results: Results) -> Results:
    """What is left where results are withheld: the number of votes.

    Abstentions go as well: with the votes they would tell how many answered.
    """
    return msgspec.structs.replace(
        results, base=results.votes, abstained=0, series=(), facts=(), spots=(), by_hand=0
    )
