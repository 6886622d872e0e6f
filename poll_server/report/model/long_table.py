"""The report as one long table, a line a row of a round: what CSV and XLSX hold alike."""

from collections.abc import Iterator, Sequence

from poll_server.base.percent import tenths
from poll_server.live.screens import tables
from poll_server.locale import Speech, speak
from poll_server.questions import Row
from poll_server.store.shown import Showing

from .beside import beside_named
from .document import MergedReport, PollReport, Report, RoundReport, Unasked
from .grouped import has_groups, rounds_by_group
from .times import iso, iso_if_known

COUNT = 7
"""Place of the count in a line, from 0."""
Datum = str | int | float | None
"""Text, a whole number, a mean with one decimal, or nothing to say (no share without a base)."""


def head(
    language: str,
    *,
    interval: bool = False,
    own: bool = False,
    groups: bool = False,
    taken: bool = False,
) -> tuple[str, ...]:
    """The names of the columns.

    Args:
        interval: with those of the 95 % interval.
        own: with those of figures that a kind has beside votes and shares (`own_figures`).
        groups: with that of the group whose answers a line is of.
        taken: with that of the tool from which a round was taken over.
    """
    _ = speak(language)
    return (
        *_always(_),
        *([_("Interval from"), _("Interval to")] if interval else []),
        *([_("Measure"), _("Value")] if own else []),
        *([_("Group")] if groups else []),
        *([_("Taken over from")] if taken else []),
    )


def _always(_: Speech) -> tuple[str, ...]:
    """The names of the columns that every such table has."""
    return (
        _("Poll"),
        _("Number"),
        _("Question"),
        _("Kind"),
        _("Round"),
        _("Statement"),
        _("Answer"),
        _("Count"),
        _("Percent"),
        _("Answered"),
        _("Votes"),
        _("Abstentions"),
        _("Mean"),
        _("Median"),
        _("Opened (UTC)"),
        _("Closed (UTC)"),
        _("Checksum (SHA-256)"),
        _("Result shown (UTC)"),
    )


def head_of(report: Report) -> tuple[str, ...]:
    """The names of the columns of `lines`."""
    own, groups = own_figures(report), has_groups(report)
    taken = has_taken(report)
    return head(report.language, interval=report.interval, own=own, groups=groups, taken=taken)


def own_figures(report: Report) -> bool:
    """Whether some result has figures beside votes and shares: means of points, a median."""
    every = [each.results for poll in report.polls for q in poll.questions for each in q.rounds]
    every += [merged.result.last.results for merged in report.merged]
    return any(results.facts or results.measured for results in every)


def has_taken(report: Report) -> bool:
    """Whether some round was taken over from another tool."""
    return any(r.source for poll in report.polls for q in poll.questions for r in q.rounds)


def lines(report: Report) -> Iterator[tuple[Datum, ...]]:
    """The lines below `head`: every round of each poll, and then what several polls asked alike."""
    own, groups, taken = own_figures(report), has_groups(report), has_taken(report)
    no_group = ("",) if groups else ()
    for poll in report.polls:
        for question in poll.questions:
            for round_ in question.rounds:
                before: tuple[Datum, ...] = (
                    poll.title,
                    question.label if question.part else question.number,
                    question.prompt,
                    question.asked_as,
                )
                of = (*before, round_.attempt)
                source = (round_.source,) if taken else ()
                for line in _round(of, round_, report.interval, own):
                    yield (*line, *no_group, *source)
                for line in _grouped(of, round_, report, own):
                    yield (*line, *source)
        for missing in poll.unasked:
            yield _unasked(poll, missing, report)
        for name, count in beside_named(poll.beside_counts, report.language):
            yield _padded((poll.title, None, None, None, None, "", f"({name})", count), report)
    for merged in report.merged:
        result = merged.result
        # No number of a poll's and no round: whoever filters by either, finds single polls only.
        before = (merged_name(merged, report.language), None, result.prompt, result.asked_as)
        for line in _round((*before, None), result.last, report.interval, own):
            yield (*line, *no_group, *(("",) if taken else ()))


def _grouped(
    before: tuple[Datum, ...], round_: RoundReport, report: Report, own: bool
) -> Iterator[tuple[Datum, ...]]:
    """The lines of one round once more for each group, with its name at their end.

    Where every group has equal weight, a share is nobody's number: there is no count.
    """
    named = [*rounds_by_group(round_, report.language)]
    for place, (name, of) in enumerate(named):
        is_mean = place >= len(round_.groups.shown)
        for line in _round(before, of, report.interval, own):
            counted = None if is_mean else line[COUNT]
            yield (*line[:COUNT], counted, *line[COUNT + 1 :], name)


def _unasked(poll: PollReport, missing: Unasked, report: Report) -> tuple[Datum, ...]:
    """A line that says why a number is not there."""
    said = speak(report.language)("(not asked, or not closed yet)")
    return _padded((poll.title, missing.number, missing.prompt, None, None, "", said), report)


def _padded(told: tuple[Datum, ...], report: Report) -> tuple[Datum, ...]:
    """A line that says nothing in the columns behind."""
    return (*told, *[None] * (len(head_of(report)) - len(told)))


def merged_name(merged: MergedReport, language: str) -> str:
    """What stands for the poll where several are taken together."""
    _ = speak(language)
    return _("Together: %(polls)s", polls="; ".join(part.title for part in merged.parts))


def iso_times(shown: Sequence[Showing] | None) -> str | None:
    """`2018-09-20T08:17:00Z/2018-09-20T08:21:00Z`: times as ISO 8601 writes them, a blank between.

    A time that is not over has no end. Empty: never; None: not recorded.
    """
    if shown is None:
        return None
    return " ".join(f"{iso(at)}/{iso(end) if end else '..'}" for at, end in shown)


def _own_figure(row: Row, named: str | None) -> tuple[Datum, Datum]:
    """What a figure that is no share is called, and the figure; of a fact both as they are told."""
    if named is None and row.shown:
        return row.label, row.shown
    return named, tenths(row.value)


def _round(
    before: tuple[Datum, ...], round_: RoundReport, interval: bool, own: bool
) -> Iterator[tuple[Datum, ...]]:
    """The lines of one round.

    Args:
        before: poll, number, question, kind, round.
        own: with the columns of a kind's own figures.
    """
    results = round_.results
    opened, closed = iso_if_known(round_.opened_ms), iso_if_known(round_.closed_ms)
    after: tuple[Datum, ...] = (opened, closed, round_.sha256, iso_times(round_.shown))
    none = (None, None) if interval else ()
    blank = (*none, *((None, None) if own else ()))
    people = (results.votes, None if round_.withheld else results.abstained)
    for series in results.series:
        means = (tenths(series.mean), tenths(series.median))
        for row in series.rows:
            share = None if results.measured else row.percent
            found = (series.label, row.label, row.count, share, series.base)
            ends = tables.interval(row, series.base) if round_.interval else None
            named = results.measured.value if results.measured else None
            figure = _own_figure(row, named) if own else ()
            yield (*before, *found, *people, *means, *after, *(ends or none), *figure)
    for fact in results.facts:
        told = ("", f"({fact})", None, None, results.base)
        yield (*before, *told, *people, None, None, *after, *none, fact.label, fact.value)
    for way in _ways(round_):
        yield (*before, *way, *people, None, None, *after, *blank)
    if results.form != "texts":
        # Texts beside the rows (“Sonstiges”): counted in their row already, so without a share.
        for text in round_.texts:
            found = ("", text.text, text.count, None, results.base)
            yield (*before, *found, *people, None, None, *after, *blank)
    if round_.note:
        # A round without a single line would look as if it had never been.
        base = None if round_.withheld else results.base
        noted = ("", f"({round_.note})", None, None, base)
        yield (*before, *noted, *people, None, None, *after, *blank)


def _ways(round_: RoundReport) -> Iterator[tuple[Datum, ...]]:
    """Who moved from which answer to which: a line each, of all who voted in both rounds."""
    if round_.moved is None or round_.moved.figures is None:
        return
    label, all_ = round_.moved.fact.label, round_.moved.moves.n
    columns, lines = round_.moved.figures
    for start, *cells in lines:
        for end, cell in zip(columns[1:], cells, strict=True):
            yield (label, f"({start.text} → {end.name})", int(cell.text), None, all_)
