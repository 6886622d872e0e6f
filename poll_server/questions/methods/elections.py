"""What orders of options come to: points, and who wins by points, by duels and by run-off.

An order names options, the best first; options that it leaves out share the places behind.
Figures are whole numbers throughout, so no tie is made or broken by rounding.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

Preference = tuple[int, ...]
"""Options by number, the best first."""
Preferences = Mapping[Preference, int]
"""How many people gave each order."""


def named(order: Sequence[int], prefix: str) -> str:
    """The counter of an order: `order:2>0>1`."""
    return prefix + ">".join(map(str, order))


def counted(tally: Mapping[str, int], prefix: str) -> Preferences:
    """The orders that a tally counts."""
    return {
        tuple(map(int, counter.removeprefix(prefix).split(">"))): people
        for counter, people in tally.items()
        if people > 0 and counter.startswith(prefix)
    }


def double_points(orders: Preferences, options: int) -> list[int]:
    """Twice the Borda points of each option.

    Of n options the first in an order has n − 1 points, the next n − 2, and so on; those left out
    share what is left alike, so that everybody gives away the same sum. Twice, as shares of a sum
    of whole numbers end in halves at most.

    Sources: Borda, J.-C. de (1784): “Mémoire sur les élections au scrutin”, Histoire de l’Académie
    Royale des Sciences 1781, 657–665; the mean for those left out: Dummett, M. (1997): Principles
    of Electoral Reform, Oxford University Press.
    """
    points = [0] * options
    for order, people in orders.items():
        left = options - len(order)
        for place, option in enumerate(order):
            points[option] += 2 * (options - 1 - place) * people
        if left:
            for option in set(range(options)).difference(order):
                points[option] += (left - 1) * people
    return points


def firsts(orders: Preferences, options: int) -> list[int]:
    """How many put each option first."""
    found = [0] * options
    for order, people in orders.items():
        if order:
            found[order[0]] += people
    return found


def by_points(orders: Preferences, options: int) -> set[int]:
    """The options with the most points; several where they are level."""
    points = double_points(orders, options)
    return {option for option in range(options) if points[option] == max(points)}


def by_duels(orders: Preferences, options: int) -> set[int]:
    """The option that more people put before each other one than behind it; none where none is.

    An option that an order leaves out is behind all that it names, and level with those left out.

    Source: Condorcet, M. de (1785): Essai sur l’application de l’analyse à la probabilité des
    décisions rendues à la pluralité des voix, Paris.
    """
    margins: Counter[tuple[int, int]] = Counter()
    for order, people in orders.items():
        for better, worse in _duels(order, options):
            margins[better, worse] += people
            margins[worse, better] -= people
    return {
        one
        for one in range(options)
        if all(margins[one, other] > 0 for other in range(options) if other != one)
    }


def _duels(order: Preference, options: int) -> Iterator[tuple[int, int]]:
    """Who stands before whom."""
    behind = set(range(options))
    for option in order:
        behind.discard(option)
        for other in behind:
            yield option, other


def by_run_off(orders: Preferences, options: int) -> set[int]:
    """Who is left when those with the fewest first places leave, round by round.

    In each round everybody counts for the first of their order who is still there. Options level
    with the fewest leave together; where all that are there are level, they win together. An order
    none of whose options is there any more counts for none.

    Source: instant run-off (Ware 1871), described by Tideman, N. (2006): Collective Decisions and
    Voting, Ashgate; those level leave together as in its set-valued reading.
    """
    left = set(range(options))
    while True:
        heard = Counter(dict.fromkeys(left, 0))
        for order, people in orders.items():
            best = next((option for option in order if option in left), None)
            if best is not None:
                heard[best] += people
        fewest = min(heard.values())
        last = {option for option in left if heard[option] == fewest}
        if last == left:
            return left
        left -= last
