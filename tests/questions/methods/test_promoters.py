"""The Net Promoter Score, by hand and by its definition."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from poll_server.questions.methods.promoters import promoters, signed


@pytest.mark.parametrize(
    ("counts", "score", "said"),
    [
        ([0] * 11, None, ""),
        ([0] * 9 + [4, 7], 100, "+100"),
        ([1] * 11, -45, "−45"),  # 2 of 11 less 7 of 11: −45.45…
        ([0, 0, 0, 0, 0, 0, 3, 1, 5, 4, 7], 40, "+40"),  # 11 of 20 less 3 of 20
        ([0, 0, 0, 0, 0, 0, 1, 0, 0, 1, 0], 0, "0"),
        ([0, 0, 0, 0, 0, 0, 3, 0, 1, 4, 0], 13, "+13"),  # 1 of 8: 12.5, away from zero
        ([0, 0, 0, 0, 0, 0, 4, 0, 1, 3, 0], -13, "−13"),
    ],
)
def test_scores_by_hand(counts: list[int], score: int | None, said: str) -> None:
    found = promoters(counts)
    assert found.score == score
    assert found.base == sum(counts)
    assert score is None or signed(score) == said


@given(st.lists(st.integers(0, 10), min_size=1))
def test_the_score_is_the_difference_of_the_shares(answers: list[int]) -> None:
    score = promoters([answers.count(step) for step in range(11)]).score
    more = sum((answer >= 9) - (answer <= 6) for answer in answers)
    assert score is not None
    assert abs(score - Fraction(100 * more, len(answers))) <= Fraction(1, 2)
