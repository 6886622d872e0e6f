"""The kinds that ask one thing each: ours, and those that other installed packages bring.

A survey is made of them, so it comes after all of them (`registry.py`).
"""

from collections.abc import Iterable
from importlib.metadata import EntryPoint, entry_points
from typing import TYPE_CHECKING, Union

from poll_server.questions.kind import Question

from .choice import Choice
from .grid import Grid
from .maxdiff import MaxDiff
from .number import Number
from .pairs import Pairs
from .pin import Pin
from .points import Points
from .ranking import Ranking
from .resistance import Resistance
from .scale import Scale
from .slide import Slide
from .text import OpenText
from .words import Words

GROUP = "poll_server.questions"
TOGETHER = ("survey",)
"""Names of our kinds that are made of others, which nobody else's kind may have either."""
OURS_ALONE: tuple[type[Question], ...] = (
    Choice,
    Scale,
    Ranking,
    Points,
    Pairs,
    MaxDiff,
    Resistance,
    Grid,
    Pin,
    Number,
    Words,
    OpenText,
    Slide,
)


class BadKind(Exception):
    """A package brings a kind that cannot be one; the message names it, and says why."""


def brought(points: Iterable[EntryPoint]) -> tuple[type[Question], ...]:
    """The kinds of other packages, by name.

    Raises:
        BadKind: one cannot be loaded, is no kind, or has the name of another.
    """
    taken = {*TOGETHER, *(name_of(kind) for kind in OURS_ALONE)}
    found = []
    for point in sorted(points, key=lambda point: (point.name, point.value)):
        try:
            kind = point.load()
        except Exception as error:
            raise BadKind(
                f"The kind of question “{point.name}” ({point.value}) cannot be loaded ({error}): "
                "mend or remove the package that brings it."
            ) from error
        if not (isinstance(kind, type) and issubclass(kind, Question)):
            raise BadKind(f"“{point.name}” ({point.value}) is no kind of question.")
        if not (name := name_of(kind)).isidentifier():
            raise BadKind(
                f"A kind's name is one word of letters, and not “{name}” ({point.value})."
            )
        if name in taken:
            raise BadKind(f"There are two kinds of question called “{name}” ({point.value}).")
        taken.add(name)
        found.append(kind)
    return tuple(found)


def name_of(kind: type[Question]) -> str:
    """The name a deck uses for it."""
    return str(kind.__struct_config__.tag)


BROUGHT = brought(entry_points(group=GROUP))

if TYPE_CHECKING:
    AnyPart = (
        Choice
        | Scale
        | Ranking
        | Points
        | Pairs
        | MaxDiff
        | Resistance
        | Grid
        | Pin
        | Number
        | Words
        | OpenText
    )
else:
    # Made of a tuple, when the process starts.
    AnyPart = Union[tuple(kind for kind in (*OURS_ALONE, *BROUGHT) if kind.asks)]  # noqa: UP007
