"""CSV: one long table, for spreadsheets and statistics programs.

German: `;` between cells, as Excel in German reads a double-clicked file, and a decimal comma.
English: RFC 4180, commas. Both: UTF-8 with a byte order mark, without which Excel breaks umlauts;
lines end in CR LF.
"""

import csv
import io
import re

from poll_server.base.percent import format_decimal
from poll_server.report.model.document import Report
from poll_server.report.model.long_table import Datum, head_of, lines

BYTE_ORDER_MARK = "\ufeff"
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", "\0")
"""What a spreadsheet takes for the start of a formula (OWASP, “CSV Injection”), the full-width
signs of Japanese input included."""
_MADE_OTHER = re.compile(
    r"[0-9]{1,2}\s*[-/.]\s*[0-9]{1,2}(\s*[-/.]\s*([0-9]{2}|[0-9]{4})?)?|[0-9]{1,2}\s*[-/]\s*[0-9]{4}"
    r"|0[0-9]+|[0-9]+[eE][0-9]+"
)
"""What Excel makes a date or another number of: `1-2`, `3/4`, `1.5.`, `007`, `2E3`."""


def render(report: Report) -> bytes:
    """The file's bytes."""
    german = report.language == "de"
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";" if german else ",", lineterminator="\r\n")
    writer.writerow([safe(name) for name in head_of(report)])
    for line in lines(report):
        writer.writerow([_cell(value, report.language) for value in line])
    return (BYTE_ORDER_MARK + out.getvalue()).encode()


def _cell(value: Datum, language: str) -> str | int:
    """Nothing as an empty cell; a number as the language writes it; a text never as a formula."""
    if value is None:
        return ""
    if isinstance(value, float):
        return format_decimal(value, language)
    return safe(value) if isinstance(value, str) else value


def safe(text: str) -> str:
    """`text` with an apostrophe in front where a spreadsheet would calculate or change it.

    Blanks in front do not help: some programs drop them before they look.
    """
    starts = text.startswith(FORMULA_STARTS) or text.lstrip().startswith(FORMULA_STARTS)
    return f"'{text}" if starts or _MADE_OTHER.fullmatch(text.strip()) else text
