"""Rows of a figure: how large their labels are, in how many lines, and where each row stands."""

import html
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from poll_server.base.text import isolated
from poll_server.looks.look import Look
from poll_server.questions.results import Row
from poll_server.questions.writing.written import clean

from .widths import width, wrap

WIDTH, HEIGHT = 1776, 690
"""Pixels of a figure: a stage less its edges, title and foot."""
LABEL_PX = 40
"""Pixels of a label at most, where there are more than a few rows."""
LABEL_SIZES = (52, 46, 40, 36, 32, 30, 28, 24, 20, 18, 16, 12)
"""Pixels, tried from the largest on, until every label has room."""
LABEL_ROOMS = (620, 860)
"""Pixels beside the bars that labels may take; the second where the first makes them small."""
GOOD_LABEL_PX = 32
GOOD_LINES = 2
"""Of a label; one of more becomes smaller first, as far as it is still good to read."""
LINE_HEIGHT = 1.3
"""Of the font size; as Plotly sets lines."""
LABEL_AIR = 0.25
"""Of the font size, between two labels: they are not packed like a paragraph."""
GAP = 28
"""Pixels between label and bar, and between bar and number."""


class Rows:
    """Rows under each other in the middle of the figure, their labels as large as all of them fit.

    A label of several lines makes its row higher than `pitch`, which the others have.
    """

    def __init__(
        self, texts: Sequence[str], *, largest: int, tallest: int, above: int = 0, below: int = 0
    ) -> None:
        """Args: `above` and `below` are the pixels kept free over and under the rows."""
        space = HEIGHT - above - below
        self.px, self.lines = fitted(tuple(clean(text) for text in texts), largest, space)
        heights = [(len(lines) * LINE_HEIGHT + LABEL_AIR) * self.px for lines in self.lines]
        self.pitch = next(
            (
                pitch
                for pitch in range(tallest, 0, -1)
                if sum(max(pitch, height) for height in heights) <= space
            ),
            1,
        )
        heights = [max(self.pitch, height) for height in heights]
        self.top = above + (space - sum(heights)) / 2
        self.bottom = self.top + sum(heights)
        self.middles = [
            round(self.top + sum(heights[:n]) + height / 2, 1) for n, height in enumerate(heights)
        ]
        self.label_width = max(
            (width(line, self.px) for lines in self.lines for line in lines), default=0
        )

    def axis(self, look: Look, bold: Sequence[bool]) -> dict[str, Any]:
        """The vertical axis: pixels from the top, a label at the middle of each row."""
        return {
            "range": [HEIGHT, 0],
            "tickvals": self.middles,
            "ticktext": [
                f"<b>{escaped(lines)}</b>" if strong else escaped(lines)
                for lines, strong in zip(self.lines, bold, strict=True)
            ],
            "tickfont": {"size": self.px, "color": look.ink},
            "ticklabelstandoff": GAP,
            "ticks": "",
            "fixedrange": True,
            "showgrid": False,
            "zeroline": False,
        }


@lru_cache(256)  # labels are the same at every snapshot
def fitted(texts: tuple[str, ...], largest: int, space: float) -> tuple[int, list[list[str]]]:
    """The largest font size with which `texts` fit in `space` pixels of height, and the lines."""
    sizes = [px for px in LABEL_SIZES if px <= largest]
    tries = [(px, LABEL_ROOMS[0]) for px in sizes if px >= GOOD_LABEL_PX]
    tries += [(px, LABEL_ROOMS[1]) for px in sizes]
    for px, room in tries:
        wrapped = [wrap(text, px, room) for text in texts]
        high = sum((len(lines) * LINE_HEIGHT + LABEL_AIR) * px for lines in wrapped)
        torn = any(_torn(text, lines) for text, lines in zip(texts, wrapped, strict=True))
        poor = torn or max(map(len, wrapped), default=0) > GOOD_LINES
        if high <= space and not (poor and px > GOOD_LABEL_PX):
            return px, wrapped
    px, room = tries[-1]
    most = max(1, int((space / len(texts) / px - LABEL_AIR) / LINE_HEIGHT))
    return px, [wrap(text, px, room, most=most) for text in texts]


def _torn(text: str, lines: Sequence[str]) -> bool:
    """Whether a word was longer than a line."""
    return " ".join(lines) != text


def escaped(lines: Sequence[str]) -> str:
    """Lines for Plotly: escaped, so that no text is markup; each read from its own side."""
    return "<br>".join(isolated(html.escape(line)) for line in lines)


def whiskers(rows: Sequence[Row], look: Look) -> dict[str, Any]:
    """A thin line over each bar, as far as its interval."""
    ends = [row.between or (row.length,) * 2 for row in rows]
    if not any(row.between for row in rows):
        return {}
    lengths = [row.length for row in rows]
    return {
        "error_x": {
            "type": "data",
            "symmetric": False,
            "array": [high - length for (_, high), length in zip(ends, lengths, strict=True)],
            "arrayminus": [length - low for (low, _), length in zip(ends, lengths, strict=True)],
            "color": look.ink,
            "thickness": 4,
            "width": 10,
        }
    }
