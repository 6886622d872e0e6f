"""Mean and median of answers on steps, by hand."""

import pytest

from poll_server.questions.methods.steps import mean, median


@pytest.mark.parametrize(
    ("counts", "first", "middle", "half"),
    [
        ([0, 0, 0], 1, None, None),
        ([1, 0, 1], 1, 2.0, 2.0),
        ([2, 1, 0, 1], 1, 2.0, 1.5),
        ([0, 3, 1], 0, 1.25, 1.0),
    ],
)
def test_mean_and_median(
    counts: list[int], first: int, middle: float | None, half: float | None
) -> None:
    assert (mean(counts, first), median(counts, first)) == (middle, half)
