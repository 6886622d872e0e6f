"""Numbers and their bins in words: with their unit, and no more precise than they are."""

from decimal import Decimal
from typing import NamedTuple

from poll_server.locale import speak

from .bounds import MOST_DECIMALS, said
from .numbers import format_number
from .spread import Bin, step

PRECISE_BELOW = 100
"""Means and quartiles of smaller numbers have a decimal place more than the answers."""


class Wording(NamedTuple):
    """How the numbers of one question are said."""

    unit: str
    """in the language; empty: none"""
    decimals: int
    """places that answers have"""
    language: str

    def short(self, value: Decimal) -> str:
        """`12.5`."""
        more = 1 if abs(value) < PRECISE_BELOW else 0
        return format_number(value, min(self.decimals + more, MOST_DECIMALS), self.language)

    def whole(self, value: Decimal) -> str:
        """`12.5 km`."""
        return self.short(value) + (f"\u00a0{self.unit}" if self.unit else "")

    def between(self, low: Decimal, high: Decimal) -> str:
        """`9–12.5 km`, or `−2 to 3 km`; of two alike the one."""
        _ = speak(self.language)
        if low == high:
            return self.whole(low)
        if low >= 0:
            return f"{self.short(low)}–{self.whole(high)}"
        return _("%(low)s to %(high)s", low=self.short(low), high=self.whole(high))

    def off(self, value: Decimal, right: Decimal) -> str:
        """How far `value` is from the right one."""
        _ = speak(self.language)
        off = self.whole(abs(value - right))
        if value == right:
            return _("exactly right")
        return _("%(off)s too high", off=off) if value > right else _("%(off)s too low", off=off)

    def of_bin(self, each: Bin) -> str:
        """Which answers are in a bin, without their unit: there is little room."""
        _ = speak(self.language)
        if each.low is None:
            return _("under %(high)s", high=said(each.high, self.language))
        low = said(each.low, self.language)
        if each.high is None:
            return _("%(low)s and more", low=low)
        last = each.high - step(self.decimals)
        if last == each.low:
            return low
        high = said(last, self.language)
        return f"{low}–{high}" if each.low >= 0 else _("%(low)s to %(high)s", low=low, high=high)
