"""What a report is made of: kinds of block, which each format writes in its way.

A block says everything in words and figures; a format decides where it stands, and leaves out only
what it has no place for: a web page has no speaker, a slide no list of pages.
"""

from collections.abc import Sequence
from typing import Literal

import msgspec

from poll_server.live.screens.tables import Cell, Column
from poll_server.questions.writing.passages import Passage
from poll_server.report.model.document import QuestionReport, RoundReport, Written

Tone = Literal[
    "kicker",
    "subtitle",
    "stats",
    "notice",
    "caveat",
    "meta",
    "caution",
    "base",
    "fact",
    "method",
]
HeadingRole = Literal["title", "chapter", "question", "part", "annex"]


class Heading(msgspec.Struct, frozen=True, tag="heading"):
    """A heading."""

    text: str
    level: int
    """0 is the report's title"""
    role: HeadingRole
    key: str
    """names it in the report, for links: lower-case letters, digits and hyphens"""
    number: str = ""
    """of a question, in its poll or the report"""
    listed: bool = False
    """whether the contents have it"""
    new_page: bool = False

    def __str__(self) -> str:
        return f"{self.number} · {self.text}" if self.number else self.text


class Line(msgspec.Struct, frozen=True, tag="line"):
    """A paragraph that is not the result itself: who, when, how many, with which caution."""

    text: str
    tone: Tone
    label: str = ""
    told: tuple[Passage, ...] = ()
    """what stands behind `label`, for formats that show marks and lists; `text` says all of it"""


class Findings(msgspec.Struct, frozen=True, tag="findings"):
    """Ready sentences, whose percentages stand out."""

    sentences: tuple[str, ...]


class Spoken(msgspec.Struct, frozen=True, tag="spoken"):
    """What somebody says while a result is shown; only slides have a place for it."""

    sentences: tuple[str, ...]


class ContentsLine(msgspec.Struct, frozen=True):
    """A line of the contents."""

    text: str
    level: int
    key: str = ""
    """the heading's; empty: the report says no more of it"""
    number: str = ""
    cells: tuple[Cell, ...] = ()
    """of a question: what stands in the columns"""


class Contents(msgspec.Struct, frozen=True, tag="contents"):
    """Chapters and questions that follow, with their pages or with what came out."""

    title: str
    columns: tuple[Column, ...]
    """of questions, where there is room for more than their names"""
    entries: tuple[ContentsLine, ...]


class Caption(msgspec.Struct, frozen=True):
    """`Figure 3: …`"""

    label: str
    number: int
    text: str

    def __str__(self) -> str:
        return f"{self.label} {self.number}: {self.text}"


class Chart(msgspec.Struct, frozen=True, tag="chart"):
    """The picture of a result."""

    question: QuestionReport
    round: RoundReport
    caption: Caption
    alternative: str
    """what it shows, in words"""
    base: str
    """n, and what 100 % is"""
    figures: tuple[str, ...] = ()
    """means and top steps, a line a series"""
    by_group: bool = False
    """its series are groups of people"""


class FigureTable(msgspec.Struct, frozen=True, tag="table"):
    """Figures in rows and columns; the first column holds texts."""

    caption: Caption
    layout: Literal["answers", "statements", "compared", "rounds"]
    name: str
    """for screen readers"""
    columns: tuple[Column, ...]
    rows: Sequence[tuple[Cell, ...]]
    strong: tuple[int, ...] = ()
    """rows in bold, from 0"""
    below: tuple[str, ...] = ()
    """lines under the table"""

    @property
    def head(self) -> tuple[str, ...]:
        """The names of the columns."""
        return tuple(column.name for column in self.columns)

    @property
    def lines(self) -> list[tuple[str, ...]]:
        """The rows in words."""
        return [tuple(cell.text for cell in row) for row in self.rows]

    def places(self, *holds: str) -> tuple[int, ...]:
        """The columns that hold one of these, from 0."""
        return tuple(n for n, column in enumerate(self.columns) if column.holds in holds)

    def without(self, *holds: str) -> "FigureTable":
        """The same without the columns that hold one of these."""
        kept = [n for n in range(len(self.columns)) if n not in self.places(*holds)]
        return msgspec.structs.replace(
            self,
            columns=tuple(self.columns[n] for n in kept),
            rows=[tuple(row[n] for n in kept) for row in self.rows],
        )


class Texts(msgspec.Struct, frozen=True, tag="texts"):
    """What people wrote themselves."""

    head: tuple[str, str]
    """the names of texts and of how many wrote them, where these stand in columns"""
    texts: tuple[Written, ...]


Block = Heading | Line | Findings | Spoken | Contents | Chart | FigureTable | Texts
