"""What organisers write to be read, and not to be answered: a slide's text, piece by piece.

Screens, phones and pages without a script show the same pieces, each as its element. Pages of a
PDF will be another form.
"""

from collections.abc import Iterator
from typing import Literal

import msgspec

PassageForm = Literal["paragraph", "point", "quote", "source", "link", "picture"]
"""How a piece is shown: `point` is a line of a list, `source` says whose the quote before it is,
the text of a `picture` what is to be seen on it."""


class Passage(msgspec.Struct, frozen=True, omit_defaults=True):
    """One piece, in the reader's language."""

    form: PassageForm
    text: str
    link: str = ""
    """where a link leads"""
    picture: str = ""
    """the name of a picture of the event"""


def paragraphs(text: str) -> Iterator[Passage]:
    """The pieces of a text of several lines: each line a paragraph, those after a dash points."""
    for line in filter(None, map(str.strip, text.splitlines())):
        bare = line.removeprefix("- ").removeprefix("• ").strip()
        if bare:
            yield Passage("paragraph" if bare == line else "point", bare)
