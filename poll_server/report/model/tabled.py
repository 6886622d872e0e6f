"""Which rows and columns the tables of a report have, with their captions and the lines below."""

from collections.abc import Callable, Iterator

from poll_server.live import tables
from poll_server.locale import speak
from poll_server.questions import Results, Series

from . import annex
from .blocks import Caption, Table
from .document import Report, RoundReport
from .side_by_side import SideBySide
from .told import figures_in_words

MOST_LISTED = 40
"""Rows of a table, most frequent first; all of them are in the CSV and XLSX files."""
MOST_STEPS = 6
"""Columns for steps that fit on the page; a longer scale gets a table for each statement."""
MOST_NAMED_STEPS, LONGEST_STEP = 5, 20
"""Columns and characters up to which a scale's steps stand in the head of its table; beyond, the
head has numbers, and the line above the table says what they mean."""
Numbered = Callable[[str], Caption]
"""Gives a text its number."""


def steps_fit(results: Results) -> bool:
    """Whether the steps of all statements stand in one table."""
    return results.form != "statements" or len(results.steps) <= MOST_STEPS


def answers(
    name: str, said: str, series: Series, round_: RoundReport, caption: Numbered, language: str
) -> Table:
    """Answer, votes, share: a line a row, the leader in bold; a mean stands in the caption.

    Args:
        name: for screen readers.
        said: the caption's first words.
    """
    whole = tables.table(round_.results.only(series), language, intervals=round_.interval)
    return Table(
        caption(" · ".join((said, *figures_in_words(series, language)))),
        "answers",
        name,
        whole.head,
        [line.cells for line in whole.rows[:MOST_LISTED]],
        strong=tuple(n for n, row in enumerate(series.rows[:MOST_LISTED]) if row.leading),
        below=_more(len(series.rows), language),
    )


def statements(name: str, round_: RoundReport, caption: Numbered, language: str) -> Table:
    """A line a statement; long or many steps are numbered in the head and named above.

    The median has no column and stands below.
    """
    whole = tables.table(round_.results, language, intervals=round_.interval)
    steps = [row.label for row in round_.results.steps]
    head, said = list(whole.head), [round_.base]
    if len(steps) > MOST_NAMED_STEPS or max(map(len, steps)) > LONGEST_STEP:
        said += [f"{n} = {step}" for n, step in enumerate(steps, 1)]
        head[1 : 1 + len(steps)] = [str(n) for n in range(1, 1 + len(steps))]
    below = (
        f"{series.label}: {figures}"
        for series in round_.results.series
        if series.base and (figures := " · ".join(figures_in_words(series, language)))
    )
    rows = [line.cells for line in whole.rows]
    said_ = caption(" · ".join(said))
    return Table(said_, "statements", name, tuple(head), rows, steps=len(steps), below=tuple(below))


def side_by_side(prompt: str, compared: SideBySide, caption: Numbered) -> Table:
    """Rounds or polls beside each other."""
    columns = compared.columns
    return Table(
        caption(compared.caption),
        "compared",
        f"{prompt} – {compared.caption}",
        (compared.first, *(each.name for each in columns)),
        compared.lines(MOST_LISTED),
        below_head=("", *(each.n for each in columns)),
        below=_more(len(compared.changes), compared.language),
    )


def rounds(report: Report, caption: Numbered) -> Iterator[Table]:
    """Every round with its checksum; none where none was closed."""
    if lines := list(annex.lines(report)):
        _ = speak(report.language)
        said = _("Rounds and their checksums")
        yield Table(caption(said), "rounds", said, annex.head(report.language), lines)


def _more(rows: int, language: str) -> tuple[str, ...]:
    """A line under a table that does not hold all rows."""
    if rows <= MOST_LISTED:
        return ()
    left = speak(language).ngettext(
        "and %(n)s more, in the CSV and XLSX files",
        "and %(n)s more, in the CSV and XLSX files",
        rows - MOST_LISTED,
    )
    return (left,)
