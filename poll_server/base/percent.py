"""The one place that divides and rounds, and that names the base of 100 %.

Phone, stage, tables and every exported file take their percentages from here, so one result is
the same number everywhere. Percentages are whole numbers, rounded half up (1/8 is 13 %): what a
hall reads aloud, and what DIN 1333 calls rounding. They are never added up after rounding: a
share of two steps is rounded once, from its counts. So the parts of a whole need not add up to 100
as they are printed: 3 and 37 of 40 are 8 % and 93 %. Where they do not, `rounding_shows`, and every
screen and file says so beside its base.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable
from math import floor
from typing import overload

from poll_server.locale import speak

from .text import NARROW_SPACE

_DECIMAL = re.compile(r"\d+(?:[.,]\d)?")
"""As `format_decimal` writes a mean, or a count."""
_Z, _Z_UNIT = 1_959_964, 1_000_000
"""1.959964: a normal variable is within as many standard deviations in 95 of 100 cases."""


def percent(count: int, base: int) -> int | None:
    """`count` of `base` in whole percent, rounded half up; None where there is no base.

    Integer arithmetic on purpose: 0.5 in binary floating point is not always one half.
    """
    if base <= 0:
        return None
    return (200 * count + base) // (2 * base)


def rounding_shows(counts: Iterable[int], base: int) -> bool:
    """Whether `counts` are all the parts of `base`, and their printed percentages are not 100.

    Of a question where people pick several options, nobody adds up the shares.
    """
    parts = list(counts)
    if base <= 0 or sum(parts) != base:
        return False
    return sum(percent(part, base) or 0 for part in parts) != 100


def wilson(count: int, base: int) -> tuple[int, int] | None:
    """The 95 % interval of a share, in whole percent; None where there is no base.

    The score interval of Wilson (1927, “Probable inference, the law of succession, and statistical
    inference”, Journal of the American Statistical Association 22, 209–212): every share p from
    which `count` of `base` is at most z = 1.959964 standard deviations away. Rounded outward, the
    lower end down and the upper end up, so that it is never narrower than the formula says and
    always holds the share as it is printed.

    Integer arithmetic, as above: whether p = k/100 is outside is asked of the formula itself,
    (count/base - p)² ≥ z² · p(1 - p) / base, multiplied out.
    """
    if base <= 0:
        return None

    def outside(k: int) -> bool:
        far = (100 * count - k * base) ** 2
        return far * _Z_UNIT**2 >= _Z**2 * k * (100 - k) * base

    below, above = -(-100 * count // base), 100 * count // base + 1
    low = bisect_left(range(below), True, key=lambda k: not outside(k)) - 1
    high = above + bisect_left(range(above, 101), True, key=outside)
    return max(low, 0), min(high, 100)


def format_interval(ends: tuple[int, int] | None, language: str) -> str:
    """`88–96 %` in German, `88–96%` in English, `–` without a base."""
    if ends is None:
        return "–"
    low, high = ends
    start = "" if low == high else f"{low}–"
    return f"{start}{format_percent(high, language)}"


def format_percent(value: int | None, language: str) -> str:
    """`93 %` with a narrow no-break space in German, `93%` in English, `–` without a base."""
    if value is None:
        return "–"
    return f"{value}{NARROW_SPACE}%" if language == "de" else f"{value}%"


def number_format(language: str) -> str:
    """How a spreadsheet or a native chart writes a whole percentage: as texts do."""
    return f'0"{format_percent(0, language)[1:]}"'


DECIMAL_FORMAT = "0.0"
"""How a spreadsheet writes a mean; it puts the reader's own decimal mark."""

_SIGNED, _MIXED = "+0;−0;0", "General"


def own_format(written: Iterable[str], language: str) -> str:
    """How a spreadsheet or a native chart writes a kind's own figures: as texts write them.

    That is `+57` with its sign, `40.0` with its tenth by the reader's own mark, `35 %`; and of a
    chart, which has one way for all of them, `262` beside `256.5`.
    """
    formats = {_own(text, language) for text in written if text.strip("–0")}
    return _SIGNED if _SIGNED in formats else formats.pop() if len(formats) == 1 else _MIXED


def _own(text: str, language: str) -> str:
    if text[0] in "+−":
        return _SIGNED
    if text.endswith("%"):
        return number_format(language)
    return DECIMAL_FORMAT if {",", "."} & set(text) else "0"


@overload
def tenths(value: float) -> float: ...
@overload
def tenths(value: float | None) -> float | None: ...
def tenths(value: float | None) -> float | None:
    """A mean as it is printed everywhere, as a number: with one decimal, rounded half up."""
    # 1e-9: 2.25 may sit a hair below in binary.
    return None if value is None else floor(value * 10 + 0.5 + 1e-9) / 10


def format_decimal(value: float, language: str) -> str:
    """A mean with one decimal, by the language's own decimal mark, rounded half up."""
    return f"{tenths(value):.1f}".replace(".", "," if language == "de" else ".")


def format_median(value: float, language: str) -> str:
    """A median of steps: `4`, or `3,5` between two."""
    return str(int(value)) if value == int(value) else format_decimal(value, language)


def calculated(text: str) -> float | None:
    """What a spreadsheet calculates with of a figure as it is written; None: it is no number."""
    if not _DECIMAL.fullmatch(text):
        return None
    return float(text.replace(",", ".")) if {",", "."} & set(text) else int(text)


def base_in_words(base: int, language: str) -> str:
    """What 100 % stands for, as it is printed under every chart."""
    _ = speak(language)
    return _.ngettext(
        "%(all)s = %(n)s participant who answered",
        "%(all)s = %(n)s participants who answered",
        base,
        all=format_percent(100, language),
    )
