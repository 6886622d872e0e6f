"""The sheets of a workbook of results: far more rows than a table of questions has."""

import io
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any, NamedTuple

from poll_server.drafts.imports.cells.table import unreadable
from poll_server.drafts.imports.cells.workbook import check_parts
from poll_server.locale import Speech

MOST_SHEETS = 50
MOST_CELLS = 400_000
"""Of a workbook: 3,000 people and 100 questions, with what some tools write beside each answer."""
MOST_WIDE = 500
"""Columns: a hundred questions with five columns each."""
MOST_EMPTY = 100_000
"""Rows in all; a stray cell in the last of a million is not looked for."""


class BookSheet(NamedTuple):
    """One sheet: rows of cells, each a text, a number, a moment or None."""

    name: str
    rows: list[list[Any]]


def sheets_of(content: bytes, _: Speech) -> list[BookSheet]:
    """The sheets of a workbook that hold anything.

    Raises:
        SheetMistakes: it is too large.
        Exception: whatever a broken ZIP file or broken XML makes of openpyxl.
    """
    # A quarter of a second, which no start of a server has to wait for.
    from openpyxl import load_workbook

    check_parts(content, _)
    book = load_workbook(io.BytesIO(content), read_only=True, keep_links=False, data_only=True)
    found, cells = [], 0
    try:
        if len(book.worksheets) > MOST_SHEETS:
            raise unreadable(_("This workbook has more than %(most)s sheets.", most=MOST_SHEETS))
        for sheet in book.worksheets:
            rows = []
            for row in _rows(sheet):
                cells += len(row)
                if cells > MOST_CELLS or len(row) > MOST_WIDE:
                    raise unreadable(
                        _(
                            "This workbook has more than %(most)s cells, or a row of more than "
                            "%(wide)s: keep only the sheet with the answers.",
                            most=MOST_CELLS,
                            wide=MOST_WIDE,
                        )
                    )
                rows.append(row)
            while rows and not rows[-1]:
                rows.pop()
            if rows:
                found.append(BookSheet(sheet.title, rows))
    finally:
        book.close()
    return found


def _rows(sheet: Any) -> Iterator[list[Any]]:
    """Its rows, none wider than what it holds."""
    # One column more than may be: who is wider is told so, and not cut off.
    sheet.reset_dimensions()
    for number, cells in enumerate(sheet.iter_rows(max_col=MOST_WIDE + 1, values_only=True)):
        if number > MOST_EMPTY:
            return
        row = list(cells)
        while row and (row[-1] is None or row[-1] == ""):
            row.pop()
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
    return str(value).strip()


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
