"""Other charts of options that people chose from: columns, a donut, a dot for each person.

Bars are drawn by the kind itself, and stay where another chart would say something false or could
not be read: a donut where people chose several, columns of thirty options.
"""

import html
from collections.abc import Sequence
from math import ceil
from typing import Any

from poll_server.locale import speak
from poll_server.looks.look import Look
from poll_server.questions.results import ChartForm, Measure, Results, Row

from .figures import SEGMENT_PX, value
from .histogram import histogram
from .marks import THICK, across, layout, margin, no_axis, numbers
from .rows import HEIGHT, LABEL_PX, WIDTH, Rows
from .widths import width, wrap

MOST_COLUMNS = 8
WIDEST_COLUMN = 400
COLUMN_SIZES = (40, 36, 32, 28)
"""Pixels of the labels under columns; smaller ones are not read from the last row."""
MOST_LINES = 3
MOST_SLICES = 6
"""As many as there are colours that everybody tells apart."""
DONUT_WIDTH = 1060
"""Pixels: no wider than its labels need, so that it is large on a screen on edge."""
PULL = 0.08
"""Of the radius: how far what is right stands out of the ring, for whoever sees no colours."""
SLICE_PX, LABEL_ROOM = 38, 320
TALLEST = 118
MOST_LANES = 6
"""Dots above each other in a row: smaller ones are not seen from the last row."""
FOOT = 80


def charts_of(results: Results) -> tuple[ChartForm, ...]:
    """What `results` of options can be drawn as; none where only the kind knows how."""
    if not results.answered or results.measured or results.form != "bars":
        return ()
    rows = results.series[0].rows
    if any(row.written for row in rows):
        return ("bars",)
    found: list[ChartForm] = ["bars"]
    if len(rows) <= MOST_COLUMNS and _names(rows):
        found.append("columns")
    if len(rows) <= MOST_SLICES and sum(row.count for row in rows) <= results.base:
        found.append("donut")
    if len(rows) <= MOST_COLUMNS:
        found.append("dots")
    return tuple(found)


def drawn_as(
    chart: ChartForm,
    rows: list[Row],
    look: Look,
    measure: Measure,
    language: str,
    *,
    solved: bool = False,
) -> dict[str, Any]:
    """`rows` as columns, a donut or dots.

    Args:
        solved: those rows lead that are right (`marked`), not those with most votes.
    """
    if chart == "columns":
        names = _names(rows)
        return histogram(rows, look, measure, language, widest=WIDEST_COLUMN, names=names)
    if chart == "donut":
        return _donut(rows, look, measure, language, solved=solved)
    return _dots(rows, look, measure, language)


def _names(rows: Sequence[Row]) -> tuple[int, list[list[str]]] | None:
    """The labels under columns, as large as all have room in a few lines; None: they have none."""
    room = min(WIDEST_COLUMN, WIDTH / len(rows)) - 12
    for px in COLUMN_SIZES:
        lines = [wrap(row.label, px, room, bold=False) for row in rows]
        whole = all(" ".join(each) == row.label for each, row in zip(lines, rows, strict=True))
        if whole and max(map(len, lines)) <= MOST_LINES:
            return px, lines
    return None


def _donut(
    rows: list[Row], look: Look, measure: Measure, language: str, *, solved: bool
) -> dict[str, Any]:
    ring = _ring(rows, look, [value(row, measure, language) for row in rows])
    if solved:
        # As bars have it: what is right in the accent, all else stands back; and it is drawn out.
        ring["pull"] = [PULL if row.leading else 0 for row in rows]
        ring["marker"]["colors"] = [look.accent if row.leading else look.bar for row in rows]
    return {
        "data": [ring],
        "layout": layout(look)
        | {
            "width": DONUT_WIDTH,
            "margin": {"l": 60, "r": 60, "t": 90, "b": 90},
            "annotations": [
                {
                    "x": 0.5,
                    "y": 0.5,
                    "xref": "paper",
                    "yref": "paper",
                    "text": f"<b>n\u00a0=\u00a0{sum(row.count for row in rows)}</b>",
                    "showarrow": False,
                    "font": {"size": 54, "color": look.ink},
                }
            ],
        },
    }


def _ring(rows: list[Row], look: Look, values: list[str]) -> dict[str, Any]:
    """The slices, each with its label and figure beside it."""
    labels = ["<br>".join(map(html.escape, wrap(row.label, SLICE_PX, LABEL_ROOM))) for row in rows]
    return {
        "type": "pie",
        "hole": 0.56,
        "sort": False,
        "direction": "clockwise",
        "values": [row.count for row in rows],
        "text": [
            f"{label}<br><b>{figure}</b>" for label, figure in zip(labels, values, strict=True)
        ],
        "textinfo": "text",
        "textposition": "outside",
        "automargin": True,  # a label of three lines over the ring was cut by the edge
        "textfont": {"size": SLICE_PX, "color": look.ink},
        "marker": {
            "colors": list(look.categories[: len(rows)]),
            "line": {"color": look.paper, "width": 4},
        },
        "hoverinfo": "skip",
    }


def _dots(rows: list[Row], look: Look, measure: Measure, language: str) -> dict[str, Any]:
    """A dot for each person, or for so many as the foot says."""
    grid = Rows([row.label for row in rows], largest=LABEL_PX, tallest=TALLEST, below=FOOT)
    values = [value(row, measure, language) for row in rows]
    px = min(54, round(grid.pitch * 0.62))
    edges = margin(grid, max((width(text, px) for text in values), default=0))
    room, thick = WIDTH - edges["l"] - edges["r"], grid.pitch * THICK
    most = max(row.count for row in rows)
    lanes = next(
        (n for n in range(1, MOST_LANES) if int(room / (thick / n)) * n >= most), MOST_LANES
    )
    each = thick / lanes
    people = max(1, ceil(most / (int(room / each) * lanes)))
    _ = speak(language)
    foot = _.ngettext("One dot is %(n)s person", "One dot is %(n)s people", people)
    return {
        "data": [_spots(grid, rows, lanes, people, look)],
        "layout": layout(look)
        | {
            "margin": edges,
            "xaxis": no_axis([0, room]),
            "yaxis": grid.axis(look, [row.leading for row in rows]),
            "annotations": [
                *numbers(grid, values, px, look),
                across(min(grid.bottom + FOOT, HEIGHT), foot, SEGMENT_PX, look),
            ],
        },
    }


def _spots(grid: Rows, rows: list[Row], lanes: int, people: int, look: Look) -> dict[str, Any]:
    """The dots, from the left on, `lanes` of them above each other."""
    thick = grid.pitch * THICK
    each = thick / lanes
    placed = [
        (
            round((n // lanes + 0.5) * each, 1),
            round(middle - thick / 2 + (n % lanes + 0.5) * each, 1),
            look.accent if row.leading else look.bar,
        )
        for middle, row in zip(grid.middles, rows, strict=True)
        for n in range(ceil(row.count / people))
    ]
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [x for x, _, _ in placed],
        "y": [y for _, y, _ in placed],
        "marker": {"size": round(each * 0.8, 1), "color": [colour for _, _, colour in placed]},
        "hoverinfo": "skip",
        "cliponaxis": False,
    }
