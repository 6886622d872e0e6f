"""The Net Promoter Score: those who would recommend less those who would not, of steps 0 to 10.

Source: Reichheld, F. F. (2003): “The One Number You Need to Grow”, Harvard Business Review 81 (12),
46–54. Promoters answer 9 or 10, passives 7 or 8, detractors 0 to 6; the score is the share of
promoters less the share of detractors, from −100 to +100.
"""

from collections.abc import Sequence
from typing import NamedTuple

from poll_server.base.percent import format_percent, percent
from poll_server.locale import speak
from poll_server.questions.results import Fact, Series

DETRACTORS, PASSIVES = slice(0, 7), slice(7, 9)
PROMOTERS = slice(9, 11)
STEPS = 11


class Promoters(NamedTuple):
    """How many answered what."""

    promoters: int
    passives: int
    detractors: int

    @property
    def base(self) -> int:
        """Everybody who answered."""
        return self.promoters + self.passives + self.detractors

    @property
    def score(self) -> int | None:
        """Promoters less detractors in whole percent, rounded once; None where nobody answered.

        Half a point is rounded away from zero, so that swapping both sides only swaps the sign.
        """
        if not self.base:
            return None
        more = self.promoters - self.detractors
        rounded = (200 * abs(more) + self.base) // (2 * self.base)
        return rounded if more >= 0 else -rounded


def promoters(counts: Sequence[int]) -> Promoters:
    """Who is what, of the counts of the 11 steps, that of 0 first."""
    assert len(counts) == STEPS
    return Promoters(sum(counts[PROMOTERS]), sum(counts[PASSIVES]), sum(counts[DETRACTORS]))


def signed(score: int) -> str:
    """`+23`, `−7` with a true minus, `0`."""
    return f"{'+' if score > 0 else '−' if score < 0 else ''}{abs(score)}"


def as_fact(series: Series, language: str) -> Fact:
    """The score of a statement that somebody rated, and who is what."""
    _ = speak(language)
    who = promoters(series.counts)
    shares = {
        name: format_percent(percent(count, who.base), language)
        for name, count in who._asdict().items()
    }
    return Fact(
        _("NPS · %(statement)s", statement=series.label)
        if series.label
        else _("Net Promoter Score"),
        signed(who.score or 0),
        _(
            "%(promoters)s promoters (9–10), %(passives)s passives (7–8), "
            "%(detractors)s detractors (0–6)",
            **shares,
        ),
    )
