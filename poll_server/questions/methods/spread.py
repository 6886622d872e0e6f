"""How numbers are spread: quartiles, mean, and the bins of a histogram. Pure functions of counts.

Quartiles are type 7 of Hyndman and Fan (1996), “Sample Quantiles in Statistical Packages”, The
American Statistician 50 (4), 361–365: linear between the sorted answers, as spreadsheets have it in
QUARTILE.INC and Python in `statistics.quantiles(…, method="inclusive")`.

Bins are as wide as Freedman and Diaconis (1981) say, “On the histogram as a density estimator”,
Zeitschrift für Wahrscheinlichkeitstheorie und verwandte Gebiete 57, 453–476: 2 · IQR · n^(−1/3),
rounded up to 1, 2 or 5 times a power of ten. What is further than three IQR from the quartiles (far
out, Tukey 1977, “Exploratory Data Analysis”) is one row at its end, or one answer of 999,999 would
press everybody else into a single bar.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from math import floor, log10
from typing import NamedTuple

from .numbers import plain

MOST_BINS = 10
"""With what is far out at both ends as many rows as a stage shows on one page."""
FAR_OUT = 3
"""IQR beyond the quartiles from which an answer is far out."""

NEAR = Decimal("0.1")
"""Of the right value: who is no further from it came close."""


class Spread(NamedTuple):
    """What is said of numbers."""

    n: int
    mean: Decimal
    quartiles: tuple[Decimal, Decimal, Decimal]
    """the second is the median"""


class Bin(NamedTuple):
    """Answers from `low` on and below `high`; None: no end on that side."""

    low: Decimal | None
    high: Decimal | None
    people: int = 0

    @classmethod
    def keyed(cls, key: str) -> "Bin":
        """The bin of this `key`, and nobody in it."""
        low, high = (Decimal(end) if end else None for end in key.split(":"))
        return cls(low, high)

    @property
    def key(self) -> str:
        """`low:high`, by which it is known from another."""
        return ":".join("" if end is None else str(plain(end)) for end in (self.low, self.high))

    def holds(self, value: Decimal) -> bool:
        """Whether `value` is counted in it."""
        low_enough = self.high is None or value < self.high
        return low_enough and (self.low is None or self.low <= value)


def spread(counts: Mapping[Decimal, int]) -> Spread | None:
    """Mean and quartiles of the values, each given so many times; None of none."""
    n = sum(counts.values())
    if not n:
        return None
    total = sum((value * count for value, count in counts.items()), Decimal(0))
    ordered = sorted(value for value, count in counts.items() if count)
    quarters = tuple(_quantile(ordered, counts, Decimal(k) / 4, n) for k in (1, 2, 3))
    return Spread(n, total / n, (quarters[0], quarters[1], quarters[2]))


def _quantile(
    ordered: list[Decimal], counts: Mapping[Decimal, int], share: Decimal, n: int
) -> Decimal:
    place = share * (n - 1)
    below = int(place)
    low = _at(ordered, counts, below)
    return low + (place - below) * (_at(ordered, counts, min(below + 1, n - 1)) - low)


def _at(ordered: list[Decimal], counts: Mapping[Decimal, int], place: int) -> Decimal:
    """The answer at `place`, from 0, of all in order."""
    for value in ordered:
        place -= counts[value]
        if place < 0:
            return value
    raise IndexError(place)


def bins(counts: Mapping[Decimal, int], decimals: int) -> list[Bin]:
    """The values in at most `MOST_BINS` bins of one width, and what is far out in one at each end.

    Args:
        decimals: places that values have; no bin is narrower than what they tell apart.
    """
    told = spread(counts)
    if told is None:
        return []
    inner = _inner(counts, told)
    low, high = min(inner), max(inner)
    unit = step(decimals)
    width = unit
    if (high - low) / unit >= MOST_BINS:
        width = max(unit, _nice(_freedman_diaconis(told, high - low)))
        while _start(high, width) - _start(low, width) >= width * MOST_BINS:
            width = _nice(width * Decimal("1.01"))
    first = _start(low, width)
    number = int((_start(high, width) - first) / width) + 1
    found = [
        Bin(at, at + width, sum(n for value, n in counts.items() if at <= value < at + width))
        for at in (first + width * place for place in range(number))
    ]
    end = found[-1].high
    assert end is not None
    below = sum(n for value, n in counts.items() if value < first)
    above = sum(n for value, n in counts.items() if value >= end)
    return [
        *([Bin(None, first, below)] if below else []),
        *found,
        *([Bin(end, None, above)] if above else []),
    ]


def place(shown: Sequence[Bin], value: Decimal, decimals: int) -> float:
    """Where `value` is on the axis of a histogram: 0 to the number of its columns.

    Args:
        decimals: places that values have; a bin of one value has it in its middle.
    """
    for before, each in enumerate(shown):
        if not each.holds(value):
            continue
        if each.low is None or each.high is None or each.high - each.low == step(decimals):
            return before + 0.5
        return before + float((value - each.low) / (each.high - each.low))
    low = shown[0].low
    return 0.0 if low is not None and value < low else float(len(shown))


def pointing(shown: Sequence[Bin], value: Decimal, words: str) -> str:
    """`words` for the line at `value`; with an arrow where it lies beyond the columns' edge."""
    if any(each.holds(value) for each in shown):
        return words
    return f"{words} →" if place(shown, value, 0) else f"← {words}"


def near(counts: Mapping[Decimal, int], right: Decimal) -> int:
    """How many came close to the right value."""
    return sum(n for value, n in counts.items() if abs(value - right) <= NEAR * abs(right))


def step(decimals: int) -> Decimal:
    """What two values differ by at least."""
    return Decimal(1).scaleb(-decimals)


def _inner(counts: Mapping[Decimal, int], told: Spread) -> dict[Decimal, int]:
    """The values that are not far out."""
    first, _, third = told.quartiles
    far = FAR_OUT * (third - first)
    given = {value: n for value, n in counts.items() if n}
    # Where the middle half agrees, nothing would be left of the others.
    return {v: n for v, n in given.items() if not far or first - far <= v <= third + far}


def _freedman_diaconis(told: Spread, span: Decimal) -> Decimal:
    """The width of a bin; where the middle half agrees, as many bins as Sturges (1926) says."""
    between = told.quartiles[2] - told.quartiles[0]
    if between:
        return Decimal(2) * between / Decimal(told.n ** (1 / 3))
    return span / Decimal(told.n.bit_length())


def _nice(width: Decimal) -> Decimal:
    """The least 1, 2 or 5 times a power of ten that is not less than `width`."""
    power = Decimal(1).scaleb(floor(log10(width)))
    return next(power * step for step in (1, 2, 5, 10) if power * step >= width)


def _start(value: Decimal, width: Decimal) -> Decimal:
    """The lower end of the bin that holds `value`."""
    return (value / width).to_integral_value("ROUND_FLOOR") * width
