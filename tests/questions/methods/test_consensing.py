"""Group resistance, by hand and by its definition."""

import statistics

import pytest
from hypothesis import given
from hypothesis import strategies as st

from poll_server.questions.methods.consensing import group_resistance, strong


@pytest.mark.parametrize(
    ("said", "percent", "objecting"),
    [
        ([], None, 0),
        ([0, 0, 0], 0, 0),
        ([10, 10], 100, 2),
        ([0, 3, 8, 10], 53, 2),  # 21 of 40: 52.5, half up
        ([7, 7, 7], 70, 0),
    ],
)
def test_by_hand(said: list[int], percent: int | None, objecting: int) -> None:
    counts = [said.count(value) for value in range(11)]
    assert group_resistance(counts) == percent
    assert strong(counts) == objecting


@given(st.lists(st.integers(0, 10), min_size=1))
def test_it_is_ten_times_the_mean(said: list[int]) -> None:
    found = group_resistance([said.count(value) for value in range(11)])
    assert found is not None
    assert abs(found - 10 * statistics.fmean(said)) <= 0.5 + 1e-9
