"""The sheet of a question: its table, a native chart, its rounds beside each other, its texts."""

from collections.abc import Sequence
from typing import Any

from poll_server.base.percent import tenths
from poll_server.live.screens import tables
from poll_server.locale import Speech, speak
from poll_server.report.model.document import MergedReport, QuestionReport, Report, RoundReport
from poll_server.report.model.said import about_merged
from poll_server.report.model.side_by_side import SideBySide, polls_compared, rounds_compared
from poll_server.report.model.told import figures_in_words

from .cells import LINE, Cells
from .charts import MOST_IN_CHART, Area, bars, stacked

WIDE, NARROW = 46, 12
"""Widths of columns with texts and with figures, in characters."""
CHART_WIDTH = 760
"""Pixels; the table beside it and the chart fill a laptop's screen."""
BAR_HEIGHT, CHART_FRAME = 34, 60
"""Pixels for one bar, and for everything around the bars."""
LABEL_LINE, LINE_PX, LABEL_AIR = 42, 17, 10
"""Characters in a line of a bar's label, and pixels of a line and between two labels."""
ONE_PAGE = 45
"""Rows that are still legible when a sheet is printed on one page."""
ABOUT_ACROSS = 6
"""Columns beside the first that a long line over the table goes across."""


class Questions:
    """Writes the sheets of questions."""

    def __init__(self, book: Any, report: Report, cells: Cells) -> None:
        self._book, self._report, self._cells = book, report, cells
        self._language = report.language
        self._: Speech = speak(report.language)

    def question(self, name: str, question: QuestionReport) -> None:
        """One question: its table, its chart, its rounds beside each other, its texts."""
        last = question.last
        about = " · ".join((question.asked_as, self._votes(last), last.open_in_words))
        compared = rounds_compared(question, self._language)
        self._one(name, question, (about, _ground(last)), compared)

    def merged(self, name: str, merged: MergedReport) -> None:
        """One question that several polls asked: together, and poll beside poll."""
        result = merged.result
        about = (
            about_merged(self._report, merged),
            _ground(result.last),
            merged.weights,
        )
        compared = polls_compared(merged, self._language)
        self._one(name, result, about, compared)

    def _one(
        self,
        name: str,
        question: QuestionReport,
        about: Sequence[str],
        compared: SideBySide | None,
    ) -> None:
        """The sheet of one question.

        Args:
            about: lines under the question.
        """
        sheet = self._cells.sheet(name)
        sheet.set_column(0, 0, WIDE)
        sheet.set_column(1, 12, NARROW)
        last = question.last
        self._cells.write(sheet, 0, 0, question.prompt, self._cells.title)
        sheet.set_row(0, 2 * LINE)
        for place, line in enumerate(about, 1):
            self._cells.write(sheet, place, 0, line, self._cells.muted)
            if len(line) > WIDE + ABOUT_ACROSS * NARROW:
                # Else the page would be made as wide as the line, and all of it tiny.
                sheet.merge_range(place, 0, place, ABOUT_ACROSS, "", self._cells.muted_text)
                self._cells.write(sheet, place, 0, line, self._cells.muted_text)
                self._cells.room(sheet, place, (line, WIDE + ABOUT_ACROSS * NARROW))
        row = len(about) + 2
        if last.results.series and last.results.form != "texts":
            row = self._result(sheet, name, row, question, last)
        if not self._report.short:
            row = self._comparison(sheet, row, compared)
            row = self._texts(sheet, row, last)
        if row <= ONE_PAGE:
            sheet.fit_to_pages(1, 1)

    def _result(
        self, sheet: Any, name: str, row: int, question: QuestionReport, round_: RoundReport
    ) -> int:
        """Table and chart of one round. Returns the next free row."""
        summary = f"{question.prompt} {tables.summary(round_.results, self._language)}"
        if round_.results.form != "statements":
            area, chart = self._single(sheet, name, row, round_)
        else:
            area, chart = self._several(sheet, name, row, round_)
        below = area.last + 2
        bars = min(area.last - area.first + 1, MOST_IN_CHART)
        several = round_.results.form == "statements"
        told = round_.results.series if several else round_.results.steps
        of_labels = (1 + len(each.label) // LABEL_LINE for each in told[:MOST_IN_CHART])
        lines = max(of_labels, default=1)  # a cloud that nobody gave a word has no bar
        pitch = max(BAR_HEIGHT * (2 if several else 1), LINE_PX * lines + LABEL_AIR)
        height = CHART_FRAME + pitch * bars
        chart.set_size({"width": CHART_WIDTH, "height": height})
        sheet.insert_chart(below, 0, chart, {"description": summary})
        return below + height // 20 + 2  # a row is 20 pixels high

    def _single(self, sheet: Any, name: str, row: int, round_: RoundReport) -> tuple[Area, Any]:
        """Answer, votes, percent; bars in one hue, the leader strong."""
        _, series = self._, round_.results.series[0]
        titles = [_("Answer"), _("Votes"), _("Percent")]
        if round_.interval:
            titles += [_("Interval from"), _("Interval to")]
        self._cells.heads(sheet, row, titles)
        for offset, line in enumerate(series.rows, 1):
            self._cells.write(sheet, row + offset, 0, line.label, self._cells.text)
            self._cells.room(sheet, row + offset, (line.label, WIDE))
            self._cells.write(sheet, row + offset, 1, line.count, self._cells.plain)
            self._cells.write(sheet, row + offset, 2, line.percent, self._cells.percent)
            if round_.interval:
                self._cells.ends(sheet, row + offset, 3, line, series.base)
        area = Area(name, row + 1, row + max(len(series.rows), 1))
        shown = [*figures_in_words(series, self._language), *map(str, round_.results.facts)]
        for offset, words in enumerate(shown, 1):
            self._cells.write(sheet, area.last + offset, 0, words, self._cells.muted)
        drawn = Area(name, area.first, min(area.last, area.first + MOST_IN_CHART - 1))
        chart = bars(self._book, drawn, series.rows, self._report.look, self._cells.shares)
        return Area(name, area.first, area.last + len(shown)), chart

    def _several(self, sheet: Any, name: str, row: int, round_: RoundReport) -> tuple[Area, Any]:
        """A line a statement: votes for each step, then top share, mean and who answered.

        The bars are as long as the votes say; their labels are the percentages of the one engine,
        which a spreadsheet would round otherwise.
        """
        _, results = self._, round_.results
        steps = [line.label for line in results.series[0].rows]
        last = [_("Top steps"), _("Mean"), _("Answered")]
        if round_.interval:
            last += [_("Interval from"), _("Interval to")]
        self._cells.heads(sheet, row, (_("Statement"), *steps, *last))
        self._cells.room(sheet, row, *((step, NARROW) for step in (*steps, *last)))
        for offset, series in enumerate(results.series, 1):
            self._cells.write(sheet, row + offset, 0, series.label, self._cells.text)
            self._cells.room(sheet, row + offset, (series.label, WIDE))
            for column, line in enumerate(series.rows, 1):
                self._cells.write(sheet, row + offset, column, line.count, self._cells.plain)
            after = len(steps) + 1
            top = series.top.percent if series.top else None
            self._cells.write(sheet, row + offset, after, top, self._cells.percent)
            mean = tenths(series.mean)
            self._cells.write(sheet, row + offset, after + 1, mean, self._cells.decimal)
            self._cells.write(sheet, row + offset, after + 2, series.base, self._cells.plain)
            if round_.interval:
                self._cells.ends(sheet, row + offset, after + 3, series.top, series.base)
        area = Area(name, row + 1, row + len(results.series))
        return area, stacked(self._book, area, results, self._language)

    def _comparison(self, sheet: Any, row: int, compared: SideBySide | None) -> int:
        """Rounds beside each other, where there are several. Returns the next free row."""
        if compared is None:
            return row
        self._cells.write(sheet, row, 0, compared.title, self._cells.heading)
        self._cells.write(sheet, row + 1, 0, compared.caption, self._cells.muted)
        row += 2
        self._cells.write(sheet, row, 0, compared.first, self._cells.head)
        heads = [f"{column.name}\nn = {column.round.results.base}" for column in compared.columns]
        for column, text in enumerate(heads, 1):
            self._cells.write(sheet, row, column, text, self._cells.head_right)
        # A line for n, and the name's own, in which a word may break.
        longest = max(len(column.name) for column in compared.columns)
        sheet.set_row(row, (2 + longest // (NARROW - 2)) * LINE)
        for change in compared.changes:
            row += 1
            self._cells.write(sheet, row, 0, change.name, self._cells.text)
            self._cells.room(sheet, row, (change.name, WIDE))
            for column, line in enumerate(change.rows, 1):
                self._cells.write(
                    sheet, row, column, line.percent if line else None, self._cells.percent
                )
        return row + 2

    def _texts(self, sheet: Any, row: int, round_: RoundReport) -> int:
        """What people wrote themselves. Returns the next free row."""
        if not round_.texts:
            return row
        self._cells.write(sheet, row, 0, self._("In their own words"), self._cells.head)
        self._cells.write(sheet, row, 1, self._("Count"), self._cells.head)
        for offset, text in enumerate(round_.texts, 1):
            self._cells.write(sheet, row + offset, 0, text.text, self._cells.text)
            self._cells.room(sheet, row + offset, (text.text, WIDE))
            self._cells.write(sheet, row + offset, 1, text.count, self._cells.plain)
        return row + len(round_.texts) + 1

    def _votes(self, round_: RoundReport) -> str:
        return self._.ngettext("%(n)s vote", "%(n)s votes", round_.results.votes)


def _ground(round_: RoundReport) -> str:
    """What 100 % is, and a word of caution where there is reason for one."""
    return " · ".join(filter(None, (round_.note, round_.base)))
