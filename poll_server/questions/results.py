"""What came out of a round: rows that share a base, the same for every screen and every file."""

from collections.abc import Mapping, Sequence
from typing import Literal

import msgspec

from poll_server.base.percent import format_percent, percent
from poll_server.locale import speak

from .writing.passages import Passage

Tally = Mapping[str, int]
Measure = Literal["percent", "count", "both"]
"""What the numbers at bars are."""
ChartForm = Literal["bars", "columns", "donut", "dots"]
"""As what options are drawn, where the moderator chooses."""
Grouping = Literal["", "each", "equal"]
"""Whose answers are shown: everybody's, each group's beside the others', or those of all with every
group of equal weight."""
Grouped = Literal["", "whole", "people", "more", "facts"]
"""Whether a result is told by group:

            not at all: of what people wrote, it would be told of which group one of them is
    whole   only where every group has enough people
    people  also beside groups that have not: each counter says how many people did something
    more    as whole, and what is told are the first of the further figures
    facts   as whole, and what is told are the facts, because groups do not have the same rows
"""
ResultForm = Literal["bars", "statements", "field", "texts"]
"""How a result is written down and drawn where the kind does not draw it itself:

    bars         one series: a row, a bar for each answer
    statements   several series on the same steps: a row, a bar cut into steps for each statement
    field        two series of the same rows, one for each axis: a field with a spot for each row
    texts        what people wrote, to be read: no figures, no chart; screens hang it up as cards
"""


class Row(msgspec.Struct, frozen=True, omit_defaults=True):
    """One line of a result."""

    key: str
    label: str
    count: int
    percent: int | None
    """of the base; where results are `measured`, how long the row's bar is"""
    leading: bool
    value: float | None = None
    """its figure where that is no share; `Results.measured` says what it is"""
    shown: str = ""
    """`value` as the reader's language writes it"""
    more: tuple[str, ...] = ()
    """further figures as they are written, one for each of `Measured.more`"""
    between: tuple[int, int] | None = None
    """the ends of an interval that its bar's length is in, in percent"""
    bar: int = 0
    """percent: how long it is, of a count that is no number of people and so has no share"""
    variants: tuple[str, ...] = ()
    """what people wrote that a moderator laid together in it"""

    @property
    def length(self) -> int:
        """How long its bar is, in percent."""
        return self.bar if self.percent is None else self.percent

    @property
    def mentions(self) -> bool:
        """Whether its count is one of mentions, of which one person may have made several."""
        return self.percent is None and self.bar > 0

    @property
    def is_share(self) -> bool:
        """Whether its figure is a percentage, one of votes or one of another kind."""
        return not self.shown or self.shown.endswith("%")

    @property
    def written(self) -> bool:
        """Whether a participant wrote it, so that there can be any number of its kind."""
        return self.key.startswith("text:")


class Share(msgspec.Struct, frozen=True):
    """Several steps taken together, rounded once from their counts."""

    label: str
    count: int
    percent: int | None

    @property
    def length(self) -> int:
        """How long its bar is, in percent."""
        return self.percent or 0


class Series(msgspec.Struct, frozen=True):
    """The rows that share one base: the whole question, or one statement of a scale."""

    label: str
    base: int
    rows: tuple[Row, ...]
    mean: float | None = None
    median: float | None = None
    top: Share | None = None

    @property
    def counts(self) -> list[int]:
        """Of each row, in their order."""
        return [row.count for row in self.rows]

    @property
    def agreement(self) -> tuple[float, float]:
        """What statements are compared by: the share of their top steps, unrounded; the mean."""
        return (self.top.count / self.base if self.top and self.base else 0, self.mean or 0)

    @property
    def leaders(self) -> tuple[Row, ...]:
        """The rows in front: several where they are level, none where nobody answered."""
        return tuple(row for row in self.rows if row.leading)


class Fact(msgspec.Struct, frozen=True, omit_defaults=True):
    """Something said of a result beside its rows: `Median: 12.5 years`."""

    label: str
    value: str
    note: str = ""
    """how it is meant, in a sentence; left out where there is no room"""
    told: tuple[Passage, ...] = ()
    """`value` as pieces, where there is more to show than its words"""

    def __str__(self) -> str:
        return f"{self.label}: {self.value}" + (f" ({self.note})" if self.note else "")


class Measured(msgspec.Struct, frozen=True):
    """What the figures of a row are called where they are not votes and their share.

    Rows of such a result stand in the kind's own order; the first ones are named in summaries.
    """

    value: str
    """of `Row.value`: “Mean points”"""
    count: str
    """of `Row.count`: “First places”"""
    more: tuple[str, ...] = ()
    """of `Row.more`"""


class Solution(msgspec.Struct, frozen=True, omit_defaults=True):
    """Which rows are right, or in which order they are."""

    keys: tuple[str, ...] = ()
    exactly: bool = False
    """all of them are to be chosen, and nothing else; or else any of them is right"""
    order: tuple[int, ...] = ()
    """of a ranking: the options in the order that is right"""
    span: bool = False
    """the key is that of a span of numbers, which need not be a row: it may be a part of one"""


class Spot(msgspec.Struct, frozen=True):
    """One step of a field, and how many people put a row there."""

    x: int
    y: int
    people: int


class Results(msgspec.Struct, frozen=True):
    """What came out of one round, in one language: the same for phone, stage, table and files."""

    question: str
    kind: str
    prompt: str
    votes: int
    """everybody whose vote counts, abstentions included"""
    base: int
    """people who answered: 100 %"""
    abstained: int
    series: tuple[Series, ...]
    form: ResultForm = "bars"
    facts: tuple[Fact, ...] = ()
    """what is said beside the rows"""
    measured: Measured | None = None
    """what the rows' figures are; None: votes, and their share of the base"""
    spots: tuple[tuple[Spot, ...], ...] = ()
    """of a field, for each row: where people put it"""
    solution: Solution | None = None
    """which rows are right; a result that holds it is shown to nobody who can still vote"""

    by_hand: int = 0
    """of the base, who raised their hands instead of voting on a phone"""

    def only(self, series: Series) -> "Results":
        """The result of one statement, as if it had been asked by itself."""
        return msgspec.structs.replace(self, series=(series,), form="bars", facts=())

    @property
    def drawn(self) -> bool:
        """Whether there are figures to draw."""
        return self.answered and self.form != "texts"

    @property
    def answered(self) -> bool:
        """Whether somebody answered, and what is not withheld."""
        return self.base > 0 and bool(self.series)

    @property
    def steps(self) -> tuple[Row, ...]:
        """The rows of the first series: of statements, the steps that all of them share."""
        return self.series[0].rows if self.series else ()


def rows(counts: Sequence[tuple[str, str, int]], base: int) -> tuple[Row, ...]:
    """Rows of (key, label, count) over `base`; every row with the highest count is leading."""
    most = max((count for _, _, count in counts), default=0)
    return tuple(
        Row(key, label, count, percent(count, base), leading=count == most > 0)
        for key, label, count in counts
    )


def share_of(row: Row | Share, language: str) -> str:
    """A row's share, `73 %`; `12 mentions` where its count is no number of people."""
    if isinstance(row, Row) and row.mentions:
        return speak(language).ngettext("%(n)s mention", "%(n)s mentions", row.count)
    return format_percent(row.percent, language)
