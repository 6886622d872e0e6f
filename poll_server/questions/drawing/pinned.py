"""A picture with everybody's points on it, and its named areas with their shares beside it.

The more people pointed at a cell, the larger its dot: areas compare, as people. The picture comes
by its own name (`picture:<name>`); the stage knows where the pictures of its event are.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from poll_server.base.percent import format_percent
from poll_server.looks.look import Look
from poll_server.questions.results import Measure, Results, Row, Spot
from poll_server.questions.writing.written import clean

from .field import LARGEST_DOT, RIGHT, SMALLEST_DOT, dot, listed
from .marks import layout
from .rows import HEIGHT, WIDTH
from .tones import ink_on

EDGE = 4
"""Pixels above and below the picture, so that its outline is whole."""
DOT_EDGE = 2
OUTLINE, INNER = 6, 2
"""Pixels of an area's outline: light and dark, so that it is seen on every picture."""
NUMBER_PX = 30
SQUARE = (1000, 1000)
"""Of a picture whose size nobody knows."""

AreaBox = tuple[int, int, int, int]
"""Left, top, width and height in percent of the picture."""


def pinned(
    results: Results,
    picture: str,
    areas: Sequence[AreaBox],
    cells: int,
    look: Look,
    measure: Measure,
    language: str,
) -> dict[str, Any]:
    """The figure.

    Args:
        picture: its name, which says how wide and high it is.
        areas: in the order of the first rows.
        cells: columns and rows of points.
    """
    wide, high = _size(picture)
    room = WIDTH - RIGHT, HEIGHT - 2 * EDGE
    scale = min(room[0] / wide, room[1] / high)
    free = room[1] - high * scale
    top = EDGE + free / 2
    image = {"source": f"picture:{picture}", "xref": "x", "yref": "y", "x": 0, "y": 0}
    image |= {"sizex": wide, "sizey": high, "sizing": "stretch", "layer": "below"}
    spots = results.spots[0] if results.spots else ()
    return {
        "data": [_people(spots, wide / cells, high / cells, look)],
        "layout": layout(look)
        | {
            "margin": {"l": 0, "r": round(WIDTH - wide * scale), "t": round(top), "b": round(top)},
            "xaxis": _axis([0, wide]) | {"constraintoward": "left"},
            "yaxis": _axis([high, 0]) | {"scaleanchor": "x", "constraintoward": "top"},
            "images": [image] if picture else [],
            "shapes": [*_frame(wide, high, look), *_outlines(areas, wide, high, look)],
            "annotations": [
                *_numbers(areas, wide, high, look),
                *_list(results, measure, high * scale, look, language),
            ],
        },
    }


def _size(picture: str) -> tuple[int, int]:
    """Of the picture, as its name says it."""
    wide, _, high = picture.rpartition("-")[2].partition("x")
    return (int(wide), int(high)) if wide.isdecimal() and high.isdecimal() else SQUARE


def _people(spots: Sequence[Spot], wide: float, high: float, look: Look) -> dict[str, Any]:
    most = max((spot.people for spot in spots), default=1)
    sizes = [max(dot(spot.people, most) * LARGEST_DOT, SMALLEST_DOT) for spot in spots]
    edge = {"color": "#ffffff", "width": DOT_EDGE}
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [round((spot.x - 0.5) * wide, 1) for spot in spots],
        "y": [round((spot.y - 0.5) * high, 1) for spot in spots],
        "marker": {
            "color": look.accent,
            "size": [round(size, 1) for size in sizes],
            "opacity": 0.8,
            "line": edge,
        },
        "cliponaxis": False,
        "hoverinfo": "skip",
    }


def _axis(ends: list[int]) -> dict[str, Any]:
    return {
        "range": ends,
        "constrain": "domain",
        "fixedrange": True,
        "showgrid": False,
        "showticklabels": False,
        "ticks": "",
        "zeroline": False,
    }


def _frame(wide: int, high: int, look: Look) -> Iterator[dict[str, Any]]:
    """Where the picture is, also before it has come."""
    yield {
        "type": "rect",
        "layer": "above",
        "line": {"color": look.muted, "width": 2},
        **{"x0": 0, "x1": wide, "y0": 0, "y1": high},
    }


def _outlines(
    areas: Sequence[AreaBox], wide: int, high: int, look: Look
) -> Iterator[dict[str, Any]]:
    for left, top, width, height in areas:
        ends = {
            "x0": left * wide / 100,
            "x1": (left + width) * wide / 100,
            "y0": top * high / 100,
            "y1": (top + height) * high / 100,
        }
        for px, colour in ((OUTLINE, "#ffffff"), (INNER, "#000000")):
            yield {"type": "rect", "layer": "above", "line": {"color": colour, "width": px}, **ends}


def _numbers(
    areas: Sequence[AreaBox], wide: int, high: int, look: Look
) -> Iterator[dict[str, Any]]:
    """In the corner of each area, as the list names it."""
    for n, (left, top, _, _) in enumerate(areas, 1):
        yield {
            "x": left * wide / 100,
            "y": top * high / 100,
            "xref": "x",
            "yref": "y",
            "xanchor": "left",
            "yanchor": "bottom" if top > 90 else "top",
            "xshift": 0,
            "text": f"<b> {n} </b>",
            "showarrow": False,
            "borderpad": 2,
            "bgcolor": look.ink,
            "font": {"size": NUMBER_PX, "color": ink_on(look.ink)},
        }


def _list(
    results: Results, measure: Measure, high: float, look: Look, language: str
) -> Iterator[dict[str, Any]]:
    """Number, name and share of each area; without a number, what is beside all of them.

    Where something is right it is that which stands out, with a tick.
    """
    *areas, rest = results.steps or (None,)
    if rest is None:
        return
    right = results.solution.keys if results.solution else ()
    ticks = ["✓ " if row.key in right else "" for row in areas]
    labels = [f"{n}  {ticks[n - 1]}{clean(row.label)}" for n, row in enumerate(areas, 1)]
    said = [_figure(row, measure, language) for row in (*areas, rest)]
    out = [row.key in right if right else row.leading for row in (*areas, rest)]
    bold = {n for n, stands_out in enumerate(out) if stands_out}
    for n, each in enumerate(listed([*labels, clean(rest.label)], said, high, look)):
        yield each | {"font": each["font"] | {"color": look.accent if n in bold else look.ink}}


def _figure(row: Row, measure: Measure, language: str) -> str:
    share = format_percent(row.percent, language)
    return {"percent": share, "count": str(row.count), "both": f"{share} ({row.count})"}[measure]
