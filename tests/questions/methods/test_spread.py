"""Quartiles, mean and bins: by hand, and against Python's statistics."""

import statistics
from collections import Counter
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from poll_server.questions.methods.spread import MOST_BINS, Bin, bins, spread


def counted(*values: float) -> dict[Decimal, int]:
    return Counter(Decimal(str(value)) for value in values)


def edges(found: list[Bin]) -> list[tuple[float | None, float | None, int]]:
    return [
        (None if low is None else float(low), None if high is None else float(high), count)
        for low, high, count in found
    ]


def test_by_hand() -> None:
    told = spread(counted(7, 1, 2, 4))
    assert told is not None
    assert told.mean == Decimal("3.5")
    # Sorted 1 2 4 7; places 0.75, 1.5, 2.25: 1 + 0.75·1, 2 + 0.5·2, 4 + 0.25·3.
    assert told.quartiles == (Decimal("1.75"), Decimal(3), Decimal("4.75"))
    assert spread({}) is None
    assert bins({}, 0) == []


@given(st.lists(st.integers(-10_000, 10_000), min_size=2))
def test_quartiles_are_those_of_the_standard_library(values: list[int]) -> None:
    told = spread(counted(*values))
    assert told is not None
    assert [float(q) for q in told.quartiles] == pytest.approx(
        statistics.quantiles(values, n=4, method="inclusive")
    )
    assert float(told.quartiles[1]) == pytest.approx(statistics.median(values))
    assert float(told.mean) == pytest.approx(statistics.fmean(values))


@given(st.lists(st.integers(-(10**8), 10**8), min_size=1), st.integers(0, 4))
def test_every_answer_is_in_one_bin_and_all_bins_are_alike(values: list[int], places: int) -> None:
    counts: Counter[Decimal] = Counter(Decimal(value).scaleb(-places) for value in values)
    found = bins(counts, places)
    assert sum(each.people for each in found) == len(values)
    whole = [each for each in found if each.low is not None and each.high is not None]
    assert 1 <= len(whole) <= MOST_BINS
    assert len(found) <= MOST_BINS + 2
    assert len({each.high - each.low for each in whole if each.high and each.low}) <= 1
    for one, other in pairwise(found):
        assert one.high == other.low
    for value in counts:
        assert sum((b.low is None or b.low <= value) and (b.high is None or value < b.high)
                   for b in found) == 1  # fmt: skip


def test_few_values_have_a_bin_each_and_gaps_are_seen() -> None:
    assert edges(bins(counted(3, 3, 6), 0)) == [(3, 4, 2), (4, 5, 0), (5, 6, 0), (6, 7, 1)]
    assert edges(bins(counted(0.1, 0.3), 1)) == [(0.1, 0.2, 1), (0.2, 0.3, 0), (0.3, 0.4, 1)]


def test_who_is_far_out_and_yet_in_the_range_of_a_bin_is_counted_there() -> None:
    """Five said −80,001, as far out as is shown, and one −80,002: one bin holds both."""
    first, *_, last = bins(counted(*[0] * 18, *[-80_001] * 5, -80_002), 0)
    assert edges([first, last]) == [(-100_000, -80_000, 6), (0, 20_000, 18)]


def test_the_width_is_freedman_s_and_diaconis_on_a_nice_step() -> None:
    # 0 to 99: n = 100, IQR 49.5: 2 · 49.5 / 4.64 = 21.3, the next nice step is 50.
    assert edges(bins(counted(*range(100)), 0)) == [(0, 50, 50), (50, 100, 50)]
    # 0 to 999: 2 · 499.5 / 10 = 99.9: 100.
    assert edges(bins(counted(*range(1000)), 0)) == [(n, n + 100, 100) for n in range(0, 1000, 100)]


def test_an_answer_far_out_presses_nobody_into_one_bar() -> None:
    found = bins(counted(*range(10, 20), 999_999, -5_000), 0)
    assert edges(found) == [
        (None, 10, 1),
        *((n, n + 1, 1) for n in range(10, 20)),
        (20, None, 1),
    ]


def test_where_the_middle_half_agrees_all_are_shown() -> None:
    found = bins(counted(*[50] * 20, 0, 100), 0)  # IQR 0; 22 answers: 5 bins of 20, then nice
    assert edges(found) == [
        (0, 20, 1),
        (20, 40, 0),
        (40, 60, 20),
        (60, 80, 0),
        (80, 100, 0),
        (100, 120, 1),
    ]
