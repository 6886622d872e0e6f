"""A field between two axes: a numbered spot where each row stands, and a list of them beside it.

Of a single row, the field also shows where everybody put it: the more people, the larger the dot.
"""

from collections.abc import Iterator, Sequence
from math import cos, pi, sin, sqrt
from typing import Any, NamedTuple

from poll_server.looks.look import Look
from poll_server.questions.drawing.shortened import wrap_apart
from poll_server.questions.results import Results, Row, Spot
from poll_server.questions.writing.written import clean

from .marks import layout
from .rows import HEIGHT, LINE_HEIGHT, WIDTH, escaped
from .tones import ink_on
from .widths import width, wrap

END = 10
"""Of both axes, which begin at 0."""
AIR = 0.5
"""Steps around the field: a spot on its edge is whole."""
LEFT, RIGHT, TOP, BOTTOM = 120, 720, 16, 120
"""Pixels around the field: numbers and names of the axes, and on the right the list."""
GAP = 48
"""Pixels between field and list."""
SPOT_PX, DOT_PX, NUMBER_PX = 54, 16, 32
LARGEST_DOT, SMALLEST_DOT = 48, 14
"""Pixels of the dots where most people put a row, as high as a step, and of the least one."""
TICK_PX = 30
AXIS_SIZES = (38, 34, 30, 26, 22)
"""Pixels of an axis's name, tried from the largest on, until it has room."""
AXIS_LINES = 2
LABEL_SIZES = (44, 40, 36, 32, 28, 24)
"""Pixels of the list, tried from the largest on, until it has room; then its labels are cut. Each
is whole on the page of its row."""
LIST_AIR = 0.5
"""Of a label's size, between two rows of the list."""
SPACE = "\u2003"
"""Between a label and its means on one line."""
TURNS = 12
"""Directions in which room is looked for."""


class DrawnSpot(NamedTuple):
    """Where a row's number is drawn, and where it stands; both in steps."""

    row: Row
    number: int
    x: float
    y: float
    at: tuple[float, float]


def field(results: Results, look: Look, language: str) -> dict[str, Any]:
    """The figure of two series of the same rows: how far each is across, and how far up."""
    wide, high = WIDTH - LEFT - RIGHT, HEIGHT - TOP - BOTTOM
    steps = END + 2 * AIR
    shown = places(results, SPOT_PX / wide * steps, SPOT_PX / high * steps)
    spots = results.spots[0] if len(results.spots) == 1 else ()
    return {
        "data": [_people(spots, look), _stands(shown, look), _numbers(shown, look)],
        "layout": layout(look)
        | {
            "margin": {"l": LEFT, "r": RIGHT, "t": TOP, "b": BOTTOM},
            "xaxis": _axis(look),
            "yaxis": _axis(look),
            "shapes": [_frame(look), *(_middle(side, look) for side in "xy")],
            "annotations": [*_names(results, look), *_list(results, high, look)],
        },
    }


def places(results: Results, wide: float, high: float) -> list[DrawnSpot]:
    """Where each row that somebody placed stands, and its number beside it where others are close.

    Args:
        wide, high: steps that a number takes.
    """
    found: list[DrawnSpot] = []
    for across, up in _pairs(results):
        if across.value is None or up.value is None:
            continue
        for at in _around(across.value, up.value, wide, high):
            if all(_apart(at, other.at, wide, high) for other in found):
                break
        found.append(DrawnSpot(across, int(across.key) + 1, across.value, up.value, at))
    return found


def _pairs(results: Results) -> Iterator[tuple[Row, Row]]:
    if results.series:
        across, up = results.series
        yield from zip(across.rows, up.rows, strict=True)


def _around(x: float, y: float, wide: float, high: float) -> Iterator[tuple[float, float]]:
    """The place itself, and then places ever further from it, none of them outside the field."""
    yield x, y
    for ring in range(1, 9):
        for turn in range(TURNS):
            angle = 2 * pi * turn / TURNS
            at = x + cos(angle) * ring * wide, y + sin(angle) * ring * high
            if all(0 <= step <= END for step in at):
                yield at


def _apart(one: tuple[float, float], other: tuple[float, float], wide: float, high: float) -> bool:
    far = ((one[0] - other[0]) / wide) ** 2 + ((one[1] - other[1]) / high) ** 2
    return far >= 0.999  # of a ring's distance, less what rounding takes


def dot(people: int, most: int) -> float:
    """Of the largest dot's diameter, that of one for so many people: areas compare, as people."""
    return sqrt(people / most)


def _people(spots: Sequence[Spot], look: Look) -> dict[str, Any]:
    most = max((spot.people for spot in spots), default=1)
    sizes = [max(dot(spot.people, most) * LARGEST_DOT, SMALLEST_DOT) for spot in spots]
    marker = {"color": look.bar, "size": [round(size, 1) for size in sizes], "opacity": 0.75}
    return _markers([(spot.x, spot.y) for spot in spots], marker)


def _stands(shown: Sequence[DrawnSpot], look: Look) -> dict[str, Any]:
    """A dot where a row stands whose number had to make room."""
    moved = [(each.x, each.y) for each in shown if each.at != (each.x, each.y)]
    return _markers(moved, {"color": look.accent, "size": DOT_PX})


def _numbers(shown: Sequence[DrawnSpot], look: Look) -> dict[str, Any]:
    marker = {"color": look.accent, "size": SPOT_PX, "line": {"color": look.paper, "width": 3}}
    return _markers([each.at for each in shown], marker) | {
        "mode": "markers+text",
        "text": [f"<b>{each.number}</b>" for each in shown],
        "textposition": "middle center",
        "textfont": {"size": NUMBER_PX, "color": ink_on(look.accent)},
    }


def _markers(at: Sequence[tuple[float, float]], marker: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [x for x, _ in at],
        "y": [y for _, y in at],
        "marker": marker,
        "cliponaxis": False,
        "hoverinfo": "skip",
    }


def _axis(look: Look) -> dict[str, Any]:
    return {
        "range": [-AIR, END + AIR],
        "tickvals": [0, END / 2, END],
        "tickfont": {"size": TICK_PX, "color": look.muted},
        "ticks": "",
        "fixedrange": True,
        "showgrid": False,
        "zeroline": False,
    }


def _names(results: Results, look: Look) -> Iterator[dict[str, Any]]:
    """What the axes say, below the field and turned on its left."""
    sides: tuple[tuple[float, dict[str, Any]], ...] = (
        (WIDTH - LEFT - RIGHT, {"x": 0.5, "y": 0, "yanchor": "top", "yshift": -TICK_PX * 1.4}),
        (
            HEIGHT - TOP - BOTTOM,
            {"x": 0, "y": 0.5, "xanchor": "right", "xshift": -TICK_PX * 1.4, "textangle": -90},
        ),
    )
    for series, (room, where) in zip(results.series, sides, strict=True):
        px, lines = _axis_name(f"{clean(series.label)} →", room)
        yield where | {
            "xref": "paper",
            "yref": "paper",
            "borderpad": 0,
            "text": f"<b>{escaped(lines)}</b>",
            "showarrow": False,
            "font": {"size": px, "color": look.ink},
        }


def _axis_name(name: str, room: float) -> tuple[int, list[str]]:
    """One line, if only a small one; or two."""
    for most in range(1, AXIS_LINES + 1):
        for px in AXIS_SIZES:
            if len(lines := wrap(name, px, room)) <= most:
                return px, lines
    return px, wrap(name, px, room, most=AXIS_LINES)


def _frame(look: Look) -> dict[str, Any]:
    ends = {"x0": -AIR, "x1": END + AIR, "y0": -AIR, "y1": END + AIR}
    line = {"color": look.muted, "width": 2}
    return {"type": "rect", "layer": "below", "fillcolor": look.track, "line": line, **ends}


def _middle(side: str, look: Look) -> dict[str, Any]:
    """The line that cuts the field in two halves."""
    other = "y" if side == "x" else "x"
    ends = {f"{side}0": END / 2, f"{side}1": END / 2}
    ends |= {f"{other}0": -AIR, f"{other}1": END + AIR}
    return {"type": "line", "layer": "below", "line": {"color": look.muted, "width": 2}, **ends}


def _list(results: Results, high: float, look: Look) -> Iterator[dict[str, Any]]:
    """Number, label and both means of each row, from the top of the field."""
    pairs = list(_pairs(results))
    means = [f"→ {across.shown or '–'}\u2003↑ {up.shown or '–'}" for across, up in pairs]
    yield from listed(
        [f"{int(row.key) + 1}  {clean(row.label)}" for row, _ in pairs], means, high, look
    )


def listed(
    labels: Sequence[str], figures: Sequence[str], high: float, look: Look
) -> Iterator[dict[str, Any]]:
    """A list on the right of a field that is `high` pixels high: labels, and what is said of each.

    A screen on edge has it below the field (`field_on_edge.js`).
    """
    px, entries = _fitted(labels, figures)
    top: float = 0
    for lines, said in zip(entries, figures, strict=True):
        label, aside = f"<b>{escaped(lines)}</b>", _aside(lines, said, px)
        yield {
            "x": 1,
            "xref": "paper",
            "xanchor": "left",
            "xshift": GAP,
            "y": round(1 - top / high, 4),
            "yref": "paper",
            "yanchor": "top",
            "align": "left",
            "borderpad": 0,
            "text": f"{label}{SPACE if aside else '<br>'}{said}",
            "showarrow": False,
            "font": {"size": px, "color": look.ink},
        }
        top += _high(lines, said, px)


def _fitted(labels: Sequence[str], means: Sequence[str]) -> tuple[int, list[list[str]]]:
    """The largest size at which the list has room, and the lines of its labels."""
    room, high = RIGHT - GAP, HEIGHT - TOP
    for px in LABEL_SIZES:
        entries = [wrap(label, px, room) for label in labels]
        if sum(map(_high, entries, means, [px] * len(means))) <= high:
            return px, entries
    most = max(1, int((high / px / len(labels) - LIST_AIR) / LINE_HEIGHT) - 1)
    return px, wrap_apart(labels, px, room, most=most)


def _aside(lines: Sequence[str], means: str, px: float) -> bool:
    """Whether the means have room behind the label's last line."""
    return width(f"{lines[-1]}{SPACE}{means}", px) <= RIGHT - GAP


def _high(lines: Sequence[str], means: str, px: float) -> float:
    """Pixels of a row of the list: its label's lines, its means and the air below them."""
    count = len(lines) if _aside(lines, means, px) else len(lines) + 1
    return (count * LINE_HEIGHT + LIST_AIR) * px
