"""What the console lists: the poll's questions, and what people wrote."""

from collections.abc import Iterator
from typing import TypedDict

from poll_server.base.text import say
from poll_server.live.beside.piles import groupable
from poll_server.live.state import PollState
from poll_server.live.texts import verdict_on
from poll_server.questions import Question, Tally
from poll_server.questions.methods.moves import stations
from poll_server.questions.traits.parts import approved_first, in_turn, parts_of
from poll_server.questions.traits.variants import merging, steps_of
from poll_server.questions.writing.piles import Laid, lie, text_sum
from poll_server.questions.writing.written import written_texts
from poll_server.wire.messages import HandCount, HandLine, LaidOf, LaidWords, Listed, WrittenText

MOST_TEXTS = 200
"""Written texts in one frame to a moderator; the most frequent first."""


def listed(state: PollState, question: Question, language: str) -> Listed:
    """A line of the question list."""
    latest = state.rounds.get(state.live.last.get(question.id, 0))
    return Listed(
        question.id,
        say(question.prompt, language),
        latest.state if latest else "ready",
        latest.votes if latest else 0,
        sum(round_.question == question.id for round_ in state.rounds.values()),
        question.asks,
        question.on_the_spot,
    )


def texts(state: PollState, language: str) -> tuple[WrittenText, ...]:
    """What people wrote; what waits for a decision is never cut off."""
    names = {
        (of.part, key): row.name
        for of in laid(state, language)
        for row in of.rows
        for key in row.keys
    }
    lays = {start for start, _each in merging(state.question)}
    found = [
        WrittenText(
            part + counter,
            written,
            count,
            verdict_on(
                part + counter,
                state.moderation,
                approved_first(state.question, part + counter),
                state.stop_words,
            ),
            prompt,
            key := text_sum(counter) if part in lays else "",
            names.get((part, key), ""),
        )
        for part, prompt, tally in _written(state, language)
        for counter, written, count in written_texts(tally)
    ]
    found.sort(key=lambda text: text.state != "waiting")  # stable: the most frequent first in each
    return tuple(found[:MOST_TEXTS])


def laid(state: PollState, language: str) -> tuple[LaidOf, ...]:
    """What was laid together, of each part whose words can be; also words that are hidden now."""
    return tuple(
        LaidOf(
            start,
            tuple(
                LaidWords(
                    pile.name,
                    tuple(each.key for each in pile.texts),
                    tuple(each.text for each in pile.texts),
                )
                for pile in lies.in_order
            ),
            bool(lies.steps),
        )
        for start, lies in lying(state, language)
    )


def lying(state: PollState, language: str) -> Iterator[tuple[str, Laid]]:
    """How words lie that can be laid together: each behind what stands before its counters."""
    lays = {start for start, _each in merging(state.question)}
    for start, _prompt, tally in _written(state, language) if lays else ():
        if start in lays:
            yield start, lie(0, tally, steps_of(state.moderation, start))


def _written(state: PollState, language: str) -> Iterator[tuple[str, str, Tally]]:
    """What stands before the counters of each question that was answered, its prompt, its tally.

    A part has its own smallest group: below it its texts are no moderator's either.
    """
    parts = parts_of(state.question)
    for subject in in_turn(state.question) if state.question else ():
        if not state.enough_of(subject):
            continue
        part = parts[subject.part - 1] if subject.part else None
        yield (
            f"{part.id}/" if part else "",
            say(part.prompt, language) if part else "",
            subject.tally(state.unmoderated),
        )


class ByHand(TypedDict):
    """What a moderator does by hand once people answered."""

    hands: HandCount | None
    piles: bool
    laid: tuple[LaidOf, ...]
    texts_beside: bool


def by_hand(state: PollState, language: str) -> ByHand:
    """Of the question in sight: counting hands, laying texts in piles, and words together; whether
    texts that wait stand beside a result of their own."""
    asked = state.question
    return {
        "texts_beside": bool(asked and asked.approved_first and asked.result_form != "texts"),
        "hands": hand_count(state, language),
        "piles": groupable(state),
        "laid": laid(state, language),
    }


def hand_count(state: PollState, language: str) -> HandCount | None:
    """What is typed in for those without a phone; None where everybody may give several answers."""
    if state.question is None or state.round is None:
        return None
    answers = stations(state.question, language)
    lines = (HandLine(*each, state.hands.counts.get(each.counter, 0)) for each in answers)
    found = HandCount(tuple(lines), state.hands.added, state.round.frozen)
    return found if answers else None
