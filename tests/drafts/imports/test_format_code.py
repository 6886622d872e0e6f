"""Number formats of spreadsheets, taken apart."""

import pytest

from poll_server.drafts.imports.cells.format_code import literal, sections_of


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ('0.00 "km"', [" ", "km"]),
        ("[$€-407] #", ["€", " "]),
        (r"\x_)*-0", ["x"]),
        ("[Red]0;[Blue]-0", ["-"]),
    ],
)
def test_what_stands_there_as_it_is_is_told_from_digits_colours_and_room(
    code: str, said: list[str]
) -> None:
    found = [literal(token) for token in sections_of(code)[-1]]
    assert [each for each in found if each not in ("", ".")] == said


def test_a_format_has_four_sections_at_most() -> None:
    assert [len(section) for section in sections_of('0;"-"0;"no;ne";@;x')] == [1, 2, 1, 1]
