"""Results in words and as a table: the text alternative of every chart, the same in every file."""

from .locale import speak
from .percent import base_in_words, format_decimal, format_percent
from .questions import Results, Series
from .wire.messages import Table, TableRow

NAMED_IN_SUMMARY = 3
"""Rows a summary names: what a listener can hold."""


def table(results: Results, language: str) -> Table:
    """Every figure of `results`: a line a row, or a line a statement where there are several."""
    _ = speak(language)
    if len(results.series) == 1:
        series = results.series[0]
        return Table(
            results.prompt,
            (_("Answer"), _("Votes"), _("Share")),
            tuple(
                TableRow((row.label, str(row.count), format_percent(row.percent, language)))
                for row in series.rows
            ),
        )
    steps = [row.label for row in results.series[0].rows]
    return Table(
        results.prompt,
        (_("Statement"), *steps, _("Top steps"), _("Mean"), _("Answered")),
        tuple(TableRow(_statement(series, language)) for series in results.series),
    )


def _statement(series: Series, language: str) -> tuple[str, ...]:
    shares = (f"{row.count} ({format_percent(row.percent, language)})" for row in series.rows)
    top = format_percent(series.top.percent, language) if series.top else "–"
    mean = "–" if series.mean is None else format_decimal(series.mean, language)
    return (series.label, *shares, top, mean, str(series.base))


def summary(results: Results, language: str) -> str:
    """The result in one sentence, for a screen reader: the leaders, and how many answered."""
    _ = speak(language)
    named = [
        _("%(label)s %(percent)s percent", label=row.label, percent=row.percent)
        for row in leaders(results)
        if row.percent is not None
    ]
    votes = _.ngettext("%(n)s vote", "%(n)s votes", results.votes)
    if not named:
        return _("Result: no answers yet.")
    return _("Result: %(leaders)s, %(votes)s.", leaders=", ".join(named), votes=votes)


def leaders(results: Results) -> list["_Named"]:
    """What a summary names: the first rows by count, or each statement's top steps."""
    if len(results.series) == 1:
        rows = sorted(results.series[0].rows, key=lambda row: -row.count)
        return [_Named(row.label, row.percent) for row in rows[:NAMED_IN_SUMMARY] if row.count]
    return [
        _Named(f"{series.label}: {series.top.label}", series.top.percent)
        for series in results.series
        if series.top
    ]


class _Named:
    def __init__(self, label: str, percent: int | None) -> None:
        self.label, self.percent = label, percent


def base(results: Results, language: str) -> str:
    """What 100 % is, with abstentions apart."""
    _ = speak(language)
    words = base_in_words(results.base, language)
    if results.abstained:
        apart = _.ngettext("%(n)s abstention", "%(n)s abstentions", results.abstained)
        return f"{words} · {apart}"
    return words
