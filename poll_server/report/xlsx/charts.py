"""Native charts of a workbook: Excel draws them from cells beside them and lets one edit both."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from poll_server.base.percent import format_percent
from poll_server.looks.look import LIGHT, Look
from poll_server.questions import Results, Row
from poll_server.questions.drawing.figures import ink_on, palette

HIDDEN = {"visible": False}
MOST_IN_CHART = 20
"""Bars that one chart shows legibly; words beyond stand in the table."""


@dataclass(frozen=True)
class Area:
    """Where a table stands on a sheet; rows and columns from 0, the header above `first`."""

    sheet: str
    first: int
    last: int

    def column(self, column: int) -> list[Any]:
        """One column's cells, as XlsxWriter takes a range."""
        return [self.sheet, self.first, column, self.last, column]


def bars(book: Any, area: Area, rows: Sequence[Row], look: Look, shares: str) -> Any:
    """Bars in one hue, the leader strong.

    Args:
        area: the cells of the table that are drawn.
        shares: the number format of a percentage.
    """
    chart = _chart(book, "bar", reverse=True)
    chart.add_series(
        {
            "name": [area.sheet, area.first - 1, 2],
            "categories": area.column(0),
            "values": area.column(2),
            "fill": {"color": look.bar},
            "points": [
                {"fill": {"color": look.accent if line.leading else look.bar}}
                for line in rows[:MOST_IN_CHART]
            ],
            "data_labels": {
                "value": True,
                "num_format": shares,
                "font": {"bold": True},
            },
            "gap": 45,
        }
    )
    chart.set_x_axis({"min": 0, "max": 100, "visible": False, "major_gridlines": HIDDEN})
    chart.set_legend({"none": True})
    return chart


def stacked(book: Any, area: Area, results: Results, language: str) -> Any:
    """A bar for each statement, as long as the votes say; its labels are percentages."""
    chart = _chart(book, "bar", subtype="percent_stacked", reverse=True)
    for column, colour in enumerate(palette(LIGHT.agreement, len(results.steps)), 1):
        shares = [series.rows[column - 1] for series in results.series]
        chart.add_series(
            {
                "name": [area.sheet, area.first - 1, column],
                "categories": area.column(0),
                "values": area.column(column),
                "fill": {"color": colour},
                "data_labels": {
                    "value": True,
                    "custom": _labels(shares, language),
                    "font": {"color": ink_on(colour), "bold": True},
                },
                "gap": 45,
            }
        )
    chart.set_x_axis({"visible": False, "major_gridlines": HIDDEN})
    chart.set_legend({"position": "bottom"})
    return chart


def _labels(shares: Sequence[Row], language: str) -> list[dict[str, Any]]:
    """The percentages of the one engine; a spreadsheet would round them otherwise."""
    return [
        {"value": format_percent(row.percent, language)} if row.count else {"delete": True}
        for row in shares
    ]


def _chart(book: Any, kind: str, *, reverse: bool, subtype: str | None = None) -> Any:
    """A native chart without title and frames, whose labels are all there."""
    chart = book.add_chart({"type": kind} | ({"subtype": subtype} if subtype else {}))
    chart.set_title({"none": True})
    chart.set_y_axis(
        {
            "reverse": reverse,
            "major_tick_mark": "none",
            "interval_unit": 1,  # no label is left out
            "line": {"none": True},
            "num_font": {"size": 11, "color": LIGHT.ink},
        }
    )
    chart.set_chartarea({"border": {"none": True}, "fill": {"none": True}})
    chart.set_plotarea({"fill": {"none": True}})
    return chart
