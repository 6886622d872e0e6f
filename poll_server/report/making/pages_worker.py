"""What runs in the process that draws the pages of a PDF: one file, and the process ends.

The file is a stranger's, and what reads it is written in C++. So the process takes no more memory
and no more computing than a talk needs; whatever it dies of, the server only hears that it did.
"""

import resource
import sys

from poll_server.deck.pictures.paged import PdfPage
from poll_server.deck.pictures.pdf_pages import pdf_pages

MOST_MEMORY = 1_500_000_000
"""Bytes of addresses: Python, its libraries and a page that is one large photo name 300 MB."""
MOST_COMPUTING = 90
"""Seconds of a processor: sixty slides take 15, sixty large photos 50."""


def make(content: bytes) -> list[PdfPage]:
    """The pages of a PDF.

    Raises:
        CannotUsePdf: there are none, or not for us.
    """
    _limit(resource.RLIMIT_CORE, 0)  # a core would hold the file
    _limit(resource.RLIMIT_CPU, MOST_COMPUTING)
    if sys.platform == "linux":  # macOS counts what it shares with all processes, too
        _limit(resource.RLIMIT_AS, MOST_MEMORY)
    return pdf_pages(content)


def _limit(what: int, most: int) -> None:
    """Take no more than that; nor than the system allows already."""
    _, hard = resource.getrlimit(what)
    if hard == resource.RLIM_INFINITY or hard > most:
        resource.setrlimit(what, (most, most))
