"""How wide a text will be, without a browser: enough to wrap labels and to keep words apart.

Widths are those of a bold sans at 1 px, the wider of Inter and Arial for every letter, so that a
text is narrower on the screen than here rather than wider.
"""

import re
import unicodedata
from functools import lru_cache

_GROUPS = {
    "'’‘‚ijl|": 0.29,
    " !.,:;·I": 0.33,
    '()[]{}-/\\ftr"': 0.44,
    "*<>?~^+=_`–„“”Jcsvxyz": 0.61,
    "abdeghknopqu": 0.64,
    "0123456789#$ELFTZPRS": 0.69,
    "ABCDGHKNOQUVXY&": 0.78,
    "mw": 0.9,
    "MW%@…—": 1.05,
}
_WIDTHS = {letter: width for letters, width in _GROUPS.items() for letter in letters}
_OTHER_CAPITAL = 0.8
_OTHER_LETTER = 0.65
LATIN_ENDS = 0x250
_FULL = 1.1
"""Han, Kana, Hangul, Cyrillic's widest, emoji and whatever else is not Latin."""
_REGULAR = 0.95
"""A text that is not bold, beside one that is."""


_BLANKS = re.compile(r"[^\S\u00a0\u202f]+")
"""Where lines may break: `n = 139` is written with blanks that hold it together."""


def width(text: str, px: float, *, bold: bool = True) -> float:
    """Pixels that `text` takes at a font size of `px`, rather too many than too few."""
    return _units(text) * px * (1 if bold else _REGULAR)


def wrap(text: str, px: float, room: float, *, bold: bool = True, most: int = 1000) -> list[str]:
    """`text` in at most `most` lines of at most `room` pixels; what does not fit ends in `…`.

    Words break only where they alone are longer than a line.
    """
    units = room / px / (1 if bold else _REGULAR)
    lines = [""]
    for word in filter(None, _BLANKS.split(text)):
        rest = f"{lines[-1]} {word}" if lines[-1] else word
        if lines[-1] and _units(rest) > units:
            lines.append("")
            rest = word
        while _units(rest) > units and len(rest) > 1:
            part = _fitting(rest, units, end="-")
            lines[-1] = f"{part}-"
            lines.append("")
            rest = rest[len(part) :]
        lines[-1] = rest
    if len(lines) > most:
        last = _fitting(" ".join(lines[most - 1 :]), units, end=" …")
        lines = [*lines[: most - 1], f"{last.rstrip(' -')} …"]
    return lines


def _fitting(text: str, units: float, *, end: str) -> str:
    """The longest beginning of `text`, one letter at least, that together with `end` has room."""
    taken = _units(end)
    for length, letter in enumerate(text):
        taken += _letter(letter)
        if taken > units:
            return text[: max(length, 1)]
    return text


@lru_cache(4096)  # the labels and words of some polls; they are measured at every snapshot
def _units(text: str) -> float:
    """The width of `text` at 1 px."""
    return sum(map(_letter, text))


@lru_cache(1024)
def _letter(c: str) -> float:
    if c in _WIDTHS:
        return _WIDTHS[c]
    if unicodedata.combining(c):
        return 0
    base = unicodedata.normalize("NFD", c)[0]
    if base in _WIDTHS:  # Ä is as wide as A
        return _WIDTHS[base]
    if ord(c) < LATIN_ENDS:
        return _OTHER_CAPITAL if c.isupper() else _OTHER_LETTER
    return _FULL
