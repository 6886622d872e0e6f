"""What many decisions between two say of all: the model of Bradley and Terry.

Bradley, R. A. and Terry, M. E. (1952): “Rank Analysis of Incomplete Block Designs: I. The Method of
Paired Comparisons”, Biometrika 39 (3/4), 324–345. Each statement has a strength p, and wins against
another with the chance p / (p + other). Strengths are found by the MM algorithm of Hunter, D. R.
(2004): “MM Algorithms for Generalized Bradley–Terry Models”, The Annals of Statistics 32 (1),
384–406, which always comes nearer but slowly; from there Newton's method, of which he says that it
is fast where it is near, ends in a few steps: 100 statements take a tenth of a second, not a whole.

Of what only ever won, the strength would have no end, and so it has none where few have decided.
Each statement therefore met one more of strength 1 that nobody sees, and half won, half lost: the
prior of Davidson, R. R. and Solomon, D. L. (1973): “A Bayesian Approach to Paired Comparison
Experimentation”, Biometrika 60 (3), 477–487, at its weakest that is the same for all.

What is told is the share: the chance to win against any of the others, whichever it meets. Its
interval comes from the curvature of the likelihood (observed information), for the distance of a
strength from the mean of the others.
"""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from math import exp, log, sqrt
from operator import mul
from typing import NamedTuple

CONFIDENCE, Z = 95, 1.959964
"""Percent of cases in which a normal variable is within Z standard deviations of its mean."""
CLOSE = 1e-7
"""Of a logarithm of a strength: less is seen in no percentage."""
SWEEPS = 10
"""Of MM, before Newton's steps."""
MOST_STEPS = 50
LONGEST_STEP = 1.0
"""Of a logarithm: Newton's steps go too far where few have decided."""
HALF = 0.5
"""Of the one meeting more, won and lost."""


class Standing(NamedTuple):
    """What one statement came to, from 0 to 1."""

    share: float
    low: float
    high: float
    """where the share is with 95 % confidence"""


def won_and_met(n: int, won: Mapping[tuple[int, int], int]) -> tuple[int, int]:
    """How many meetings `n` won, and how many it was in.

    Args:
        won: (winner, loser) -> how often.
    """
    wins = sum(times for (winner, _), times in won.items() if winner == n)
    return wins, sum(times for pair, times in won.items() if n in pair)


@lru_cache(16)  # every screen of a poll asks for the same votes
def standings(won: frozenset[tuple[tuple[int, int], int]], size: int) -> tuple[Standing, ...]:
    """The standing of each of `size` statements.

    Args:
        won: ((winner, loser), how often).
    """
    met = _met(dict(won), size)
    strengths = _strengths(dict(won), met)
    logs = [log(each) for each in strengths]
    errors = _errors(strengths, met)
    return tuple(
        Standing(
            _share(logs, n, 0), _share(logs, n, -Z * errors[n]), _share(logs, n, Z * errors[n])
        )
        for n in range(size)
    )


def _met(won: Mapping[tuple[int, int], int], size: int) -> list[dict[int, int]]:
    """Whom each statement met, how often."""
    met: list[dict[int, int]] = [{} for _ in range(size)]
    for (winner, loser), times in won.items():
        met[winner][loser] = met[winner].get(loser, 0) + times
        met[loser][winner] = met[loser].get(winner, 0) + times
    return met


def _strengths(won: Mapping[tuple[int, int], int], met: Sequence[Mapping[int, int]]) -> list[float]:
    wins = [HALF] * len(met)
    for (winner, _), times in won.items():
        wins[winner] += times
    found = [1.0] * len(met)
    for _sweep in range(SWEEPS):
        for n, others in enumerate(met):
            own = found[n]
            below = sum([times / (own + found[m]) for m, times in others.items()])
            found[n] = wins[n] / (below + 1 / (own + 1))
    for _step in range(MOST_STEPS):
        steps = _steps(wins, found, met)
        found = [own * exp(step) for own, step in zip(found, steps, strict=True)]
        if max(map(abs, steps)) < CLOSE:
            break
    return found


def _steps(
    wins: Sequence[float], found: Sequence[float], met: Sequence[Mapping[int, int]]
) -> list[float]:
    """How far Newton's method moves each log: the information's inverse times the slope."""
    slope = []
    for n, others in enumerate(met):
        own = found[n]
        expected = sum([times * own / (own + found[m]) for m, times in others.items()])
        slope.append(wins[n] - expected - own / (own + 1))
    inverse = _inverse_of_root(_information(found, met))
    half = [sum(map(mul, row, slope)) for row in inverse]
    steps = (sum(map(mul, column, half)) for column in zip(*inverse, strict=True))
    return [min(max(step, -LONGEST_STEP), LONGEST_STEP) for step in steps]


def _share(logs: Sequence[float], n: int, further: float) -> float:
    """The mean chance of `n` against each other one, if its log were `further` from where it is."""
    own = logs[n] + further
    chances = [1 / (1 + exp(other - own)) for m, other in enumerate(logs) if m != n]
    return sum(chances) / len(chances)


def _errors(strengths: Sequence[float], met: Sequence[Mapping[int, int]]) -> list[float]:
    """The standard error of each log's distance from the mean of the others.

    Of the inverse A of the information, with c = n/(n−1)·eᵢ − 1/(n−1)·1, it is √(cᵀAc).
    """
    size = len(strengths)
    inverse = _inverse_of_root(_information(strengths, met))
    # A = KᵀK, where K is the inverse of Cholesky's root: its columns hold all there is to know.
    sums = [sum(row) for row in inverse]
    found = []
    for n in range(size):
        column = [row[n] for row in inverse[n:]]
        own = sum(map(mul, column, column))
        to_all = sum(map(mul, column, sums[n:]))
        variance = (size / (size - 1)) ** 2 * own - 2 * size / (size - 1) ** 2 * to_all
        found.append(sqrt(max(variance + sum(map(mul, sums, sums)) / (size - 1) ** 2, 0)))
    return found


def _information(strengths: Sequence[float], met: Sequence[Mapping[int, int]]) -> list[list[float]]:
    """How sharply the likelihood bends, by the logs of two strengths each."""
    found = [[0.0] * len(strengths) for _ in strengths]
    for n, others in enumerate(met):
        own = strengths[n]
        found[n][n] += own / (own + 1) ** 2
        for m, times in others.items():
            known = times * own * strengths[m] / (own + strengths[m]) ** 2
            found[n][n] += known
            found[n][m] -= known
    return found


def _inverse_of_root(matrix: Sequence[Sequence[float]]) -> list[list[float]]:
    """The inverse of L in `matrix` = LLᵀ (Cholesky): symmetric and positive definite."""
    root: list[list[float]] = []
    inverse: list[list[float]] = []
    for n, line in enumerate(matrix):
        row: list[float] = []
        for m in range(n):
            row.append((line[m] - sum(map(mul, row, root[m]))) / root[m][m])
        row.append(sqrt(line[n] - sum(map(mul, row, row))))
        root.append(row)
        # Row n of the inverse: what the rows above it make of this one, and one over its end.
        above = [-sum([row[k] * inverse[k][m] for k in range(m, n)]) / row[n] for m in range(n)]
        inverse.append([*above, 1 / row[n], *[0.0] * (len(matrix) - n - 1)])
    return inverse
