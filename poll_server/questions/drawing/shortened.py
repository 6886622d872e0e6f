"""Labels cut to the room there is, and still told apart: no two different texts look alike.

Where the beginnings of two texts are the same, each keeps the place at which it differs:

    Die Lehrkräfte unserer Schulen … Zeit für Fortbildungen
    Die Lehrkräfte unserer Schulen … Geld für Geräte
"""

from collections import Counter
from collections.abc import Sequence
from itertools import takewhile

from .widths import wrap

_CUT = "…"


def wrap_apart(
    texts: Sequence[str], px: float, room: float, *, bold: bool = True, most: int
) -> list[list[str]]:
    """Each text in at most `most` lines of at most `room` pixels (`widths.wrap`).

    What does not fit ends in `…`, or has it in the middle where it would look like another one.
    """
    cut = [wrap(text, px, room, bold=bold, most=most) for text in texts]
    alike = Counter(map(tuple, cut))
    lines = [
        _differing(text, texts, px, room, bold=bold, most=most) if alike[tuple(each)] > 1 else each
        for text, each in zip(texts, cut, strict=True)
    ]
    again = Counter(map(tuple, lines))
    return [
        wrap(f"{place}: {text}", px, room, bold=bold, most=most)
        if again[tuple(each)] > 1 and texts.count(text) == 1
        else each
        for place, (text, each) in enumerate(zip(texts, lines, strict=True), 1)
    ]


def _differing(
    text: str, texts: Sequence[str], px: float, room: float, *, bold: bool, most: int
) -> list[str]:
    """`text` in lines, with the place at which it differs from the most similar one."""
    alike = max((_alike(text, other) for other in texts if other != text), default=0)
    start = text.rfind(" ", 0, alike + 1) + 1  # the whole word
    if alike - start > len(text) // 2:
        start = alike  # in the middle of a very long one
    head, tail = text[:start].split(), text[start:]
    for words in range(len(head), -1, -1):
        said = " ".join([*head[:words], _CUT, tail])
        lines = wrap(said, px, room, bold=bold, most=1000)
        if len(lines) <= most:
            return lines
    return wrap(f"{_CUT} {tail}", px, room, bold=bold, most=most)


def _alike(one: str, other: str) -> int:
    """Characters with which both begin."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))
