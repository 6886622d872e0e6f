"""Bars of groups of people on slides: a native chart that has a bar for each group, by its name.

Each answer stands above its groups, as a row without a bar. Names beside bars are no labels of
theirs: PowerPoint and LibreOffice break those after a fifth of a chart's width. Shares follow where
somebody edits the data; other figures (`4 km`, a mean place) stand as they are written, beside bars
that are as long as in every other file.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

from pptx.enum.chart import XL_CHART_TYPE, XL_LABEL_POSITION
from pptx.util import Pt

from poll_server.base.percent import number_format
from poll_server.locale import speak
from poll_server.looks.look import LIGHT, Look
from poll_server.questions import Series
from poll_server.questions.drawing.widths import width
from poll_server.questions.groups.figure import colours
from poll_server.report.blocks.by_group import group_lines, longest
from poll_server.report.office import breakable, plain

from . import charts as slide_charts
from . import master as master

MOST_ROWS = 15
"""Of a slide, answers among them: more have no room for their letters."""
LARGEST_PT = 18
"""Points of a figure beside a bar."""


def pages(series: Sequence[Series]) -> Iterator[slice]:
    """The answers of each slide, about as many on every one."""
    rows = len(series[0].rows)
    slides = -(-rows // max(1, MOST_ROWS // (len(series) + 1)))
    return (slice(*each) for each in pairwise(round(rows * n / slides) for n in range(slides + 1)))


class GroupBars:
    """Draws the charts by group of one deck."""

    def __init__(self, charts: slide_charts.Charts, look: Look, language: str) -> None:
        self._charts, self._look = charts, look
        self._percent, self._ = number_format(language), speak(language)

    def add(
        self, slide: master.Slide, box: master.Box, all_series: Sequence[Series], part: slice
    ) -> Any:
        """For each answer of `part` a row with its words, and a bar for each group."""
        lines = [*group_lines(all_series, part)]
        own = any(line.said for line in lines)
        named = self._("Value") if own else self._("Percent")
        names = [breakable(plain(line.name)) for line in lines]
        values = [line.value for line in lines]
        sized = slide_charts.Labels(names, box[3])
        kind = XL_CHART_TYPE.BAR_CLUSTERED
        frame = self._charts.chart(slide, box, kind, names, [(named, values)], sized)
        chart = frame.chart
        chart.value_axis.maximum_scale = longest(all_series)
        chart.has_legend = False
        size = min(sized.size * 1.1, LARGEST_PT)
        drawn = chart.plots[0].series[0]
        self._label(drawn.data_labels, size)
        tones = colours(self._look, len(all_series))
        for place, line in enumerate(lines):
            if line.group is None:
                continue
            slide_charts.tint(drawn, place, tones[line.group])
            if own:
                _say(drawn.points[place].data_label, line.said, size)
        wide = max((width(line.said, size) for line in lines), default=0)
        beside = max(slide_charts.VALUE_SHARE, (wide + 12) / box[2])
        slide_charts.spread(chart, sized, len(lines), box, above=0, beside=beside)
        self._charts.finish(chart)
        return frame

    def _label(self, labels: Any, size: float) -> None:
        labels.position = XL_LABEL_POSITION.OUTSIDE_END
        labels.number_format, labels.number_format_is_linked = self._percent, False
        labels.show_value = True
        labels.font.bold, labels.font.size = True, Pt(size)
        labels.font.color.rgb = master.rgb(LIGHT.ink)


def _say(label: Any, text: str, size: float) -> None:
    """A figure as it is written."""
    label.position = XL_LABEL_POSITION.OUTSIDE_END
    label.text_frame.text = text
    font = label.text_frame.paragraphs[0].runs[0].font
    font.bold, font.size, font.color.rgb = True, Pt(size), master.rgb(LIGHT.ink)
