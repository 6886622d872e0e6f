"""A result as a phone lists it: short enough for its page."""

from poll_server.base.percent import format_decimal, percent
from poll_server.locale import speak
from poll_server.questions import Results
from poll_server.questions.results import share_of
from poll_server.wire.messages import PhoneResults, PhoneRow, PhoneSeries

from . import tables

MOST_PHONE_STEPS = 6
"""Steps of several statements that a phone shows one by one."""
MOST_PHONE_ROWS = 12
"""Words, texts or measured rows of a result on a phone; all are on the stage and in the report."""


def phone_results(
    results: Results, language: str, part: str = "", earned: str = ""
) -> PhoneResults:
    """`results` as a phone lists them.

    Args:
        part: the id of the part of the question that they are of.
        earned: what whoever is right is told of their points.
    """
    if results.form == "statements" and len(results.steps) > MOST_PHONE_STEPS:
        told = tables.base(results, language), (_phone_means(results, language),)
        return PhoneResults(*told, results.facts, part=part)
    # What is measured has the best first.
    most = MOST_PHONE_ROWS if ranked(results) or results.measured else None
    right = results.solution
    series = tuple(
        PhoneSeries(
            one.base,
            tuple(
                # What is right stands out, as on the stage, and not what most chose.
                PhoneRow(
                    row.key,
                    row.label,
                    row.length if row.mentions else row.percent,
                    row.key in right.keys if right and right.keys else row.leading,
                    row.shown or (share_of(row, language) if row.mentions else ""),
                )
                for row in one.rows[:most]
            ),
            one.label,
        )
        for one in results.series
    )
    base = tables.base(results, language)
    return PhoneResults(base, series, results.facts, results.solution, part, earned)


def _phone_means(results: Results, language: str) -> PhoneSeries:
    """Statements on many steps as a row each, with its mean: a bar a step would fill screens."""
    _, steps, rows = speak(language), results.steps, []
    for n, one in enumerate(results.series):
        far = sum(step * row.count for step, row in enumerate(one.rows))
        mean = "–" if one.mean is None else format_decimal(one.mean, language)
        rows.append(
            PhoneRow(f"mean:{n}", one.label, percent(far, one.base * (len(steps) - 1)), shown=mean)
        )
    ends = _("Means, from “%(low)s” to “%(high)s”", low=steps[0].label, high=steps[-1].label)
    return PhoneSeries(results.base, tuple(rows), ends)


def ranked(results: Results) -> bool:
    """Whether the rows are texts people wrote, most frequent first, instead of fixed options."""
    return any(row.written for one in results.series for row in one.rows)
