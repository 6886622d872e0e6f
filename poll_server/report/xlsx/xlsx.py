"""XLSX: an overview, a sheet a question with a native chart, and the long table as data.

Every text is written as a string, never as what Excel would make of it: no formulas, no links, no
numbers out of texts. Charts take their names from cells, because a chart title that starts with
`=` would be a formula.
"""

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import xlsxwriter

from poll_server.base.percent import format_percent
from poll_server.live import tables
from poll_server.locale import Speech, speak
from poll_server.looks.look import LIGHT
from poll_server.questions import Row, Share
from poll_server.questions.drawing.figures import ink_on, palette
from poll_server.report.logo import scale_to
from poll_server.report.model import annex
from poll_server.report.model.model import (
    MergedReport,
    PollReport,
    QuestionReport,
    Report,
    RoundReport,
    figures_in_words,
)
from poll_server.report.model.rows import Value, head, lines, tenths
from poll_server.report.model.side_by_side import SideBySide, polls_compared, rounds_compared
from poll_server.report.office import about_merged, number_format, shown

MOST_IN_CHART = 20
"""Bars that one chart shows legibly; words beyond stand in the table."""
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
LINE = 15.75
"""Points of a line of text; programs other than Excel do not make room for a second one."""
ABOUT_ACROSS = 6
"""Columns beside the first that a long line over the table goes across."""
OVERVIEW_ACROSS = 5
"""The overview's last column."""
VOTES = 2
"""The column of the annex that holds numbers."""
LOGO_COLUMN, LOGO_PX = 4, (240, 76)
"""Where a logo stands: beside the title and the two lines below it, which are 84 pixels high."""
A4 = 9
"""Excel's number for the paper size."""


def render(report: Report) -> bytes:
    """The file's bytes."""
    out = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(out, options) as book:
        book.set_properties({"title": report.title})
        writer = _Writer(book, report)
        writer.overview()
        for name, question in writer.named_questions():
            writer.question(name, question)
        for merged in report.merged:
            if shown(report, merged.result):
                writer.merged(merged)
        if not report.short:
            writer.annex()
            writer.data()
    return out.getvalue()


@dataclass(frozen=True)
class _Area:
    """Where a table stands on a sheet; rows and columns from 0, the header above `first`."""

    sheet: str
    first: int
    last: int

    def column(self, column: int) -> list[Any]:
        """One column's cells, as XlsxWriter takes a range."""
        return [self.sheet, self.first, column, self.last, column]


class _Writer:
    """One workbook being written."""

    def __init__(self, book: Any, report: Report) -> None:
        self._book = book
        self._report = report
        self._language = report.language
        self._: Speech = speak(report.language)
        self._shares = number_format(report.language)
        base = {"font_name": "Arial", "font_size": 11, "font_color": LIGHT.ink, "valign": "top"}
        self._text = book.add_format(base | {"text_wrap": True})
        self._plain = book.add_format(base)
        self._muted_text = book.add_format(base | {"font_color": LIGHT.muted, "text_wrap": True})
        self._muted = book.add_format(base | {"font_color": LIGHT.muted})
        self._title = book.add_format(base | {"font_size": 18, "bold": True})
        self._apart = book.add_format(base | {"text_wrap": True, "indent": 1})
        self._heading = book.add_format(base | {"font_size": 13, "bold": True})
        self._head = book.add_format(
            base | {"bold": True, "text_wrap": True, "bottom": 1, "bottom_color": LIGHT.line}
        )
        self._head_right = book.add_format(
            base
            | {
                "bold": True,
                "text_wrap": True,
                "bottom": 1,
                "bottom_color": LIGHT.line,
                "align": "right",
            }
        )
        self._percent = book.add_format(base | {"num_format": self._shares, "bold": True})
        self._decimal = book.add_format(base | {"num_format": "0.0"})
        self._link = book.add_format(base | {"font_color": report.look.accent, "underline": 1})

    # ── Sheets ────────────────────────────────────────────────────────────────────────────────

    def named_questions(self) -> Iterator[tuple[str, QuestionReport]]:
        """Every question with the name of its sheet: at most 31 characters, each one once."""
        for place, poll in enumerate(self._report.polls, 1):
            for question in poll.questions:
                if shown(self._report, question):
                    yield self._sheet_name(place, question), question

    def _sheet_name(self, place: int, question: QuestionReport) -> str:
        if len(self._report.polls) == 1:
            return self._("Question %(n)s", n=question.number)
        return self._("Poll %(poll)s question %(n)s", poll=place, n=question.number)

    def overview(self) -> None:
        """Title, what was found, and a line for each question that leads to its sheet."""
        sheet = self._sheet(self._("Overview"))
        sheet.set_column(0, 0, NARROW)
        sheet.set_column(1, 1, WIDE + 20)
        sheet.set_column(2, 3, NARROW + 6)
        sheet.set_column(4, 4, WIDE - 14)
        sheet.set_column(5, 5, NARROW)
        report = self._report
        self._write(sheet, 0, 0, report.title, self._title)
        sheet.set_row(0, 2 * LINE)
        where = " · ".join(part for part in (report.brand, report.date, report.place) if part)
        self._logo(sheet)
        self._write(sheet, 1, 0, where, self._muted)
        told = " · ".join(
            annex.in_short(report)
            if report.short
            else filter(None, (report.notice, annex.as_of(report)))
        )
        self._write(sheet, 2, 0, told, self._muted)
        row = self._essentials(sheet, 4)
        row = self._all_merged(sheet, row)
        for place, poll in enumerate(report.polls, 1):
            row = self._poll(sheet, row, place, poll) + 2

    def _logo(self, sheet: Any) -> None:
        """The event's own, at the right of the title."""
        logo = self._report.logo
        if not logo:
            return
        scale = scale_to(logo, LOGO_PX)
        placed = {
            "image_data": io.BytesIO(logo),
            "x_scale": scale,
            "y_scale": scale,
            "description": self._report.logo_alternative,
        }
        sheet.insert_image(0, LOGO_COLUMN, "logo.png", placed)

    def _essentials(self, sheet: Any, row: int) -> int:
        """The ready sentences of all polls. Returns the next free row."""
        report, _ = self._report, self._
        told = [(poll.title, poll.findings) for poll in report.polls if poll.findings]
        merged = tuple(finding for each in report.merged for finding in each.findings)
        if merged:
            told.insert(0, (_("Asked in several polls"), merged))
        across = 2 * (WIDE + NARROW + 9)  # characters of all columns together, about
        for title, findings in told:
            self._write(sheet, row, 0, f"{_('The essentials')}: {title}", self._heading)
            for finding in findings:
                row += 1
                sheet.merge_range(row, 0, row, OVERVIEW_ACROSS, "", self._text)
                self._write(sheet, row, 0, f"• {finding}", self._text)
                self._room(sheet, row, (finding, across))
            row += 2
        return row

    def _all_merged(self, sheet: Any, row: int) -> int:
        """What several polls asked alike, on the overview. Returns the next free row."""
        if not self._report.merged:
            return row
        self._write(sheet, row, 0, self._("Asked in several polls"), self._heading)
        row += 2
        for merged in self._report.merged:
            name, question = self._merged_name(merged), merged.result
            if shown(self._report, question):
                sheet.write_url(row, 0, f"internal:'{name}'!A1", self._link, name)
            self._write(sheet, row, 1, question.prompt, self._text)
            self._write(sheet, row, 2, question.asked_as, self._text)
            self._write(sheet, row, 3, question.last.results.votes, self._plain)
            self._room(sheet, row, (question.prompt, WIDE + 20), (question.asked_as, NARROW + 6))
            row += 1
        return row + 1

    def _merged_name(self, merged: MergedReport) -> str:
        return self._("Together %(n)s", n=merged.result.number)

    def _poll(self, sheet: Any, row: int, place: int, poll: PollReport) -> int:
        """One poll on the overview. Returns the next free row."""
        self._write(sheet, row, 0, poll.title, self._heading)
        row += 2
        _ = self._
        names = (_("Number"), _("Question"), _("Kind"), _("Votes"), _("Most often"), _("Percent"))
        for column, name in enumerate(names):
            right = column in (3, 5)
            self._write(sheet, row, column, name, self._head_right if right else self._head)
        for question in poll.questions:
            row += 1
            name = self._sheet_name(place, question)
            if shown(self._report, question):
                sheet.write_url(row, 0, f"internal:'{name}'!A1", self._link, str(question.number))
            else:
                self._write(sheet, row, 0, question.number, self._plain)
            self._write(sheet, row, 1, question.prompt, self._text)
            self._write(sheet, row, 2, question.asked_as, self._text)
            self._write(sheet, row, 3, question.last.results.votes, self._plain)
            if (leader := _leader(question.last)) is not None:
                self._write(sheet, row, 4, leader.label, self._apart)
                self._write(sheet, row, 5, leader.percent, self._percent)
            leading = leader.label if leader else ""
            kind = (question.asked_as, NARROW + 6)
            self._room(sheet, row, (question.prompt, WIDE + 20), kind, (leading, WIDE - 16))
        for missing in poll.unasked:
            row += 1
            said = _("(not asked, or not closed yet)")
            self._write(sheet, row, 0, missing.number, self._muted)
            self._write(sheet, row, 1, missing.prompt, self._muted_text)
            self._write(sheet, row, 2, said, self._muted_text)
            self._room(sheet, row, (missing.prompt, WIDE + 20), (said, NARROW + 6))
        return row + 1

    def question(self, name: str, question: QuestionReport) -> None:
        """One question: its table, its chart, its rounds beside each other, its texts."""
        last = question.last
        about = " · ".join((question.asked_as, self._votes(last), last.open_in_words))
        compared = rounds_compared(question, self._language)
        self._one(name, question, (about, _ground(last)), compared)

    def merged(self, merged: MergedReport) -> None:
        """One question that several polls asked: together, and poll beside poll."""
        result = merged.result
        about = (
            about_merged(self._report, merged),
            _ground(result.last),
            merged.weights,
        )
        compared = polls_compared(merged, self._language)
        self._one(self._merged_name(merged), result, about, compared)

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
        sheet = self._sheet(name)
        sheet.set_column(0, 0, WIDE)
        sheet.set_column(1, 12, NARROW)
        last = question.last
        self._write(sheet, 0, 0, question.prompt, self._title)
        sheet.set_row(0, 2 * LINE)
        for place, line in enumerate(about, 1):
            self._write(sheet, place, 0, line, self._muted)
            if len(line) > WIDE + ABOUT_ACROSS * NARROW:
                # Else the page would be made as wide as the line, and all of it tiny.
                sheet.merge_range(place, 0, place, ABOUT_ACROSS, "", self._muted_text)
                self._write(sheet, place, 0, line, self._muted_text)
                self._room(sheet, place, (line, WIDE + ABOUT_ACROSS * NARROW))
        row = len(about) + 2
        if last.results.series and last.results.form != "texts":
            row = self._result(sheet, name, row, question, last)
        if not self._report.short:
            row = self._comparison(sheet, row, compared)
            row = self._texts(sheet, row, last)
        if row <= ONE_PAGE:
            sheet.fit_to_pages(1, 1)

    def annex(self) -> None:
        """How the figures came about, and every round with its checksum."""
        sheet = self._sheet(self._("Annex"))
        for column, width in enumerate((WIDE - 16, WIDE - 16, NARROW, WIDE - 16, WIDE + 26)):
            sheet.set_column(column, column, width)
        self._write(sheet, 0, 0, self._("How these figures came about"), self._title)
        sheet.set_row(0, 2 * LINE)
        row = 1
        across = 4 * (WIDE - 8)  # characters of the five columns together, about
        for sentence in annex.sentences(self._report):
            sheet.merge_range(row, 0, row, 4, "", self._text)
            self._write(sheet, row, 0, sentence, self._text)
            self._room(sheet, row, (sentence, across))
            row += 1
        row += 1
        for column, name in enumerate(annex.head(self._language)):
            self._write(sheet, row, column, name, self._head)
        for line in annex.lines(self._report):
            row += 1
            for column, text in enumerate(line):
                value = int(text) if column == VOTES else text
                self._write(sheet, row, column, value, self._text)
            self._room(sheet, row, (line.shown, WIDE - 16))

    def data(self) -> None:
        """The long table, to be filtered and pivoted."""
        sheet = self._sheet(self._("Data"))
        names = head(self._language, interval=self._report.interval)
        for column, name in enumerate(names):
            self._write(sheet, 0, column, name, self._head)
        count = 0
        for count, line in enumerate(lines(self._report), 1):
            for column, value in enumerate(line):
                self._write(sheet, count, column, value, self._plain)
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, max(count, 1), len(names) - 1)
        sheet.set_column(0, len(names) - 1, NARROW + 4)

    # ── Parts of a question's sheet ───────────────────────────────────────────────────────────

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

    def _single(self, sheet: Any, name: str, row: int, round_: RoundReport) -> tuple[_Area, Any]:
        """Answer, votes, percent; bars in one hue, the leader strong."""
        _, series = self._, round_.results.series[0]
        titles = [_("Answer"), _("Votes"), _("Percent")]
        if round_.interval:
            titles += [_("Interval from"), _("Interval to")]
        for column, title in enumerate(titles):
            self._write(sheet, row, column, title, self._head_right if column else self._head)
        for offset, line in enumerate(series.rows, 1):
            self._write(sheet, row + offset, 0, line.label, self._text)
            self._room(sheet, row + offset, (line.label, WIDE))
            self._write(sheet, row + offset, 1, line.count, self._plain)
            self._write(sheet, row + offset, 2, line.percent, self._percent)
            if round_.interval:
                self._ends(sheet, row + offset, 3, line, series.base)
        area = _Area(name, row + 1, row + max(len(series.rows), 1))
        for offset, words in enumerate(figures_in_words(series, self._language), 1):
            self._write(sheet, area.last + offset, 0, words, self._muted)
        drawn = _Area(name, area.first, min(area.last, area.first + MOST_IN_CHART - 1))
        chart, look = self._chart("bar", reverse=True), self._report.look
        chart.add_series(
            {
                "name": [name, row, 2],
                "categories": drawn.column(0),
                "values": drawn.column(2),
                "fill": {"color": look.bar},
                "points": [
                    {"fill": {"color": look.accent if line.leading else look.bar}}
                    for line in series.rows[:MOST_IN_CHART]
                ],
                "data_labels": {"value": True, "num_format": self._shares, "font": {"bold": True}},
                "gap": 45,
            }
        )
        chart.set_x_axis({"min": 0, "max": 100, "visible": False, "major_gridlines": _HIDDEN})
        chart.set_legend({"none": True})
        shown = figures_in_words(series, self._language)
        return _Area(name, area.first, area.last + len(shown)), chart

    def _several(self, sheet: Any, name: str, row: int, round_: RoundReport) -> tuple[_Area, Any]:
        """A line a statement: votes for each step, then top share, mean and who answered.

        The bars are as long as the votes say; their labels are the percentages of the one engine,
        which a spreadsheet would round otherwise.
        """
        _, results = self._, round_.results
        steps = [line.label for line in results.series[0].rows]
        last = [_("Top steps"), _("Mean"), _("Answered")]
        if round_.interval:
            last += [_("Interval from"), _("Interval to")]
        for column, title in enumerate((_("Statement"), *steps, *last)):
            self._write(sheet, row, column, title, self._head_right if column else self._head)
        self._room(sheet, row, *((step, NARROW) for step in (*steps, *last)))
        for offset, series in enumerate(results.series, 1):
            self._write(sheet, row + offset, 0, series.label, self._text)
            self._room(sheet, row + offset, (series.label, WIDE))
            for column, line in enumerate(series.rows, 1):
                self._write(sheet, row + offset, column, line.count, self._plain)
            after = len(steps) + 1
            top = series.top.percent if series.top else None
            self._write(sheet, row + offset, after, top, self._percent)
            self._write(sheet, row + offset, after + 1, tenths(series.mean), self._decimal)
            self._write(sheet, row + offset, after + 2, series.base, self._plain)
            if round_.interval:
                self._ends(sheet, row + offset, after + 3, series.top, series.base)
        area = _Area(name, row + 1, row + len(results.series))
        chart = self._chart("bar", subtype="percent_stacked", reverse=True)
        for column, colour in enumerate(palette(LIGHT.agreement, len(steps)), 1):
            shares = [series.rows[column - 1] for series in results.series]
            chart.add_series(
                {
                    "name": [name, row, column],
                    "categories": area.column(0),
                    "values": area.column(column),
                    "fill": {"color": colour},
                    "data_labels": {
                        "value": True,
                        "custom": self._labels(shares),
                        "font": {"color": ink_on(colour), "bold": True},
                    },
                    "gap": 45,
                }
            )
        chart.set_x_axis({"visible": False, "major_gridlines": _HIDDEN})
        chart.set_legend({"position": "bottom"})
        return area, chart

    def _labels(self, shares: Sequence[Row]) -> list[dict[str, Any]]:
        return [
            {"value": format_percent(row.percent, self._language)}
            if row.count
            else {"delete": True}
            for row in shares
        ]

    def _chart(self, kind: str, *, reverse: bool, subtype: str | None = None) -> Any:
        chart = self._book.add_chart({"type": kind} | ({"subtype": subtype} if subtype else {}))
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

    def _comparison(self, sheet: Any, row: int, compared: SideBySide | None) -> int:
        """Rounds beside each other, where there are several. Returns the next free row."""
        if compared is None:
            return row
        self._write(sheet, row, 0, compared.title, self._heading)
        self._write(sheet, row + 1, 0, compared.caption, self._muted)
        row += 2
        self._write(sheet, row, 0, compared.first, self._head)
        heads = [f"{column.name}\nn = {column.round.results.base}" for column in compared.columns]
        for column, text in enumerate(heads, 1):
            self._write(sheet, row, column, text, self._head_right)
        # A line for n, and the name's own, in which a word may break.
        longest = max(len(column.name) for column in compared.columns)
        sheet.set_row(row, (2 + longest // (NARROW - 2)) * LINE)
        for change in compared.changes:
            row += 1
            self._write(sheet, row, 0, change.name, self._text)
            self._room(sheet, row, (change.name, WIDE))
            for column, line in enumerate(change.rows, 1):
                self._write(sheet, row, column, line.percent if line else None, self._percent)
        return row + 2

    def _texts(self, sheet: Any, row: int, round_: RoundReport) -> int:
        """What people wrote themselves. Returns the next free row."""
        if not round_.texts:
            return row
        self._write(sheet, row, 0, self._("In their own words"), self._head)
        self._write(sheet, row, 1, self._("Count"), self._head)
        for offset, text in enumerate(round_.texts, 1):
            self._write(sheet, row + offset, 0, text.text, self._text)
            self._room(sheet, row + offset, (text.text, WIDE))
            self._write(sheet, row + offset, 1, text.count, self._plain)
        return row + len(round_.texts) + 1

    def _votes(self, round_: RoundReport) -> str:
        return self._.ngettext("%(n)s vote", "%(n)s votes", round_.results.votes)

    def _ends(self, sheet: Any, row: int, column: int, of: Row | Share | None, base: int) -> None:
        """The two ends of a 95 % interval."""
        for place, end in enumerate(tables.interval(of, base) or ()):
            self._write(sheet, row, column + place, end, self._percent)

    # ── Cells ─────────────────────────────────────────────────────────────────────────────────

    def _sheet(self, name: str) -> Any:
        sheet = self._book.add_worksheet(name)
        sheet.hide_gridlines(2)
        sheet.set_paper(A4)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        return sheet

    def _room(self, sheet: Any, row: int, *texts: tuple[str, int]) -> None:
        """Make a row high enough for these (text, characters of its column), wrapped."""
        lines = max(1 + int(len(text) * 1.1) // width for text, width in texts)
        if lines > 1:
            sheet.set_row(row, lines * LINE)

    def _write(self, sheet: Any, row: int, column: int, value: Value, format_: Any) -> None:
        """The one way into a cell: texts as strings, numbers as numbers, nothing as nothing."""
        if value is None or value == "":
            return
        if isinstance(value, str):
            sheet.write_string(row, column, value, format_)
        else:
            sheet.write_number(row, column, value, format_)


_HIDDEN = {"visible": False}


def _ground(round_: RoundReport) -> str:
    """What 100 % is, and a word of caution where there is reason for one."""
    return " · ".join(filter(None, (round_.note, round_.base)))


def _leader(round_: RoundReport) -> Row | None:
    """The one row in front, where one row is; none where several statements have their own."""
    if round_.results.form == "statements" or not round_.results.series:
        return None
    leading = [row for row in round_.results.series[0].rows if row.leading]
    return leading[0] if len(leading) == 1 else None
