"""Mean and median of answers on the steps of a scale, by how many chose each."""

from collections.abc import Sequence


def mean(counts: Sequence[int], first: int = 1) -> float | None:
    """The mean step, the lowest being `first`; None where nobody answered."""
    base = sum(counts)
    return sum(step * count for step, count in enumerate(counts, first)) / base if base else None


def median(counts: Sequence[int], first: int = 1) -> float | None:
    """The middle step, the lowest being `first`; between two steps their middle (2.5)."""
    base = sum(counts)
    if not base:
        return None
    low, high = ((base - 1) // 2, base // 2)
    return (_step_at(counts, low, first) + _step_at(counts, high, first)) / 2


def _step_at(counts: Sequence[int], place: int, first: int) -> int:
    """The step of the answer at `place` (from 0) when answers are sorted by step."""
    for step, count in enumerate(counts, first):
        if place < count:
            return step
        place -= count
    raise IndexError(place)
