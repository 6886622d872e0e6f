"""Numbers as people write them, in German and in English, and back.

`12,5` and `12.5` are one number, and so are `1.000.000`, `1,000,000` and `1 000 000`. Where a
single mark stands before three digits (`1.234`) it can be either; the question's bounds and decimal
places mostly tell, and where they do not, nobody guesses. `number.js` reads the same.
"""

import re
from collections.abc import Iterator
from decimal import Decimal

from poll_server.base.text import NARROW_SPACE

LONGEST_NUMBER = 24
"""Characters of a written number, spaces and marks included."""
MOST_DIGITS = 12
"""So many are kept exactly by every browser, spreadsheet and JSON reader (15 are)."""
GROUPED_FROM = 10_000
"""Smaller numbers have no mark for thousands: a year is 2026."""
_SPACES = re.compile(r"[\s'’\u00a0\u202f\u2009]+")
_SIGNED = re.compile(r"(?P<sign>[-−–+]?)(?P<digits>[0-9][0-9.,]*|[.,][0-9]+)")
_MARKS = re.compile(r"[.,]")
_FORMATTED = re.compile(r"−?[0-9][0-9.,\u202f]*")
_GROUPS = {mark: re.compile(rf"[0-9]{{1,3}}(\{mark}[0-9]{{3}})+") for mark in ".,"}


def readings(text: str) -> list[Decimal]:
    """The numbers that `text` can mean: none, one, or two; that of a decimal mark first."""
    found = _SIGNED.fullmatch(_SPACES.sub("", text[:LONGEST_NUMBER]))
    if not found or len(text) > LONGEST_NUMBER:
        return []
    sign = "-" if found["sign"] in ("-", "−", "–") and found["sign"] else ""
    plain = dict.fromkeys(_plain(found["digits"]))
    return [Decimal(sign + each) for each in plain if len(each.replace(".", "")) <= MOST_DIGITS]


def meant(text: str, decimals: int) -> list[Decimal]:
    """`readings` of a text where numbers have at most so many decimal places.

    Three places behind a mark that can be either are three places, zeros or not: whoever is asked
    for a whole number and writes 1.000 means a thousand.
    """
    found = readings(text)
    if len(found) < 2:
        return found
    return [value for value in found if -int(value.as_tuple().exponent) <= decimals]


def _plain(digits: str) -> Iterator[str]:
    """`digits` with a point for decimals alone, in each way that they can be read."""
    marks = _MARKS.findall(digits)
    if not marks:
        yield digits
        return
    last = marks[-1]
    whole, _, rest = digits.rpartition(last)
    others = set(marks[:-1])
    if not others or (len(others) == 1 and last not in others and _grouped(whole)):
        yield f"{_MARKS.sub('', whole) or '0'}.{rest or '0'}"
    if set(marks) == {last} and _grouped(digits) and not digits.startswith("0"):
        yield _MARKS.sub("", digits)


def _grouped(digits: str) -> bool:
    """Whether marks stand before groups of three, as thousands have them."""
    return any(each.fullmatch(digits) for each in _GROUPS.values())


def plain(value: Decimal) -> int | float:
    """`value` as JSON has it; a whole number without a point."""
    return int(value) if value == value.to_integral_value() else float(value)


def exact(value: float) -> Decimal:
    """The decimal number that `plain` made `value` of."""
    return Decimal(str(value))


def places(value: Decimal) -> int:
    """Decimal places that it needs."""
    exponent = value.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def format_number(value: Decimal | float, decimals: int, language: str) -> str:
    """`12,5` in German, `12.5` in English, at most `decimals` places; thousands from 10,000 on."""
    number = value if isinstance(value, Decimal) else exact(value)
    rounded = round_half_up(number, decimals)
    said = f"{abs(rounded):,f}" if abs(rounded) >= GROUPED_FROM else f"{abs(rounded):f}"
    if "." in said:
        said = said.rstrip("0").rstrip(".")
    if language == "de":
        said = said.translate({ord(","): NARROW_SPACE, ord("."): ","})
    return f"−{said}" if rounded < 0 else said


def formatted(text: str, language: str) -> Decimal | None:
    """The number that `format_number` wrote, with a unit after it or without; None: it is none."""
    said, _, _unit = text.partition("\u00a0")
    if not _FORMATTED.fullmatch(said):
        return None
    if language == "de":
        said = said.replace(NARROW_SPACE, "").replace(",", ".")
    return Decimal(said.replace(",", "").replace("−", "-"))


def as_typed(number: float, language: str) -> str:
    """`number` as somebody would write it so that it is read in one way only."""
    text = str(number).replace(".", "," if language == "de" else ".")
    return text + "0" if len(readings(text)) > 1 else text


def round_half_up(value: Decimal, decimals: int) -> Decimal:
    """Half away from zero, as `percent.py` rounds shares."""
    step = Decimal(1).scaleb(-decimals)
    return (
        (abs(value) / step + Decimal("0.5")).to_integral_value("ROUND_FLOOR")
        * step
        * (-1 if value < 0 else 1)
    )
