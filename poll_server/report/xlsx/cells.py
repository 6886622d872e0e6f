"""Cells and sheets: how they look, and the one way into them."""

from typing import Any

from poll_server.base.percent import number_format, own_format
from poll_server.live.screens.tables import Holds
from poll_server.looks.look import LIGHT
from poll_server.report.model.document import Report
from poll_server.report.model.long_table import Datum

LINE = 15.75
"""Points of a line of text; programs other than Excel do not make room for a second one."""
A4 = 9
"""Excel's number for the paper size."""


class Cells:
    """The looks of one workbook's cells, and what is written into them."""

    def __init__(self, book: Any, report: Report) -> None:
        self._book = book
        self._language = report.language
        self._own: dict[str, Any] = {}
        self.shares = number_format(report.language)
        base = self._base = {
            "font_name": "Arial",
            "font_size": 11,
            "font_color": LIGHT.ink,
            "valign": "top",
        }
        self.text = book.add_format(base | {"text_wrap": True})
        self.plain = book.add_format(base)
        self.muted_text = book.add_format(base | {"font_color": LIGHT.muted, "text_wrap": True})
        self.muted = book.add_format(base | {"font_color": LIGHT.muted})
        self.title = book.add_format(base | {"font_size": 18, "bold": True})
        self.apart = book.add_format(base | {"text_wrap": True, "indent": 1})
        self.figure = book.add_format(base | {"align": "right"})
        self.heading = book.add_format(base | {"font_size": 13, "bold": True})
        self.head = book.add_format(
            base | {"bold": True, "text_wrap": True, "bottom": 1, "bottom_color": LIGHT.line}
        )
        self.head_right = book.add_format(
            base
            | {
                "bold": True,
                "text_wrap": True,
                "bottom": 1,
                "bottom_color": LIGHT.line,
                "align": "right",
            }
        )
        self.percent = book.add_format(base | {"num_format": self.shares, "bold": True})
        self.link = book.add_format(base | {"font_color": report.look.accent, "underline": 1})

    def sheet(self, name: str) -> Any:
        sheet = self._book.add_worksheet(name)
        sheet.hide_gridlines(2)
        sheet.set_paper(A4)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        return sheet

    def room(self, sheet: Any, row: int, *texts: tuple[str, int]) -> None:
        """Make a row high enough for these (text, characters of its column), wrapped."""
        lines = max(1 + int(len(text) * 1.1) // width for text, width in texts)
        if lines > 1:
            sheet.set_row(row, lines * LINE)

    def write(self, sheet: Any, row: int, column: int, value: Datum, format_: Any) -> None:
        """The one way into a cell: texts as strings, numbers as numbers, nothing as nothing."""
        if value is None or value == "":
            return
        if isinstance(value, str):
            sheet.write_string(row, column, value, format_)
        else:
            sheet.write_number(row, column, value, format_)

    def holding(self, holds: Holds, text: str) -> Any:
        """The look of a cell in a column that holds this, and that texts write so."""
        match holds:
            case "percent" | "interval":
                return self.percent
            case "decimal":
                return self.own(text)
            case "count" | "step":
                return self.plain
        return self.text

    def own(self, text: str) -> Any:
        """The look of a kind's own figure: as texts write it."""
        format_ = own_format([text], self._language)
        if format_ not in self._own:
            self._own[format_] = self._book.add_format(self._base | {"num_format": format_})
        return self._own[format_]
