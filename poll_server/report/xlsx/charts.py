"""Native charts of a workbook: Excel draws them from cells beside them and lets one edit both."""

from collections.abc import Sequence
from typing import Any

from poll_server.base.percent import format_percent, number_format, own_format
from poll_server.looks.look import LIGHT, Look
from poll_server.questions import Row, Series
from poll_server.questions.drawing.shortened import wrap_apart
from poll_server.questions.drawing.tones import ink_on, palette
from poll_server.questions.groups.figure import colours
from poll_server.report.blocks.blocks import Chart, FigureTable
from poll_server.report.blocks.by_group import group_lines, longest
from poll_server.report.office import BEYOND

from .tables import Area

SPOT_PT = 20
LEGEND_PX, LEGEND = 13, 240
"""Pixels of a letter and of a line beside a field."""
HIDDEN = {"visible": False}
ROWS = {
    "major_tick_mark": "none",
    "interval_unit": 1,  # no label is left out
    "line": {"none": True},
    "num_font": {"size": 11, "color": LIGHT.ink},
}
MOST_IN_CHART = 20
"""Bars that one chart shows legibly; words beyond stand in the table."""


def bars(book: Any, area: Area, table: FigureTable, drawn: Chart, look: Look, language: str) -> Any:
    """Bars in one hue, the leader strong.

    Args:
        area: where the table stands that is drawn.
    """
    chart = _chart(book, "bar", reverse=True)
    mentions = any(row.mentions for row in drawn.round.results.steps)  # which have no share
    shares = () if mentions else table.places("percent")
    column = next(iter(shares or table.places("decimal", "count")))
    own = own_format((line[column].text for line in table.rows), language)
    area = area._replace(last=min(area.last, area.first + MOST_IN_CHART - 1))
    chart.add_series(
        {
            "name": area.name(column),
            "categories": area.column(0),
            "values": area.column(column),
            "fill": {"color": look.bar},
            "points": [
                {"fill": {"color": look.accent if line.leading else look.bar}}
                for line in drawn.round.results.steps[:MOST_IN_CHART]
            ],
            "data_labels": {
                "value": True,
                "num_format": number_format(language) if shares else own,
                "font": {"bold": True},
            },
            "gap": 45,
        }
    )
    # Only of percentages the whole is known.
    ends: dict[str, float] = {"min": 0, "max": 100} if shares else {"min": 0}
    values = [row.value or 0 for row in drawn.round.results.steps]
    if not shares and min(values) < 0:
        ends["max"] = BEYOND * max(map(abs, values))
        ends["min"] = -ends["max"]
        chart.set_y_axis(ROWS | {"reverse": True, "label_position": "low"})
    chart.set_x_axis({"visible": False, "major_gridlines": HIDDEN} | ends)
    chart.set_legend({"none": True})
    return chart


def stacked(book: Any, area: Area, table: FigureTable, drawn: Chart, language: str) -> Any:
    """A bar for each statement, as long as the votes say; its labels are percentages."""
    chart, results = (
        _chart(book, "bar", subtype="percent_stacked", reverse=True),
        drawn.round.results,
    )
    steps = table.places("step")
    for step, (column, colour) in enumerate(
        zip(steps, palette(LIGHT.agreement, len(steps)), strict=True)
    ):
        shares = [series.rows[step] for series in results.series]
        chart.add_series(
            {
                "name": area.name(column),
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


def bars_by_group(
    book: Any, area: Area, all_series: Sequence[Series], look: Look, language: str
) -> Any:
    """A bar for each group, which has its name as its label, under each answer.

    Args:
        area: where its lines stand: names, and how long the bars are.
    """
    chart, lines = _chart(book, "bar", reverse=True), [*group_lines(all_series)]
    tones, own = colours(look, len(all_series)), any(line.said for line in lines)
    said = [{"value": line.said} if line.said else {"delete": True} for line in lines]
    chart.add_series(
        {
            "categories": area.column(0),
            "values": area.column(1),
            "points": [
                None if line.group is None else {"fill": {"color": tones[line.group]}}
                for line in lines
            ],
            "data_labels": {
                "value": True,
                "num_format": number_format(language),
                "font": {"bold": True},
                **({"custom": said} if own else {}),
            },
            "gap": 45,
        }
    )
    ends = {"min": 0, "max": longest(all_series)}
    chart.set_x_axis({"visible": False, "major_gridlines": HIDDEN} | ends)
    chart.set_legend({"none": True})
    return chart


def steps_by_group(book: Any, area: Area, all_series: Sequence[Series], language: str) -> Any:
    """A bar for each group, cut into its steps: the lines of a table are what it is drawn from."""
    chart, across = _chart(book, "bar", subtype="percent_stacked", reverse=True), len(all_series)
    head, steps = area.first - 1, [row.label for row in all_series[0].rows]
    tones = palette(LIGHT.agreement, len(steps))
    for step, tone in enumerate(tones):
        row = area.first + step
        chart.add_series(
            {
                "name": [area.sheet, row, 0],
                "categories": [area.sheet, head, 1, head, across],
                "values": [area.sheet, row, 1, row, across],
                "fill": {"color": tone},
                "data_labels": {
                    "value": True,
                    "custom": _labels([one.rows[step] for one in all_series], language),
                    "font": {"color": ink_on(tone), "bold": True},
                },
                "gap": 45,
            }
        )
    chart.set_x_axis({"visible": False, "major_gridlines": HIDDEN})
    chart.set_legend({"position": "bottom"})
    return chart


def field(book: Any, area: Area, table: FigureTable, drawn: Chart, look: Look) -> Any:
    """A numbered spot for each row between two axes, named in the legend."""
    chart = book.add_chart({"type": "scatter"})
    x, y = table.places("decimal")[:2]
    rows = drawn.round.results.steps
    # The legend cuts what the table above it has whole.
    labels = wrap_apart([row.label for row in rows], LEGEND_PX, LEGEND, most=1)
    for n, (row, (label,)) in enumerate(zip(rows, labels, strict=True)):
        if row.value is None:
            continue
        one = area._replace(first=area.first + n, last=area.first + n)
        chart.add_series(
            {
                # Never a formula, as it begins with a number.
                "name": f"{n + 1}  {label}",
                "categories": one.column(x),
                "values": one.column(y),
                "marker": {
                    "type": "circle",
                    "size": SPOT_PT,
                    "fill": {"color": look.accent},
                    "border": {"none": True},
                },
                "data_labels": {
                    "custom": [{"value": str(n + 1)}],
                    "value": True,
                    "position": "center",
                    "font": {"color": ink_on(look.accent), "bold": True},
                },
            }
        )
    across, up = drawn.round.results.series
    scale = {"min": 0, "max": 10, "major_unit": 5, "num_format": "0"}
    lines = {"major_gridlines": {"visible": True, "line": {"color": LIGHT.muted}}}
    chart.set_x_axis({"name": across.label} | scale | lines)
    chart.set_y_axis({"name": up.label} | scale | lines)
    chart.set_title({"none": True})
    chart.set_legend({"position": "right"})
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
    chart.set_y_axis(ROWS | {"reverse": reverse})
    chart.set_chartarea({"border": {"none": True}, "fill": {"none": True}})
    chart.set_plotarea({"fill": {"none": True}})
    return chart
