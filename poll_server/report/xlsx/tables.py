"""Tables and lines on sheets: what the blocks hold, with figures as numbers to calculate with."""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from poll_server.live.screens.tables import Cell, Column, Holds
from poll_server.locale import Speech, speak
from poll_server.report.blocks.blocks import FigureTable, Texts
from poll_server.report.model.document import Report

from .cells import LINE, Cells

WIDE, NARROW = 46, 12
"""Widths of columns with texts and with figures, in characters."""
ACROSS = 6
"""Columns beside the first that a long line goes across."""
ACROSS_CHARACTERS = WIDE + ACROSS * NARROW


class Area(NamedTuple):
    """Where a table stands on a sheet; rows from 0, the header above `first`."""

    sheet: str
    first: int
    last: int

    def column(self, column: int) -> list[Any]:
        """One column's cells, as XlsxWriter takes a range."""
        return [self.sheet, self.first, column, self.last, column]

    def name(self, column: int) -> list[Any]:
        """The cell in the head of a column."""
        return [self.sheet, self.first - 1, column]


class TableWriter:
    """Writes tables and lines into the sheets of one workbook."""

    def __init__(self, report: Report, cells: Cells) -> None:
        self._cells = cells
        self._: Speech = speak(report.language)

    def line(self, sheet: Any, row: int, text: str) -> int:
        """A line over a table. Returns the next row."""
        self._cells.write(sheet, row, 0, text, self._cells.muted)
        if len(text) > ACROSS_CHARACTERS:
            # Else the page would be made as wide as the line, and all of it tiny.
            sheet.merge_range(row, 0, row, ACROSS, "", self._cells.muted_text)
            self._cells.write(sheet, row, 0, text, self._cells.muted_text)
            self._cells.room(sheet, row, (text, ACROSS_CHARACTERS))
        return row + 1

    def table(self, sheet: Any, row: int, table: FigureTable) -> Area:
        """A table under its caption, with the lines below it; an interval has two columns."""
        row = self.line(sheet, row, table.caption.text)
        self.head(sheet, row, table.columns)
        area = Area(sheet.get_name(), row + 1, row + max(len(table.rows), 1))
        for place, line in enumerate(table.rows, 1):
            self.row(sheet, row + place, table.columns, line)
        return area

    def head(self, sheet: Any, row: int, columns: Sequence[Column]) -> None:
        """The head of a table: over texts on the left, over figures on the right."""
        named = [*self._heads(columns)]
        for place, (name, column) in enumerate(named):
            is_text = column.holds in ("text", "code")
            format_ = self._cells.head if is_text else self._cells.head_right
            self._cells.write(sheet, row, place, name, format_)
        # A line for each of its own, and one in which a word may break.
        narrow = [name for name, column in named if column.holds not in ("text", "code")]
        lines = max(
            (name.count("\n") + len(name) // (NARROW - 2) + 1 for name in narrow), default=1
        )
        if lines > 1:
            sheet.set_row(row, lines * LINE)

    def row(self, sheet: Any, row: int, columns: Sequence[Column], line: Sequence[Cell]) -> None:
        """A row of a table."""
        place = 0
        before: Holds = "text"
        for column, cell in zip(columns, line, strict=False):
            values = cell.value if isinstance(cell.value, tuple) else (cell.value,)
            for value in values if column.holds != "interval" or cell.value else (None, None):
                # A text would stand right after the last digit of a figure.
                apart = column.holds == "text" and before == "count"
                format_ = (
                    self._cells.apart if apart else self._cells.holding(column.holds, cell.text)
                )
                written = cell.text if value is None and column.holds != "interval" else value
                if isinstance(written, str) and column.holds not in ("text", "code"):
                    format_ = self._cells.figure
                self._cells.write(sheet, row, place, written, format_)
                place += 1
            before = column.holds
        self._cells.room(sheet, row, (line[0].text, WIDE))

    def texts(self, sheet: Any, row: int, block: Texts) -> int:
        """What people wrote themselves. Returns the next free row."""
        for column, name in enumerate(block.head):
            self._cells.write(sheet, row, column, name, self._cells.head)
        for offset, text in enumerate(block.texts, 1):
            self._cells.write(sheet, row + offset, 0, text.text, self._cells.text)
            self._cells.room(sheet, row + offset, (text.text, WIDE))
            self._cells.write(sheet, row + offset, 1, text.count, self._cells.plain)
        return row + len(block.texts) + 1

    def _heads(self, columns: Sequence[Column]) -> Iterator[tuple[str, Column]]:
        for column in columns:
            if column.holds == "interval":
                yield self._("Interval from"), column
                yield self._("Interval to"), column
            else:
                yield "\n".join(filter(None, (column.name, column.below))), column
