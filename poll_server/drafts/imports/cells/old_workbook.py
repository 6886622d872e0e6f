"""XLS, the workbooks of Excel before 2007: what each cell shows."""

import io
from collections.abc import Iterator
from typing import Any

from poll_server.drafts.imports.cells.number_format import CellValue, is_date, shown
from poll_server.drafts.imports.cells.table import (
    MOST_COLUMNS,
    MOST_LINES,
    MOST_TABLES,
    Sheet,
    SheetFile,
    kept,
    unreadable,
)
from poll_server.locale import Speech

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""How such a file begins, and one of any kind that has a password."""
LOCKED = "EncryptedPackage".encode("utf-16-le")


def read(content: bytes, _: Speech) -> SheetFile:
    """The sheets of a workbook.

    Raises:
        SheetMistakes: it has a password.
        Exception: whatever a broken file makes of xlrd.
    """
    import xlrd

    if LOCKED in content:
        raise locked(_)
    try:
        book = xlrd.open_workbook(
            file_contents=content, formatting_info=True, ragged_rows=True, logfile=io.StringIO()
        )
    except xlrd.XLRDError as error:
        if "encrypted" in str(error):
            raise locked(_) from error
        raise
    tables = []
    for sheet in book.sheets()[:MOST_TABLES]:
        table = Sheet(sheet.name, [], hidden=sheet.visibility != 0)
        table.rows = kept(_rows(book, sheet, table, _))
        table.joined = [
            (top + 1, bottom, at)
            for top, bottom, left, right in sheet.merged_cells
            if bottom - top > 1
            for at in range(left, min(right, MOST_COLUMNS))
        ]
        tables.append(table)
    return SheetFile(tables)


def locked(_: Speech) -> Exception:
    return unreadable(_("This workbook has a password: save it without one."))


def _rows(book: Any, sheet: Any, table: Sheet, _: Speech) -> Iterator[tuple[int, list[str]]]:
    import xlrd

    for number in range(min(sheet.nrows, MOST_LINES)):
        row = []
        for at, cell in enumerate(sheet.row(number)[:MOST_COLUMNS]):
            if cell.ctype == xlrd.XL_CELL_ERROR:
                table.unreadable.append((number + 1, at))
                row.append(xlrd.error_text_from_code.get(cell.value, "#?"))
            else:
                row.append(_text(book, cell, _))
        yield number + 1, row


def _text(book: Any, cell: Any, _: Speech) -> str:
    import xlrd

    if cell.ctype in (xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK):
        return ""
    code = book.format_map[book.xf_list[cell.xf_index].format_key].format_str
    value: CellValue = cell.value
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        value = bool(cell.value)
    elif isinstance(value, float) and is_date(code):
        value = xlrd.xldate_as_datetime(value, book.datemode)
    return shown(value, code, _.language)
