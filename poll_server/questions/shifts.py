"""Two rounds of a question beside each other: what each row was, what it is, and the shift between.

The shift is the difference of the figures as they are shown, so that everybody can check it.
"""

from typing import NamedTuple

from poll_server.base.percent import format_decimal
from poll_server.questions.results import Results, Row, Share

UNKNOWN = "–"


class RowMoved(NamedTuple):
    """One row before and now; None where that round had no such row."""

    label: str
    before: Row | Share | None
    now: Row | Share | None

    def points(self, language: str) -> str:
        """`+19` percentage points, `−3`, `±0`; where rows have figures of their own, of those."""
        figures = [_figure(row) for row in (self.before, self.now)]
        if None in figures:
            return UNKNOWN
        before, now = (figure or 0 for figure in figures)
        moved = round(now - before, 1)
        sign = "+" if moved > 0 else "−" if moved < 0 else "±"
        size = abs(moved)
        return sign + (str(round(size)) if size == int(size) else format_decimal(size, language))


def _figure(row: Row | Share | None) -> float | None:
    if row is None:
        return None
    return row.value if isinstance(row, Row) and row.shown else row.percent


def comparable(results: Results) -> bool:
    """Whether rounds of such a result can stand beside each other as bars: no texts, no field."""
    return results.answered and results.form in ("bars", "statements")


def shares(results: Results) -> dict[tuple[str, str], Row | Share]:
    """What a comparison shows of a round, by statement and row.

    A scale's rows and its top steps; of several statements the top steps alone, which is what one
    compares: forty rows of steps would hide it.
    """
    found: dict[tuple[str, str], Row | Share] = {}
    for series in results.series:
        if results.form != "statements" or not series.top:
            found |= {(series.label, row.key): row for row in series.rows}
        if series.top:
            found[series.label, "top"] = series.top
    return found


def shifts(before: Results, now: Results) -> list[RowMoved]:
    """The rows of `now`, each with what it was before."""
    was = shares(before)
    return [
        RowMoved(" ".join(filter(None, (series, row.label))), was.get((series, key)), row)
        for (series, key), row in shares(now).items()
    ]
