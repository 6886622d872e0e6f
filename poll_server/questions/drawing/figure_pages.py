"""A result in as many figures as it takes for every label to be read from the last row."""

from collections.abc import Sequence
from itertools import pairwise

import msgspec

from poll_server.questions.results import Results
from poll_server.questions.writing.written import clean

from .rows import HEIGHT, LABEL_PX, fitted

LEGIBLE_PX = 30
"""Pixels of a label that is read from the last row; what does not fit so goes on another page."""
MOST_ROWS = 12
"""Rows on one page of a figure: more are a forest, whatever their labels."""


def pages(results: Results) -> list[Results]:
    """`results` in as few parts as there have to be for every label to be legible on a stage.

    Parts of many options have the most frequent first, so that the first one tells the most. Texts
    that people wrote are not parted: their figure chooses by itself.
    """
    series = results.series
    if results.form == "field":
        return [results, *_one_by_one(results)]
    if results.form == "statements":
        parts = _parted([one.label for one in series])
        return [msgspec.structs.replace(results, series=series[a:b]) for a, b in parts]
    rows = series[0].rows if series else ()
    if not rows or rows[0].written:
        return [results]
    parts = _parted([row.label for row in rows])
    if len(parts) == 1:
        return [results]
    # Stable: ties in the deck's order. Figures of a kind's own keep the kind's own order.
    ranked = rows if results.measured else sorted(rows, key=lambda row: -row.count)
    return [
        msgspec.structs.replace(
            results, series=(msgspec.structs.replace(series[0], rows=tuple(ranked[a:b])),)
        )
        for a, b in _parted([row.label for row in ranked])
    ]


def _one_by_one(results: Results) -> list[Results]:
    """Each row of a field by itself, with all who put it somewhere; none where there is but one."""
    rows = range(len(results.steps))
    return [
        msgspec.structs.replace(
            results,
            series=tuple(
                msgspec.structs.replace(one, rows=one.rows[n : n + 1]) for one in results.series
            ),
            spots=results.spots[n : n + 1],
        )
        for n in (rows if len(rows) > 1 else ())
    ]


def _parted(labels: Sequence[str]) -> list[tuple[int, int]]:
    """Where pages of about equal length begin and end, as few as leave every label legible."""
    for wanted in range(-(-len(labels) // MOST_ROWS), len(labels)):
        ends = [round(len(labels) * n / wanted) for n in range(wanted + 1)]
        spans = [(a, b) for a, b in pairwise(ends)]
        if all(_legible(labels[a:b]) for a, b in spans):
            return spans
    return [(n, n + 1) for n in range(len(labels))]


def _legible(labels: Sequence[str]) -> bool:
    cleaned = tuple(clean(label) for label in labels)
    return fitted(cleaned, LABEL_PX, HEIGHT)[0] >= LEGIBLE_PX
