"""Plotly figures as plain dicts: one hue, the leader in the strong tone, a number at every bar.

Every figure is made for a stage of 1920 × 1080 px, on which it takes `WIDTH` × `HEIGHT`; whoever
draws it elsewhere scales the whole picture. Every text from a deck or a participant is HTML-escaped
on its way in, because Plotly renders `<a>`, `<b>` and `<span style>` in labels.
"""

import html
from collections.abc import Sequence
from typing import Any

from poll_server.base.percent import format_decimal, format_median, format_percent
from poll_server.locale import speak
from poll_server.looks.colours import contrast
from poll_server.looks.look import Look
from poll_server.questions.results import Measure, Row, Series, Share, share_of

from .marks import across, bar, layout, margin, no_axis, numbers
from .rows import HEIGHT, LABEL_PX, Rows, whiskers
from .tones import palette
from .widths import width

FIGURE_PX = 54
FEW, FEW_LABEL_PX, FEW_FIGURE_PX = 3, 52, 72
"""Up to three rows are larger: a yes or no fills the hall."""
TALLEST_ROW, TALLEST_FEW = 118, 170
"""Pixels from bar to bar at most, so that few bars do not become blocks."""
SEGMENT_PX = 36
FOOT = 80
"""Pixels under the bars for one line."""


def bars(
    rows: Sequence[Row],
    look: Look,
    measure: Measure,
    language: str,
    *,
    colours: Sequence[str] = (),
    foot: str = "",
) -> dict[str, Any]:
    """Horizontal bars on a track, the first row on top.

    Args:
        measure: what the number beside each bar says; the bar's length is its share either way.
        colours: one for each bar, instead of the strong tone for the leader.
        foot: a line under the bars.
    """
    few = len(rows) <= FEW
    grid = Rows(
        [row.label for row in rows],
        largest=FEW_LABEL_PX if few else LABEL_PX,
        tallest=TALLEST_FEW if few else TALLEST_ROW,
        below=FOOT if foot else 0,
    )
    figure_px = min(FEW_FIGURE_PX if few else FIGURE_PX, round(grid.pitch * 0.62))
    values = [value(row, measure, language) for row in rows]
    return {
        "data": _on_tracks(grid, rows, look, colours),
        "layout": layout(look)
        | {
            "margin": margin(grid, max((width(text, figure_px) for text in values), default=0)),
            "xaxis": no_axis([0, 100]),
            "yaxis": grid.axis(look, [row.leading for row in rows]),
            "yaxis2": no_axis([HEIGHT, 0]) | {"overlaying": "y"},
            "annotations": numbers(grid, values, figure_px, look)
            + ([across(grid.bottom + FOOT, foot, SEGMENT_PX, look)] if foot else []),
        },
    }


def _on_tracks(
    grid: Rows, rows: Sequence[Row], look: Look, colours: Sequence[str]
) -> list[dict[str, Any]]:
    """The tracks, and on them the bars with their intervals."""
    fills = colours or [look.accent if row.leading else look.bar for row in rows]
    return [
        bar(grid, [100] * len(rows), {"color": look.track, "cornerradius": 8}),
        # An axis of their own: on one axis with the track, Plotly would not round the bars.
        bar(grid, [row.length for row in rows], _fill(fills, rows, look))
        | {"yaxis": "y2"}
        | whiskers(rows, look),
    ]


def distribution(series: Series, look: Look, measure: Measure, language: str) -> dict[str, Any]:
    """One statement's steps as bars in the colours of agreement, and its mean in words."""
    return bars(
        series.rows,
        look,
        measure,
        language,
        colours=palette(look.agreement, len(series.rows)),
        foot=html.escape(in_words(series, language)),
    )


def value(row: Row | Share, measure: Measure, language: str) -> str:
    """The number beside a bar; the kind's own figure where it is no share."""
    if isinstance(row, Row) and row.shown:
        return row.shown
    share = share_of(row, language)
    if isinstance(row, Row) and row.mentions:
        return share
    return {"percent": share, "count": str(row.count)}.get(measure, f"{share} · {row.count}")


def in_words(series: Series, language: str) -> str:
    """Top steps, mean and median of one statement; empty where nobody answered."""
    if series.top is None or series.mean is None or series.median is None:
        return ""
    _ = speak(language)
    return _(
        "%(percent)s %(whatever)s · mean %(mean)s · median %(median)s",
        percent=format_percent(series.top.percent, language),
        whatever=series.top.label,
        mean=format_decimal(series.mean, language),
        median=format_median(series.median, language),
    )


def _fill(colours: Sequence[str], rows: Sequence[Row], look: Look) -> dict[str, Any]:
    """Bars in `colours`; a pale one gets an outline, so that its length is seen on the track."""
    pale = [contrast(colour, look.track) < 3 for colour in colours]  # 3:1: WCAG 2.2, 1.4.11
    lines = [2 if is_pale and row.count else 0 for is_pale, row in zip(pale, rows, strict=True)]
    outline = {"line": {"color": look.muted, "width": lines}} if any(lines) else {}
    return {"color": list(colours), "cornerradius": 8, **outline}
