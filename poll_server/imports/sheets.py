"""Questions in a table, CSV or XLSX: read one, or make the template that people fill in.

A formula is text and never calculated, a file is looked into before it is unpacked, and what
cannot be read is named by its row and column.
"""

import csv
import io
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Literal

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name

from poll_server.locale import DEFAULT_LANGUAGE, Speech, speak
from poll_server.questions import KINDS

from .bank import entries
from .columns import (
    TEXTS,
    Column,
    Unreadable,
    choices,
    find,
    flags,
    item_of,
    lists,
    names,
    title,
    too_long,
    written,
)
from .mistakes import SheetMistake, SheetMistakes

LARGEST_SHEET = 2_000_000
"""Bytes of a file; 500 questions of ten options in two languages have a quarter of that."""
LARGEST_UNPACKED = 10_000_000
"""Bytes of an XLSX once unpacked: five times what may come in, where XML shrinks to a tenth."""
MOST_PARTS = 500
"""Files inside an XLSX; a workbook with a dozen sheets has 40."""
MOST_ROWS = 500
"""Questions of one table."""
MOST_COLUMNS = 200
"""Of a table: 30 answers and as many steps in two languages, and the rest."""
IN_TEMPLATE = 6
"""Answers that the template has columns for; more are read all the same."""
EXAMPLES = ("bank/decide/yes-no", "bank/decide/priorities", "bank/satisfaction/satisfaction-5",
            "bank/begin/expectations", "bank/open/idea")  # fmt: skip
"""What the template is filled with: a question of each kind."""
WIDE, NARROW = 34, 18
"""Widths of the template's columns, in characters."""
TWO_LINES = 32
"""Points of the row of names; programs other than Excel make no room for a second line."""

MOST_LINES = 100_000
"""Lines of a sheet that are looked at; a stray cell in the last of a million is not."""

Row = tuple[int, Sequence[str]]
"""A line's number, from 1, and its cells."""


def read_sheet(
    name: str, content: bytes, languages: Sequence[str], language: str = DEFAULT_LANGUAGE
) -> list[dict[str, Any]]:
    """The questions of a table, as `drafts.Insert` takes them.

    Args:
        name: the file's; `.xlsx` is a workbook, of which the first sheet is read.
        languages: of the event.
        language: of the mistakes' messages.

    Raises:
        SheetMistakes: with every mistake found.
    """
    _ = speak(language)
    if len(content) > LARGEST_SHEET:
        raise _unreadable(_("A table has at most 2 MB."))
    packed = name.casefold().endswith((".xlsx", ".xlsm")) or content.startswith(b"PK\x03\x04")
    rows = _workbook(content, _) if packed else _csv(content, languages, _)
    return _questions(rows, languages, _)


def _unreadable(message: str) -> SheetMistakes:
    return SheetMistakes([SheetMistake(0, "", message)])


# ── Rows ──────────────────────────────────────────────────────────────────────────────────────


def _workbook(content: bytes, _: Speech) -> list[Row]:
    """The rows of the first sheet, every cell as text."""
    # A quarter of a second, which no start of a server has to wait for.
    from openpyxl import load_workbook

    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            listed = parts.infolist()
        # Looked at before anything is unpacked: a few kilobytes can hold gigabytes of blanks.
        if len(listed) > MOST_PARTS or sum(part.file_size for part in listed) > LARGEST_UNPACKED:
            raise _unreadable(_("This workbook is too large once it is unpacked."))
        book = load_workbook(io.BytesIO(content), read_only=True, keep_links=False)
        try:
            sheet = book.worksheets[0]
            # Whatever size the sheet says it has: what lies beyond is not even looked for.
            found = sheet.iter_rows(max_row=MOST_LINES, max_col=MOST_COLUMNS, values_only=True)
            return [(n, [*map(_text, row)]) for n, row in enumerate(found, 1) if any(row)]
        finally:
            book.close()
    except SheetMistakes:
        raise
    except Exception as error:  # whatever a broken archive or broken XML makes of openpyxl
        raise _unreadable(_("This is no workbook that can be read: save it as XLSX.")) from error


def _text(value: Any) -> str:
    """A cell of a workbook, as people see it; a formula as it is written."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(getattr(value, "text", value) or "").strip()


def _csv(content: bytes, languages: Sequence[str], _: Speech) -> list[Row]:
    text = _decoded(content, _)
    # Of the three ways to write it, the one in which most columns have a name that is known.
    tries = [_split(text, delimiter, _) for delimiter in (";", ",", "\t")]
    return max(tries, key=lambda rows: _known(rows, languages))


def _known(rows: Sequence[Row], languages: Sequence[str]) -> int:
    return sum(find(name, languages) is not None for name in (rows[0][1] if rows else ()))


def _split(text: str, delimiter: str, _: Speech) -> list[Row]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        return [
            (number, [cell.strip() for cell in row[:MOST_COLUMNS]])
            for number, row in enumerate(reader, 1)
            if any(map(str.strip, row))
        ]
    except csv.Error as error:
        raise _unreadable(_("This is no table that can be read: save it as CSV.")) from error


def _decoded(content: bytes, _: Speech) -> str:
    """The text of a CSV file: UTF-8, or what spreadsheets write where they are not told."""
    wide = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ("utf-16",) if wide else ("utf-8-sig", "cp1252"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise _unreadable(_("This is no table that can be read: save it as CSV in UTF-8."))


# ── Questions ─────────────────────────────────────────────────────────────────────────────────


def _questions(rows: list[Row], languages: Sequence[str], _: Speech) -> list[dict[str, Any]]:
    if not rows:
        raise _unreadable(_("The table is empty."))
    head, *lines = rows
    if len(lines) > MOST_ROWS:
        raise _unreadable(_("A table has at most %(most)s questions.", most=MOST_ROWS))
    mistakes: list[SheetMistake] = []
    columns = dict(_columns(head, lines, languages, mistakes, _))
    found = []
    for number, row in lines:
        cells = {columns[at]: cell for at, cell in enumerate(row) if cell and at in columns}
        if not cells:
            continue
        mistakes += _of_row(cells, number, _)
        try:
            found.append(item_of(cells, _))
        except Unreadable as error:
            mistakes.append(SheetMistake(number, title(error.column, _), str(error)))
    if mistakes:
        raise SheetMistakes(sorted(mistakes, key=lambda each: each.row))
    if not found:
        raise _unreadable(_("There is no question below the names of the columns."))
    return found


def _columns(
    head: Row,
    lines: Sequence[Row],
    languages: Sequence[str],
    mistakes: list[SheetMistake],
    _: Speech,
) -> Iterator[tuple[int, Column]]:
    """Place and meaning of each column that holds anything."""
    number, titles = head
    seen = set[Column]()
    for at in range(max(len(row) for _number, row in (head, *lines))):
        name = titles[at] if at < len(titles) else ""
        if not any(at < len(row) and row[at] for _number, row in (head, *lines)):
            continue
        column = find(name, languages)
        where = name or xl_col_to_name(at)
        if column is None:
            message = _(
                "there is no column of this name; right would be one of %(names)s",
                names=", ".join(names(_).values()),
            )
            mistakes.append(SheetMistake(number, where, message))
        elif column in seen:
            mistakes.append(SheetMistake(number, where, _("this column is there twice")))
        else:
            seen.add(column)
            yield at, column


def _of_row(cells: Mapping[Column, str], number: int, _: Speech) -> Iterator[SheetMistake]:
    if not any(column.field == "prompt" for column in cells):
        yield SheetMistake(number, names(_)["prompt"], _("This is still empty."))
    for column, text in cells.items():
        if message := too_long(text, _):
            yield SheetMistake(number, title(column, _), message)


# ── The template ──────────────────────────────────────────────────────────────────────────────


def template(
    format: Literal["xlsx", "csv"], languages: Sequence[str], language: str = DEFAULT_LANGUAGE
) -> bytes:
    """A table with a question of each kind, to be filled in.

    Args:
        languages: of the event: what texts have columns for.
        language: of the columns' names.
    """
    _ = speak(language)
    columns = list(_offered(languages, _))
    ready = {entry.key: entry.item for entry in entries(language)}
    rows: list[list[str | int]] = [[title(column, _) for column in columns]]
    for key in EXAMPLES:
        cells = written(ready[key], _)
        rows.append([cells.get(column, "") for column in columns])
    if format == "csv":
        return _as_csv(rows, german=language == "de")
    return _as_workbook(rows, columns, _)


def _offered(languages: Sequence[str], _: Speech) -> Iterator[Column]:
    for field in names(_):
        if field in TEXTS:
            yield from (Column(field, each) for each in languages)
        elif field == "lines":
            for place in range(1, IN_TEMPLATE + 1):
                yield from (Column(field, each, place) for each in languages)
        elif field not in (*lists(), "steps"):
            yield Column(field)


def _as_csv(rows: list[list[str | int]], *, german: bool) -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=";" if german else ",", lineterminator="\r\n").writerows(rows)
    return (("\ufeff" if german else "") + out.getvalue()).encode()


def _as_workbook(rows: list[list[str | int]], columns: Sequence[Column], _: Speech) -> bytes:
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, options) as book:
        sheet = book.add_worksheet(_("Questions"))
        bold = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        for at, column in enumerate(columns):
            sheet.set_column(at, at, WIDE if column.language else NARROW, wrapped)
        for number, row in enumerate(rows):
            for at, cell in enumerate(row):
                if cell != "":
                    sheet.write(number, at, cell, bold if number == 0 else wrapped)
        sheet.set_row(0, TWO_LINES)
        sheet.freeze_panes(1, 0)
        offered = {
            "kind": [kind.called(_) for kind in KINDS],
            **{field: list(names) for field, names in choices().items()},
            **{field: [_("yes"), _("no")] for field in flags()},
        }
        for at, column in enumerate(columns):
            if column.field in offered:
                rule = {"validate": "list", "source": offered[column.field], "show_error": False}
                sheet.data_validation(1, at, MOST_ROWS, at, rule)
    return out.getvalue()
