"""Which groups may be shown, so that nothing of any other one can be worked out.

What everybody answered is known, and so is what the shown groups did: the difference is what all
hidden ones did together. That difference must not be about too few people, nor about one group
alone, nor say of anybody in it what they answered. Where it does, the smallest group that is left
is hidden as well (complementary suppression: Cox 1980, “Suppression methodology and statistical
disclosure control”, Journal of the American Statistical Association 75, 377–385).

Why that is enough for counters that are people: whoever knows all but the hidden groups knows at
most what the people in them answered altogether. They could be dealt out to the hidden groups in
any other way, so a hidden cell has one value only where all of these people, or none, are in it.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

LEAST = 5
"""People of a group that is shown, also where results of all are shown from fewer on: with four,
one who knows the other three's answers knows the fourth's."""


class Member(NamedTuple):
    """A group, or those who said none: who is in it, and the counters of their answers."""

    group: int
    people: int
    counts: Mapping[str, int]
    fewest: int | None = None
    """who answered, of several statements the one that fewest rated; None: all of them"""

    def is_small(self, least: int) -> bool:
        """Whether too few people stand behind what would be shown of it."""
        return min(self.people, self.people if self.fewest is None else self.fewest) < least


def may_be_shown(members: Collection[Member], least: int, *, counts_people: bool) -> frozenset[int]:
    """The groups to show; none, or two at least.

    Args:
        members: all groups, and those who said none: together everybody who voted.
        least: people of a group that is shown.
        counts_people: each counter says how many people there are of something; else it is not
            known what it tells of one of them, and no group is shown beside a hidden one.
    """
    there = sorted((each for each in members if each.people > 0), key=lambda each: each[:2][::-1])
    hidden = [each for each in there if each.is_small(least)]
    shown = [each for each in there if not each.is_small(least)]
    while hidden and shown and not (counts_people and _is_safe(hidden, shown, least)):
        hidden.append(shown.pop(0))
    return frozenset(each.group for each in shown) if len(shown) > 1 else frozenset()


def _is_safe(hidden: Sequence[Member], shown: Sequence[Member], least: int) -> bool:
    """Whether the hidden ones, known together, give nothing away of any of them."""
    together = sum(each.people for each in hidden)
    # Who is in one of them knows that one, and must not have few people left over.
    if len(hidden) < 2 or together - min(each.people for each in hidden) < least:
        return False
    everybody = together + sum(each.people for each in shown)
    left = _added(hidden)
    return all(
        0 < left.get(counter, 0) < together
        for counter, n in _added([*hidden, *shown]).items()
        if 0 < n < everybody  # nobody and everybody are told by the result of all
    )


def _added(members: Sequence[Member]) -> dict[str, int]:
    total: dict[str, int] = {}
    for each in members:
        for counter, n in each.counts.items():
            total[counter] = total.get(counter, 0) + n
    return total
