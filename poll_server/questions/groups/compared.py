"""What came out in each group of people, and what comes out where every group weighs the same.

A group of few people is not shown, and neither is anything from which it could be worked out
(`suppression`). So nobody is told more of the groups than stands in `ByGroup`.
"""

from collections.abc import Sequence
from fractions import Fraction
from math import floor
from typing import NamedTuple

import msgspec

from poll_server.base.percent import calculated
from poll_server.locale import speak
from poll_server.questions.kind import RIGHT, Question
from poll_server.questions.results import Measured, Results, Row, Series, Share, Tally
from poll_server.questions.traits.speed import is_of_speed

from .joint import UNSAID, parts
from .suppression import LEAST, Member, may_be_shown

WRITTEN = ("text:", "form:", "why:")
"""Counters of what people wrote."""


class OfGroup(NamedTuple):
    """What one group said."""

    group: int
    """its number from 1; `UNSAID`: those who said none"""
    name: str
    results: Results


class ByGroup(NamedTuple):
    """A result by group."""

    shown: tuple[OfGroup, ...] = ()
    """none, or two at least"""
    hidden: tuple[str, ...] = ()
    """names of groups that people said and that are not shown"""

    @property
    def named(self) -> tuple[OfGroup, ...]:
        """Without those who said none: they are no group that could weigh as much as another."""
        return tuple(each for each in self.shown if each.group != UNSAID)


def by_group(
    question: Question, tally: Tally, votes: int, names: Sequence[str], least: int, language: str
) -> ByGroup:
    """A result by group; empty where it is not offered.

    Args:
        tally: with the joint counters of a round that is closed for good.
        votes: everybody whose vote counts.
        names: of the groups.
        least: people of a group that is shown; never fewer than `LEAST`.
    """
    if not names or not question.by_group:
        return ByGroup()
    found = parts(tally, votes, len(names))
    results = {
        n: _results(question, counts, people, language) for n, (people, counts) in found.items()
    }
    members = [
        Member(n, people, _cells(counts), _fewest(results[n]))
        for n, (people, counts) in found.items()
    ]
    kept = may_be_shown(members, max(least, LEAST), counts_people=question.by_group == "people")
    _ = speak(language)
    called = {**dict(enumerate(names, 1)), UNSAID: _("No group said")}
    order = [*range(1, len(names) + 1), UNSAID]
    return ByGroup(
        tuple(OfGroup(n, called[n], results[n]) for n in order if n in kept),
        tuple(called[n] for n in order if found[n][0] > 0 and n not in kept),
    )


def _cells(counts: Tally) -> dict[str, int]:
    """What is told of a group: what its people wrote is not, nor how many were right, nor
    how fast."""
    told = {c: n for c, n in counts.items() if c != RIGHT and not c.startswith(WRITTEN)}
    return {c: n for c, n in told.items() if not is_of_speed(c)}


def _fewest(results: Results) -> int:
    """Who answered; of several statements, those who rated the one that fewest did, if any."""
    return min([results.base, *(each.base for each in results.series if each.base)])


def _results(question: Question, tally: Tally, people: int, language: str) -> Results:
    return as_group(question, question.results(tally, people, language), language)


def as_group(question: Question, found: Results, language: str) -> Results:
    """A result as groups are compared by it: with what does not grow with the people.

    Args:
        found: of a group, or of all people, to stand beside them.
    """
    series, measured = found.series, found.measured
    if question.by_group == "facts":
        series = (Series("", found.base, _as_rows(found, language)),)
    if question.by_group == "more" and measured:
        series = tuple(_with_more(each) for each in series)
        measured = Measured(measured.more[0], measured.count)
    return msgspec.structs.replace(found, series=series, measured=measured, facts=(), solution=None)


def _with_more(series: Series) -> Series:
    """The first of each row's further figures in place of the one that grows with the people."""
    rows = [
        msgspec.structs.replace(row, value=calculated(row.more[0]), shown=row.more[0], more=())
        for row in series.rows
    ]
    return msgspec.structs.replace(series, rows=tuple(rows))


def _as_rows(found: Results, language: str) -> tuple[Row, ...]:
    """Facts as rows, without those that are the same for everybody."""
    _ = speak(language)
    everybodys = (_("Right"), _("Explanation"))
    return tuple(
        Row(each.label, each.label, found.base, None, leading=False, shown=each.value)
        for each in found.facts
        if each.label not in everybodys
    )


# ── Every group of equal weight ───────────────────────────────────────────────────────────────


def equally(of: ByGroup) -> Results | None:
    """What comes out where each shown group counts as much as any other: the mean of its shares.

    None where there are no two of them, some statement was rated by nobody in one of them, or
    figures are no shares, whose mean would say nothing.
    """
    every = [each.results for each in of.named]
    if len(every) < 2 or any(each.measured for each in every):
        return None
    if any(row.percent is None for of in every for each in of.series for row in each.rows):
        return None
    together = zip(*(each.series for each in every), strict=True)
    return msgspec.structs.replace(
        every[0],
        votes=sum(each.votes for each in every),
        base=sum(each.base for each in every),
        abstained=sum(each.abstained for each in every),
        series=tuple(_mean_series(same) for same in together),
    )


def _mean_series(same: Sequence[Series]) -> Series:
    """One statement, or the whole question, of several groups."""
    means = [each.mean for each in same if each.mean is not None]
    shares = [
        _mean_share([(row.count, one.base) for row, one in zip(each, same, strict=True)])
        for each in zip(*(one.rows for one in same), strict=True)
    ]
    most = max(shares, default=Fraction(0))
    rows = tuple(
        msgspec.structs.replace(row, percent=_whole(n), count=_whole(n), leading=n == most > 0)
        for row, n in zip(same[0].rows, shares, strict=True)
    )
    return Series(
        same[0].label,
        sum(each.base for each in same),
        rows,
        mean=sum(means) / len(means) if means else None,
        top=_mean_top(same),
    )


def _mean_top(same: Sequence[Series]) -> Share | None:
    tops = [(each.top, each.base) for each in same if each.top]
    if not tops:
        return None
    share = _whole(_mean_share([(top.count, base) for top, base in tops]))
    return Share(tops[0][0].label, share, share)


def _mean_share(shares: Sequence[tuple[int, int]]) -> Fraction:
    """Of (people, all) in each group, the mean in percent, before it is rounded."""
    return sum((Fraction(100 * n, all_) for n, all_ in shares), Fraction()) / len(shares)


def _whole(percent: Fraction) -> int:
    """Rounded half up, as every share is."""
    return floor(percent + Fraction(1, 2))
