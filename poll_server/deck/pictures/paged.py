"""What becomes of a PDF whose pages are slides, and why one cannot (`pdf_pages` reads it)."""

from typing import Literal

import msgspec

from .kept import DrawnPicture

LARGEST_PDF = 20_000_000
"""Bytes of a PDF whose pages become slides: a talk with photos in it."""
MOST_PAGES = 60
"""Of such a PDF: a talk of an hour; an event keeps room for pictures of its questions."""
PdfFlaw = Literal["file", "format", "locked", "pages", "box"]


class CannotUsePdf(Exception):
    """An uploaded file cannot become slides; `presenter/editor/pictures.py` has the sentences."""

    def __init__(self, why: PdfFlaw, page: int = 0) -> None:
        """Args:
        page: the one that it is about, from 1; 0: the file.
        """
        super().__init__(why, page)
        self.why: PdfFlaw = why
        self.page = page


class PdfPage(msgspec.Struct, frozen=True):
    """A page, drawn and read."""

    title: str
    """its first line; empty where it has no words"""
    words: str
    """what is to be read on it, as much as a picture's words may be"""
    picture: DrawnPicture
