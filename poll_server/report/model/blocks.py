"""What a report on paper is made of: seven kinds of block, which each format writes in its way."""

from collections.abc import Sequence
from typing import Literal

import msgspec

from .document import QuestionReport, RoundReport, Written

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
Role = Literal["title", "chapter", "question", "part", "annex"]


class Heading(msgspec.Struct, frozen=True, tag="heading"):
    """A heading."""

    text: str
    level: int
    """0 is the report's title"""
    role: Role
    number: str = ""
    """of a question, in its poll or the report"""
    listed: bool = False
    """whether the contents have it"""
    new_page: bool = False


class Line(msgspec.Struct, frozen=True, tag="line"):
    """A paragraph that is not the result itself: who, when, how many, with which caution."""

    text: str
    tone: Tone


class Findings(msgspec.Struct, frozen=True, tag="findings"):
    """Ready sentences, whose percentages stand out."""

    sentences: tuple[str, ...]


class Contents(msgspec.Struct, frozen=True, tag="contents"):
    """Chapters and questions that follow, with their pages."""

    title: str


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


class Table(msgspec.Struct, frozen=True, tag="table"):
    """Figures in rows and columns; the first column holds texts."""

    caption: Caption
    layout: Literal["answers", "statements", "compared", "rounds"]
    name: str
    """for screen readers"""
    head: tuple[str, ...]
    rows: Sequence[tuple[str, ...]]
    below_head: tuple[str, ...] = ()
    """second lines of the head"""
    steps: int = 0
    """columns of steps, behind the first one"""
    strong: tuple[int, ...] = ()
    """rows in bold, from 0"""
    below: tuple[str, ...] = ()
    """lines under the table"""


class Texts(msgspec.Struct, frozen=True, tag="texts"):
    """What people wrote themselves."""

    texts: tuple[Written, ...]


Block = Heading | Line | Findings | Contents | Chart | Table | Texts
