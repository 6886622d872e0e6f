"""One percentage engine: whole numbers, rounded half up, with the base in words."""

from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from poll_server.percent import base_in_words, format_decimal, format_percent, percent


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


@settings(deadline=None)  # CI machines may be busy
@given(st.integers(0, 10**12), st.integers(1, 10**12))
def test_rounding_is_that_of_decimals(count: int, base: int) -> None:
    exact = Decimal(100 * count) / Decimal(base)
    if (200 * count) % base:  # else Decimal is exact, and a half is a half
        assert abs(Decimal(percent(count, base) or 0) - exact) <= Decimal("0.5000000001")
    else:
        assert percent(count, base) == exact.quantize(Decimal(1), ROUND_HALF_UP)


@settings(deadline=None)  # CI machines may be busy
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
