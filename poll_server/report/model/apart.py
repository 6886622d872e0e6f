"""A question that is made of others, in a report: itself, and then each part as one of its own."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import msgspec

from poll_server.questions import Question
from poll_server.questions.groups.compared import ByGroup
from poll_server.questions.traits.parts import in_turn

if TYPE_CHECKING:
    from poll_server.live.state import RoundResults


def apart(outcomes: "Sequence[RoundResults]", language: str) -> "list[RoundResults]":
    """`outcomes`, those of parts behind that of the whole."""
    return [each for outcome in outcomes for each in _each(outcome, language)]


def numbered_apart(questions: Sequence[Question]) -> Iterator[tuple[int, int, Question]]:
    """Each question with its number, from 1, and 0; its parts with theirs behind it."""
    for number, question in enumerate(questions, 1):
        for asked in in_turn(question):
            yield number, asked.part, asked.question


def _each(outcome: "RoundResults", language: str) -> "Iterator[RoundResults]":
    yield outcome
    _, *parts = in_turn(outcome.question)
    # Which part was on the stage when is not written down; only that none was, where none was.
    shown = () if outcome.shown == () else None
    votes, tally = outcome.results.votes, outcome.tally
    by_group = outcome.groups_of_parts or (ByGroup(),) * len(parts)
    for part, groups in zip(parts, by_group, strict=True):
        yield type(outcome)(
            # The checksum is of the whole: it stands with that.
            msgspec.structs.replace(outcome.round, sha256=""),
            part.question,
            part.results(tally, votes, language),
            part.tally(tally),
            shown,
            groups=groups,
        )
