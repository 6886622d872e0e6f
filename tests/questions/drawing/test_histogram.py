"""A histogram: the line of the right value and the numbers over the columns keep apart."""

from decimal import Decimal
from itertools import pairwise
from typing import Any

from poll_server.looks.look import LIGHT
from poll_server.questions import Row
from poll_server.questions.drawing.histogram import histogram
from poll_server.questions.methods.spread import Bin, pointing

ROWS = [
    Row(str(n), f"{n}0–{n}9", percent, percent, leading=percent == 50)
    for n, percent in enumerate((5, 23, 50, 20, 2), 1)
]


def drawn(at: float) -> tuple[list[tuple[float, float]], float, float]:
    """The line's parts, a pixel of the columns' room as its share, and the size of the numbers."""
    figure = histogram(ROWS, LIGHT, "percent", "de", mark=(at, "Richtig: 32"))
    layout: dict[str, Any] = figure["layout"]
    margin = layout["margin"]
    parts = [(part["y0"], part["y1"]) for part in layout["shapes"] if "dash" in part["line"]]
    pixel = 1 / (layout["height"] - margin["t"] - margin["b"])
    return parts, pixel, figure["data"][0]["textfont"]["size"]


def test_the_line_of_the_right_value_leaves_the_number_over_its_column_out() -> None:
    for column, row in enumerate(ROWS):
        assert row.percent
        parts, pixel, size = drawn(column + 0.5)
        (begin, stop), (on, end) = parts
        top = row.percent / 50
        assert (begin, round(stop, 3)) == (0, round(top, 3)), row
        assert on >= top + size * pixel, row
        # It is still seen between the highest number and its words, which have room of their own.
        assert end - on > 20 * pixel, row


def test_the_line_is_whole_where_no_number_is_in_its_way() -> None:
    for at in (0, 0.02, 1, 2, 3.98, 5):
        parts, _, _ = drawn(at)
        assert len(parts) == 1, at
        assert parts[0][0] == 0
        assert parts[0][1] > 1


def test_between_two_numbers_that_fill_their_columns_both_are_left_out() -> None:
    rows = [Row(str(n), str(n), 100, 60 if n % 2 else 100, leading=False) for n in range(24)]
    figure = histogram(rows, LIGHT, "percent", "de", mark=(3.0, "Richtig: 3"))
    parts = [(p["y0"], p["y1"]) for p in figure["layout"]["shapes"] if "dash" in p["line"]]
    assert [stop for _, stop in parts][:-1] == [0.6, 1]
    assert all(one[1] < other[0] for one, other in pairwise(parts))


def test_an_arrow_says_that_the_right_value_is_beyond_the_columns() -> None:
    columns = [Bin(Decimal(low), Decimal(low + 10), 1) for low in (20, 30)]
    found = [pointing(columns, Decimal(value), "Richtig") for value in (19, 20, 39, 40)]
    assert found == ["← Richtig", "Richtig", "Richtig", "Richtig →"]
