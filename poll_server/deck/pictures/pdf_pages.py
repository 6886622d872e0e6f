"""The pages of a PDF as pictures for slides, each with its words for those who do not see it.

PDFium reads it: it is built without scripts and forms here, and asks no other host. A page is
drawn no larger than a stage shows it, whatever size it says it has. The file is one of a stranger
all the same, so this runs in a process of its own (`report.making`), which has limits.
"""

import re
from collections.abc import Iterator
from contextlib import closing

import pypdfium2
from pypdfium2 import raw

from poll_server.questions.checking import LONGEST_PROMPT
from poll_server.questions.traits.pictured import LONGEST_ALT
from poll_server.questions.writing.written import clean

from .drawn import drawn
from .kept import BOXES
from .paged import LARGEST_PDF, MOST_PAGES, CannotUsePdf, PdfPage

LARGEST_SIDE = 14_400
"""Points of a page, 5 metres: as much as the first readers of PDF could show."""
SMALLEST_SIDE = 10
"""Points of a page: smaller ones show nothing, and stretched to a stage they only cost time."""
MOST_CHARACTERS = 4_000
"""Of a page that are looked at: what is kept of them is a tenth."""
HEAD = re.compile(rb"%PDF-")
WITHIN = 1024
"""Bytes before which a PDF says that it is one, as every reader has it."""
_TORN = re.compile("(?<=\\w)[\u00ad\ufffe\x02]\\s*")
"""Where a word goes on in the next line; PDFium writes its hyphen in one of these ways."""


def pdf_pages(content: bytes) -> list[PdfPage]:
    """The pages of a PDF; takes half a second for each.

    Raises:
        CannotUsePdf: it is none, or locked, or too large.
    """
    if len(content) > LARGEST_PDF:
        raise CannotUsePdf("file")
    if not HEAD.search(content, 0, WITHIN):
        raise CannotUsePdf("format")
    try:
        with closing(pypdfium2.PdfDocument(content)) as document:
            if raw.FPDF_GetSecurityHandlerRevision(document) != -1:
                raise CannotUsePdf("locked")  # what its owner forbids is not ours to undo
            if not 1 <= len(document) <= MOST_PAGES:
                raise CannotUsePdf("pages" if len(document) else "format")
            return list(_pages(document))
    except pypdfium2.PdfiumError as error:
        locked = raw.FPDF_GetLastError() == raw.FPDF_ERR_PASSWORD
        raise CannotUsePdf("locked" if locked else "format") from error


def _pages(document: pypdfium2.PdfDocument) -> Iterator[PdfPage]:
    for number in range(len(document)):
        # One after another, and each is given back before the next: a page may hold a lot.
        with closing(document[number]) as page:
            wide, high = page.get_size()
            if not all(SMALLEST_SIDE <= side <= LARGEST_SIDE for side in (wide, high)):
                raise CannotUsePdf("box", number + 1)
            most_wide, most_high = BOXES["stage"]
            scale = min(most_wide / wide, most_high / high)
            with closing(page.render(scale=scale)) as bitmap:
                picture = drawn(bitmap.to_pil().convert("RGB"))
            lines = list(_lines(page))
            yield PdfPage(
                shortened(lines[0] if lines else "", LONGEST_PROMPT),
                shortened(" ".join(lines), LONGEST_ALT),
                picture,
            )


def _lines(page: pypdfium2.PdfPage) -> Iterator[str]:
    """What is to be read on a page, without lines that are only marks."""
    with closing(page.get_textpage()) as text:
        found = text.get_text_range(0, min(text.count_chars(), MOST_CHARACTERS))
    for line in _TORN.sub("", found).splitlines():
        if any(map(str.isalnum, written := clean(line))):
            yield written


def shortened(text: str, most: int) -> str:
    """At most so many characters of `text`, cut between words where there are some."""
    if len(text) <= most:
        return text
    whole, space, _ = text[:most].rpartition(" ")
    return (whole if space else text[: most - 1]).rstrip(" ,;:–-") + "…"
