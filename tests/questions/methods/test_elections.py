"""Points, duels and run-off: figures worked out by hand, and against slow definitions of each."""

from collections import Counter
from fractions import Fraction
from itertools import permutations
from random import Random

import pytest

from poll_server.questions.methods.elections import (
    Preference,
    Preferences,
    by_duels,
    by_points,
    by_run_off,
    double_points,
    firsts,
)

TENNESSEE: Preferences = {(0, 1, 2, 3): 42, (1, 2, 3, 0): 26, (2, 3, 1, 0): 15, (3, 2, 1, 0): 17}
"""Where to put a capital: Memphis, Nashville, Chattanooga, Knoxville, each nearest the best first.
The example in most textbooks: three methods, three answers, of one electorate of 100."""


def test_an_electorate_whose_winner_is_the_methods_choice() -> None:
    # Memphis 42·3 = 126 · Nashville 42·2 + 26·3 + 15·1 + 17·1 = 194
    # Chattanooga 42·1 + 26·2 + 15·3 + 17·2 = 173 · Knoxville 26·1 + 15·2 + 17·3 = 107
    assert double_points(TENNESSEE, 4) == [252, 388, 346, 214]
    assert firsts(TENNESSEE, 4) == [42, 26, 15, 17]
    assert by_points(TENNESSEE, 4) == {1}
    # Nashville before Memphis 58 : 42, before Chattanooga 68 : 32, before Knoxville 68 : 32.
    assert by_duels(TENNESSEE, 4) == {1}
    # Chattanooga leaves: Knoxville 32; Nashville leaves with 26: Knoxville 58 of 100.
    assert by_run_off(TENNESSEE, 4) == {3}


def test_a_circle_has_no_winner_of_duels() -> None:
    circle: Preferences = {(0, 1, 2): 1, (1, 2, 0): 1, (2, 0, 1): 1}
    assert by_duels(circle, 3) == set()
    assert by_points(circle, 3) == by_run_off(circle, 3) == {0, 1, 2}


def test_options_left_out_share_what_is_left() -> None:
    # 3 + (2 + 1 + 0) / 3 for each of the three others.
    assert double_points({(2,): 1}, 4) == [2, 2, 6, 2]
    assert by_duels({(2,): 1}, 4) == by_run_off({(2,): 1}, 4) == {2}
    # 2 : 1 : 1 of first places; 1 and 2 leave together, though together they had as many as 0.
    assert by_run_off({(0,): 2, (1, 2, 0): 1, (2, 1, 0): 1}, 3) == {0}


def test_without_a_vote_all_are_level() -> None:
    assert double_points({}, 3) == firsts({}, 3) == [0, 0, 0]
    assert by_points({}, 3) == by_run_off({}, 3) == {0, 1, 2}
    assert by_duels({}, 3) == set()


# ── Against definitions, as slow as they are plain ────────────────────────────────────────────


def completions(order: Preference, options: int) -> list[Preference]:
    """Every whole order that begins with `order`."""
    rest = set(range(options)).difference(order)
    return [(*order, *each) for each in permutations(sorted(rest))]


def naive_points(voters: list[Preference], options: int) -> list[Fraction]:
    """The mean over all ways to complete each order."""
    points = [Fraction(0)] * options
    for order in voters:
        wholes = completions(order, options)
        for whole in wholes:
            for option in whole:
                behind = options - 1 - whole.index(option)
                points[option] += Fraction(behind, len(wholes))
    return points


def naive_duels(voters: list[Preference], options: int) -> set[int]:
    def prefers(order: Preference, one: int, other: int) -> bool:
        return one in order and (other not in order or order.index(one) < order.index(other))

    return {
        one
        for one in range(options)
        if all(
            sum(prefers(order, one, other) for order in voters)
            > sum(prefers(order, other, one) for order in voters)
            for other in range(options)
            if other != one
        )
    }


def naive_run_off(voters: list[Preference], options: int) -> set[int]:
    ballots = [list(order) for order in voters]
    left = list(range(options))
    while True:
        heard = {one: len([b for b in ballots if b and b[0] == one]) for one in left}
        out = [one for one in left if heard[one] == min(heard.values())]
        if len(out) == len(left):
            return set(left)
        left = [one for one in left if one not in out]
        ballots = [[one for one in ballot if one not in out] for ballot in ballots]


def profile(random: Random) -> tuple[list[Preference], int]:
    """A few voters of 2 to 5 options; most order all, some only the first few."""
    options = random.randint(2, 5)
    voters: list[Preference] = []
    for _ in range(random.randint(1, 9)):
        order = random.sample(range(options), options)
        voters.append(tuple(order[: random.choice((options, options, random.randint(1, options)))]))
    return voters, options


@pytest.mark.parametrize("seed", range(4))
def test_500_random_profiles_come_to_what_the_definitions_say(seed: int) -> None:
    random = Random(seed)
    for _ in range(500):
        voters, options = profile(random)
        orders: Preferences = Counter(voters)
        points = double_points(orders, options)
        assert [Fraction(n, 2) for n in points] == naive_points(voters, options)
        assert sum(points) == len(voters) * options * (options - 1)
        assert by_duels(orders, options) == naive_duels(voters, options)
        assert by_run_off(orders, options) == naive_run_off(voters, options)
