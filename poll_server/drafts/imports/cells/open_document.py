"""ODS, the tables of LibreOffice: what each cell shows stands in it as text."""

import io
import zipfile
from collections.abc import Iterator
from typing import Any

from poll_server.drafts.imports.cells.table import (
    MOST_COLUMNS,
    MOST_LINES,
    MOST_TABLES,
    Sheet,
    SheetFile,
    kept,
)
from poll_server.locale import Speech

_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
CONTENT = "content.xml"
ERRORS = ("#", "Err:")
"""How the text of a formula begins that could not be calculated."""


def read(content: bytes, _: Speech) -> SheetFile:
    """The sheets of a document.

    Raises:
        Exception: whatever a broken ZIP file or hostile XML makes of its reader.
    """
    from defusedxml.ElementTree import iterparse

    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        xml = io.BytesIO(parts.read(CONTENT))
    tables: list[Sheet] = []
    rows: list[tuple[int, list[str]]] = []
    number = 0
    for event, element in iterparse(xml, ("start", "end"), forbid_dtd=True):
        if event == "start" and element.tag == f"{_TABLE}table":
            number, rows = 0, []
            tables.append(Sheet(element.get(f"{_TABLE}name", ""), []))
        elif event == "end" and element.tag == f"{_TABLE}table-row" and tables:
            times = _times(element, "rows")
            cells = _row(element, number + 1, tables[-1])
            if any(cells):
                again = range(min(times, MOST_LINES - number))
                rows += kept((number + 1 + each, cells) for each in again)
            number = min(number + times, MOST_LINES)
            element.clear()
        elif event == "end" and element.tag == f"{_TABLE}table" and tables:
            tables[-1].rows = kept(rows)
            if len(tables) == MOST_TABLES:
                break
    return SheetFile(tables)


def _times(element: Any, of: str) -> int:
    """How often a row or cell stands there; a sheet's empty end is one, a million times."""
    return max(int(element.get(f"{_TABLE}number-{of}-repeated", 1)), 1)


def _row(row: Any, number: int, table: Sheet) -> list[str]:
    cells: list[str] = []
    for cell in row:
        if cell.tag not in (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"):
            continue
        covered = cell.tag == f"{_TABLE}covered-table-cell"
        text = "" if covered else "\n".join(map("".join, map(_said, _paragraphs(cell))))
        if cell.get(f"{_TABLE}formula") and (not text or text.startswith(ERRORS)):
            text = text or cell.get(f"{_TABLE}formula", "")
            table.unreadable.append((number, len(cells)))
        below = int(cell.get(f"{_TABLE}number-rows-spanned", 1))
        if below > 1:
            across = min(int(cell.get(f"{_TABLE}number-columns-spanned", 1)), MOST_COLUMNS)
            table.joined += [
                (number, number + below - 1, len(cells) + each) for each in range(across)
            ]
        cells += [text] * min(_times(cell, "columns"), MOST_COLUMNS - len(cells))
    return cells


def _paragraphs(cell: Any) -> Iterator[Any]:
    return (child for child in cell if child.tag == f"{_TEXT}p")


def _said(element: Any) -> Iterator[str]:
    """The text of a paragraph; comments and what lies behind them are not shown in a cell."""
    yield element.text or ""
    for child in element:
        if child.tag == f"{_TEXT}s":
            yield " " * min(int(child.get(f"{_TEXT}c", 1)), 100)
        elif child.tag == f"{_TEXT}line-break":
            yield "\n"
        elif child.tag == f"{_TEXT}tab":
            yield "\t"
        elif not child.tag.startswith(_OFFICE):
            yield from _said(child)
        yield child.tail or ""
