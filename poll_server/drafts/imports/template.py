"""The table that people fill in: a question of each kind, as XLSX or CSV.

Every cell is text, also where people type into it later: Excel would make a date of `1-2`.
"""

import csv
import io
from collections.abc import Iterator, Sequence
from typing import Literal

from poll_server.drafts.imports.bank import entries
from poll_server.drafts.imports.cells.table import MOST_ROWS
from poll_server.drafts.imports.columns import (
    TEXTS,
    ImportColumn,
    choices,
    flags,
    lists,
    names,
    title,
    written,
)
from poll_server.locale import DEFAULT_LANGUAGE, Speech, speak
from poll_server.questions import KINDS

IN_TEMPLATE = 6
"""Answers that the template has columns for; more are read all the same."""
EXAMPLES = ("bank/decide/yes-no", "bank/decide/priorities", "bank/satisfaction/satisfaction-5",
            "bank/begin/expectations", "bank/open/idea")  # fmt: skip
"""What the template is filled with: a question of each kind."""
WIDE, NARROW = 34, 18
"""Widths of the template's columns, in characters."""
TWO_LINES = 32
"""Points of the row of names; programs other than Excel make no room for a second line."""


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


def _offered(languages: Sequence[str], _: Speech) -> Iterator[ImportColumn]:
    for field in names(_):
        if field in TEXTS:
            yield from (ImportColumn(field, each) for each in languages)
        elif field == "lines":
            for place in range(1, IN_TEMPLATE + 1):
                yield from (ImportColumn(field, each, place) for each in languages)
        elif field not in (*lists(), "steps"):
            yield ImportColumn(field)


def _as_csv(rows: list[list[str | int]], *, german: bool) -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=";" if german else ",", lineterminator="\r\n").writerows(rows)
    # Excel in English, too, takes a file without a mark for one in its own old encoding.
    return ("\ufeff" + out.getvalue()).encode()


def _as_workbook(rows: list[list[str | int]], columns: Sequence[ImportColumn], _: Speech) -> bytes:
    # Not at the start: no server has to wait for what writes workbooks.
    import xlsxwriter

    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, options) as book:
        sheet = book.add_worksheet(_("Questions"))
        bold = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        text = book.add_format({"text_wrap": True, "valign": "top", "num_format": "@"})
        for at, column in enumerate(columns):
            width = WIDE if column.language else NARROW
            sheet.set_column(at, at, width, text if column.language else wrapped)
        for number, row in enumerate(rows):
            for at, cell in enumerate(row):
                if cell != "":
                    below = text if columns[at].language else wrapped
                    sheet.write(number, at, cell, below if number else bold)
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
