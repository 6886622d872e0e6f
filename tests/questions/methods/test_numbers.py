"""Numbers as people write them: German, English, unclear."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from poll_server.questions.methods.numbers import (
    exact,
    format_number,
    formatted,
    places,
    plain,
    readings,
)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("12", ["12"]), ("12,5", ["12.5"]), ("12.5", ["12.5"]), (",5", ["0.5"]), ("12,", ["12"]),
        ("−3", ["-3"]), ("-3,25", ["-3.25"]), ("+4", ["4"]), ("007", ["7"]),
        ("1.234", ["1.234", "1234"]), ("1,234", ["1.234", "1234"]), ("0.234", ["0.234"]),
        ("1.2345", ["1.2345"]), ("1234.567", ["1234.567"]), ("1,2340", ["1.234"]),
        ("1.234.567", ["1234567"]), ("1,234,567", ["1234567"]), ("1.234,5", ["1234.5"]),
        ("1,234.5", ["1234.5"]), ("1 234 567,8", ["1234567.8"]), ("1'234", ["1234"]),
        ("1\u202f234", ["1234"]),
        ("1.23.4", []), ("1,23,456", []), ("1.234,5.6", []), ("1,2.3,4", []), ("", []), ("-", []),
        ("zwölf", []), ("12 km", []), ("1e5", []), ("٣", []), ("1" * 13, []), ("1 " * 13, []),
        (".", []), ("1..2", []), ("--1", []),
    ],
)  # fmt: skip
def test_what_a_text_can_mean(written: str, read: list[str]) -> None:
    assert readings(written) == [Decimal(each) for each in read]


@pytest.mark.parametrize(
    ("value", "decimals", "german", "english"),
    [
        ("12.5", 1, "12,5", "12.5"), ("2026", 0, "2026", "2026"),
        ("12345.5", 1, "12\u202f345,5", "12,345.5"), ("-3", 2, "−3", "−3"),
        ("0.125", 2, "0,13", "0.13"), ("-0.125", 2, "−0,13", "−0.13"), ("-0.001", 2, "0", "0"),
        ("1000000", 0, "1\u202f000\u202f000", "1,000,000"),
    ],
)  # fmt: skip
def test_numbers_are_written_in_the_reader_s_language(
    value: str, decimals: int, german: str, english: str
) -> None:
    assert format_number(Decimal(value), decimals, "de") == german
    assert format_number(Decimal(value), decimals, "en") == english
    for said, language in ((german, "de"), (english, "en")):
        assert format_number(formatted(f"{said}\u00a0km", language) or 0, 9, language) == said


@given(st.integers(-(10**11), 10**11), st.integers(0, 4))
def test_what_was_read_is_kept_exactly(digits: int, decimals: int) -> None:
    value = Decimal(digits).scaleb(-decimals)
    assert exact(plain(value)) == value
    assert places(value) <= decimals
    if abs(value) < 10**7:
        assert readings(f"{value:.5f}".replace(".", ",")) == [value]


def test_a_span_or_a_dash_is_no_formatted_number() -> None:
    for said in ("9–12,5\u00a0km", "–", "−2 bis 3\u00a0km"):
        assert formatted(said, "de") is None, said
