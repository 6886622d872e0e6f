"""A figure of who moved: answers of the earlier round on the left, of the later one on the right.

Between them a band for each way, as thick as the people who went it. Who stayed is drawn quietly,
who changed in the strong colour, and a number stands on each band that has room for it.
"""

import html
from collections.abc import Sequence
from typing import Any, NamedTuple

from poll_server.base.text import isolated
from poll_server.looks.look import Look
from poll_server.questions.methods.moves import Moves, Station
from poll_server.questions.writing.written import clean

from .marks import layout, no_axis
from .rows import GAP, HEIGHT, LINE_HEIGHT, WIDTH
from .widths import width, wrap

TOP, FOOT = 64, 36
"""Pixels over the bands, for what each side is called; and under them, for half a label."""
SPACE = HEIGHT - TOP - FOOT
HEAD_PX, LEAST_PX, MOST_PX = 34, 26, 46
"""Pixels of the heads and, at least and at most, of labels: read from the last row."""
ROOM = 520
"""Pixels that the labels of one side may take."""
POST = 22
"""Pixels of the upright bar that bands begin and end at."""
LEAST_APART = 18
"""Pixels between two answers of a side; more where their labels need it."""
NUMBERED = 34
"""Pixels of a band from which its number has room, at `NUMBER_PX`."""
NUMBER_PX = 32
STAYED, CHANGED = 0.55, 0.8
"""How opaque bands are, so that those that cross are both seen."""


class _Post(NamedTuple):
    """One answer on one side."""

    station: Station
    people: int
    top: float
    bottom: float


def stream(
    moves: Moves, stations: Sequence[Station], heads: tuple[str, str], look: Look
) -> dict[str, Any]:
    """The figure of `moves`, whose cells may all be shown.

    Args:
        stations: the answers, in their order.
        heads: what the earlier and the later round are called.
    """
    sides = [
        [(each, n) for each in stations if (n := _people(moves, each.counter, side))]
        for side in (0, 1)
    ]
    px = _label_px(max(map(len, sides)))
    unit = _unit(sides, moves.n, px)
    left, right = (_posts(side, unit, px) for side in sides)
    inner = (ROOM + GAP, WIDTH - ROOM - GAP)
    bands, numbers = _bands(moves, left, right, inner, unit, look)
    posts = [
        _rectangle(x, post, look.ink)
        for x, side in ((inner[0] - POST, left), (inner[1], right))
        for post in side
    ]
    labels = [
        *(_label(post, inner[0] - POST - GAP / 2, "right", px, look) for post in left),
        *(_label(post, inner[1] + POST + GAP / 2, "left", px, look) for post in right),
        _head(inner[0], "right", heads[0], look),
        _head(inner[1], "left", heads[1], look),
    ]
    return {
        "data": [{"type": "scatter", "x": [0], "y": [0], "mode": "markers", "opacity": 0}],
        "layout": layout(look)
        | {
            "margin": {"l": 0, "r": 0, "t": 0, "b": 0},
            "xaxis": no_axis([0, WIDTH]),
            "yaxis": no_axis([HEIGHT, 0]),
            "shapes": [*bands, *posts],
            "annotations": [*labels, *numbers],
        },
    }


def _people(moves: Moves, counter: str, side: int) -> int:
    """How many began (0) or ended (1) at an answer."""
    return sum(n for way, n in moves.cells.items() if way[side] == counter)


def _label_px(rows: int) -> int:
    """A size at which two lines a row fit under each other."""
    return max(LEAST_PX, min(MOST_PX, int((SPACE) / rows / (2 * LINE_HEIGHT))))


def _unit(sides: Sequence[Sequence[object]], n: int, px: int) -> float:
    """Pixels a person: the same on both sides."""
    rows = max(map(len, sides))
    return max(SPACE - (rows - 1) * _apart(px), HEIGHT / 3) / max(n, 1)


def _apart(px: int) -> float:
    return max(LEAST_APART, px * LINE_HEIGHT * 0.9)


def _posts(side: Sequence[tuple[Station, int]], unit: float, px: int) -> list[_Post]:
    """The answers of a side under each other, in the middle of the height."""
    high = sum(n for _, n in side) * unit
    apart = (SPACE - high) / max(len(side), 1)
    apart = min(apart, 3 * _apart(px))
    at = TOP + (SPACE - high - apart * (len(side) - 1)) / 2
    found = []
    for station, n in side:
        found.append(_Post(station, n, at, at + n * unit))
        at += n * unit + apart
    return found


def _bands(
    moves: Moves,
    left: Sequence[_Post],
    right: Sequence[_Post],
    inner: tuple[float, float],
    unit: float,
    look: Look,
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """A shape for each way, those that changed over those that stayed; and the numbers on them."""
    begins = {post.station.counter: post.top for post in left}
    ends = {post.station.counter: post.top for post in right}
    drawn: list[tuple[bool, dict[str, Any]]] = []
    numbers = []
    for start in list(begins):
        for end in list(ends):
            people = moves.cells.get((start, end), 0)
            if not people:
                continue
            high, same = people * unit, start == end
            y0, y1 = begins[start], ends[end]
            begins[start], ends[end] = y0 + high, y1 + high
            drawn.append((same, _band(inner, y0, y1, high, same, look)))
            if high >= NUMBERED:
                numbers.append(_number(inner, y0, high, people, look))
    drawn.sort(key=lambda each: not each[0])
    return [shape for _, shape in drawn], numbers


def _band(
    inner: tuple[float, float], y0: float, y1: float, high: float, same: bool, look: Look
) -> dict[str, Any]:
    """A band from (left, y0) to (right, y1), as thick at both ends."""
    (x0, x1), middle = inner, sum(inner) / 2

    def bow(start: float, x: float, y: float) -> str:
        return f"C{middle:.0f},{start:.1f} {middle:.0f},{y:.1f} {x:.0f},{y:.1f}"

    path = (
        f"M{x0:.0f},{y0:.1f} {bow(y0, x1, y1)} "
        f"L{x1:.0f},{y1 + high:.1f} {bow(y1 + high, x0, y0 + high)} Z"
    )
    return {
        "type": "path",
        "path": path,
        "layer": "below",
        "line": {"width": 1, "color": look.paper},
        "fillcolor": look.muted if same else look.accent,
        "opacity": STAYED if same else CHANGED,
    }


def _rectangle(x: float, post: _Post, colour: str) -> dict[str, Any]:
    ends = {"x0": x, "x1": x + POST, "y0": post.top, "y1": post.bottom}
    return {"type": "rect", **ends, "line": {"width": 0}, "fillcolor": colour}


def _label(post: _Post, x: float, side: str, px: int, look: Look) -> dict[str, Any]:
    """What an answer is called, and how many gave it."""
    room = ROOM - GAP
    number = f"\u00a0· {post.people}"
    lines = wrap(clean(post.station.label), px, room - width(number, px), most=2)
    said = "<br>".join(isolated(html.escape(line)) for line in lines)
    return _text(x, (post.top + post.bottom) / 2, f"<b>{said}{number}</b>", px, look.ink) | {
        "xanchor": side,
        "align": side,
    }


def _number(
    inner: tuple[float, float], y0: float, high: float, people: int, look: Look
) -> dict[str, Any]:
    """How many went a way, where its band begins."""
    at = _text(inner[0] + GAP / 2, y0 + high / 2, f"<b>{people}</b>", NUMBER_PX, look.ink)
    return at | {"xanchor": "left", "bgcolor": look.paper, "borderpad": 2}


def _head(x: float, side: str, text: str, look: Look) -> dict[str, Any]:
    return _text(x, TOP / 2, html.escape(text), HEAD_PX, look.muted) | {"xanchor": side}


def _text(x: float, y: float, text: str, px: int, colour: str) -> dict[str, Any]:
    return {
        "x": round(x, 1),
        "y": round(y, 1),
        "xref": "x",
        "yref": "y",
        "text": text,
        "showarrow": False,
        "font": {"size": px, "color": colour},
    }
