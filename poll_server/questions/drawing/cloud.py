"""Where the words of a cloud go: a pure function of the counts, so every screen draws the same.

Words must not jump while votes arrive, yet no screen may remember anything: a second laptop, a
reload and the report show the same picture. So every word has a home that its letters alone give:
a band of the stage, a place across and a height in the band. Neighbours in a band push each other
aside by just as much as they need, so a vote moves words by a hair, or not at all. Only where a
band is full do its least frequent words go to another. The first word alone stands in the middle,
and some words, for which the stage is too wide, stand closer around it, in half as many bands.
`tests/questions/drawing/test_cloud.py` measures it.
"""

import hashlib
import html
from collections.abc import Sequence
from functools import lru_cache
from math import floor, log, sqrt
from typing import Any, NamedTuple

from poll_server.base.text import isolated
from poll_server.looks.look import FONT, Look
from poll_server.questions.results import Row

from .marks import layout
from .rows import HEIGHT, WIDTH
from .widths import width

SMALLEST_PX, LARGEST_PX = 32, 120
MOST_WORDS = 40
"""More would be too small to read, or not fit; the ranked list has them all."""
FULL_SIZE_COUNT = 6
"""Votes from which the top word has the full size: a first vote alone shall not shout."""
BANDS = 8
SOME_WORDS, SOME_BANDS, SOME_WIDE = 14, BANDS // 2, 0.4
"""Up to so many words stand in so many bands, and have their homes on so much of the width."""
SOME_FULL = 0.6
"""Of a band's width that some words take before others go to the next: not all in a row."""
MIDDLE = 4
"""The band of the first word; of the bands of some words it is the third, too."""
CLEAR_LEAD = 1.5
"""Times the votes by which a word is sure of the middle: who leads by a hair do not take turns."""
FIRM = 1e9
"""The weight of the word in the middle beside the square of a font size: all others give way."""
LINE = 1.25
"""Of the largest font size in a band, from band to band, where there is room for more."""
CALM = 0.55
"""Of all bands' width that words may take before everything is written smaller: fuller bands would
send words away at every vote."""
FULLEST = 0.98
"""Of a band's width that words take, the air between them included."""
AIR = 22
"""Pixels between two words of a band."""
WIDEST = 1100
"""Pixels of the longest phrase; it is written smaller instead."""
FEW_WORDS = 6
"""Up to so many words stand large in the middle: spread over the stage they would look lost."""
FEW_LARGEST_PX, FEW_SMALLEST_PX = 170, 84
FEW_A_LINE = 2
FEW_AIR = 90
"""Pixels between two words of a line of few."""
FEW_LINE = 1.25
"""Of the font size, from line to line of few words."""
LAYOUTS_KEPT = 16
"""Clouds on screens at the same time, each of 40 words: some kilobytes."""


class Word(NamedTuple):
    """A word and where its middle goes, in pixels from the top left."""

    key: str
    text: str
    px: float
    x: float
    y: float


class _Sized(NamedTuple):
    """A row and its font size."""

    row: Row
    px: float

    @property
    def room(self) -> float:
        """Pixels of a band that it takes, half the air on each side."""
        return width(self.row.label, self.px) + AIR


class _Home(NamedTuple):
    """What the letters of a word give: all parts from 0 to 1 but `bands`, in order of liking."""

    across: float
    height: float
    bands: tuple[int, ...]
    colour: int


def figure(rows: Sequence[Row], look: Look) -> dict[str, Any]:
    """The cloud of `rows`, the most frequent first."""
    words = place(rows)
    axis = {"visible": False, "fixedrange": True}
    return {
        "data": [
            {
                "type": "scatter",
                "mode": "text",
                "x": [word.x for word in words],
                "y": [word.y for word in words],
                "text": [isolated(html.escape(word.text)) for word in words],
                "ids": [word.key for word in words],
                "textposition": "middle center",
                "textfont": {
                    "family": FONT,
                    "weight": 700,
                    "size": [word.px for word in words],
                    "color": [
                        look.categories[home(word.key).colour % len(look.categories)]
                        for word in words
                    ],
                },
                "cliponaxis": False,
                "hoverinfo": "skip",
            }
        ],
        "layout": layout(look)
        | {
            "margin": {"l": 0, "r": 0, "t": 0, "b": 0},
            "xaxis": axis | {"range": [0, WIDTH]},
            "yaxis": axis | {"range": [HEIGHT, 0]},
        },
    }


def place(rows: Sequence[Row]) -> list[Word]:
    """The first `MOST_WORDS` rows in their places; no two overlap. One without room is left out."""
    written = ((row.key, row.label, row.count) for row in rows[:MOST_WORDS] if row.count > 0)
    return list(_placed(tuple(written)))


@lru_cache(LAYOUTS_KEPT)  # every look and screen asks for the same one, at each tick
def _placed(words: tuple[tuple[str, str, int], ...]) -> tuple[Word, ...]:
    """Words in their places, each given by key, text and count: all that a layout depends on."""
    written = [Row(key, text, count, None, leading=False) for key, text, count in words]
    return tuple(_in_the_middle(written) if len(written) <= FEW_WORDS else _in_bands(written))


def _in_bands(written: Sequence[Row]) -> list[Word]:
    """Many words, each in a band and at a place that its letters give, around the first."""
    first = _first(written)
    many = _bands_of(written)
    bands: list[list[_Sized]] = [[] for _ in range(many)]
    for word in sorted(sizes(written), key=lambda word: word.row.key != first):
        homes = (MIDDLE,) if word.row.key == first else home(word.row.key).bands
        liked = [bands[n * many // BANDS] for n in homes]
        full = [SOME_FULL, FULLEST] if many == SOME_BANDS else [FULLEST]
        roomy = (band for most in full for band in liked if _has_room(band, word, most))
        if (band := next(roomy, None)) is not None:
            band.append(word)
    bands = [band for band in bands if band]
    highs = [max(word.px for word in band) for band in bands]
    line, wide = HEIGHT / sum(highs), 1.0
    if many == SOME_BANDS:
        line, wide = min(line, LINE), SOME_WIDE
    top, placed = (HEIGHT - line * sum(highs)) / 2, []
    for band, high in zip(bands, highs, strict=True):
        placed += _in_band(band, min(1, line), top, high * line, first, wide)
        top += high * line
    return placed


def _bands_of(rows: Sequence[Row]) -> int:
    return SOME_BANDS if len(rows) <= SOME_WORDS else BANDS


def _first(rows: Sequence[Row]) -> str:
    """The key of the word in the middle: of about the most frequent ones the first by letters."""
    step = {row.key: floor(log(row.count, CLEAR_LEAD)) for row in rows}
    return min(step, key=lambda key: (-step[key], key))


def _in_the_middle(rows: Sequence[Row]) -> list[Word]:
    """Few words as centred lines, in an order that their letters alone give: votes swap none."""
    if not rows:
        return []
    most = max(row.count for row in rows)
    ordered = sorted(rows, key=lambda row: (home(row.key).across, row.key))
    each = 1 if len(rows) <= FEW_WORDS // FEW_A_LINE else FEW_A_LINE
    lines = [ordered[n : n + each] for n in range(0, len(ordered), each)]
    sized = [
        [_Sized(row, max(FEW_LARGEST_PX * sqrt(row.count / most), FEW_SMALLEST_PX)) for row in line]
        for line in lines
    ]
    highs = [max(word.px for word in line) * FEW_LINE for line in sized]
    widest = max(_span(line) for line in sized)
    shrink = min(1.0, FULLEST * WIDTH / widest, HEIGHT / sum(highs))
    top, placed = (HEIGHT - shrink * sum(highs)) / 2, []
    for line, high in zip(sized, highs, strict=True):
        left = (WIDTH - shrink * _span(line)) / 2
        for word in line:
            wide = width(word.row.label, word.px) * shrink
            middle = round(left + wide / 2, 1), round(top + high * shrink / 2, 1)
            placed.append(Word(word.row.key, word.row.label, round(word.px * shrink, 1), *middle))
            left += wide + FEW_AIR * shrink
        top += high * shrink
    return placed


def _span(line: Sequence[_Sized]) -> float:
    """Pixels across that a line of few words takes."""
    return sum(width(word.row.label, word.px) for word in line) + FEW_AIR * (len(line) - 1)


def sizes(rows: Sequence[Row]) -> list[_Sized]:
    """Font sizes by the root of the count, so that the area goes with the votes."""
    most = max([FULL_SIZE_COUNT, *(row.count for row in rows)])
    wanted = [LARGEST_PX * sqrt(row.count / most) for row in rows]
    narrow = [
        min(px, WIDEST / max(width(row.label, 1), 1)) for row, px in zip(rows, wanted, strict=True)
    ]
    taken = sum(
        _Sized(row, max(px, SMALLEST_PX)).room for row, px in zip(rows, narrow, strict=True)
    )
    crowd = min(1, CALM * _bands_of(rows) * WIDTH / max(taken, 1))
    return [_Sized(row, max(px * crowd, SMALLEST_PX)) for row, px in zip(rows, narrow, strict=True)]


@lru_cache(1024)  # the words on screens; asked for at every layout, for place and colour
def home(key: str) -> _Home:
    """Where the word with this key belongs; the same on every machine, unlike `hash`."""
    digest = hashlib.blake2b(key.encode(), digest_size=16).digest()
    bands = sorted(range(BANDS), key=lambda n: digest[n])
    return _Home(digest[8] / 255, digest[9] / 255, tuple(bands), digest[10])


def _has_room(band: Sequence[_Sized], word: _Sized, most: float) -> bool:
    return sum(other.room for other in band) + word.room <= most * WIDTH


def _in_band(
    band: Sequence[_Sized], shrink: float, top: float, high: float, first: str, wide: float
) -> list[Word]:
    """The words of a band, each as near to its home as its neighbours let it be.

    Args:
        shrink: what their font sizes are multiplied by.
        first: the key of the word in the middle.
        wide: the share of the width that homes are spread over.
    """
    across = {
        word.row.key: 0.5 if word.row.key == first else home(word.row.key).across for word in band
    }
    band = sorted(band, key=lambda word: (across[word.row.key], word.row.key))
    homes = [home(word.row.key) for word in band]
    wanted = [(WIDTH - word.room) * (0.5 + wide * (across[word.row.key] - 0.5)) for word in band]
    weights = [FIRM if word.row.key == first else word.px**2 for word in band]
    lefts = spread(wanted, [word.room for word in band], weights, WIDTH)
    return [
        Word(
            key=word.row.key,
            text=word.row.label,
            px=round(word.px * shrink, 1),
            x=round(left + word.room / 2, 1),
            y=round(top + word.px * shrink / 2 + at.height * (high - word.px * shrink), 1),
        )
        for word, at, left in zip(band, homes, lefts, strict=True)
    ]


def spread(
    wanted: Sequence[float], rooms: Sequence[float], weights: Sequence[float], span: float
) -> list[float]:
    """Left edges from 0 to `span` nearest to the `wanted` ones, in the same order, without overlap.

    Least squares: what stands in each other's way becomes one block, at the mean of what its
    members want. So the edges move continuously with all that is given.
    """
    before = [sum(rooms[:n]) for n in range(len(rooms))]
    blocks: list[tuple[float, float, int]] = []  # mean offset, weight, members
    for want, passed, weight in zip(wanted, before, weights, strict=True):
        offset, members = want - passed, 1
        while blocks and blocks[-1][0] > offset:
            other, heavy, many = blocks.pop()
            offset = (offset * weight + other * heavy) / (weight + heavy)
            weight, members = weight + heavy, members + many
        blocks.append((offset, weight, members))
    spare = span - sum(rooms)
    offsets = [min(max(offset, 0), spare) for offset, _, many in blocks for _ in range(many)]
    return [offset + passed for offset, passed in zip(offsets, before, strict=True)]
