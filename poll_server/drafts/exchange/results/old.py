"""What came out of another tool's poll, in one form for all tools: how many gave each answer.

It travels in the form of the page that shows it, until somebody takes it over or leaves.
"""

from typing import Annotated, Literal

import msgspec

from poll_server.drafts.exchange.asked import Loss
from poll_server.drafts.imports.cells import carried

OldForm = Literal["one", "several", "words", "text", "scale", "none"]
"""As which kind of question answers are read: a choice of one or of several, own words, open
answers, steps of a scale; or not at all."""
MOST_PEOPLE = 1_000_000
"""In one round; no hall is larger."""
LATEST_MS = 4_102_444_800_000
"""The year 2100, in ms since 1970."""
LARGEST_PACKED = 8_000_000
"""Bytes, unpacked from a form; 3,000 people who wrote 300 characters each to five questions have
half of that."""
LARGEST_FIELD = 4_000_000
"""Bytes of the form's field."""

People = Annotated[int, msgspec.Meta(ge=1, le=MOST_PEOPLE)]
Moment = Annotated[int, msgspec.Meta(ge=0, le=LATEST_MS)]


class OldRound(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a question came to at one time."""

    people: People
    """who answered"""
    answers: tuple[dict[str, People], ...]
    """of the question, or of each statement: answer -> how many gave it"""
    from_ms: Moment = 0
    """when the first and the last answered, in ms since 1970; 0: the file does not say"""
    to_ms: Moment = 0


class OldQuestion(msgspec.Struct, forbid_unknown_fields=True):
    """A question as the other tool asked it."""

    prompt: str
    form: OldForm
    rounds: list[OldRound]
    number: Annotated[int, msgspec.Meta(ge=1, le=10_000)]
    """its place in the file, from 1"""
    certain: bool = False
    """the file says what was asked; otherwise `form` is guessed, and a person may know better"""
    options: list[str] = []
    """all that there were, in their order; empty: the file has only what was chosen"""
    right: list[str] = []
    statements: list[str] = []
    """of a scale"""
    seconds: Annotated[int, msgspec.Meta(ge=0, le=10_000_000)] = 0


class OldResults(msgspec.Struct, forbid_unknown_fields=True):
    """What a file of results holds."""

    tool: str
    questions: list[OldQuestion]
    losses: list[Loss]

    @property
    def dated(self) -> bool:
        """Whether the file says when each question was asked; the page asks for a day if not."""
        return all(round_.from_ms for each in self.questions for round_ in each.rounds)


def fits(old: OldResults) -> bool:
    """Whether results come back from a form."""
    plain = len(msgspec.msgpack.encode(old))
    return plain <= LARGEST_PACKED and len(packed(old)) <= LARGEST_FIELD


def packed(old: OldResults) -> str:
    """The results as a field of a form carries them."""
    return carried.packed(old)


def unpacked(text: str) -> OldResults:
    """What `packed` made.

    Raises:
        ValueError: it was not.
    """
    old = carried.unpacked(text, OldResults, LARGEST_PACKED, "results")
    of_scales = all(
        len(round_.answers) == max(len(each.statements), 1)
        for each in old.questions
        for round_ in each.rounds
    )
    if not of_scales or not old.questions:
        raise ValueError("no results of ours")
    return old
