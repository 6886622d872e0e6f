"""No hidden group's figure has only one possible value: a solver that knows all else finds none.

The solver is told everything that is public, and more: how many people each hidden group has. It
goes through every table of whole numbers that fits.
"""

from collections.abc import Iterator
from itertools import product
from random import Random

from poll_server.questions.groups.suppression import Member, may_be_shown

OPTIONS = ("0", "1", "2")
Table = tuple[tuple[int, ...], ...]


def ways(people: int, room: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
    """Every way to deal `people` out to options that have room for so many."""
    if len(room) == 1:
        if people <= room[0]:
            yield (people,)
        return
    for first in range(min(people, room[0]) + 1):
        for rest in ways(people - first, room[1:]):
            yield (first, *rest)


def tables(sizes: list[int], left: tuple[int, ...]) -> Iterator[Table]:
    """Every table of groups with these sizes whose columns add up to `left`: one option each."""
    if not sizes:
        if not any(left):
            yield ()
        return
    for row in ways(sizes[0], left):
        after = tuple(n - own for n, own in zip(left, row, strict=True))
        for rest in tables(sizes[1:], after):
            yield (row, *rest)


def columns(sizes: list[int], left: tuple[int, ...]) -> Iterator[Table]:
    """The same where people choose any number of options: every option is a table of its own.

    Of each only one table is given for each value that a cell can have.
    """
    dealt = [
        [each for each in product(*(range(size + 1) for size in sizes)) if sum(each) == n]
        for n in left
    ]
    for place in range(max(map(len, dealt))):
        same = [each[min(place, len(each) - 1)] for each in dealt]
        yield tuple(zip(*same, strict=True))


def recovered(members: list[Member], shown: frozenset[int], *, several: bool) -> set[object]:
    """The hidden cells (group, option) that can only have one value, and did not without groups."""
    hidden = [each for each in members if each.group not in shown and each.people]
    if not hidden or not shown:
        return set()
    total = {o: sum(each.counts.get(o, 0) for each in members) for o in OPTIONS}
    everybody = sum(each.people for each in members)
    left = tuple(sum(each.counts.get(o, 0) for each in hidden) for o in OPTIONS)
    find = columns if several else tables
    seen: dict[tuple[int, str], set[int]] = {}
    for table in find([each.people for each in hidden], left):
        for each, row in zip(hidden, table, strict=True):
            for option, n in zip(OPTIONS, row, strict=True):
                seen.setdefault((each.group, option), set()).add(n)
    return {cell for cell, n in seen.items() if len(n) == 1 and 0 < total[cell[1]] < everybody}


def hall(random: Random, *, several: bool) -> list[Member]:
    """Three groups and those who said none, most of them small."""
    made = []
    for group in range(4):
        people = random.choice([0, 1, 2, 3, 4, 5, 6, 8])
        counts = dict.fromkeys(OPTIONS, 0)
        for _ in range(people):
            picked = random.choices(OPTIONS, [5, 3, 1])
            if several:
                picked = [o for o in OPTIONS if random.random() < 0.6] or picked
            for option in picked:
                counts[option] += 1
        made.append(Member(group, people, {o: n for o, n in counts.items() if n}))
    return made


def halls(several: bool) -> Iterator[list[Member]]:
    random = Random(11)
    for _ in range(600):
        yield hall(random, several=several)


def test_a_solver_recovers_no_hidden_cell() -> None:
    told = beside_hidden = 0
    for several in (False, True):
        for members in halls(several):
            shown = may_be_shown(members, 3, counts_people=True)
            people = {each.group: each.people for each in members}
            assert all(people[group] >= 3 for group in shown)
            assert not recovered(members, shown, several=several)
            told += len(shown) > 1
            beside_hidden += len(shown) > 1 and any(n and g not in shown for g, n in people.items())
    assert told > 100  # or it would be safe by telling nothing
    assert beside_hidden > 10


def test_it_would_see_what_small_groups_alone_give_away() -> None:
    """Only those hidden that have too few people: what the rest does not say, they did."""
    found = 0
    for members in halls(several=False):
        naive = frozenset(each.group for each in members if each.people >= 3)
        found += len(recovered(members, naive, several=False))
    assert found > 100


def test_one_hidden_group_takes_another_with_it() -> None:
    members = [
        Member(0, 0, {}),
        Member(1, 40, {"0": 30, "1": 10}),
        Member(2, 22, {"0": 10, "1": 12}),
        Member(3, 9, {"0": 4, "1": 5}),
        Member(4, 2, {"0": 1, "1": 1}),
    ]
    assert may_be_shown(members, 5, counts_people=True) == {1, 2}
    assert may_be_shown(members, 5, counts_people=False) == frozenset()
    assert may_be_shown(members[:4], 5, counts_people=False) == {1, 2, 3}


def test_who_is_in_a_hidden_group_does_not_see_through_the_other() -> None:
    """The one in a group of one knows what that one said, and so what four others did."""
    members = [
        Member(1, 40, {"0": 30, "1": 10}),
        Member(2, 22, {"0": 10, "1": 12}),
        Member(3, 4, {"0": 2, "1": 2}),
        Member(4, 1, {"0": 1}),
    ]
    assert may_be_shown(members, 5, counts_people=True) == frozenset()
