"""A figure of two rounds: for each row the bar of the earlier round over that of the later one."""

from collections.abc import Sequence
from typing import Any

from poll_server.looks.look import Look
from poll_server.questions.results import Measure, Row, Share
from poll_server.questions.shifts import UNKNOWN, RowMoved

from .figures import value
from .marks import THICK, across, bar, beside, layout, margin, no_axis
from .rows import HEIGHT, LABEL_PX, Rows
from .widths import width

MOST = 8
"""Rows of one figure; more go on further ones: two bars a row are read from the last row."""
TALLEST = 150
"""Pixels from row to row at most."""
FOOT, FOOT_PX = 80, 34
LARGEST_PX = 48


def before_after(
    rows: Sequence[RowMoved], heads: tuple[str, str], look: Look, measure: Measure, language: str
) -> dict[str, Any]:
    """The figure of at most `MOST` rows.

    Args:
        heads: what the earlier and the later round are called, with their n.
    """
    grid = Rows([row.label for row in rows], largest=LABEL_PX, tallest=TALLEST, below=FOOT)
    thick = grid.pitch * THICK / 2
    px = min(LARGEST_PX, round(thick * 0.9))
    was = [_value(row.before, measure, language) for row in rows]
    now = [f"{_value(r.now, measure, language)}  ({r.points(language)})" for r in rows]
    right = max(width(text, px) for text in (*was, *now))
    legend = (
        f'<span style="color:{look.muted}">■</span> {heads[0]}   '
        f'<span style="color:{look.accent}">■</span> {heads[1]}'
    )
    return {
        "data": [
            _half(grid, [row.before for row in rows], look.muted, -thick),
            _half(grid, [row.now for row in rows], look.accent, 0),
        ],
        "layout": layout(look)
        | {
            "barmode": "overlay",
            "margin": margin(grid, right),
            "xaxis": no_axis([0, 100]),
            "yaxis": grid.axis(look, [False] * len(rows)),
            "annotations": [
                beside(middle, text, px, colour) | {"yshift": shift}
                for texts, colour, shift in (
                    (was, look.muted, round(thick / 2)),
                    ([f"<b>{text}</b>" for text in now], look.ink, -round(thick / 2)),
                )
                for middle, text in zip(grid.middles, texts, strict=True)
            ]
            + [across(min(grid.bottom + FOOT, HEIGHT), legend, FOOT_PX, look)],
        },
    }


def _value(row: Row | Share | None, measure: Measure, language: str) -> str:
    return value(row, measure, language) if row else UNKNOWN


def _half(
    grid: Rows, rows: Sequence[Row | Share | None], colour: str, offset: float
) -> dict[str, Any]:
    """The bars of one round: each the upper or the lower half of its row."""
    lengths = [row.length if row else 0 for row in rows]
    half = {"width": round(grid.pitch * THICK / 2 - 3, 1), "offset": round(offset, 1)}
    return bar(grid, lengths, {"color": colour, "cornerradius": 6}) | half
