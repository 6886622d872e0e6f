"""The chart of a question by group of people: what is drawn in it, for every file.

A question of one scale becomes a bar for each group, cut into its steps: the groups stand where
statements would. Any other becomes, for each answer, a bar for each group, which has the group's
name beside it: nobody needs colours to tell them apart. So groups are series of one result.

A hidden group is no series, and so no bar of no length; the caption says that it is not shown.
What has no group in tables (what people wrote, words, grids, surveys as a whole) has none here.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

import msgspec

from poll_server.live.screens.groups import base_by_group
from poll_server.live.screens.tables import figure
from poll_server.locale import speak
from poll_server.questions import Results, Row, Series, Share
from poll_server.questions.groups.compared import OfGroup, as_group
from poll_server.questions.methods.numbers import formatted
from poll_server.questions.shifts import UNKNOWN, shares
from poll_server.report.model.document import QuestionReport, RoundReport

RowPlace = tuple[str, str]
"""A statement and the key of its row, as `shifts.shares` has them."""


class GroupsDrawn(NamedTuple):
    """A chart's content."""

    round: RoundReport
    """a series for each group"""
    alternative: str
    """what it shows, in words"""
    base: str
    """how many people each group has, and which groups are not shown"""
    note: str
    """how bars are meant, or that not all answers are drawn; empty: there is nothing to say"""


def drawn_by_group(question: QuestionReport, most: int, language: str) -> GroupsDrawn | None:
    """The last round by group; None where nothing is told by group, or nothing of it is a length.

    Args:
        most: bars; of answers that would be more, those in front are drawn.
    """
    round_, _ = question.last, speak(language)
    if not (groups := round_.groups.shown):
        return None
    first, note = groups[0].results, ""
    if first.form != "statements" and first.series[0].top:
        form, series, kept = "statements", _in_steps(groups), [*shares(first)]
    else:
        together = as_group(question.question, round_.results, language)
        drawn = _drawn(groups, shares(together), language)
        kept = _in_front(drawn, together, max(1, most // len(groups)))
        if not kept:
            return None
        form, series = "bars", _in_bars(groups, [drawn[at] for at in kept])
        if len(kept) < len(drawn):
            note = _(
                "Drawn: %(n)s of %(all)s, those in front; the table has all.",
                n=len(kept),
                all=len(drawn),
            )
        if any(row.shown.startswith("−") for at in kept for row in drawn[at]):
            note = " ".join(filter(None, (_("Half a bar is 0."), note)))
    results = msgspec.structs.replace(first, form=form, series=series)
    of_more = question.question.by_group == "more"
    base = base_by_group(round_.groups, language, of_more=of_more)
    told = "; ".join(_told(groups, kept, language))
    return GroupsDrawn(
        replace(round_, results=results, texts=(), note="", interval=False, moved=None),
        f"{question.prompt} {_('By group')}: {told}. {base}",
        base,
        note,
    )


def _in_steps(groups: Sequence[OfGroup]) -> tuple[Series, ...]:
    return tuple(
        msgspec.structs.replace(each.results.series[0], label=each.name) for each in groups
    )


def _in_bars(groups: Sequence[OfGroup], rows: Sequence[Sequence[Row]]) -> tuple[Series, ...]:
    return tuple(
        Series(each.name, each.results.base, own)
        for each, own in zip(groups, zip(*rows, strict=True), strict=True)
    )


def _drawn(
    groups: Sequence[OfGroup], together: dict[RowPlace, Row | Share], language: str
) -> dict[RowPlace, list[Row]]:
    """Every answer that has a length, with a row for each group.

    Figures that are said of an estimate have one from their own number, the longest of them all
    being the whole. A span (“the middle half”) is no length; and of numbers below 0, bars from one
    end would say the wrong thing: their figures stand in the table alone.
    """
    found = {}
    for at, row in together.items():
        label = f"{at[0]}: {row.label}" if at[0] else row.label
        own = [shares(each.results).get(at) for each in groups]
        found[at] = [_row(at, label, each, language) for each in own]
    if all(row.percent is not None for row in together.values()):
        return found
    if any(isinstance(row, Row) and row.more for row in together.values()):
        return found  # some option was not met by enough people: its bar is none, and it says so
    found = {at: rows for at, rows in found.items() if all(row.value is not None for row in rows)}
    values = [row.value or 0 for rows in found.values() for row in rows]
    if min(values, default=0) < 0 or not any(values):
        return {}
    return {at: [_of(row, max(values)) for row in rows] for at, rows in found.items()}


def _row(at: RowPlace, label: str, of: Row | Share | None, language: str) -> Row:
    """A bar: `percent` is how long it is, `value` the number that a chart of numbers draws."""
    said = figure(of, language).text
    length = of.percent if of else None
    number = formatted(said, language) if length is None else length
    value = None if number is None else float(number)
    own = (isinstance(of, Row) and of.shown) or of is None
    count = of.count if of else 0
    return Row(at[1], label, count, length, False, value=value, shown=said if own else "")


def _of(row: Row, whole: float) -> Row:
    return msgspec.structs.replace(row, percent=round(100 * (row.value or 0) / whole))


def _in_front(drawn: dict[RowPlace, list[Row]], together: Results, most: int) -> list[RowPlace]:
    """The answers that are drawn, in the order of the table."""
    if together.measured:
        return [*drawn][:most]  # which stand by what is in front: not always the longest bar
    found = shares(together)
    first = sorted(drawn, key=lambda at: -(found[at].percent or 0))[:most]
    return [at for at in drawn if at in first]


def _told(groups: Sequence[OfGroup], kept: Sequence[RowPlace], language: str) -> Iterator[str]:
    """A part of a sentence for each answer."""
    every = [(each.name, shares(each.results)) for each in groups]
    for at in kept:
        row = next(own[at] for _name, own in every if at in own)
        said = ", ".join(f"{name} {figure(own.get(at), language).text}" for name, own in every)
        yield f"{at[0]}: {row.label}: {said}" if at[0] else f"{row.label}: {said}"


# ── For charts that are drawn natively, whose rows are one list ────────────────────────────────


class GroupLine(NamedTuple):
    """A row of a native chart: the bar of a group, or the answer that stands above its groups."""

    name: str
    group: int | None
    """which one, from 0; None: it is an answer, and has no bar"""
    value: float | None = None
    said: str = ""
    """its figure where that is no share, without the unit, which stands with the answer"""


def group_lines(all_series: Sequence[Series], part: slice = slice(None)) -> Iterator[GroupLine]:
    """The answers of `part`, each with a line for each group."""
    shown = [row.shown for one in all_series for row in one.rows if row.shown]
    units = {said.partition("\u00a0")[2] for said in shown}
    unit = units.pop() if len(units) == 1 else ""
    for n in range(len(all_series[0].rows))[part]:
        name = all_series[0].rows[n].label
        yield GroupLine(f"{name} ({unit}):" if unit else f"{name}:", None)
        for group, one in enumerate(all_series):
            said = one.rows[n].shown.removesuffix(f"\u00a0{unit}")
            value = one.rows[n].value
            # Where nobody of a group answered, its bar has no end that a label could stand at.
            label = one.label if value is not None else f"{one.label}: {UNKNOWN}"
            yield GroupLine(label, group, value, said)


def longest(all_series: Sequence[Series]) -> float:
    """How much a bar of full length is: 100, or of numbers the largest."""
    rows = [row for one in all_series for row in one.rows if row.percent]
    if not rows:
        return 100
    row = max(rows, key=lambda each: each.percent or 0)
    return (row.value or 0) * 100 / (row.percent or 100)
