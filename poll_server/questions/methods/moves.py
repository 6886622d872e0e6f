"""Who moved: of those who answered a question twice, how many went from which answer to which.

Only sums: a cell is `from>to` and how many people. No I/O.
"""

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any, NamedTuple

import msgspec

from poll_server.questions.kind import ABSTAIN, OTHER, RIGHT, Question
from poll_server.questions.traits.parts import parts_of
from poll_server.questions.traits.speed import SPEED

ARROW = ">"
"""Between the two answers in a counter; the counters of answers never hold one."""
BESIDE = (RIGHT, SPEED, "text:", "form:", "why:", "in:")
"""Begin counters that stand beside that of an answer."""

KeptVote = tuple[int, Mapping[str, int], Any]
"""seq, counts, answer"""


class Station(NamedTuple):
    """One of the answers of which everybody gives exactly one."""

    counter: str
    label: str


def stations(question: Question, language: str) -> tuple[Station, ...]:
    """The answers of a question of which everybody gives exactly one; none where that is not so.

    Told from its form: one group of radio buttons, and an abstention apart at most.
    """
    controls = () if parts_of(question) else question.controls(language)
    if any(each.type in ("number", "select") or each.same or each.paired for each in controls):
        return ()
    groups = [each for each in controls if each.options]
    apart = [each for each in groups if each.name == ABSTAIN]
    asked = [each for each in groups if each.name != ABSTAIN]
    if len(asked) != 1 or asked[0].type != "radio":
        return ()
    name = asked[0].name
    return tuple(
        Station(station_of(_counts(question, name, option.value)), option.label)
        for group in (*asked, *apart)
        for option in group.options
    )


def _counts(question: Question, name: str, value: str) -> Mapping[str, int]:
    """What is counted where this is ticked."""
    return question.count(question.read({name: [value], OTHER: ["…"]}))


def station_of(counts: Iterable[str]) -> str:
    """The answer among the counters that one vote adds to."""
    return next(each for each in counts if not each.startswith(BESIDE))


def count_moves(before: Mapping[str, KeptVote], now: Mapping[str, KeptVote]) -> dict[str, int]:
    """`from>to` → how many went that way, of those who voted in both rounds.

    Args:
        before: voter key → vote, in the earlier round; the same question gives one the same key.
    """
    moves: dict[str, int] = {}
    for voter, (_, counts, _) in now.items():
        if voter in before:
            way = ARROW.join((station_of(before[voter][1]), station_of(counts)))
            moves[way] = moves.get(way, 0) + 1
    return moves


class Moves(msgspec.Struct, frozen=True, dict=True):
    """The sums of who moved between two rounds."""

    cells: Mapping[tuple[str, str], int]
    """(from, to) → people; no zeros"""
    once: tuple[int, ...] = ()
    """of each round, who voted in it and not in the other"""

    @classmethod
    def of(cls, counters: Mapping[str, int], votes: Iterable[int] = ()) -> "Moves":
        """From `from>to` → people.

        Args:
            votes: how many voted in each of the two rounds, whose results are known, too.
        """
        parted = ((way.partition(ARROW), n) for way, n in counters.items())
        cells = {(start, end): n for (start, _, end), n in parted if n}
        both = sum(cells.values())
        return cls(cells, tuple(max(each - both, 0) for each in votes))

    @cached_property
    def n(self) -> int:
        """People who voted in both rounds."""
        return sum(self.cells.values())

    @cached_property
    def stayed(self) -> int:
        """Of them, who gave the same answer again."""
        return sum(n for (start, end), n in self.cells.items() if start == end)

    @property
    def changed(self) -> int:
        """Of them, who gave another one."""
        return self.n - self.stayed

    def cells_may_be_shown(self, smallest: int) -> bool:
        """Whether no way was gone by fewer than `smallest` people, nor is anything told of fewer.

        A round's result without the ways into it is what those said who voted in it only.
        """
        few = any(0 < each < smallest for each in self.once)
        return bool(self.cells) and min(self.cells.values()) >= smallest and not few

    def sums_may_be_shown(self, smallest: int) -> bool:
        """Whether at least how many stayed and how many changed may be told."""
        whole = self.cells_may_be_shown(smallest)
        return whole or min(self.stayed, self.changed) >= smallest
