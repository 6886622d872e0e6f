"""Every word of a report's file, whatever the format: what a reader can find in it."""

import re
from contextlib import closing
from functools import lru_cache

import pypdfium2

from poll_server.report import Format, Report, render

from .office_files import sound, texts
from .web_page import Page

_SEEN = {"docx": r"word/document\.xml", "pptx": r"ppt/(slides|charts)/[^/]+\.xml"}


_MADE: dict[tuple[int, Format], tuple[Report, bytes]] = {}
"""By the report's identity, which stays taken as long as it is kept here."""


def made(report: Report, format_: Format) -> bytes:
    """The file, made once for each report: for tests that several times read the same one."""
    if (key := (id(report), format_)) not in _MADE:
        _MADE[key] = report, render(report, format_)
    return _MADE[key][1]


@lru_cache(maxsize=32)
def pdf_pages(content: bytes) -> tuple[str, ...]:
    """The text of each page; a word that goes on in the next line keeps its hyphen.

    Read by PDFium: pypdf takes fifteen times as long, and longer than Typst to set the page.
    """
    with closing(pypdfium2.PdfDocument(content)) as document:
        return tuple(_text_of(page) for page in document)


def _text_of(page: pypdfium2.PdfPage) -> str:
    with closing(page), closing(page.get_textpage()) as text:
        found: str = text.get_text_range()
    return found.replace("\r\n", "\n").replace("\ufffe", "-")


def words(report: Report, format_: Format) -> str:
    """What the file says, without white space, which lines and cells add and take."""
    return squeezed(_text(made(report, format_), format_))


def squeezed(text: str) -> str:
    """`text` without blanks and without marks that nobody sees."""
    return re.sub(r"[\s\u200b\u2066-\u2069]+", "", text)


def _text(content: bytes, format_: Format) -> str:
    if format_ in ("docx", "pptx"):
        return "\n".join(texts(sound(content), _SEEN[format_]))
    if format_ == "xlsx":
        parts = sound(content)
        return "\n".join(re.findall(r"<t[^>]*>([^<]*)</t>", parts["xl/sharedStrings.xml"].decode()))
    if format_ == "pdf":
        return "\n".join(pdf_pages(content))
    if format_ == "html":
        page = Page()
        page.feed(content.decode())
        return "\n".join(page.text)
    return content.decode()
