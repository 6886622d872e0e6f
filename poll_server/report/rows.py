"""The report as one long table, a line a row of a round: what CSV and XLSX hold alike."""

from collections.abc import Iterator

from ..locale import speak
from ..percent import format_decimal
from .model import PollReport, QuestionReport, Report, RoundReport, iso

Value = str | int | float | None
"""Text, a whole number, a mean with one decimal, or nothing to say (no share without a base)."""


def head(language: str) -> tuple[str, ...]:
    """The names of the columns."""
    _ = speak(language)
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
    )


def lines(report: Report) -> Iterator[tuple[Value, ...]]:
    """The lines below `head`."""
    for poll in report.polls:
        for question in poll.questions:
            for round_ in question.rounds:
                yield from _round(poll, question, round_)


def tenths(value: float | None) -> float | None:
    """A mean as it is printed everywhere, as a number."""
    return None if value is None else float(format_decimal(value, "en"))


def _round(
    poll: PollReport, question: QuestionReport, round_: RoundReport
) -> Iterator[tuple[Value, ...]]:
    results = round_.results
    before = (poll.title, question.number, question.prompt, question.asked_as, round_.attempt)
    after = (iso(round_.opened_ms), iso(round_.closed_ms), round_.sha256)
    people = (results.votes, None if round_.withheld else results.abstained)
    for series in results.series:
        means = (tenths(series.mean), tenths(series.median))
        for row in series.rows:
            found = (series.label, row.label, row.count, row.percent, series.base)
            yield (*before, *found, *people, *means, *after)
    if not question.question.moderated:
        # Texts beside the rows (“Sonstiges”): counted in their row already, so without a share.
        for text in round_.texts:
            found = ("", text.text, text.count, None, results.base)
            yield (*before, *found, *people, None, None, *after)
    if round_.note:
        # A round without a single line would look as if it had never been.
        blank = ("", f"({round_.note})", None, None, None if round_.withheld else results.base)
        yield (*before, *blank, *people, None, None, *after)
