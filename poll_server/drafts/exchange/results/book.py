"""The sheets of a workbook of results, or the one of a CSV file."""

import csv
import io
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from typing import Any, NamedTuple

from poll_server.drafts.imports.cells.table import unreadable
from poll_server.drafts.imports.cells.workbook import check_parts
from poll_server.drafts.imports.mistakes import SheetMistakes
from poll_server.locale import Speech

MOST_SHEETS = 50
MOST_CELLS = 400_000
"""Of a workbook: 3,000 people and 100 questions, with what some tools write beside each answer."""
MOST_WIDE = 500
"""Columns: a hundred questions with five columns each."""
MOST_ROWS = 50_000
"""Rows in all, empty ones between others included: 300 players and 100 questions."""
LONGEST_CELL = 2000
"""Characters of a cell that are looked at: far more than is kept of a text, so whoever loses any is
told so. One text may stand in a hundred thousand cells."""


class BookSheet(NamedTuple):
    """One sheet: rows of cells, each a text, a number, a moment or None."""

    name: str
    rows: list[list[Any]]


class _Counted:
    """Counts what is read of a file, and ends it where that is too much."""

    def __init__(self, _: Speech) -> None:
        self._ = _
        self._rows, self._cells = 0, 0

    def kept(self, rows: Iterable[list[Any]]) -> list[list[Any]]:
        """The rows up to the last one that holds anything.

        Raises:
            SheetMistakes: they are too many, or too wide.
        """
        found: list[list[Any]] = []
        for row in rows:
            self._rows, self._cells = self._rows + 1, self._cells + len(row)
            if self._rows > MOST_ROWS or self._cells > MOST_CELLS or len(row) > MOST_WIDE:
                raise _too_large(self._)
            found.append(row)
        while found and not found[-1]:
            found.pop()
        return found


def sheets_of(content: bytes, _: Speech) -> list[BookSheet]:
    """The sheets of a workbook that hold anything, or the one of a CSV file in UTF-8.

    Raises:
        SheetMistakes: it is too large.
        Exception: whatever a broken file makes of its reader.
    """
    counted = _Counted(_)
    if not content.startswith(b"PK"):
        text = content.decode("utf-8-sig")
        delimiter = max(",;\t", key=text.partition("\n")[0].count)
        written = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        rows = counted.kept(written)
        return [BookSheet("", rows)] if rows else []
    # A quarter of a second, which no start of a server has to wait for.
    from openpyxl import load_workbook

    check_parts(content, _)
    book = load_workbook(io.BytesIO(content), read_only=True, keep_links=False, data_only=True)
    found = []
    try:
        if len(book.worksheets) > MOST_SHEETS:
            raise unreadable(_("This workbook has more than %(most)s sheets.", most=MOST_SHEETS))
        for sheet in book.worksheets:
            if rows := counted.kept(_rows(sheet)):
                found.append(BookSheet(sheet.title, rows))
    finally:
        book.close()
    return found


def _too_large(_: Speech) -> SheetMistakes:
    return unreadable(
        _(
            "This workbook has more than %(rows)s rows, %(cells)s cells, or %(wide)s cells in a "
            "row: keep only the sheet with the answers.",
            rows=MOST_ROWS,
            cells=MOST_CELLS,
            wide=MOST_WIDE,
        )
    )


def _rows(sheet: Any) -> Iterator[list[Any]]:
    """Its rows, none wider than what it holds."""
    empty: tuple[Any, ...] = ()
    # Whatever size the sheet says it has. One column more than may be: who is wider is told so.
    sheet.reset_dimensions()
    for cells in sheet.iter_rows(max_col=MOST_WIDE + 1, values_only=True):
        if cells is empty:  # where rows are missing, openpyxl gives the same one again and again
            yield []
            continue
        row = list(cells)
        while row and (row[-1] is None or row[-1] == ""):
            row.pop()
        empty = empty if row else cells
        yield row


def cell(row: list[Any], place: int) -> str:
    """What a cell says, in one line; '' where there is none."""
    value = row[place] if place < len(row) else None
    if value is None:
        return ""
    if isinstance(value, bool):
        return "✓" if value else "–"
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return str(value)[:LONGEST_CELL].strip()


def moment(row: list[Any], place: int) -> int:
    """When a cell says it was, in ms since 1970, read as UTC; 0 where it says no time."""
    value = row[place] if place < len(row) else None
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value.strip())
        except ValueError:
            return 0
    if isinstance(value, date) and not isinstance(value, datetime):
        value = datetime(value.year, value.month, value.day)  # noqa: DTZ001
    if not isinstance(value, datetime):
        return 0
    if value.tzinfo is None:
        value = value.replace(tzinfo=UTC)
    # A year before 1970 or after 2100 is a slip of the sheet, no time at which people voted.
    return int(value.timestamp() * 1000) if 1970 < value.year < 2100 else 0
