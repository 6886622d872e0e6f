"""The one place that divides and rounds, and that names the base of 100 %.

Phone, stage, tables and every exported file take their percentages from here, so one result is
the same number everywhere. Percentages are whole numbers, rounded half up (1/8 is 13 %): what a
hall reads aloud, and what DIN 1333 calls rounding. They are never added up after rounding: a
share of two steps is rounded once, from its counts.
"""

from .locale import speak
from .text import NARROW_SPACE


def percent(count: int, base: int) -> int | None:
    """`count` of `base` in whole percent, rounded half up; None where there is no base.

    Integer arithmetic on purpose: 0.5 in binary floating point is not always one half.
    """
    if base <= 0:
        return None
    return (200 * count + base) // (2 * base)


def format_percent(value: int | None, language: str) -> str:
    """`93 %` with a narrow no-break space in German, `93%` in English, `–` without a base."""
    if value is None:
        return "–"
    return f"{value}{NARROW_SPACE}%" if language == "de" else f"{value}%"


def format_decimal(value: float, language: str) -> str:
    """A mean with one decimal, by the language's own decimal mark, rounded half up."""
    tenths = int(value * 10 + 0.5 + 1e-9)  # 1e-9: 2.25 may sit a hair below in binary
    whole, tenth = divmod(tenths, 10)
    return f"{whole}{',' if language == 'de' else '.'}{tenth}"


def base_in_words(base: int, language: str) -> str:
    """What 100 % stands for, as it is printed under every chart."""
    _ = speak(language)
    return _.ngettext(
        "%(all)s = %(n)s participant who answered",
        "%(all)s = %(n)s participants who answered",
        base,
        all=format_percent(100, language),
    )
