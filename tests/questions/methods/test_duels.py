"""Shares of pairs: figures by hand, and a slow search that knows the likelihood alone."""

from collections import Counter
from itertools import permutations
from math import exp, log
from random import Random

import pytest

from poll_server.questions.methods.duels import standings


def shares(won: dict[tuple[int, int], int], size: int) -> list[float]:
    return [each.share for each in standings(frozenset(won.items()), size)]


def test_by_hand() -> None:
    """Of two, where one won once: x²/(1 + x²) + x/(1 + x) = 3/2 has the root x = 2.1304."""
    assert shares({(0, 1): 1}, 2) == pytest.approx([0.8195, 0.1805], abs=1e-4)
    # Round and round: nobody is in front.
    assert shares({(0, 1): 4, (1, 2): 4, (2, 0): 4}, 3) == pytest.approx([0.5] * 3)
    # Each pair 300 to 100: the model's own shares are 3/4, but for the one meeting more.
    assert shares({(0, 1): 300, (1, 0): 100}, 2) == pytest.approx([0.75, 0.25], abs=2e-3)


def test_an_interval_holds_its_share_and_narrows_with_more_people() -> None:
    few = standings(frozenset({((0, 1), 3), ((1, 0), 1)}), 2)
    many = standings(frozenset({((0, 1), 300), ((1, 0), 100)}), 2)
    for each in (*few, *many):
        assert 0 <= each.low < each.share < each.high <= 1
    # √(p(1 − p)/n) = 0.0217, so 1.96 of it on each side: 0.0850 in all.
    assert many[0].high - many[0].low == pytest.approx(0.085, abs=1e-3)
    assert few[0].high - few[0].low > 4 * (many[0].high - many[0].low)


def slowly(won: dict[tuple[int, int], int], size: int) -> list[float]:
    """The shares at the top of the likelihood, climbed coordinate by coordinate."""

    def likelihood(logs: list[float]) -> float:
        met = sum(n * -log(1 + exp(logs[b] - logs[a])) for (a, b), n in won.items())
        return met + sum(-(log(1 + exp(-each)) + log(1 + exp(each))) / 2 for each in logs)

    logs, step = [0.0] * size, 1.0
    best = likelihood(logs)
    while step > 1e-5:
        moved = False
        for n in range(size):
            for by in (step, -step):
                tried = [*logs[:n], logs[n] + by, *logs[n + 1 :]]
                if (found := likelihood(tried)) > best:
                    best, logs, moved = found, tried, True
        step = step if moved else step / 2
    return [
        sum(1 / (1 + exp(other - own)) for m, other in enumerate(logs) if m != n) / (size - 1)
        for n, own in enumerate(logs)
    ]


def test_random_votes_against_a_slow_search() -> None:
    random = Random(7)
    for _ in range(40):
        size = random.randint(3, 5)
        pairs = list(permutations(range(size), 2))
        lopsided = random.random() * 3
        decided = random.choices(
            pairs, [exp(-lopsided * a) for a, _ in pairs], k=random.randint(1, 40)
        )
        won = dict(Counter(decided))
        assert shares(won, size) == pytest.approx(slowly(won, size), abs=1e-3)


def test_the_most_lopsided_votes_come_to_an_end() -> None:
    """One that always won, one that nobody met, and a thousand people of one mind."""
    won = {(a, b): 1000 for a in range(9) for b in range(a + 1, 9)}
    found = standings(frozenset(won.items()), 10)
    told = [each.share for each in found]
    assert sorted(told[:9], reverse=True) == told[:9]
    assert told[0] > 0.99
    assert told[8] < 0.06
