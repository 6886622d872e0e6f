"""What many choices of a best and a worst say of each statement: counting, as of MaxDiff.

Louviere, J. J., Flynn, T. N. and Marley, A. A. J. (2015): “Best-Worst Scaling: Theory, Methods and
Applications”, Cambridge University Press. Of each statement: how often it was best, less how often
it was worst, over how often it was seen. −1: always worst, 0: as often best as worst, 1: always
best. Marley, A. A. J. and Louviere, J. J. (2005): “Some probabilistic models of best, worst, and
best–worst choices”, Journal of Mathematical Psychology 49 (6), 464–480, have the model behind it.

Its interval is that of a ratio of two sums over people (Cochran, W. G. (1977): “Sampling
Techniques”, 3rd ed., Wiley, chapter 6), so that somebody who sees a statement three times counts as
one person of one taste and not as three. Where all were of one mind there would be none; so one
more has seen it and called it best, and one more worst, as Agresti, A. and Coull, B. A. (1998):
“Approximate is Better than ‘Exact’ for Interval Estimation of Binomial Proportions”, The American
Statistician 52 (2), 119–126, add some of both. How often the interval holds what
is true, `tests/questions/methods/test_best_worst.py` asks of halls that are made up.
"""

from collections.abc import Iterable, Mapping
from math import floor, sqrt
from typing import NamedTuple

from poll_server.questions.checking import number
from poll_server.questions.results import Row, Tally

from .duels import Z
from .promoters import signed

Patterns = Mapping[tuple[int, int, int], int]
"""How many people saw a statement so often, called it best so often, and worst so often."""
ONE_MORE_EACH = ((1, 1, 0), (1, 0, 1))
SAME = 1e-9
"""Of a score: what is closer than this to the best is level with it."""


class Score(NamedTuple):
    """What one statement came to, from −1 to 1."""

    people: int
    best: int
    worst: int
    seen: int
    score: float
    low: float
    high: float
    """where the score is with 95 % confidence"""


def score(seen: Patterns) -> Score | None:
    """The score of one statement; None where nobody saw it."""
    people = sum(seen.values())
    if not people:
        return None
    found, best, worst = (sum(n * each[k] for each, n in seen.items()) for k in range(3))
    own = (best - worst) / found
    more = dict(seen)
    for each in ONE_MORE_EACH:
        more[each] = more.get(each, 0) + 1
    times, all_people = found + len(ONE_MORE_EACH), people + len(ONE_MORE_EACH)
    middle = (best - worst) / times
    squares = sum(n * (b - w - middle * s) ** 2 for (s, b, w), n in more.items())
    far = Z * sqrt(squares * all_people / (all_people - 1)) / times
    low, high = max(min(own, middle - far), -1.0), min(max(own, middle + far), 1.0)
    return Score(people, best, worst, found, own, low, high)


def scores(places: Iterable[int | str], tally: Tally) -> list[Score | None]:
    """What the statement of each place came to, by counters like `3:2:1:0`."""
    seen: dict[str, dict[tuple[int, int, int], int]] = {str(place): {} for place in places}
    for counter, people in tally.items():
        place, *times = counter.split(":")
        if people > 0 and place in seen and len(times) == 3:
            often, best, worst = map(number, times)
            seen[place][often, best, worst] = people
    return [score(each) for each in seen.values()]


def ranked(names: Mapping[int | str, str], tally: Tally) -> tuple[Row, ...]:
    """A row for each statement, the highest score first, and those that nobody saw last.

    A bar is from 0 to 100 what its score is from −100 to 100: half of it is as often best as worst.
    """
    found = scores(names, tally)
    front = max((each.score for each in found if each), default=0.0)
    rows = []
    for (place, name), each in zip(names.items(), found, strict=True):
        if each is None:
            more = ("–", "0", "0", "0")
            rows.append(Row(str(place), name, 0, None, leading=False, more=more))
            continue
        own, low, high = (_whole(end) for end in (each.score, each.low, each.high))
        ends = signed(low) if low == high else f"{signed(low)} … {signed(high)}"
        rows.append(
            Row(
                str(place),
                name,
                each.people,
                (own + 100) // 2,
                leading=each.score >= front - SAME,
                value=own,
                shown=signed(own),
                more=(ends, *map(str, (each.best, each.worst, each.seen))),
                between=((low + 100) // 2, (high + 100) // 2),
            )
        )
    return tuple(sorted(rows, key=lambda row: (row.value is None, -(row.value or 0))))


def _whole(score: float) -> int:
    """Of 100, half a one rounded away from zero: so both sides only swap the sign."""
    size = floor(abs(score) * 100 + 0.5)
    return size if score > 0 else -size
