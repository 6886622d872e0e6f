"""XLSX: an overview, a sheet a question with a native chart, and the long table as data.

Every text is written as a string, never as what Excel would make of it: no formulas, no links, no
numbers out of texts. Charts take their names from cells, because a chart title that starts with
`=` would be a formula.
"""

import io
from collections.abc import Iterator
from typing import Any

import xlsxwriter

from poll_server.locale import Speech, speak
from poll_server.questions import Row
from poll_server.report.logo import scale_to
from poll_server.report.model import annex
from poll_server.report.model.document import (
    MergedReport,
    PollReport,
    QuestionReport,
    Report,
    RoundReport,
)
from poll_server.report.model.rows import head_of, lines
from poll_server.report.model.said import shown

from .cells import LINE, Cells
from .questions import Questions

WIDE, NARROW = 46, 12
"""Widths of columns with texts and with figures, in characters."""
OVERVIEW_ACROSS = 5
"""The overview's last column."""
LOGO_COLUMN, LOGO_PX = 4, (240, 76)
"""Where a logo stands: beside the title and the two lines below it, which are 84 pixels high."""


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
            writer.questions.question(name, question)
        for merged in report.merged:
            if shown(report, merged.result):
                writer.questions.merged(writer.merged_name(merged), merged)
        if not report.short:
            writer.annex()
            writer.data()
    return out.getvalue()


class _Writer:
    """One workbook being written."""

    def __init__(self, book: Any, report: Report) -> None:
        self._report = report
        self._language = report.language
        self._: Speech = speak(report.language)
        self._cells = Cells(book, report)
        self.questions = Questions(book, report, self._cells)

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
        sheet = self._cells.sheet(self._("Overview"))
        sheet.set_column(0, 0, NARROW)
        sheet.set_column(1, 1, WIDE + 20)
        sheet.set_column(2, 3, NARROW + 6)
        sheet.set_column(4, 4, WIDE - 14)
        sheet.set_column(5, 5, NARROW)
        report = self._report
        self._cells.write(sheet, 0, 0, report.title, self._cells.title)
        sheet.set_row(0, 2 * LINE)
        where = " · ".join(part for part in (report.brand, report.date, report.place) if part)
        self._logo(sheet)
        self._cells.write(sheet, 1, 0, where, self._cells.muted)
        told = " · ".join(
            annex.in_short(report)
            if report.short
            else filter(None, (report.notice, annex.as_of(report)))
        )
        self._cells.write(sheet, 2, 0, told, self._cells.muted)
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
            self._cells.write(sheet, row, 0, f"{_('The essentials')}: {title}", self._cells.heading)
            for finding in findings:
                row += 1
                sheet.merge_range(row, 0, row, OVERVIEW_ACROSS, "", self._cells.text)
                self._cells.write(sheet, row, 0, f"• {finding}", self._cells.text)
                self._cells.room(sheet, row, (finding, across))
            row += 2
        return row

    def _all_merged(self, sheet: Any, row: int) -> int:
        """What several polls asked alike, on the overview. Returns the next free row."""
        if not self._report.merged:
            return row
        self._cells.write(sheet, row, 0, self._("Asked in several polls"), self._cells.heading)
        row += 2
        for merged in self._report.merged:
            name, question = self.merged_name(merged), merged.result
            if shown(self._report, question):
                sheet.write_url(row, 0, f"internal:'{name}'!A1", self._cells.link, name)
            self._cells.write(sheet, row, 1, question.prompt, self._cells.text)
            self._cells.write(sheet, row, 2, question.asked_as, self._cells.text)
            self._cells.write(sheet, row, 3, question.last.results.votes, self._cells.plain)
            self._cells.room(
                sheet, row, (question.prompt, WIDE + 20), (question.asked_as, NARROW + 6)
            )
            row += 1
        return row + 1

    def merged_name(self, merged: MergedReport) -> str:
        return self._("Together %(n)s", n=merged.result.number)

    def _poll(self, sheet: Any, row: int, place: int, poll: PollReport) -> int:
        """One poll on the overview. Returns the next free row."""
        self._cells.write(sheet, row, 0, poll.title, self._cells.heading)
        row += 2
        _ = self._
        names = (_("Number"), _("Question"), _("Kind"), _("Votes"), _("Most often"), _("Percent"))
        for column, name in enumerate(names):
            right = column in (3, 5)
            self._cells.write(
                sheet, row, column, name, self._cells.head_right if right else self._cells.head
            )
        for question in poll.questions:
            row += 1
            name = self._sheet_name(place, question)
            if shown(self._report, question):
                sheet.write_url(
                    row, 0, f"internal:'{name}'!A1", self._cells.link, str(question.number)
                )
            else:
                self._cells.write(sheet, row, 0, question.number, self._cells.plain)
            self._cells.write(sheet, row, 1, question.prompt, self._cells.text)
            self._cells.write(sheet, row, 2, question.asked_as, self._cells.text)
            self._cells.write(sheet, row, 3, question.last.results.votes, self._cells.plain)
            if (leader := _leader(question.last)) is not None:
                self._cells.write(sheet, row, 4, leader.label, self._cells.apart)
                self._cells.write(sheet, row, 5, leader.percent, self._cells.percent)
            leading = leader.label if leader else ""
            kind = (question.asked_as, NARROW + 6)
            self._cells.room(sheet, row, (question.prompt, WIDE + 20), kind, (leading, WIDE - 16))
        for missing in poll.unasked:
            row += 1
            said = _("(not asked, or not closed yet)")
            self._cells.write(sheet, row, 0, missing.number, self._cells.muted)
            self._cells.write(sheet, row, 1, missing.prompt, self._cells.muted_text)
            self._cells.write(sheet, row, 2, said, self._cells.muted_text)
            self._cells.room(sheet, row, (missing.prompt, WIDE + 20), (said, NARROW + 6))
        return row + 1

    def annex(self) -> None:
        """How the figures came about, and every round with its checksum."""
        sheet = self._cells.sheet(self._("Annex"))
        for column, width in enumerate((WIDE - 16, WIDE - 16, NARROW, WIDE - 16, WIDE + 26)):
            sheet.set_column(column, column, width)
        self._cells.write(sheet, 0, 0, self._("How these figures came about"), self._cells.title)
        sheet.set_row(0, 2 * LINE)
        row = 1
        across = 4 * (WIDE - 8)  # characters of the five columns together, about
        for sentence in annex.sentences(self._report):
            sheet.merge_range(row, 0, row, 4, "", self._cells.text)
            self._cells.write(sheet, row, 0, sentence, self._cells.text)
            self._cells.room(sheet, row, (sentence, across))
            row += 1
        row += 1
        for column, name in enumerate(annex.head(self._language)):
            self._cells.write(sheet, row, column, name, self._cells.head)
        for line in annex.lines(self._report):
            row += 1
            values: tuple[str | int, ...] = line
            for column, value in enumerate(values):
                self._cells.write(sheet, row, column, value, self._cells.text)
            self._cells.room(sheet, row, (line.shown, WIDE - 16))

    def data(self) -> None:
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


def _leader(round_: RoundReport) -> Row | None:
    """The one row in front, where one row is; none where several statements have their own."""
    if round_.results.form == "statements" or not round_.results.series:
        return None
    leading = [row for row in round_.results.series[0].rows if row.leading]
    return leading[0] if len(leading) == 1 else None
