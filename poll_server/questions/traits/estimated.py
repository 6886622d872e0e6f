"""The right number of an estimate, and how far off an answer may be and still be right.

Who is right can be read off the numbers that were counted, so there is no counter `right` here: an
estimate counts as it did before estimates brought points, and rounds of that time have some, too.
"""

from collections.abc import Iterable, Mapping
from decimal import ROUND_FLOOR, Decimal
from typing import NamedTuple

from poll_server.base.percent import format_percent, percent
from poll_server.locale import Speech, speak
from poll_server.questions.form import Described
from poll_server.questions.kind import RIGHT, Question, Tally
from poll_server.questions.methods.numbers import meant
from poll_server.questions.methods.spread import Bin, near, step
from poll_server.questions.methods.wording import Wording

from . import right
from .speed import is_of_speed


def described(_: Speech) -> Mapping[str, Described]:
    """What is said of the fields that make an estimate one with a right answer."""
    return {
        "right": Described(
            _("Right number"),
            _("Shown with the result, and how close the hall came. Empty: there is none."),
            column=_("Right number"),
            line=r"(?:right|answer|richtig|lösung)\s*[:=]\s*(?P<value>[-−0-9.,\s]+)",
        ),
        "tolerance": Described(
            _("How far off is right, too"),
            _("Such as 5: from 5 less to 5 more. Empty: the right number alone."),
            column=_("Tolerance"),
            line=r"(?:tolerance|toleranz|±)\s*[:=]?\s*(?P<value>[0-9.,\s]+)",
        ),
        **right.described(_),
    }


class RightNumber(NamedTuple):
    """What is right, and how far around it."""

    number: Decimal
    off: Decimal | None
    """None: the question does not say, so the number alone is right"""
    decimals: int
    """places that an answer may have"""

    @property
    def span(self) -> Bin:
        """The answers that are right: from one number on, and below another."""
        off = self.off or Decimal(0)
        last = (self.number + off).quantize(step(self.decimals), ROUND_FLOOR)
        return Bin(self.number - off, last + step(self.decimals))

    def close(self, counts: Mapping[Decimal, int], words: Wording) -> str:
        """How many came close, in a sentence: as close as the question says, or by a tenth."""
        _, every = speak(words.language), sum(counts.values())
        within = sum(n for number, n in counts.items() if self.span.holds(number))
        n = near(counts, self.number) if self.off is None else within
        told = {
            "all": every,
            "percent": format_percent(percent(n, every), words.language),
        }
        if self.off is None:
            return _.ngettext(
                "%(n)s of %(all)s (%(percent)s) is within a tenth of it",
                "%(n)s of %(all)s (%(percent)s) are within a tenth of it",
                n,
                **told,
            )
        if not self.off:
            return _.ngettext(
                "%(n)s of %(all)s (%(percent)s) is exactly right",
                "%(n)s of %(all)s (%(percent)s) are exactly right",
                n,
                **told,
            )
        return _.ngettext(
            "%(n)s of %(all)s (%(percent)s) is at most %(off)s off",
            "%(n)s of %(all)s (%(percent)s) are at most %(off)s off",
            n,
            off=words.whole(self.off),
            **told,
        )


def answered_right(question: Question, tally: Tally) -> int:
    """How many answered right, of any question; 0 where nothing is right."""
    solution = question.solution()
    if solution is None or not solution.span:
        return tally.get(RIGHT, 0)
    (span,) = map(Bin.keyed, solution.keys)
    return sum(n for number, n in counts_of(tally).items() if span.holds(number))


def counts_of(tally: Tally) -> dict[Decimal, int]:
    """How many gave each number."""
    return {Decimal(c): n for c, n in tally.items() if n > 0 and not is_of_speed(c)}


def mistakes(written: str, of: str, decimals: int, _: Speech) -> Iterable[tuple[str, str]]:
    """What is wrong with how far off an answer may be.

    Args:
        written: as the deck has it.
        of: the right number, likewise.
    """
    if not written:
        return
    found = meant(written, decimals)
    if len(found) != 1 or found[0] < 0:
        yield "tolerance", _("a number from 0 on that can be read in one way, such as 5 or 0.5")
    if not of:
        yield "tolerance", _("nothing where no number is right")
