"""Results as files, all from one `Report`; every format has one `render(report) -> bytes`.

model       what a report says, built once: figures, sentences, the long table of CSV and XLSX
blocks      the same in its order: headings, lines, charts, tables, texts, for whatever people read
docx  pdf  pptx  xlsx  html     those that people read, each a folder; `office`: what some share
csv  json                       those that programs read, each a module
charts      every chart, as SVG or PNG; `chart_files`: as files of their own
making      from an order to files, in processes beside the server, for a page to fetch
published   the results' public page
"""

import re
from collections.abc import Iterable
from importlib import import_module
from pathlib import Path
from typing import Literal, cast, get_args

from poll_server.locale import speak
from poll_server.report.model.document import Report
from poll_server.report.model.gather import gather
from poll_server.report.model.model import Cut, build

Format = Literal["docx", "pdf", "pptx", "xlsx", "csv", "json", "html"]
FORMATS: tuple[Format, ...] = get_args(Format)
"""What people read and edit first, what programs read last; pages offer them in this order."""
_OFFICE = "application/vnd.openxmlformats-officedocument"
MEDIA_TYPES: dict[Format, str] = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": f"{_OFFICE}.spreadsheetml.sheet",
    "docx": f"{_OFFICE}.wordprocessingml.document",
    "pptx": f"{_OFFICE}.presentationml.presentation",
    "json": "application/json",
    "html": "text/html; charset=utf-8",
    "pdf": "application/pdf",
}
LONGEST_NAME = 120
"""Characters of a file's name; every file system takes 255 bytes."""

_MODULES: dict[Format, str] = {
    "csv": "csv",
    "xlsx": "xlsx.xlsx",
    "json": "json",
    "html": "html.html",
    "pdf": "pdf.pdf",
    "docx": "docx.word",
    "pptx": "pptx.slides",
}


def render(report: Report, format_: Format) -> bytes:
    """The report as a file's bytes.

    A format's module, and the library it writes with, comes when it is first needed: a server
    process never needs one, because files are made beside it.
    """
    return cast(bytes, import_module(f".{_MODULES[format_]}", __name__).render(report))


def file_name(report: Report, format_: Format) -> str:
    """`zukunftsbildung-ruhr-2018-forum-1-ergebnisse.xlsx`: safe anywhere, telling at a glance."""
    _ = speak(report.language)
    polls = [] if report.whole else [poll.slug for poll in report.polls]
    short = [_("short")] if report.short and format_ != "csv" else []
    stem = "-".join([report.event_id, *polls, _("results"), *short])
    return f"{re.sub(r'[^a-z0-9]+', '-', stem.lower()).strip('-')[:LONGEST_NAME]}.{format_}"


def write_report(report: Report, formats: Iterable[Format], directory: Path) -> list[Path]:
    """Writes one file a format into `directory`, which is made where it is missing.

    Returns:
        The files, in the order of `formats`.

    Raises:
        OSError: the directory cannot be made or written to.
    """
    directory.mkdir(parents=True, exist_ok=True)
    written = []
    for format_ in formats:
        path = directory / file_name(report, format_)
        path.write_bytes(render(report, format_))
        written.append(path)
    return written


__all__ = [
    "FORMATS",
    "MEDIA_TYPES",
    "Cut",
    "Format",
    "Report",
    "build",
    "file_name",
    "gather",
    "render",
    "write_report",
]
