"""CSV: rows of text, whatever parts their cells and whatever they are written in."""

import csv
import io
import re
from collections import Counter

from poll_server.drafts.imports.cells.table import (
    MOST_ABOVE,
    MOST_COLUMNS,
    Sheet,
    SheetFile,
    kept,
    unreadable,
)
from poll_server.drafts.imports.guess import known
from poll_server.drafts.imports.mistakes import SheetMistake, SheetMistakes
from poll_server.locale import Speech

from . import encodings

DELIMITERS = (";", ",", "\t", "|")
_SAID = re.compile(r"\ufeff?\"?sep=(?P<delimiter>[^\r\n])\"?\r?\n?", re.IGNORECASE)
"""The line by which Excel is told what parts the cells."""
_END = "\ue000end\ue000"


def read(content: bytes, _: Speech) -> SheetFile:
    """The one table of a text file.

    Raises:
        SheetMistakes: it is no text, or a quotation mark in it is never closed.
    """
    text, found = encodings.decoded(content), []
    if text is None:
        found = encodings.likely(content) if b"\0" not in content else []
        if not found:
            raise unreadable(_("This is no table that can be read: save it as CSV in UTF-8."))
        text = content.decode(found[0] if len(found) == 1 else "latin-1")
    text = text.removeprefix("\ufeff")
    if said := _SAID.match(text):
        rows = _split(text[said.end() :], said["delimiter"], _)
        rows = [(number + 1, cells) for number, cells in rows]
    else:
        tries = [_split(text, delimiter, _) for delimiter in DELIMITERS]
        rows = max(tries, key=_likely)
    if len(rows) > 0 and any(_END in cell for cell in rows[-1][1]):
        message = _("a quotation mark is opened here and never closed")
        raise SheetMistakes([SheetMistake(rows[-1][0], "", message)])
    return SheetFile([Sheet("", kept(rows))], found if len(found) > 1 else [])


def _likely(rows: list[tuple[int, list[str]]]) -> tuple[bool, int, int]:
    """How much speaks for a way to part cells: no open quote, names of columns, lines alike."""
    broken = bool(rows) and any(_END in cell for cell in rows[-1][1])
    names = max((known(cells) for _number, cells in rows[:MOST_ABOVE]), default=0)
    widths = Counter(len(cells) for _number, cells in rows if len(cells) > 1)
    return not broken, names, max(widths.values(), default=0)


def _split(text: str, delimiter: str, _: Speech) -> list[tuple[int, list[str]]]:
    """The rows, and a last one that swallowed the end if a quotation mark is never closed."""
    ended = f"{text}\n{_END}"
    reader = csv.reader(io.StringIO(ended, newline=""), delimiter=delimiter)
    try:
        rows = [
            (number, [cell.strip() for cell in row[:MOST_COLUMNS]])
            for number, row in enumerate(reader, 1)
            if any(map(str.strip, row))
        ]
    except csv.Error as error:
        raise unreadable(_("This is no table that can be read: save it as CSV.")) from error
    return rows[:-1] if rows[-1][1] == [_END] else rows
