"""The Net Promoter Score: those who would recommend less those who would not, of steps 0 to 10.

Source: Reichheld, F. F. (2003): “The One Number You Need to Grow”, Harvard Business Review 81 (12),
46–54. Promoters answer 9 or 10, passives 7 or 8, detractors 0 to 6; the score is the share of
promoters less the share of detractors, from −100 to +100.
"""

from collections.abc import Sequence
from typing import NamedTuple

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
