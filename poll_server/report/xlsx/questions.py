"""The sheet of a question: its table, a native chart, its rounds beside each other, its texts."""

from collections.abc import Sequence
from typing import Any

from poll_server.locale import speak
from poll_server.questions import Series
from poll_server.report.blocks.blocks import Chart, FigureTable, Line, Texts
from poll_server.report.blocks.by_group import group_lines
from poll_server.report.blocks.sections import Section
from poll_server.report.model.document import Report

from .cells import LINE, Cells
from .charts import MOST_IN_CHART, bars, bars_by_group, field, stacked, steps_by_group
from .tables import NARROW, WIDE, Area, TableWriter

CHART_WIDTH = 760
"""Pixels; the table beside it and the chart fill a laptop's screen."""
BAR_HEIGHT, CHART_FRAME = 34, 60
"""Pixels for one bar, and for everything around the bars."""
GROUP_HEIGHT, LEAST_LINES = 26, 4
"""Pixels of a line of a chart by group, and lines that it has room for at least."""
FIELD_HEIGHT = 420
"""Pixels of a field between two axes."""
LABEL_LINE, LINE_PX, LABEL_AIR = 42, 17, 10
"""Characters in a line of a bar's label, and pixels of a line and between two labels."""
ROW_PX = 20
"""Pixels of a row."""
ONE_PAGE = 45
"""Rows that are still legible when a sheet is printed on one page."""


class QuestionSheets:
    """Writes the sheets of questions."""

    def __init__(self, book: Any, report: Report, cells: Cells, tables: TableWriter) -> None:
        self._book, self._report, self._cells, self._tables = book, report, cells, tables

    def add(self, name: str, section: Section) -> None:
        """The sheet of one question.

        Args:
            name: the sheet's.
        """
        sheet = self._cells.sheet(name)
        sheet.set_column(0, 0, WIDE)
        sheet.set_column(1, 12, NARROW)
        self._cells.write(sheet, 0, 0, str(section.heading), self._cells.title)
        sheet.set_row(0, 2 * LINE)
        row = self._result(sheet, 1, section)
        for part in section.sections:
            row = self._part(sheet, row, part)
        if row <= ONE_PAGE:
            sheet.fit_to_pages(1, 1)

    def _result(self, sheet: Any, row: int, section: Section) -> int:
        """Lines, a table, and the chart that is drawn from it. Returns the next free row."""
        for line in section.blocks:
            if isinstance(line, Line):
                row = self._tables.line(sheet, row, line.text)
        charts = [each for each in section.blocks if isinstance(each, Chart)]
        for table in section.blocks:
            if isinstance(table, FigureTable):
                area = self._tables.table(sheet, row + 1, table)
                row = area.last + 1
                for below in table.below:
                    row = self._tables.line(sheet, row, below)
                if charts:
                    row = self._chart(sheet, row + 1, charts[0], table, area)
        return row + 1

    def _chart(self, sheet: Any, row: int, drawn: Chart, table: FigureTable, area: Area) -> int:
        """A native chart of the cells in `area`. Returns the next free row."""
        look, language = self._report.look, self._report.language
        if drawn.round.results.form == "field":
            chart, height = field(self._book, area, table, drawn, look), FIELD_HEIGHT
        elif table.layout == "statements":
            chart = stacked(self._book, area, table, drawn, language)
            height = _high(table, 2 * BAR_HEIGHT)
        else:
            chart = bars(self._book, area, table, drawn, look, language)
            height = _high(table, BAR_HEIGHT)
        chart.set_size({"width": CHART_WIDTH, "height": height})
        sheet.insert_chart(row, 0, chart, {"description": drawn.alternative})
        return row + height // ROW_PX + 1

    def _part(self, sheet: Any, row: int, part: Section) -> int:
        """Rounds beside each other, or what people wrote. Returns the next free row."""
        charts = [each for each in part.blocks if isinstance(each, Chart)]
        for block in part.blocks:
            if isinstance(block, Texts):
                row = self._tables.texts(sheet, row, block) + 1
            elif isinstance(block, FigureTable):
                self._cells.write(sheet, row, 0, str(part.heading), self._cells.heading)
                area = self._tables.table(sheet, row + 1, block)
                row = area.last + 2
                for line in (each for each in part.blocks if isinstance(each, Line)):
                    row = self._tables.line(sheet, row, line.text)
                if charts:
                    row = self._by_group(sheet, row, charts[0], area)
        return row

    def _by_group(self, sheet: Any, row: int, drawn: Chart, area: Area) -> int:
        """A native chart of groups. Returns the next free row.

        One of steps is drawn from their table, in `area`; any other from lines of its own beside
        it, in which each bar has its group's name.
        """
        look, language = self._report.look, self._report.language
        series = drawn.round.results.series
        if drawn.round.results.form == "statements":
            chart = steps_by_group(self._book, area, series, language)
            lines = 2 * len(series)  # a name, and how many people below it
        else:
            row, area = self._lines(sheet, row, series)
            chart = bars_by_group(self._book, area, series, look, language)
            lines = area.last - area.first + 1
        height = CHART_FRAME + GROUP_HEIGHT * max(lines, LEAST_LINES)
        chart.set_size({"width": CHART_WIDTH, "height": height})
        sheet.insert_chart(row, 0, chart, {"description": drawn.alternative})
        return row + height // ROW_PX + 2

    def _lines(self, sheet: Any, row: int, series: Sequence[Series]) -> tuple[int, Area]:
        """What a chart of groups is drawn from. Returns the next free row and where they stand."""
        _, cells = speak(self._report.language), self._cells
        row = self._tables.line(sheet, row, _("What the chart is drawn from"))
        lines = [*group_lines(series)]
        look = cells.plain if any(line.said for line in lines) else cells.percent
        for place, line in enumerate(lines, row):
            cells.write(sheet, place, 0, line.name, cells.text)
            cells.write(sheet, place, 1, line.value, look)
            cells.room(sheet, place, (line.name, WIDE))
        return row + len(lines) + 1, Area(sheet.get_name(), row, row + len(lines) - 1)


def _high(table: FigureTable, least: int) -> int:
    """Pixels of a chart with a bar, `least` high, for each line of `table`."""
    labels = [line[0].text for line in table.rows[:MOST_IN_CHART]]
    lines = max((1 + len(label) // LABEL_LINE for label in labels), default=1)
    return CHART_FRAME + max(least, LINE_PX * lines + LABEL_AIR) * max(len(labels), 1)
