"""XLSX: an overview, a sheet a question with a native chart, and the long table as data.

What is said in which order comes as blocks; here they find their sheets. Every text is written as a
string, never as what Excel would make of it: no formulas, no links, no numbers out of texts. Charts
take their names from cells, because a chart title that starts with `=` would be a formula.
"""

import io
from typing import Any

import xlsxwriter

from poll_server.locale import Speech, speak
from poll_server.report.blocks.blocks import FigureTable, Line
from poll_server.report.blocks.compose import compose
from poll_server.report.blocks.index import together
from poll_server.report.blocks.medium import SHEETS
from poll_server.report.blocks.sections import Section, below, nested
from poll_server.report.model.document import Report
from poll_server.report.model.long_table import head_of, lines

from .cells import LINE, Cells
from .overview import OverviewSheet
from .questions import QuestionSheets
from .tables import NARROW, WIDE, TableWriter

ANNEX_WIDTHS = (WIDE - 16, WIDE - 16, NARROW, WIDE - 16, WIDE + 26)
"""Of the columns in the list of rounds, in characters."""


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
        _Writer(book, report).write()
    return out.getvalue()


class _Writer:
    """One workbook being written."""

    def __init__(self, book: Any, report: Report) -> None:
        self._report = report
        self._: Speech = speak(report.language)
        self._cells = Cells(book, report)
        self._tables = TableWriter(report, self._cells)
        self._questions = QuestionSheets(book, report, self._cells, self._tables)

    def write(self) -> None:
        """The whole report, a sheet after the other."""
        whole = nested(compose(self._report, SHEETS))
        asked = [each for each in below(whole) if each.heading.role == "question"]
        names = {each.heading.key: self._sheet_name(each) for each in asked}
        overview = self._cells.sheet(self._("Overview"))
        OverviewSheet(overview, self._report, self._cells, self._tables, names).write(whole)
        for section in asked:
            self._questions.add(names[section.heading.key], section)
        for chapter in whole.sections:
            if chapter.heading.role == "annex":
                self._annex(chapter)
        if not self._report.short:
            self._data()

    def _sheet_name(self, section: Section) -> str:
        """At most 31 characters, each one once: `Question 3`, `Poll 2 question 3`,
        `Together 1`, `Audience 1`, `Points 1`."""
        heading = section.heading
        poll, _dot, number = heading.number.rpartition(".")
        if poll:
            return self._("Poll %(poll)s question %(n)s", poll=poll, n=number)
        if number:
            return self._("Question %(n)s", n=number)
        if heading.key.endswith("-floor"):
            return self._("Audience %(n)s", n=heading.key.split("-")[1])
        if heading.key.endswith("-points"):
            return self._("Points %(n)s", n=heading.key.split("-")[1])
        return together(heading.key, self._report.language)

    def _annex(self, section: Section) -> None:
        """How the figures came about, and every round with its checksum."""
        sheet = self._cells.sheet(self._("Annex"))
        for column, width in enumerate(ANNEX_WIDTHS):
            sheet.set_column(column, column, width)
        self._cells.write(sheet, 0, 0, str(section.heading), self._cells.title)
        sheet.set_row(0, 2 * LINE)
        row = 1
        for block in section.blocks:
            if isinstance(block, Line):
                sheet.merge_range(row, 0, row, len(ANNEX_WIDTHS) - 1, "", self._cells.text)
                self._cells.write(sheet, row, 0, block.text, self._cells.text)
                self._cells.room(sheet, row, (block.text, sum(ANNEX_WIDTHS)))
                row += 1
            elif isinstance(block, FigureTable):
                row = self._tables.table(sheet, row + 1, block).last + 1

    def _data(self) -> None:
        """The long table, to be filtered and pivoted."""
        sheet = self._cells.sheet(self._("Data"))
        names = head_of(self._report)
        for column, name in enumerate(names):
            self._cells.write(sheet, 0, column, name, self._cells.head)
        count = 0
        for count, line in enumerate(lines(self._report), 1):
            for column, value in enumerate(line):
                self._cells.write(sheet, count, column, value, self._cells.plain)
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, max(count, 1), len(names) - 1)
        sheet.set_column(0, len(names) - 1, NARROW + 4)
