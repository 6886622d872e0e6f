"""Questions in a table: opened, laid out, read; what cannot be read is named by row and column.

opened      the tables of a file: XLSX, XLS, ODS or CSV
guess       what its columns most likely mean, and whether that is certain
questions   what is read of it then
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from poll_server.drafts.document.fields import MOST_ITEMS
from poll_server.drafts.imports.cells import delimited, old_workbook, open_document, workbook
from poll_server.drafts.imports.cells.table import (
    MOST_ROWS,
    Sheet,
    SheetFile,
    bounded,
    in_encoding,
    letter,
    unreadable,
)
from poll_server.drafts.imports.columns import (
    ImportColumn,
    Unreadable,
    item_of,
    lists,
    names,
    title,
    too_long,
)
from poll_server.drafts.imports.forms import distinct, ticked
from poll_server.drafts.imports.guess import guess, parted
from poll_server.drafts.imports.layout import SPLIT, Layout, column_of
from poll_server.drafts.imports.mistakes import SheetMistake, SheetMistakes
from poll_server.drafts.imports.surveys import gathered
from poll_server.locale import DEFAULT_LANGUAGE, Speech, speak

LARGEST_SHEET = 2_000_000
"""Bytes of a file; 500 questions of ten options in two languages have a quarter of that."""

CellTexts = dict[int, str]
"""Place of a column -> what a row's cell shows."""


def opened(name: str, content: bytes, language: str = DEFAULT_LANGUAGE) -> SheetFile:
    """The tables of a file, told by its first bytes, else by its name.

    Args:
        language: of the mistakes' messages, and of numbers and dates.

    Raises:
        SheetMistakes: it cannot be read.
    """
    _ = speak(language)
    if len(content) > LARGEST_SHEET:
        raise unreadable(_("A table has at most 2 MB."))
    packed = name.casefold().endswith((".xlsx", ".xlsm", ".ods"))
    if not packed and not content.startswith((b"PK\x03\x04", old_workbook.MAGIC)):
        return bounded(delimited.read(content, _), _)
    try:
        if content.startswith(old_workbook.MAGIC):
            found = old_workbook.read(content, _)
        elif open_document.CONTENT in workbook.check_parts(content, _):
            found = open_document.read(content, _)
        else:
            found = workbook.read(content, _)
    except SheetMistakes:
        raise
    except Exception as error:  # whatever a broken or hostile file makes of its reader
        raise unreadable(_("This is no workbook that can be read: save it as XLSX.")) from error
    return bounded(found, _)


def read_sheet(
    name: str, content: bytes, languages: Sequence[str], language: str = DEFAULT_LANGUAGE
) -> list[dict[str, Any]]:
    """The questions of a file as it is most likely meant, as `drafts.Insert` takes them.

    Args:
        languages: of the event.
        language: of the mistakes' messages.

    Raises:
        SheetMistakes: with every mistake found.
    """
    tables = opened(name, content, language)
    return questions(tables, guess(tables, languages)[0], languages, language)


def questions(
    tables: SheetFile, layout: Layout, languages: Sequence[str], language: str = DEFAULT_LANGUAGE
) -> list[dict[str, Any]]:
    """The questions of a file that is read so, as `drafts.Insert` takes them.

    Raises:
        SheetMistakes: with every mistake found.
    """
    _ = speak(language)
    table = in_encoding(tables, layout.sheet, layout.encoding)
    if layout.direction == "columns":
        return _of_columns(table, layout, languages, _)
    columns = _columns(layout.roles, languages)
    if not any(column.field == "prompt" for column in columns.values()):
        raise unreadable(_("Please say which column holds the questions."))
    mistakes = list(_twice(columns, layout.head, _))
    found = []
    for number, row in _joined_rows(table, layout.head, columns):
        cells = dict(_cells(row, columns))
        if not cells:
            continue
        mistakes += _of_row(cells, number, _)
        try:
            found.append(item_of(cells, _))
        except Unreadable as error:
            mistakes.append(SheetMistake(number, title(error.column, _), str(error)))
    mistakes += _unread(table, layout, _)
    if len(found) > MOST_ROWS:
        raise unreadable(_("A table has at most %(most)s questions.", most=MOST_ROWS))
    if mistakes:
        raise SheetMistakes(sorted(mistakes, key=lambda each: each.row))
    if not found:
        raise unreadable(_("There is no question below the names of the columns."))
    return gathered(found, _)


def _columns(roles: Mapping[int, str], languages: Sequence[str]) -> dict[int, ImportColumn]:
    """Each column with its meaning; those of a list without a place get the next."""
    columns: dict[int, ImportColumn] = {}
    for at, role in sorted(roles.items()):
        if column := column_of(role, languages):
            columns[at] = column
    taken = {column for column in columns.values() if column.place}
    for at, column in columns.items():
        place = 1
        while column.field in lists() and not column.place:
            next_ = column._replace(place=place)
            if next_ not in taken:
                taken.add(next_)
                columns[at] = next_
                break
            place += 1
    return columns


def _twice(columns: Mapping[int, ImportColumn], head: int, _: Speech) -> Iterator[SheetMistake]:
    """Columns that mean the same as one before."""
    seen = set[ImportColumn]()
    for at, column in columns.items():
        if column in seen:
            yield SheetMistake(head, letter(at), _("this column is there twice"))
        seen.add(column)


def _joined_rows(
    table: Sheet, head: int, columns: Mapping[int, ImportColumn]
) -> Iterator[tuple[int, list[CellTexts]]]:
    """The rows of each question: several, where its prompt's cell spans them."""
    prompts = {at for at, column in columns.items() if column.field == "prompt"}
    spans = {
        row: top
        for top, bottom, at in table.joined
        if at in prompts
        for row in range(top + 1, min(bottom, top + MOST_ROWS) + 1)
    }
    block: list[CellTexts] = []
    first = 0
    for number, cells in table.rows:
        if number <= head:
            continue
        row = {at: cell for at, cell in enumerate(cells) if cell}
        if block and spans.get(number) == first:
            block.append(row)
            continue
        if block:
            yield first, block
        first, block = number, [row]
    if block:
        yield first, block


def _cells(
    rows: Sequence[CellTexts], columns: Mapping[int, ImportColumn]
) -> Iterator[tuple[ImportColumn, str]]:
    """The cells of a question by their meaning."""
    used = {columns[at] for at in rows[0] if at in columns}
    for row in rows:
        for at, cell in row.items():
            column = columns.get(at)
            if column is None:
                continue
            if column.field == SPLIT:
                for text in parted(cell):
                    yield _free(ImportColumn("lines", column.language, 1), used), text
            elif row is rows[0]:
                yield column, cell
            elif column.place:
                yield _free(column, used), cell


def _free(column: ImportColumn, used: set[ImportColumn]) -> ImportColumn:
    """The next place of a list that is free, which it is not from now on."""
    while column in used:
        column = column._replace(place=column.place + 1)
    used.add(column)
    return column


def _of_row(cells: Mapping[ImportColumn, str], number: int, _: Speech) -> Iterator[SheetMistake]:
    if not any(column.field == "prompt" for column in cells):
        yield SheetMistake(number, names(_)["prompt"], _("This is still empty."))
    if sum(bool(column.place) for column in cells) > MOST_ITEMS * 2:
        message = _("A list holds at most %(most)s entries.", most=MOST_ITEMS)
        yield SheetMistake(number, names(_)["lines"], message)
    for column, text in cells.items():
        if message := too_long(text, _):
            yield SheetMistake(number, title(column, _), message)


def _unread(table: Sheet, layout: Layout, _: Speech) -> Iterator[SheetMistake]:
    """Cells that would be read, and hold no text."""
    rows = dict(table.rows)
    for number, at in table.unreadable:
        if number > layout.head and layout.roles.get(at) and number in rows:
            cells = rows[number]
            shows = cells[at] if at < len(cells) else ""
            message = _(
                "“%(shows)s” is an error or a formula without a result: write the text itself, or"
                " open the file in a spreadsheet and save it again",
                shows=shows[:60],
            )
            yield SheetMistake(number, letter(at), message)


def _of_columns(
    table: Sheet, layout: Layout, languages: Sequence[str], _: Speech
) -> list[dict[str, Any]]:
    """A question for each column: its name asks, and what stands below are its options."""
    rows = dict(table.rows)
    mistakes, found = list(_unread(table, layout, _)), []
    for at, role in sorted(layout.roles.items()):
        column = column_of(role, languages)
        below = [cells[at] for number, cells in table.rows
                 if number > layout.head and at < len(cells) and cells[at]]  # fmt: skip
        named = rows.get(layout.head, [])
        prompt = named[at] if at < len(named) else ""
        if column is None or column.field != "prompt" or not (prompt or below):
            continue
        cells = {column: prompt} if prompt else {}
        boxes = ticked(below)
        for place, text in enumerate(boxes or distinct(below), 1):
            cells[ImportColumn("lines", column.language, place)] = text
        mistakes += (
            SheetMistake(layout.head, letter(at), each.message)
            for each in _of_row(cells, layout.head, _)
        )
        if prompt:
            found.append(item_of(cells, _, several=bool(boxes)))
    if mistakes:
        raise SheetMistakes(mistakes)
    if not found:
        raise unreadable(_("Please say which column holds the questions."))
    return found
