"""When results were to be seen: a poll's log of shows and hides, read as times for each round.

`lua/command.lua` writes the log, in the step that changes what is seen. A result is shown from the
moment the stage and the phones are sent it, until it is hidden or another question comes. A stage
turned black, or one with the join code over it, does not interrupt that: the phones still show it.
Of who looked there is nothing.
"""

from collections.abc import Sequence
from typing import NamedTuple


class Showing(NamedTuple):
    """One time that a result was to be seen; ms since 1970."""

    from_ms: int
    to_ms: int
    """0: it still is"""


def showings(log: Sequence[str]) -> dict[int, tuple[Showing, ...]]:
    """The times each round was shown, by its number; of a round that is missing nothing is known.

    Args:
        log: entries `ms round on|off`, in their order. A round whose result is hidden as it opens
            begins with `off`.
    """
    found: dict[int, list[Showing]] = {}
    for entry in log:
        ms, number, turned = entry.split(" ")
        times = found.setdefault(int(number), [])
        is_on = bool(times) and not times[-1].to_ms
        if turned == "on" and not is_on:
            times.append(Showing(int(ms), 0))
        elif turned == "off" and is_on:
            times[-1] = Showing(times[-1].from_ms, int(ms))
    return {number: tuple(times) for number, times in found.items()}
