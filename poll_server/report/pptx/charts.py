"""Native charts on slides: PowerPoint draws them and lets one edit them.

A chart's data are the percentages of the one engine, so its labels need no calculation: the same
numbers as everywhere, and they follow where somebody edits the data.
"""

import io
import math
from collections.abc import Sequence
from typing import Any, cast

import xlsxwriter
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import (
    XL_CHART_TYPE,
    XL_LABEL_POSITION,
    XL_LEGEND_POSITION,
    XL_TICK_LABEL_POSITION,
    XL_TICK_MARK,
)
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn
from pptx.util import Pt

from poll_server.base.percent import number_format, own_format, tenths
from poll_server.locale import Speech, speak
from poll_server.looks.look import LIGHT, Look
from poll_server.questions import Results, Row, Series
from poll_server.questions.drawing.tones import ink_on, palette
from poll_server.questions.drawing.widths import width, wrap
from poll_server.report.office import BEYOND, FONT, TAGS, breakable

from . import master as master
from .field import field
from .tables import fill

LABEL_SIZES = (20, 18, 16, 14, 12)
"""Points, tried from the largest on. The last ones are for paper and laptops; more rows than fit
even then go on to the next slide."""
LABEL_SHARE, LONG_LABEL_SHARE, LONG_LABEL = 0.38, 0.52, 60
"""Of a chart's width, what labels take at most, and the characters that make one long."""
VALUE_SHARE = 0.1
"""Of a chart's width, what the number beside the longest bar takes."""
SMALLEST_NUMBERED = 6
"""Percent of a segment from which its number has room."""
LEGEND = 44.0
"""Points above the bars of statements, where their steps are named."""
THICKEST = 64.0
"""Points of a bar: few bars do not become blocks."""


class _ChartData(CategoryChartData):
    """A chart's data with a workbook of ours: python-pptx would write `=1+1` as a formula."""

    workbook = b""

    @property
    def xlsx_blob(self) -> bytes:
        """The workbook that opens on “Edit data”."""
        return self.workbook


_Data = cast(Any, _ChartData)  # not annotated


class Labels:
    """The size at which a chart's labels fit, and the slides that its rows take.

    All rows are as high as the highest: a native chart spaces them evenly.
    """

    def __init__(self, labels: Sequence[str], high: float) -> None:
        """Args: `high` is the points that the rows have on a slide."""
        longest = max(map(len, labels), default=0)
        self.room = master.TEXT * (LONG_LABEL_SHARE if longest > LONG_LABEL else LABEL_SHARE) - 12
        self.size, each = 0.0, 1.0
        for size in LABEL_SIZES:
            lines = [wrap(label, size, self.room, bold=False) for label in labels]
            each = (max(map(len, lines), default=1) * master.LINE_HIGH + 0.5) * size
            self.size = size
            self.wide = max(width(part, size, bold=False) for line in lines for part in line)
            if each * len(labels) <= high:
                break
        most = max(1, int(high / each))
        slides = max(1, math.ceil(len(labels) / most))
        length = math.ceil(len(labels) / slides)
        self.parts = [slice(n, n + length) for n in range(0, len(labels), length)]


class Charts:
    """Draws the charts of one deck."""

    def __init__(self, language: str, look: Look) -> None:
        self._language = language
        self._look = look
        self._: Speech = speak(language)
        self._percent = number_format(language)

    def bars(
        self,
        slide: master.Slide,
        box: master.Box,
        series: Series,
        rows: Sequence[Any],
        part: slice,
        sized: Labels,
    ) -> Any:
        """Bars in one hue, the leader in the strong tone; those of a scale in its own colours."""
        names = [breakable(row.label) for row in rows]
        counts = any(row.mentions for row in series.rows)  # of which not all are people
        own = counts or not all(row.is_share for row in series.rows)
        shares = [_length(row, own=own, counts=counts) for row in rows]
        written = [row.shown for row in series.rows]
        named = self._("Mentions") if counts else self._("Value") if own else self._("Percent")
        frame = self.chart(slide, box, XL_CHART_TYPE.BAR_CLUSTERED, names, [(named, shares)], sized)
        if own:
            _measure(frame.chart, series)
        scale = series.top is not None
        tones = palette(LIGHT.agreement, len(series.rows))[part] if scale else ()
        plot = frame.chart.plots[0]
        drawn = plot.series[0]
        for n, row in enumerate(rows):
            tone = tones[n] if scale else self._look.accent if row.leading else self._look.bar
            tint(drawn, n, tone)
        labels = drawn.data_labels
        labels.position = XL_LABEL_POSITION.OUTSIDE_END
        labels.number_format = own_format(written, self._language) if own else self._percent
        labels.number_format_is_linked = False
        labels.show_value = True
        labels.font.bold, labels.font.size = True, Pt(min(sized.size * 1.2, 24))
        labels.font.color.rgb = master.rgb(LIGHT.ink)
        spread(frame.chart, sized, len(rows), box, above=0)
        frame.chart.has_legend = False
        self.finish(frame.chart)
        return frame

    def stacked(
        self, slide: master.Slide, box: master.Box, series: Sequence[Series], sized: Labels
    ) -> Any:
        """A bar a statement, cut into its steps."""
        steps = [breakable(row.label) for row in series[0].rows]
        values = [
            (name, [one.rows[step].percent or 0 for one in series])
            for step, name in enumerate(steps)
        ]
        names = [breakable(one.label) for one in series]
        frame = self.chart(slide, box, XL_CHART_TYPE.BAR_STACKED_100, names, values, sized)
        chart = frame.chart
        for drawn, tone in zip(
            chart.plots[0].series, palette(LIGHT.agreement, len(steps)), strict=True
        ):
            drawn.format.fill.solid()
            drawn.format.fill.fore_color.rgb = master.rgb(tone)
            labels = drawn.data_labels
            labels.show_value, labels.number_format_is_linked = True, False
            labels.number_format = f"[>={SMALLEST_NUMBERED}]0;;"
            labels.position = XL_LABEL_POSITION.CENTER
            labels.font.bold, labels.font.size = True, Pt(sized.size)
            labels.font.color.rgb = master.rgb(ink_on(tone))
        chart.plots[0].overlap = 100
        chart.has_legend = True
        assert chart.legend is not None
        chart.legend.position = XL_LEGEND_POSITION.TOP
        chart.legend.include_in_layout = False
        legend = sum(width(name, 14, bold=False) + 30 for name in steps)
        chart.legend.font.size = Pt(14 if legend < master.TEXT else 12)
        spread(chart, sized, len(series), box, above=LEGEND)
        self.finish(chart)
        return frame

    def field(self, slide: master.Slide, box: master.Box, results: Results) -> Any:
        """A numbered spot for each row between two axes."""
        frame = field(slide, box, results, self._look)
        self.finish(frame.chart)
        return frame

    def chart(
        self,
        slide: master.Slide,
        box: master.Box,
        kind: XL_CHART_TYPE,
        names: Sequence[str],
        values: Sequence[tuple[str, Sequence[float | None]]],
        sized: Labels,
    ) -> Any:
        """A native chart, its rows from top to bottom, without an axis of numbers."""
        data: Any = _Data(number_format="0")
        data.categories = list(names)
        for name, numbers in values:
            data.add_series(name, list(numbers))
        data.workbook = _workbook(names, values)
        left, top, wide, high = map(Pt, box)
        frame = slide.shapes.add_chart(kind, left, top, wide, high, data)
        chart = frame.chart
        chart.has_title = False
        chart.font.name, chart.font.size = FONT, Pt(sized.size)
        chart.font.color.rgb = master.rgb(LIGHT.ink)
        axis = chart.category_axis
        axis.reverse_order = True
        axis.major_tick_mark = XL_TICK_MARK.NONE
        axis.format.line.fill.background()
        axis.tick_labels.font.size = Pt(sized.size)
        numbers_axis = chart.value_axis
        numbers_axis.minimum_scale = 0
        numbers_axis.maximum_scale = 1 if kind == XL_CHART_TYPE.BAR_STACKED_100 else 100
        numbers_axis.has_major_gridlines = False
        numbers_axis.visible = False
        return frame

    def finish(self, chart: master.PptxChart) -> None:
        for properties in chart._chartSpace.iter(qn("a:defRPr"), qn("a:endParaRPr")):
            properties.set("lang", TAGS[self._language])


def _length(row: Row, *, own: bool, counts: bool) -> float | None:
    """A share, or the kind's own figure, where there is one; a count where not all have a share."""
    if counts:
        return row.count
    return tenths(row.value) if own else row.percent


def _measure(chart: master.PptxChart, series: Series) -> None:
    """The axis of figures that are no shares; those below 0 go to the other side of it."""
    axis = chart.value_axis
    if any(row.mentions for row in series.rows):
        axis.maximum_scale = max([series.base, *series.counts])
        return
    if any((row.value or 0) < 0 for row in series.rows):
        far = BEYOND * max(abs(row.value or 0) for row in series.rows)
        axis.minimum_scale, axis.maximum_scale = -far, far
        chart.plots[0].series[0].invert_if_negative = False
        chart.category_axis.tick_label_position = XL_TICK_LABEL_POSITION.LOW
        return
    longest = max(series.rows, key=lambda row: row.percent or 0)
    axis.maximum_scale = (longest.value or 0) * 100 / (longest.percent or 100) or 1


def tint(drawn: Any, number: int, tone: str) -> None:
    """Give a bar its colour, which no other one has yet: python-pptx looks through all of them."""
    bar = f'<c:dPt {nsdecls("c", "a")}><c:idx val="{number}"/><c:spPr>{fill(tone)}</c:spPr></c:dPt>'
    drawn._element.insert_element_before(parse_xml(bar), "c:dLbls", "c:cat")


def spread(
    chart: master.PptxChart,
    sized: Labels,
    rows: int,
    box: master.Box,
    *,
    above: float,
    beside: float = VALUE_SHARE,
) -> None:
    """Where the bars stand in their frame: right of the labels, in the middle, not too thick."""
    _left, _top, wide, high = box
    share = min((sized.wide + 16) / wide, sized.room / wide + 0.02)
    pitch = min((high - above) / rows, THICKEST / 0.66)
    inner = pitch * rows / high
    top = above / high if above else max(0.0, (1 - inner) / 3)
    plot = chart._chartSpace.chart.plotArea
    for old in plot.findall(qn("c:layout")):
        plot.remove(old)
    sides = {"x": share, "y": top, "w": 1 - share - beside, "h": min(inner, 1 - top)}
    plot.insert(
        0,
        parse_xml(
            f"<c:layout {nsdecls('c')}><c:manualLayout>"
            '<c:layoutTarget val="inner"/><c:xMode val="edge"/><c:yMode val="edge"/>'
            + "".join(f'<c:{side} val="{value:.4f}"/>' for side, value in sides.items())
            + "</c:manualLayout></c:layout>"
        ),
    )
    chart.plots[0].gap_width = 52  # of a bar's thickness: bars take two thirds of their rows


def _workbook(names: Sequence[str], values: Sequence[tuple[str, Sequence[float | None]]]) -> bytes:
    """A chart's data, where its references look for them: texts as texts, never as formulas."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet("Sheet1")
        for row, name in enumerate(names, 1):
            sheet.write_string(row, 0, name)
        for column, (name, numbers) in enumerate(values, 1):
            sheet.write_string(0, column, name)
            for row, number in enumerate(numbers, 1):
                if number is not None:
                    sheet.write_number(row, column, number)
        sheet.set_column(0, 0, 46)  # characters
    return out.getvalue()
