"""XLSX: what each cell shows. A file is looked into before it is unpacked.

Formulas are not calculated: what Excel found is taken, and a formula without that is named.
"""

import io
import re
import zipfile
from collections.abc import Iterator
from typing import Any

from poll_server.drafts.imports.cells.number_format import shown
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

LARGEST_UNPACKED = 10_000_000
"""Bytes of a ZIP file once unpacked: five times what may come in, where XML shrinks to a tenth."""
MOST_PARTS = 500
"""Files inside a ZIP file; a workbook with a dozen sheets has 40."""
MOST_JOINED = 5000
"""Joined cells that are looked at."""
_JOINED = re.compile(
    rb"<(?:\w{1,20}:)?mergeCell\s[^>]{0,200}?"
    rb'ref="([A-Z]{1,3})([0-9]{1,7}):([A-Z]{1,3})([0-9]{1,7})"'
)


def check_parts(content: bytes, _: Speech) -> list[str]:
    """The names of a ZIP file's parts.

    Raises:
        SheetMistakes: it would be too large. A few kilobytes can hold gigabytes of blanks.
        Exception: it is no ZIP file.
    """
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        listed = parts.infolist()
        if len(listed) > MOST_PARTS or sum(part.file_size for part in listed) > LARGEST_UNPACKED:
            raise unreadable(_("This workbook is too large once it is unpacked."))
        for part in listed:
            # No spreadsheet writes one; only entities that grow, or read files, need it.
            if part.filename.endswith((".xml", ".rels")) and _declares(parts.read(part)):
                raise ValueError("a document type of its own")
    return [part.filename for part in listed]


def _declares(xml: bytes) -> bool:
    return any(f"<!{name}".encode(each) in xml for name in ("DOCTYPE", "ENTITY")
               for each in ("ascii", "utf-16-le", "utf-16-be"))  # fmt: skip


def read(content: bytes, _: Speech) -> SheetFile:
    """The sheets of a workbook.

    Raises:
        Exception: whatever a broken ZIP file or broken XML makes of openpyxl.
    """
    # A quarter of a second, which no start of a server has to wait for.
    from openpyxl import load_workbook

    def opened(*, results: bool) -> Any:
        return load_workbook(
            io.BytesIO(content), read_only=True, keep_links=False, data_only=results
        )

    written, results = opened(results=False), None
    tables = []
    try:
        for sheet in written.worksheets[:MOST_TABLES]:
            table = Sheet(sheet.title, [], hidden=sheet.sheet_state != "visible")
            formulas: set[tuple[int, int]] = set()
            table.rows = kept(_rows(sheet, table, formulas, _))
            if formulas:
                results = results or opened(results=True)
                _calculated(table, results[sheet.title], formulas, _)
            table.joined = _joined(content, sheet)
            tables.append(table)
    finally:
        written.close()
        if results:
            results.close()
    return SheetFile(tables)


def _cells(sheet: Any, last: int = MOST_LINES) -> Iterator[tuple[int, Any]]:
    """The rows that hold anything, with their numbers.

    Where rows are missing Openpyxl puts the same empty one again and again. To look into it each
    time takes three seconds where a stray cell lies a hundred thousand lines below the table.
    """
    from openpyxl.cell.read_only import EMPTY_CELL

    empty = None
    # Whatever size the sheet says it has: what lies beyond is not even looked for.
    for number, cells in enumerate(sheet.iter_rows(max_row=last, max_col=MOST_COLUMNS), 1):
        if cells is empty:
            continue
        if all(cell is EMPTY_CELL for cell in cells):
            empty = cells
        else:
            yield number, cells


def _rows(
    sheet: Any, table: Sheet, formulas: set[tuple[int, int]], _: Speech
) -> Iterator[tuple[int, list[str]]]:
    for number, cells in _cells(sheet):
        for at, cell in enumerate(cells):
            if cell.data_type == "f":
                formulas.add((number, at))
            elif cell.data_type == "e":
                table.unreadable.append((number, at))
        yield number, [_text(cell, _) for cell in cells]


def _calculated(table: Sheet, sheet: Any, formulas: set[tuple[int, int]], _: Speech) -> None:
    """What Excel found for the formulas, in their places."""
    rows = dict(table.rows)
    for number, cells in _cells(sheet, max(rows, default=1)):
        for at, cell in enumerate(cells):
            if (number, at) not in formulas or number not in rows:
                continue
            if cell.value is None or cell.data_type == "e":
                table.unreadable.append((number, at))
            if cell.value is not None:
                rows[number][at] = _text(cell, _)


def _text(cell: Any, _: Speech) -> str:
    value = cell.value
    if value is None:
        return ""
    if cell.data_type == "f":
        return str(getattr(value, "text", value))
    if cell.data_type == "e":
        return str(value)
    return shown(value, cell.number_format or "General", _.language)


def _joined(content: bytes, sheet: Any) -> list[tuple[int, int, int]]:
    """Cells joined with those below. Openpyxl would make an object for each one joined."""
    from openpyxl.utils import column_index_from_string

    def column(letters: bytes) -> int:
        return int(column_index_from_string(letters.decode())) - 1

    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        xml = parts.read(sheet._worksheet_path)  # the part a sheet lies in is not public
    found = []
    for match in list(_JOINED.finditer(xml))[:MOST_JOINED]:
        left, top, right, bottom = match.groups()
        if int(top) < int(bottom):
            last = min(column(right), MOST_COLUMNS - 1)
            found += [(int(top), int(bottom), at) for at in range(column(left), last + 1)]
    return found[:MOST_JOINED]
