"""One percentage engine: whole numbers, rounded half up, with the base in words."""

import math
from decimal import ROUND_HALF_UP, Decimal, localcontext

import pytest
from hypothesis import given
from hypothesis import strategies as st

from poll_server.base.percent import (
    base_in_words,
    format_decimal,
    format_interval,
    format_median,
    format_percent,
    percent,
    rounding_shows,
    wilson,
)


@pytest.mark.parametrize(
    ("counts", "base", "shows"),
    [
        ((3, 37), 40, True),  # 8 % and 93 %
        ((66, 95, 4), 165, False),  # 40 % and 58 % and 2 %
        ((1, 1, 1), 3, True),  # 33 % three times
        ((12, 159), 171, False),  # 7 % and 93 %
        ((5, 5), 10, False),
        ((9, 8, 7), 10, False),  # several options each: nobody adds them up
        ((), 0, False),
        ((0, 0), 0, False),
    ],
)
def test_rounding_shows_where_the_parts_of_a_whole_are_not_100(
    counts: tuple[int, ...], base: int, shows: bool
) -> None:
    assert rounding_shows(counts, base) is shows


@pytest.mark.parametrize(
    ("count", "base", "whole"),
    [
        (0, 10, 0),
        (10, 10, 100),
        (1, 8, 13),  # 12.5: half up
        (1, 40, 3),  # 2.5: half up, where round() would say 2
        (1, 3, 33),
        (2, 3, 67),
        (1, 200, 1),  # 0.5
        (1, 201, 0),
        (199, 200, 100),  # 99.5
        (162, 174, 93),
        (0, 0, None),
        (3, 0, None),
    ],
)
def test_percentages_are_rounded_half_up(count: int, base: int, whole: int | None) -> None:
    assert percent(count, base) == whole


@given(st.integers(0, 10**12), st.integers(1, 10**12))
def test_rounding_is_that_of_decimals(count: int, base: int) -> None:
    exact = Decimal(100 * count) / Decimal(base)
    if (200 * count) % base:  # else Decimal is exact, and a half is a half
        assert abs(Decimal(percent(count, base) or 0) - exact) <= Decimal("0.5000000001")
    else:
        assert percent(count, base) == exact.quantize(Decimal(1), ROUND_HALF_UP)


@given(st.integers(0, 10_000), st.integers(1, 10_000))
def test_a_share_and_the_rest_are_together_100_or_101(count: int, base: int) -> None:
    count = min(count, base)
    whole, rest = percent(count, base), percent(base - count, base)
    assert whole is not None
    assert rest is not None
    assert whole + rest in (100, 101)


@pytest.mark.parametrize(
    ("value", "german", "english"),
    [(93, "93\u202f%", "93%"), (0, "0\u202f%", "0%"), (None, "–", "–")],
)
def test_percent_signs(value: int | None, german: str, english: str) -> None:
    assert format_percent(value, "de") == german
    assert format_percent(value, "en") == english


@pytest.mark.parametrize(
    ("value", "german", "english"),
    [
        (4.0, "4,0", "4.0"),
        (2.25, "2,3", "2.3"),
        (2.35, "2,4", "2.4"),  # a hair below 2.35 in binary
        (4.95, "5,0", "5.0"),
        (3.04999, "3,0", "3.0"),
        (10 / 3, "3,3", "3.3"),
        (-1.0, "-1,0", "-1.0"),
    ],
)
def test_means_have_one_decimal(value: float, german: str, english: str) -> None:
    assert format_decimal(value, "de") == german
    assert format_decimal(value, "en") == english


@pytest.mark.parametrize(
    ("base", "language", "words"),
    [
        (174, "de", "100\u202f% = 174 Teilnehmende, die geantwortet haben"),
        (1, "de", "100\u202f% = 1 Person, die geantwortet hat"),
        (0, "de", "100\u202f% = 0 Teilnehmende, die geantwortet haben"),
        (174, "en", "100% = 174 participants who answered"),
        (1, "en", "100% = 1 participant who answered"),
    ],
)
def test_the_base_of_100_percent_is_said_in_words(base: int, language: str, words: str) -> None:
    assert base_in_words(base, language) == words


@pytest.mark.parametrize(
    ("count", "base", "low", "high"),
    [
        # Newcombe (1998), “Two-sided confidence intervals for the single proportion”, table I,
        # method 3: .2553 .3662 · .0624 .1605 · .0000 .1611 · .0061 .1718
        (81, 263, 25, 37),
        (15, 148, 6, 17),
        (0, 20, 0, 17),
        (1, 29, 0, 18),
        (29, 29, 88, 100),
        (1, 1, 20, 100),
    ],
)
def test_intervals_are_those_of_the_literature(count: int, base: int, low: int, high: int) -> None:
    assert wilson(count, base) == (low, high)


def test_without_a_base_there_is_no_interval() -> None:
    assert wilson(0, 0) is None
    assert format_interval(None, "de") == "–"
    assert format_interval((88, 96), "de") == "88–96\u202f%"
    assert format_interval((100, 100), "en") == "100%"


@given(st.integers(0, 3000), st.integers(1, 3000))
def test_an_interval_is_the_formulas_rounded_outward(count: int, base: int) -> None:
    count = min(count, base)
    with localcontext(prec=50):
        z, n = Decimal("1.959964"), Decimal(base)
        root = z * (z * z + 4 * count * (1 - count / n)).sqrt()
        ends = [100 * (2 * count + z * z + sign * root) / (2 * (n + z * z)) for sign in (-1, 1)]
        reference = math.floor(ends[0]), math.ceil(ends[1])
    found, share = wilson(count, base), percent(count, base)
    assert found == reference
    assert share is not None
    assert 0 <= found[0] <= share <= found[1] <= 100


def test_a_median_is_a_step_or_between_two() -> None:
    assert [format_median(value, "de") for value in (4, 4.0, 3.5)] == ["4", "4", "3,5"]
