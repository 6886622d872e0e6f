"""Scores of best and worst: figures by hand, and how often an interval holds what is true."""

from collections import Counter
from math import log, sqrt
from random import Random

import pytest

from poll_server.questions.methods.best_worst import ranked, score


def test_by_hand() -> None:
    """Ten saw it once: six called it best, one worst."""
    found = score({(1, 1, 0): 6, (1, 0, 1): 1, (1, 0, 0): 3})
    assert found
    assert (found.people, found.seen, found.best, found.worst) == (10, 10, 6, 1)
    assert found.score == pytest.approx(0.5)
    # With one more of each: 5/12, and of 12 people 7 · (7/12)² + 2 · (17/12)² + 3 · (5/12)².
    squares = 7 * (7 / 12) ** 2 + 2 * (17 / 12) ** 2 + 3 * (5 / 12) ** 2
    far = 1.959964 * sqrt(squares * 12 / 11) / 12
    assert (found.low, found.high) == pytest.approx((5 / 12 - far, 5 / 12 + far))
    assert score({}) is None


def test_who_sees_it_often_is_one_person_all_the_same() -> None:
    """20 people who saw it three times and never change their mind know less than 60 who agree."""
    of_20 = score({(3, 3, 0): 10, (3, 0, 0): 10})
    of_60 = score({(1, 1, 0): 30, (1, 0, 0): 30})
    assert of_20
    assert of_60
    assert of_20.score == of_60.score == 0.5
    assert of_20.high - of_20.low > 1.4 * (of_60.high - of_60.low)


def test_of_one_mind_an_interval_has_a_width_and_ends_at_the_edge() -> None:
    for seen, sign in (({(2, 2, 0): 9}, 1), ({(2, 0, 2): 9}, -1)):
        found = score(seen)
        assert found
        assert sign * found.score == 1
        assert max(found.high, -found.low) == 1
        assert found.low < found.high
    assert [row.shown for row in ranked({0: "A", 1: "B"}, {"0:1:0:1": 1, "1:2:1:0": 1})] == [
        "+50",
        "−100",
    ]


def test_intervals_hold_what_is_true_in_about_95_of_100() -> None:
    """300 halls of 40 people of differing tastes, who say best and worst of 3 sets of 4 out of 6.

    What is true is what all of the 12,000 said: it is off by less than 0.01.
    """
    random, size = Random(2018), 6
    taste = [0.0, 0.3, 0.6, 1.0, 1.5, 2.5]

    def person() -> list[tuple[int, int, int]]:
        own = [each + random.gauss(0, 0.7) for each in taste]
        found = [[0, 0, 0] for _n in range(size)]
        order = random.sample(range(size), size)
        for left_out in (order[:2], order[2:4], order[4:]):
            drawn = {
                n: own[n] - log(random.expovariate(1)) for n in range(size) if n not in left_out
            }
            best, worst = max(drawn, key=drawn.__getitem__), min(drawn, key=drawn.__getitem__)
            for n in drawn:
                times = found[n]
                found[n] = [times[0] + 1, times[1] + (n == best), times[2] + (n == worst)]
        return [(s, b, w) for s, b, w in found]

    many = [person() for _n in range(12_000)]
    true = [sum(b - w for _s, b, w in column) / 2 / len(many) for column in zip(*many, strict=True)]
    assert true == sorted(true)
    halls = 12_000 // 40
    held = Counter[int]()
    for hall in range(halls):
        for n, column in enumerate(zip(*many[hall * 40 : hall * 40 + 40], strict=True)):
            found = score(Counter(column))
            assert found
            held[n] += found.low <= true[n] <= found.high
    assert all(0.91 <= held[n] / halls <= 0.99 for n in range(size)), held
    assert 0.935 <= sum(held.values()) / halls / size <= 0.97, held
