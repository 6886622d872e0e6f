"""What other libraries say: JSON on standard input, JSON on standard output.

It knows nothing of ours and runs in an environment that has them alone.
"""

import json
import sys
from typing import Any

import choix  # type: ignore[import-not-found]
from pref_voting.iterative_methods import (  # type: ignore[import-not-found]
    instant_runoff_for_truncated_linear_orders,
)
from pref_voting.profiles_with_ties import ProfileWithTies  # type: ignore[import-not-found]
from pref_voting.scoring_methods import symmetric_borda_scores  # type: ignore[import-not-found]

CLOSE = 1e-11
"""Of the sum of all strengths' logs between two sweeps of choix."""
MOST_SWEEPS = 10_000


def ranked(options: int, orders: list[tuple[list[int], int]]) -> dict[str, Any]:
    """Points, and the winners by duels and by run-off.

    Args:
        orders: options, the best first, and how many people gave this order.
    """
    counts = [people for _order, people in orders]
    # Who is left out shares the last place in points and duels, and has no say in a run-off.
    whole = [{**{o: len(order) for o in range(options)}, **_places(order)} for order, _n in orders]
    level = ProfileWithTies(whole, rcounts=counts, candidates=list(range(options)))
    short = ProfileWithTies(
        [_places(order) for order, _n in orders], rcounts=counts, candidates=list(range(options))
    )
    duels = level.condorcet_winner()
    scores = symmetric_borda_scores(level)
    return {
        "points": [int(scores[option]) for option in range(options)],
        "duels": [] if duels is None else [int(duels)],
        "run_off": [int(each) for each in instant_runoff_for_truncated_linear_orders(short)],
    }


def _places(order: list[int]) -> dict[int, int]:
    return {option: place for place, option in enumerate(order)}


def shares(size: int, won: list[tuple[int, int, int]]) -> list[float]:
    """The chance of each statement against any other, by choix.

    Half a victory and half a defeat against one more of strength 1 are, where everything counts
    twice, one of each against an item more; strengths are ratios, so it may have any.

    Args:
        won: winner, loser, how often.
    """
    data = [(a, b) for a, b, times in won for _time in range(2 * times)]
    data += [pair for n in range(size) for pair in ((n, size), (size, n))]
    logs = choix.ilsr_pairwise(size + 1, data, max_iter=MOST_SWEEPS, tol=CLOSE)
    return [
        sum(float(choix.probabilities([n, m], logs)[0]) for m in range(size) if m != n) / (size - 1)
        for n in range(size)
    ]


def main() -> None:
    asked = json.load(sys.stdin)
    said = {
        "ranked": [ranked(*each) for each in asked["ranked"]],
        "shares": [shares(*each) for each in asked["pairs"]],
    }
    json.dump(said, sys.stdout)


if __name__ == "__main__":
    main()
