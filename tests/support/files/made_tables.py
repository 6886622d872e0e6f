"""Tables as people have them, made afresh: XLSX, XLS, ODS and CSV."""

import csv
import io
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import xlwt
from odfdo import Cell, Document, Row, Table
from openpyxl import Workbook

Rows = Sequence[Sequence[Any]]
Formats = Mapping[tuple[int, int], str]
"""Row and column, from 1, and the number format of the cell there."""


def xlsx(
    sheets: Mapping[str, Rows], formats: Formats | None = None, joined: Sequence[str] = ()
) -> bytes:
    """A workbook; formats and joined cells are those of its first sheet."""
    book, out = Workbook(), io.BytesIO()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    first = book.worksheets[0]
    for (number, column), code in (formats or {}).items():
        first.cell(number, column).number_format = code
    for where in joined:
        first.merge_cells(where)
    book.save(out)
    return out.getvalue()


def xls(sheets: Mapping[str, Rows], formats: Formats | None = None) -> bytes:
    book, out = xlwt.Workbook(), io.BytesIO()
    for name, rows in sheets.items():
        sheet = book.add_sheet(name)
        for at, row in enumerate(rows):
            for place, value in enumerate(row):
                code = (formats or {}).get((at + 1, place + 1), "General")
                if value is not None:
                    sheet.write(at, place, value, xlwt.easyxf(num_format_str=code))
    book.save(out)
    return out.getvalue()


def ods(sheets: Mapping[str, Rows], shown: Mapping[Any, str] | None = None) -> bytes:
    """A table of LibreOffice; `shown` is what it wrote beside a value."""
    document, out = Document("spreadsheet"), io.BytesIO()
    document.body.clear()
    for name, rows in sheets.items():
        table = Table(name)
        for values in rows:
            row = Row()
            for value in values:
                row.append_cell(Cell(value, text=(shown or {}).get(value)))
            table.append_row(row)
        document.body.append(table)
    document.save(out)
    return out.getvalue()


def text(rows: Rows, delimiter: str = ";", encoding: str = "utf-8") -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter).writerows(rows)
    return out.getvalue().encode(encoding)


PLAIN: Rows = [["Frage", "A", "B", "C"], ["Farbe?", "Rot", "Blau", None], ["Größe?", "S", "M", "L"]]
TITLED: Rows = [["Umfrage Kongress 2018"], [], ["Stand: heute"], ["Nr", *PLAIN[0]],
                *[[n, *row] for n, row in enumerate(PLAIN[1:], 1)]]  # fmt: skip
BARE: Rows = PLAIN[1:]
ONE_CELL: Rows = [["Question title", "Type", "Options"], ["Farbe?", "Multiple choice", "Rot; Blau"],
                  ["Größe?", "Multiple choice", "S; M; L"]]  # fmt: skip
ANSWERS: Rows = [
    ["Zeitstempel", "Farbe?", "Größe?"],
    [date(2018, 9, 20), "Rot", "S"],
    [date(2018, 9, 20), "Blau", "M"],
    [date(2018, 9, 21), "Rot", "L"],
]
"""As a form's answers come out: a question for each column."""
TICKED: Rows = [
    ["Zeitstempel", "Farben?", "Größe?"],
    ["20.09.2018 10:00", "Rot;Blau", "S"],
    ["20.09.2018 10:01", "Blau", "M"],
    ["20.09.2018 10:02", "Blau;Grün", "S"],
]
"""With boxes to tick: what somebody ticked stands in one cell."""
