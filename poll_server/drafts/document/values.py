"""Parts of a field's value, by the way to them: `options.2.en`. No I/O."""

from copy import deepcopy
from typing import Any

from .fields import MOST_ITEMS


def part_of(value: Any, way: list[str]) -> Any:
    """The part of a field's value that `way` leads to.

    Raises:
        LookupError: it leads nowhere.
    """
    for step in way:
        if isinstance(value, dict):
            value = value[step]
        elif isinstance(value, list) and step.isdecimal() and len(step) <= len(str(MOST_ITEMS)):
            value = value[int(step)]
        else:
            raise LookupError(step)
    return value


def with_part(value: Any, way: list[str], now: Any) -> Any:
    """A copy of `value` in which the part that `way` leads to is `now`.

    Raises:
        LookupError: it leads nowhere.
    """
    if not way:
        return now
    part_of(value, way)
    made = deepcopy(value)
    inside = part_of(made, way[:-1])
    inside[int(way[-1]) if isinstance(inside, list) else way[-1]] = now
    return made
