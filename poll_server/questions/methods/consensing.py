"""Systemic consensing: whoever decides asks for the least resistance, and not for the most votes.

Source: Visotschnig, E. and Schrotta, S. (2005): “Das SK-Prinzip. Wie man Konflikte ohne
Machtkämpfe löst”, Ueberreuter. Everybody says of every proposal how much stands against it, from 0
(nothing) to 10 (unbearable); “as it is now” is one of the proposals. The group resistance is the
sum of what was said in percent of the most that could have been, and the lowest carries.
"""

from collections.abc import Sequence

from poll_server.base.percent import percent

MOST_RESISTANCE = 10
STRONG = 8
"""Resistance from which it is a strong objection: what stands behind it is worth being heard."""


def group_resistance(counts: Sequence[int]) -> int | None:
    """In whole percent, of how many said 0, 1, … 10; None where nobody did."""
    assert len(counts) == MOST_RESISTANCE + 1
    return percent(total(counts), MOST_RESISTANCE * sum(counts))


def total(counts: Sequence[int]) -> int:
    """The sum of what was said."""
    return sum(value * people for value, people in enumerate(counts))


def strong(counts: Sequence[int]) -> int:
    """How many object strongly."""
    return sum(counts[STRONG:])
