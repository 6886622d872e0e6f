"""A field between two axes as a native chart: a numbered spot for each row, named in the legend."""

import io
from typing import Any, cast

import xlsxwriter
from pptx.chart.data import XyChartData
from pptx.enum.chart import (
    XL_CHART_TYPE,
    XL_LABEL_POSITION,
    XL_LEGEND_POSITION,
    XL_MARKER_STYLE,
    XL_TICK_MARK,
)
from pptx.util import Pt

from poll_server.base.percent import tenths
from poll_server.looks.look import LIGHT, Look
from poll_server.questions.drawing.field import END
from poll_server.questions.drawing.shortened import wrap_apart
from poll_server.questions.drawing.tones import ink_on
from poll_server.questions.results import Results
from poll_server.report.office import FONT, breakable

from . import master as master

SPOT_PT, NUMBER_PT = 26, 14
TEXT_PT, SMALL_PT = 16, 12
LEGEND = 260.0
"""Points of a line of the legend; longer labels are cut there, and whole in the table behind."""


class _FieldData(XyChartData):
    """A chart's data with a workbook of ours: python-pptx would write `=1+1` as a formula."""

    @property
    def xlsx_blob(self) -> bytes:
        """The workbook that opens on “Edit data”, laid out as the chart's references say."""
        out = io.BytesIO()
        with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
            sheet = book.add_worksheet("Sheet1")
            for series in cast(Any, self):
                row = self._workbook_writer.series_table_row_offset(series)
                sheet.write_string(row, 1, series.name)
                sheet.write_column(row + 1, 0, series.x_values)
                sheet.write_column(row + 1, 1, series.y_values)
        return out.getvalue()


def field(slide: master.Slide, box: master.Box, results: Results, look: Look) -> Any:
    """The chart of two series of the same rows; a row that nobody placed is left out."""
    across, up = results.series
    data: Any = cast(Any, _FieldData)(number_format="0.0")
    labels = wrap_apart([breakable(row.label) for row in across.rows], TEXT_PT, LEGEND, most=1)
    for x, y, (label,) in zip(across.rows, up.rows, labels, strict=True):
        if x.value is not None and y.value is not None:
            named = data.add_series(f"{int(x.key) + 1}  {label}")
            named.add_data_point(tenths(x.value), tenths(y.value))
    left, top, wide, high = map(Pt, box)
    frame = cast(Any, slide.shapes).add_chart(XL_CHART_TYPE.XY_SCATTER, left, top, wide, high, data)
    chart = frame.chart
    chart.has_title = False
    chart.font.name, chart.font.size = FONT, Pt(TEXT_PT)
    chart.font.color.rgb = master.rgb(LIGHT.ink)
    for axis, name in ((chart.category_axis, across.label), (chart.value_axis, up.label)):
        _axis(axis, breakable(name))
    for drawn in chart.plots[0].series:
        _spot(drawn, look)
    chart.has_legend = True
    chart.legend.position = XL_LEGEND_POSITION.RIGHT
    chart.legend.include_in_layout = False
    chart.legend.font.size = Pt(TEXT_PT)
    return frame


def _axis(axis: Any, name: str) -> None:
    axis.minimum_scale, axis.maximum_scale, axis.major_unit = 0, END, END / 2
    axis.has_major_gridlines = True
    axis.major_gridlines.format.line.color.rgb = master.rgb(LIGHT.muted)
    axis.major_tick_mark = XL_TICK_MARK.NONE
    axis.tick_labels.number_format, axis.tick_labels.number_format_is_linked = "0", False
    axis.tick_labels.font.size = Pt(SMALL_PT)
    axis.has_title = True
    axis.axis_title.text_frame.text = f"{name} →"
    run = axis.axis_title.text_frame.paragraphs[0].runs[0]
    run.font.size, run.font.bold = Pt(TEXT_PT), True


def _spot(drawn: Any, look: Look) -> None:
    drawn.marker.style, drawn.marker.size = XL_MARKER_STYLE.CIRCLE, SPOT_PT
    drawn.marker.format.fill.solid()
    drawn.marker.format.fill.fore_color.rgb = master.rgb(look.accent)
    drawn.marker.format.line.fill.background()
    drawn.format.line.fill.background()
    label = drawn.points[0].data_label
    label.position = XL_LABEL_POSITION.CENTER
    label.has_text_frame = True
    label.text_frame.text = drawn.name.partition(" ")[0]
    run = label.text_frame.paragraphs[0].runs[0]
    run.font.size, run.font.bold = Pt(NUMBER_PT), True
    run.font.color.rgb = master.rgb(ink_on(look.accent))
