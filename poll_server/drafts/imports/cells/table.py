"""A file's tables as they are shown: every cell a text, and what is no text named.

Spreadsheets and CSV files are read into this, and it is all that is kept while somebody says which
column means what. So there are bounds for it.
"""

from collections.abc import Iterable, Sequence

import msgspec

from poll_server.drafts.imports.mistakes import SheetMistake, SheetMistakes
from poll_server.locale import Speech

from . import carried, encodings

MOST_ROWS = 500
"""Questions of one table."""
MOST_ABOVE = 25
"""Lines above the names of the columns: a title, a date, a remark."""
MOST_COLUMNS = 200
"""Of a table: 30 answers and as many steps in two languages, and the rest."""
MOST_LINES = 100_000
"""Lines of a sheet that are looked at; a stray cell in the last of a million is not."""
MOST_TABLES = 20
"""Sheets of a workbook that are looked at."""
MOST_CHARACTERS = 1_000_000
"""Of all cells; 500 questions of ten options in two languages have half of that. Few cells of a
workbook may name one long text a hundred thousand times."""
LARGEST_PACKED = 8_000_000
"""Bytes of them all, unpacked from a form: four for a character, and what lies between."""


def letter(column: int) -> str:
    """What spreadsheets call a column, counted from 0: A, B, … Z, AA."""
    # Comes with what writes workbooks, which no start of a server has to wait for.
    from xlsxwriter.utility import xl_col_to_name

    return str(xl_col_to_name(column))


class Sheet(msgspec.Struct):
    """One sheet."""

    name: str
    """empty where a file has none"""
    rows: list[tuple[int, list[str]]]
    """those that hold anything: number from 1, and cells"""
    unreadable: list[tuple[int, int]] = []
    """row and column (from 0) of cells without a text: an error, a formula nobody calculated"""
    joined: list[tuple[int, int, int]] = []
    """first row, last row and column of cells that are one below each other"""
    hidden: bool = False


class SheetFile(msgspec.Struct):
    """One file."""

    tables: list[Sheet]
    encodings: list[str] = []
    """what a text file without a mark may be written in, the most likely first: then its cells
    hold a character for each byte"""


def unreadable(message: str) -> SheetMistakes:
    """The file as a whole cannot be read."""
    return SheetMistakes([SheetMistake(0, "", message)])


def bounded(tables: SheetFile, _: Speech) -> SheetFile:
    """The same tables, if there is something in them, and not too much.

    Raises:
        SheetMistakes: there is nothing, or too much.
    """
    tables.tables = [each for each in tables.tables[:MOST_TABLES] if each.rows]
    if not tables.tables:
        raise unreadable(_("The table is empty."))
    if sum(map(characters, tables.tables)) > MOST_CHARACTERS:
        raise unreadable(
            _(
                "The tables of this file have more than %(most)s characters: keep only what"
                " belongs to the questions.",
                most=MOST_CHARACTERS,
            )
        )
    return tables


def in_encoding(tables: SheetFile, sheet: int, encoding: str) -> Sheet:
    """A table with its cells in the encoding that was chosen, where there is one."""
    table = tables.tables[sheet]
    if encoding not in tables.encodings:
        return table
    rows = [
        (number, [encodings.reread(cell, encoding) for cell in cells])
        for number, cells in table.rows
    ]
    return Sheet(table.name, rows, table.unreadable, table.joined)


def samples(tables: SheetFile, sheet: int, encoding: str) -> list[str]:
    """Words of a table, in an encoding that may be its own, that tell encodings apart."""
    rows = tables.tables[sheet].rows
    return encodings.samples([cell for _number, cells in rows for cell in cells], encoding)


def packed(tables: SheetFile) -> str:
    """The tables as a field of a form carries them."""
    return carried.packed(tables)


def unpacked(text: str) -> SheetFile:
    """What `packed` made.

    Raises:
        ValueError: it was not.
    """
    tables = carried.unpacked(text, SheetFile, LARGEST_PACKED, "tables")
    known = set(tables.encodings) <= set(encodings.CANDIDATES)
    filled = tables.tables and all(table.rows for table in tables.tables)
    if not known or not filled:
        raise ValueError("no tables of ours")
    wide = max(len(cells) for table in tables.tables for _number, cells in table.rows)
    if wide > MOST_COLUMNS or (tables.encodings and not _is_bytes(tables)):
        raise ValueError("no tables of ours")
    return tables


def _is_bytes(tables: SheetFile) -> bool:
    cells = (cell for table in tables.tables for _number, row in table.rows for cell in row)
    return all(max(cell, default="") <= "\xff" for cell in cells)


def characters(table: Sheet) -> int:
    return sum(len(cell) + 1 for _number, cells in table.rows for cell in cells)


def kept(rows: Iterable[tuple[int, Sequence[str]]]) -> list[tuple[int, list[str]]]:
    """Those rows that hold anything, up to one more than a table may have."""
    found: list[tuple[int, list[str]]] = []
    for number, cells in rows:
        row = [cell.strip() for cell in cells[:MOST_COLUMNS]]
        while row and not row[-1]:
            row.pop()
        if row:
            found.append((number, row))
        if len(found) > MOST_ROWS + MOST_ABOVE + 1:
            break
    return found
