"""A histogram: a column for each row, side by side, and a line where the right value is."""

import html
from collections.abc import Sequence
from math import inf
from typing import Any

from poll_server.looks.look import Look
from poll_server.questions.results import Measure, Row

from .figures import value
from .marks import layout, no_axis
from .rows import HEIGHT, LINE_HEIGHT, WIDTH
from .widths import width, wrap

LABEL_PX = (40, 36, 32, 28, 24, 20)
"""Pixels, tried from the largest on, until every label has room in two lines under its column."""
LINES = 2
NUMBER_PX = 44
WIDEST = 260
"""Pixels of a column: a few would be blocks."""
AIR = 0.08
"""Of a column's width, between two."""
CLOSE = 6
"""Pixels from a number to the line that it interrupts."""
MARK_PX = 36
"""Of the words over the line."""
NUMBERS, WORDS, DASH = 70, 50, 40
"""Pixels over the columns for their numbers, and for the words over the line, and as much of the
line as is seen below them."""


def histogram(
    rows: Sequence[Row],
    look: Look,
    measure: Measure,
    language: str,
    *,
    mark: tuple[float, str] | None = None,
    widest: float = WIDEST,
    names: tuple[int, list[list[str]]] | None = None,
) -> dict[str, Any]:
    """Columns in the order of `rows`.

    Args:
        widest: pixels of a column.
        names: size and lines of the labels, where they are more than numbers.
        mark: where a line stands, from 0 (the first column's left edge) to the number of rows, and
            what it says.
    """
    each = min(widest, WIDTH / max(len(rows), 1))
    px, labels = names or _labels([row.label for row in rows], each)
    below = round(px * LINE_HEIGHT * max((len(lines) for lines in labels), default=1)) + 20
    highest = max([row.percent or 0 for row in rows] + [1])
    above = NUMBERS + (WORDS + DASH if mark else 0)
    side = (WIDTH - each * len(rows)) / 2
    number_px = min(NUMBER_PX, round(each * 0.36))
    numbers = [value(row, measure, language) for row in rows]
    high = HEIGHT - above - below
    tops = [(row.percent or 0) / highest * high for row in rows]
    gaps = _gaps(mark[0], numbers, number_px, tops, each) if mark else []
    return {
        "data": [_columns(rows, numbers, number_px, look)],
        "layout": layout(look)
        | {
            "margin": {"l": round(side), "r": round(side), "t": above, "b": below},
            "xaxis": _axis(labels, px, look),
            "yaxis": no_axis([0, highest]),
            "shapes": _line(mark[0], gaps, high, look) if mark else [],
            "annotations": [_words(*mark, each, side, look)] if mark else [],
        },
    }


def _gaps(
    at: float, numbers: Sequence[str], px: int, tops: Sequence[float], each: float
) -> list[tuple[float, float]]:
    """Where a line at `at` would run through a number, from and to so many pixels up."""
    return [
        (top, top + px * LINE_HEIGHT + 2 * CLOSE)
        for place, (number, top) in enumerate(zip(numbers, tops, strict=True))
        if abs(at - place - 0.5) * each < width(number, px) / 2 + CLOSE
    ]


def _columns(rows: Sequence[Row], numbers: Sequence[str], px: int, look: Look) -> dict[str, Any]:
    """The columns, with a number of `px` pixels over each."""
    return {
        "type": "bar",
        "x": [place + 0.5 for place in range(len(rows))],
        "y": [row.percent or 0 for row in rows],
        "width": 1 - AIR,
        "marker": {
            "color": [look.accent if row.leading else look.bar for row in rows],
            "cornerradius": 6,
        },
        "text": [f"<b>{number}</b>" for number in numbers],
        "textposition": "outside",
        "textangle": 0,
        "constraintext": "none",
        "cliponaxis": False,
        "textfont": {"size": px, "color": look.ink},
        "hoverinfo": "skip",
    }


def _axis(labels: Sequence[Sequence[str]], px: int, look: Look) -> dict[str, Any]:
    """The horizontal axis: the lines of a label under the middle of each column."""
    return {
        "range": [0, len(labels)],
        "tickvals": [place + 0.5 for place in range(len(labels))],
        "ticktext": ["<br>".join(map(html.escape, lines)) for lines in labels],
        "tickfont": {"size": px, "color": look.ink},
        "tickangle": 0,
        "ticks": "",
        "showgrid": False,
        "zeroline": False,
        "fixedrange": True,
    }


def _labels(texts: Sequence[str], room: float) -> tuple[int, list[list[str]]]:
    """The largest size at which every label has room, and its lines."""
    for px in LABEL_PX:
        lines = [_parted(text, px, room - 12) for text in texts]
        if all(lines):
            return px, lines
    return px, [wrap(text, px, room - 12, bold=False, most=LINES) for text in texts]


def _parted(text: str, px: float, room: float) -> list[str]:
    """`text` in one line, or parted behind its dash or at a blank; nothing where it has no room."""
    ends = text.replace("–", "– ").split(" ")
    for lines in ([text], *([" ".join(ends[:n]), " ".join(ends[n:])] for n in range(1, len(ends)))):
        if all(width(line, px, bold=False) <= room for line in lines):
            return lines
    return []


def _line(
    at: float, gaps: Sequence[tuple[float, float]], high: float, look: Look
) -> list[dict[str, Any]]:
    """A dotted line from the columns' foot to its words, but for the numbers in its way.

    Args:
        gaps: where these begin and end, in pixels from the foot.
        high: pixels of the columns' room.
    """
    begin, parts = 0.0, []
    for lower, upper in [*sorted(gaps), (high + NUMBERS + DASH - CLOSE, inf)]:
        if lower > begin:
            parts.append({"y0": round(begin / high, 4), "y1": round(lower / high, 4)})
        begin = max(begin, upper)
    # On a light stripe: a column may be as dark as the line.
    stripe, dots = {"color": look.paper, "width": 9}, {"color": look.ink, "width": 5, "dash": "dot"}
    return [
        {"type": "line", "x0": at, "x1": at, "yref": "paper", "line": line} | part
        for part in parts
        for line in (stripe, dots)
    ]


def _words(at: float, text: str, each: float, side: float, look: Look) -> dict[str, Any]:
    """The line's words over it, moved in where they would leave the figure."""
    half = width(text, MARK_PX) / 2
    middle = side + at * each
    inside = min(max(middle, half + 8), WIDTH - half - 8)
    return {
        "x": at,
        "xshift": round(inside - middle),
        "y": 1,
        "yref": "paper",
        "yanchor": "bottom",
        "yshift": NUMBERS + DASH,
        "text": f"<b>{html.escape(text)}</b>",
        "showarrow": False,
        "font": {"size": MARK_PX, "color": look.ink},
    }
