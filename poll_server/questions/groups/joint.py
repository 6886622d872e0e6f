"""The counters of a group: those of its answers once more, with the group's name before each.

    in:2            people who said that they are here as the second group
    in:2|<counter>  what their answers add to <counter>

One ballot counts both, so no two votes are ever joined to get a result by group. A vote that says
no group counts nothing here.
"""

from collections.abc import Mapping

from poll_server.questions.results import Tally

MOST_GROUPS = 8
"""More are not told apart in a chart, and nobody finds their own in a longer list at once."""
LEAST_GROUPS = 2
LONGEST_GROUP = 40
"""Characters of a group's name: it stands beside every bar."""
UNSAID = 0
"""The number of those who said no group; the others count from 1."""
_START = "in:"


def joint(counts: Mapping[str, int], group: int) -> dict[str, int]:
    """What an answer adds to: its own counters, and those of its voter's group."""
    own = {f"{_START}{group}|{counter}": n for counter, n in counts.items()}
    return {**counts, f"{_START}{group}": 1, **own}


def is_joint(counter: str) -> bool:
    """Whether the counter is a group's."""
    return counter.startswith(_START)


def apart(counter: str) -> tuple[str, str]:
    """The group before a counter and the counter itself; "" where it is no group's."""
    group, stroke, own = counter.partition("|")
    return (group, own) if stroke and is_joint(group) else ("", counter)


def people(tally: Tally, group: int) -> int:
    """Who answered, abstentions included, and said this group."""
    return tally.get(f"{_START}{group}", 0)


def part(tally: Tally, group: int) -> dict[str, int]:
    """The counters of one group's answers, by their own names."""
    start = f"{_START}{group}|"
    return {c.removeprefix(start): n for c, n in tally.items() if c.startswith(start)}


def parts(tally: Tally, votes: int, groups: int) -> dict[int, tuple[int, dict[str, int]]]:
    """People and counters of every group, and of those who said none; nobody is in two.

    Args:
        votes: everybody whose vote counts.
        groups: how many there are.
    """
    found = {n: (people(tally, n), part(tally, n)) for n in range(1, groups + 1)}
    rest = {counter: n for counter, n in tally.items() if not is_joint(counter)}
    for _people, own in found.values():
        for counter, n in own.items():
            rest[counter] = rest.get(counter, 0) - n
    unsaid = votes - sum(each for each, _own in found.values())
    return {UNSAID: (unsaid, {counter: n for counter, n in rest.items() if n > 0}), **found}
