"""Statements on one scale: a bar for each, cut into its steps, and who is on the top ones."""

import html
from collections.abc import Sequence
from typing import Any

from poll_server.looks.look import Look
from poll_server.questions.results import Measure, Row, Series
from poll_server.questions.writing.written import clean

from .figures import FIGURE_PX, SEGMENT_PX, value
from .marks import across, bar, beside, layout, margin, no_axis, numbers
from .rows import GAP, LABEL_PX, LINE_HEIGHT, WIDTH, Rows, escaped
from .tones import ink_on, palette
from .widths import width, wrap

TALLEST = 132
"""Pixels from bar to bar at most, so that few bars do not become blocks."""
SMALL_PX = 34
TOP_ROOM = 280
"""Pixels that the words beside a bar may take."""
SMALLEST_NUMBERED = 6
"""Percent of a segment from which its number has room."""
MOST_TONES = 5
"""Steps whose colours differ clearly, also to the colour-blind; more get lines between them."""


def stacked(
    series: Sequence[Series], look: Look, measure: Measure, language: str
) -> dict[str, Any]:
    """One bar for each statement, cut into its steps; on the right, who is on the top steps."""
    names = [clean(row.label) for row in series[0].rows]
    colours = palette(look.agreement, len(names))
    legend = _legend(names, colours)
    room = _Room(series, len(legend))
    tops = [value(one.top, measure, language) if one.top else "–" for one in series]
    return {
        "data": [
            _segments([one.rows[step] for one in series], name, colours[step], room, measure)
            | {"marker": _marker(colours[step], len(names), look)}
            for step, name in enumerate(names)
        ],
        "layout": layout(look)
        | {
            "barmode": "stack",
            "barnorm": "percent",
            "margin": room.margin,
            "xaxis": no_axis([0, 100]),
            "yaxis": room.grid.axis(look, [False] * len(series)),
            "annotations": [
                across(room.grid.top - room.above, "<br>".join(legend), SMALL_PX, look)
                | {"yanchor": "top", "xshift": (room.margin["r"] - room.margin["l"]) / 2},
                *_figures(tops, room, look),
                *_phrases(room, look),
            ],
        },
    }


class _Room:
    """Where everything stands before anything is drawn."""

    def __init__(self, series: Sequence[Series], legend: int) -> None:
        """Args: legend: how many lines it has."""
        top = series[0].top
        self.phrase = wrap(top.label if top else "", SMALL_PX, TOP_ROOM, bold=False)
        """what the figure on the right is the share of"""
        self.phrase_high = round(len(self.phrase) * SMALL_PX * LINE_HEIGHT)
        self.above = round(legend * SMALL_PX * 1.6) + GAP
        """pixels over the bars"""
        labels = [one.label for one in series]
        self.grid = Rows(labels, largest=LABEL_PX, tallest=TALLEST, above=self.above)
        self.figure_px = min(FIGURE_PX, round(self.grid.pitch * 0.5))
        self.each = self.grid.pitch >= self.figure_px * 1.1 + self.phrase_high + GAP / 2
        """there is room for the phrase beside every bar; else it stands once, over the column"""
        if not self.each:
            self.above += self.phrase_high
            self.grid = Rows(labels, largest=LABEL_PX, tallest=TALLEST, above=self.above)
            self.figure_px = min(FIGURE_PX, round(self.grid.pitch * 0.62))
        words = [width(line, SMALL_PX, bold=False) for line in self.phrase]
        self.margin = margin(self.grid, max(width("100 %", self.figure_px), *words))
        self.bar = WIDTH - self.margin["l"] - self.margin["r"]
        """pixels of a whole bar"""


def _segments(
    rows: Sequence[Row], name: str, colour: str, room: _Room, measure: Measure
) -> dict[str, Any]:
    """One step of every bar, with its numbers."""
    return bar(room.grid, [row.count for row in rows], {}) | {
        "name": html.escape(name),
        "text": [_in_segment(row, measure, room.bar) for row in rows],
        "textposition": "inside",
        "insidetextanchor": "middle",
        "textangle": 0,
        "constraintext": "none",
        "textfont": {"size": SEGMENT_PX, "color": ink_on(colour), "weight": 700},
    }


def _marker(colour: str, tones: int, look: Look) -> dict[str, Any]:
    if tones > MOST_TONES:
        return {"color": colour, "line": {"color": look.paper, "width": 2}}
    return {"color": colour, "cornerradius": 8}


def _figures(tops: Sequence[str], room: _Room, look: Look) -> list[dict[str, Any]]:
    """At each bar, how many are on the top steps."""
    lifted = {"yshift": round(room.phrase_high / 2)} if room.each else {}
    return [each | lifted for each in numbers(room.grid, tops, room.figure_px, look)]


def _phrases(room: _Room, look: Look) -> list[dict[str, Any]]:
    """What these figures are, under each of them or once over all."""
    where: dict[str, Any] = {"align": "left"}
    where |= {"yshift": -round(room.figure_px * 0.55)} if room.each else {"yanchor": "bottom"}
    return [
        beside(at, escaped(room.phrase), SMALL_PX, look.muted) | where
        for at in (room.grid.middles if room.each else [room.grid.top])
    ]


def _legend(names: Sequence[str], colours: Sequence[str]) -> list[str]:
    """Lines of coloured squares with the names of the steps, as Plotly's markup."""
    lines: list[list[str]] = [[]]
    room = WIDTH
    for name, colour in zip(names, colours, strict=True):
        entry = width(f"■ {name}\u2003", SMALL_PX, bold=False)
        if lines[-1] and entry > room:
            lines.append([])
            room = WIDTH
        room -= round(entry)
        square = f'<span style="color:{colour}">■</span>'
        lines[-1].append(f"{square} {html.escape(name)}")
    return ["\u2003".join(line) for line in lines]


def _in_segment(row: Row, measure: Measure, bar: int) -> str:
    """The number in a segment of a bar of `bar` pixels; none where it has no room."""
    if row.percent is None or row.percent < SMALLEST_NUMBERED:
        return ""
    number = str(row.count if measure == "count" else row.percent)
    return number if width(number, SEGMENT_PX) < bar * row.percent // 100 else ""
