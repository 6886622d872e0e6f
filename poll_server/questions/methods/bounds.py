"""Which numbers may be answered, what a text can mean of them, and why it can mean none."""

from decimal import Decimal, InvalidOperation
from typing import NamedTuple

from poll_server.locale import speak

from .numbers import LONGEST_NUMBER, MOST_DIGITS, format_number, meant, places

MOST_DECIMALS = 4


class Bounds(NamedTuple):
    """The numbers from `low` to `high`; None: no end on that side."""

    decimals: int
    """places that a number may have"""
    low: Decimal | None = None
    high: Decimal | None = None

    def fits(self, value: Decimal) -> bool:
        """Whether it may be answered."""
        return (
            abs(value) < 10**MOST_DIGITS
            and places(value) <= self.decimals
            and (self.low is None or self.low <= value)
            and (self.high is None or value <= self.high)
        )

    def fitting(self, given: int | float | str) -> list[Decimal]:
        """What `given` can mean of what may be answered."""
        if isinstance(given, str):
            found = meant(given, self.decimals)
        else:
            try:
                found = [Decimal(str(given) if len(str(given)) <= LONGEST_NUMBER else "")]
            except InvalidOperation:
                return []
        return [value for value in found if value.is_finite() and self.fits(value)]

    def ends(self, language: str) -> tuple[str, str]:
        """The least and the greatest number as they are read; empty where there is none."""
        return said(self.low, language), said(self.high, language)

    def told(self, legend: str, language: str) -> str:
        """A field's `legend` with the bounds."""
        _ = speak(language)
        low, high = self.ends(language)
        if low and high:
            return _("%(legend)s, from %(low)s to %(high)s", legend=legend, low=low, high=high)
        if low:
            return _("%(legend)s, %(low)s or more", legend=legend, low=low)
        return _("%(legend)s, at most %(high)s", legend=legend, high=high) if high else legend

    def objection(self, text: str, language: str) -> str:
        """Why `text` is no number that may be answered; empty where it is one."""
        fitting = len(self.fitting(text))
        if fitting == 1:
            return ""
        if fitting > 1:
            return self.unclear(language)
        found = meant(text, self.decimals)
        if not found:
            return self.no_number(language)
        if all(places(value) > self.decimals for value in found):
            return self.too_precise(language)
        return self.outside(language)

    def no_number(self, language: str) -> str:
        """Said of what is none."""
        _ = speak(language)
        example = format_number(Decimal("12.5" if self.decimals else 12), 1, language)
        return _("Please write just a number, such as %(example)s.", example=example)

    def unclear(self, language: str) -> str:
        """Said of what can be two."""
        _ = speak(language)
        return _(
            "This can be read in two ways. Please write 1234 or %(decimal)s.",
            decimal="1,2340" if language == "de" else "1.2340",
        )

    def too_precise(self, language: str) -> str:
        """Said of one with more decimal places."""
        _ = speak(language)
        if not self.decimals:
            return _("Please write a whole number.")
        return _.ngettext(
            "Please write at most %(n)s decimal place.",
            "Please write at most %(n)s decimal places.",
            self.decimals,
        )

    def outside(self, language: str) -> str:
        """Said of one beyond an end."""
        _ = speak(language)
        low, high = self.ends(language)
        if low and high:
            return _("Please write a number from %(low)s to %(high)s.", low=low, high=high)
        if low:
            return _("Please write %(low)s or more.", low=low)
        if high:
            return _("Please write at most %(high)s.", high=high)
        return _("This number is too large.")


def said(value: Decimal | None, language: str) -> str:
    """A number as it is read, with all its places; empty where there is none."""
    return "" if value is None else format_number(value, MOST_DECIMALS, language)
