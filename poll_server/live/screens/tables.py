"""Results in words and as a table: the text alternative of every chart, the same in every file."""

from typing import Literal, NamedTuple

from poll_server.base.percent import (
    base_in_words,
    calculated,
    format_decimal,
    format_interval,
    format_percent,
    rounding_shows,
    tenths,
    wilson,
)
from poll_server.locale import speak
from poll_server.questions import Measured, Results, Row, Series, Share
from poll_server.questions.methods.hands import in_base
from poll_server.questions.results import share_of
from poll_server.questions.traits.right import named
from poll_server.wire.messages import Table, TableRow

NAMED_IN_SUMMARY = 3
"""Rows a summary names: what a listener can hold."""
CONFIDENCE = 95
"""Percent of samples whose interval holds the true share (`percent.wilson`)."""

MOST_BASES = 8
"""Bases that are told one after the other; of more statements, the least and the most."""

Holds = Literal["text", "code", "count", "step", "percent", "interval", "decimal"]
"""What a column holds: `step` how many chose it, with their share; `code` a checksum."""
ShownValue = int | float | tuple[int, int] | None


class Column(NamedTuple):
    """A column of a table."""

    name: str
    holds: Holds = "text"
    below: str = ""
    """a second line of its head"""


class Cell(NamedTuple):
    """A figure as it is written, and as a spreadsheet calculates with it; or a text."""

    text: str
    value: ShownValue = None
    """of a percentage the whole number, of an interval its two ends; None: nothing to calculate"""


class Figures(NamedTuple):
    """A table whose first column holds labels."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]


def table(results: Results, language: str) -> Table:
    """`figures` in words."""
    all_ = figures(results, language)
    head = tuple(column.name for column in all_.columns)
    rows = tuple(TableRow(tuple(cell.text for cell in row)) for row in all_.rows)
    return Table(results.prompt, head, rows)


def figures(results: Results, language: str, *, intervals: bool = False) -> Figures:
    """Every figure of `results`: a line a row, or a line a statement where there are several.

    Args:
        intervals: with the 95 % interval of each row, or of each statement's top steps.
    """
    _ = speak(language)
    between = (Column(interval_head(language), "interval"),) if intervals else ()
    if results.measured:
        return _measured(results, results.measured, language)
    if results.form != "statements":
        series = results.series[0]
        return Figures(
            (
                Column(_("Answer")),
                Column(_("Votes"), "count"),
                Column(_("Share"), "percent"),
                *between,
            ),
            tuple(_answer(row, results, language, intervals) for row in series.rows),
        )
    return Figures(
        (
            Column(_("Statement")),
            *(Column(row.label, "step") for row in results.steps),
            Column(_("Top steps"), "percent"),
            *between,
            Column(_("Mean"), "decimal"),
            Column(_("Answered"), "count"),
        ),
        tuple(_statement(series, language, intervals) for series in results.series),
    )


def counted(count: int) -> Cell:
    """A number of people."""
    return Cell(str(count), count)


def share(of: Row | Share | None, language: str) -> Cell:
    """A percentage; a dash where there is none."""
    percent = of.percent if of else None
    return Cell(format_percent(percent, language), percent)


def figure(of: Row | Share | None, language: str) -> Cell:
    """A row's share, or the kind's own figure where that is none."""
    if isinstance(of, Row) and of.shown:
        return Cell(of.shown, tenths(of.value))
    if isinstance(of, Row) and of.mentions:
        return Cell(share_of(of, language), of.count)
    return share(of, language)


def _measured(results: Results, names: Measured, language: str) -> Figures:
    """A line a row, with the figures of the kind; of a field, those of both axes."""
    series = results.series
    own = [Column(one.label or names.value, "decimal") for one in series]
    held = zip(*(row.more for row in series[0].rows), strict=True)
    more = [
        Column(name, "count" if all(map(str.isdecimal, texts)) else "decimal")
        for name, texts in zip(names.more, held, strict=True)
    ]
    return Figures(
        (Column(speak(language)("Answer")), *own, *more, Column(names.count, "count")),
        tuple(
            (
                Cell(first.label),
                *(Cell(row.shown or "–", tenths(row.value)) for row in (first, *others)),
                *(Cell(text, calculated(text)) for text in first.more),
                counted(first.count),
            )
            for first, *others in zip(*(one.rows for one in series), strict=True)
        ),
    )


def _answer(row: Row, results: Results, language: str, intervals: bool) -> tuple[Cell, ...]:
    base = results.series[0].base
    between = [in_between(row, base, language)] if intervals else []
    return (
        Cell(named(row, results.solution, language)),
        Cell(share_of(row, language), row.count) if row.mentions else counted(row.count),
        share(row, language),
        *between,
    )


def _statement(series: Series, language: str, intervals: bool) -> tuple[Cell, ...]:
    steps = (
        Cell(f"{row.count} ({format_percent(row.percent, language)})", row.count)
        for row in series.rows
    )
    between = [in_between(series.top, series.base, language)] if intervals else []
    mean = Cell("–")
    if series.mean is not None:
        mean = Cell(format_decimal(series.mean, language), tenths(series.mean))
    top = share(series.top, language)
    return (Cell(series.label), *steps, top, *between, mean, counted(series.base))


def interval(row: Row | Share | None, base: int) -> tuple[int, int] | None:
    """The 95 % interval of a row's share.

    None for a text, of which nobody knows who would write it too, and for what is no share.
    """
    if row is None or (isinstance(row, Row) and (row.written or row.shown)):
        return None
    return wilson(row.count, base)


def in_between(row: Row | Share | None, base: int, language: str) -> Cell:
    """A row's 95 % interval as a table has it."""
    return Cell(format_interval(ends := interval(row, base), language), ends)


def interval_head(language: str) -> str:
    """The name of the column with intervals."""
    _ = speak(language)
    return _("Interval (%(percent)s)", percent=format_percent(CONFIDENCE, language))


def has_intervals(results: Results) -> bool:
    """Whether any row has an interval."""
    return any(interval(row, s.base) is not None for s in results.series for row in s.rows)


def summary(results: Results, language: str) -> str:
    """The result in one sentence, for a screen reader: the leaders, and how many answered."""
    _ = speak(language)
    votes = _.ngettext("%(n)s vote", "%(n)s votes", results.votes)
    named = _told(results) if results.measured else leaders(results, language)
    if not named:
        return _("Result: no answers yet.")
    return _("Result: %(leaders)s, %(votes)s.", leaders=", ".join(named), votes=votes)


def _told(results: Results) -> list[str]:
    """The first rows of a result whose figures are no shares."""
    if results.form == "field":
        across, up = results.series
        return [
            f"{x.label} ({across.label} {x.shown}, {up.label} {y.shown})"
            for x, y in zip(across.rows, up.rows, strict=True)
            if x.shown
        ]
    return [f"{row.label} {row.shown}" for row in results.steps[:NAMED_IN_SUMMARY] if row.shown]


def leaders(results: Results, language: str) -> list[str]:
    """What a summary names: the first rows by count, or each statement's top steps."""
    if results.form != "statements":
        rows = sorted(results.steps, key=lambda row: -row.count)
        return [
            f"{row.label} {share_of(row, language)}"
            if row.mentions
            else _spoken(row.label, row.percent, language)
            for row in rows[:NAMED_IN_SUMMARY]
            if row.count and (row.mentions or row.percent is not None)
        ]
    return [
        _spoken(f"{series.label}: {series.top.label}", series.top.percent, language)
        for series in results.series
        if series.top and series.top.percent is not None
    ]


def _spoken(label: str, percent: int | None, language: str) -> str:
    return speak(language)("%(label)s %(percent)s percent", label=label, percent=percent)


def own_bases(results: Results) -> bool:
    """Whether some statement was rated by others than all who answered: each has its own 100 %."""
    return results.form == "statements" and any(one.base != results.base for one in results.series)


def n_in_words(results: Results) -> str:
    """`n = 143`, in one piece; `n = 139–143` where statements have bases of their own."""
    bases = [one.base for one in results.series] if own_bases(results) else [results.base]
    low, high = min(bases), max(bases)
    return f"n\u00a0=\u00a0{low}" if low == high else f"n\u00a0=\u00a0{low}–{high}"


def statement(series: Series, results: Results) -> str:
    """A statement's name in a chart, with its n where not all have the same."""
    return f"{series.label} (n\u00a0=\u00a0{series.base})" if own_bases(results) else series.label


def base(results: Results, language: str) -> str:
    """What 100 % is, of each statement where they differ, with abstentions apart.

    And that shares are rounded, where their sum shows it.
    """
    _ = speak(language)
    words = [base_in_words(results.base, language)]
    if results.measured:
        words = [
            _.ngettext(
                "%(points)s of %(n)s participant",
                "%(points)s of %(n)s participants",
                results.base,
                points=results.measured.value,
            )
        ]
    if own_bases(results):
        words = [
            _(
                "%(all)s = participants who rated the statement, one after the other: %(bases)s",
                all=format_percent(100, language),
                bases=", ".join(str(one.base) for one in results.series),
            )
            if len(results.series) <= MOST_BASES
            else _(
                "%(all)s = participants who rated the statement: %(least)s to %(most)s",
                all=format_percent(100, language),
                least=min(one.base for one in results.series),
                most=max(one.base for one in results.series),
            )
        ]
    words += in_base(results, language)
    if results.abstained:
        words.append(_.ngettext("%(n)s abstention", "%(n)s abstentions", results.abstained))
    if sums_are_off(results):
        words.append(_("percentages rounded"))
    return " · ".join(words)


def sums_are_off(results: Results) -> bool:
    """Whether any series' shares, added as printed, are not 100; texts are no fixed whole."""
    return not results.measured and any(
        rounding_shows((row.count for row in series.rows), series.base)
        for series in results.series
        if not any(row.written for row in series.rows)
    )
