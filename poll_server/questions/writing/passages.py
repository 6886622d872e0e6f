"""What organisers write to be read, and not to be answered: a slide's text, piece by piece.

Screens, phones and pages without a script show the same pieces, each as its element. Pages of a
PDF will be another form.
"""

from collections.abc import Iterator
from typing import Literal, NamedTuple

import msgspec
from markupsafe import Markup

PassageForm = Literal["paragraph", "point", "quote", "source", "link", "picture"]
"""How a piece is shown: `point` is a line of a list, `source` says whose the quote before it is,
the text of a `picture` what is to be seen on it."""


HALVES = "surrogatepass"
"""Half of a character, which a draft may hold, is one unit."""


class TextMark(msgspec.Struct, frozen=True, omit_defaults=True):
    """Some of a text's characters, which stand out or lead somewhere; no two marks overlap."""

    start: int
    """from 0, in UTF-16 units, as scripts count characters"""
    end: int
    bold: bool = False
    italic: bool = False
    link: str = ""


class Run(NamedTuple):
    """Characters of one look that stand together."""

    text: str
    bold: bool = False
    italic: bool = False
    link: str = ""

    @property
    def as_html(self) -> Markup:
        """The elements of a page that it is, in each other as `told.js` has them."""
        said = Markup("<br>").join(self.text.split("\n"))
        if self.italic:
            said = Markup("<em>{}</em>").format(said)
        if self.bold:
            said = Markup("<strong>{}</strong>").format(said)
        if self.link:
            # What is behind it learns nothing of the page, and gains nothing by it.
            leading = Markup(
                '<a href="{}" target="_blank" rel="noopener noreferrer nofollow">{}</a>'
            )
            return leading.format(self.link, said)
        return said


class Passage(msgspec.Struct, frozen=True, omit_defaults=True):
    """One piece, in the reader's language."""

    form: PassageForm
    text: str
    """words alone, with marks beside them: whoever cannot show those has no signs in it"""
    link: str = ""
    """where a link leads"""
    picture: str = ""
    """the name of a picture of the event"""
    marks: tuple[TextMark, ...] = ()
    inner: tuple["Passage", ...] = ()
    """of a point: those of the list in it"""
    number: int | None = None
    """of a point in a numbered list"""

    @property
    def runs(self) -> list[Run]:
        """The text in parts of one look each."""
        units, at, found = self.text.encode("utf-16-le", HALVES), 0, list[Run]()
        for mark in self.marks:
            found.append(Run(_decoded(units, at, mark.start)))
            said = _decoded(units, mark.start, mark.end)
            found.append(Run(said, mark.bold, mark.italic, mark.link))
            at = mark.end
        found.append(Run(_decoded(units, at, len(units) // 2)))
        return [run for run in found if run.text]

    @property
    def as_html(self) -> Markup:
        """The text, with its looks, for a page or a file that is one."""
        return Markup("").join(run.as_html for run in self.runs)


def _decoded(units: bytes, start: int, end: int) -> str:
    return units[2 * start : 2 * end].decode("utf-16-le", HALVES)


def paragraphs(text: str) -> Iterator[Passage]:
    """The pieces of a text of several lines: each line a paragraph, those after a dash points."""
    for line in filter(None, map(str.strip, text.splitlines())):
        bare = line.removeprefix("- ").removeprefix("• ").strip()
        if bare:
            yield Passage("paragraph" if bare == line else "point", bare)
