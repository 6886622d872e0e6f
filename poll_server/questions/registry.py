"""Which kinds of question there are: ours, and those that other installed packages bring.

A package brings one by an entry point, and has the phone's file beside the module:

    [project.entry-points."poll_server.questions"]
    stars = "our_package.stars:Stars"        # and our_package/stars.js
"""

from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from importlib.metadata import EntryPoint, entry_points
from typing import TYPE_CHECKING, Union

from .kind import Question
from .kinds.choice import Choice
from .kinds.grid import Grid
from .kinds.number import Number
from .kinds.pairs import Pairs
from .kinds.points import Points
from .kinds.ranking import Ranking
from .kinds.resistance import Resistance
from .kinds.scale import Scale
from .kinds.slide import Slide
from .kinds.text import OpenText
from .kinds.words import Words

GROUP = "poll_server.questions"
OURS: tuple[type[Question], ...] = (
    Choice,
    Scale,
    Ranking,
    Points,
    Pairs,
    Resistance,
    Grid,
    Number,
    Words,
    OpenText,
    Slide,
)
"""A kind's line: its place here is its place in menus."""


class BadKind(Exception):
    """A package brings a kind that cannot be one; the message names it, and says why."""


def brought(points: Iterable[EntryPoint]) -> tuple[type[Question], ...]:
    """The kinds of other packages, by name.

    Raises:
        BadKind: one cannot be loaded, is no kind, or has the name of another.
    """
    taken = {name_of(kind) for kind in OURS}
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


KINDS = (*OURS, *brought(entry_points(group=GROUP)))

if TYPE_CHECKING:
    AnyQuestion = (
        Choice
        | Scale
        | Ranking
        | Points
        | Pairs
        | Resistance
        | Grid
        | Number
        | Words
        | OpenText
        | Slide
    )
else:
    AnyQuestion = Union[KINDS]  # noqa: UP007 - made of a tuple, when the process starts


def kind_called(name: str) -> type[Question]:
    """The kind of this name.

    Raises:
        KeyError: there is none.
    """
    return _BY_NAME[name]


def suggested(given: AbstractSet[str]) -> type[Question]:
    """What somebody most likely means who names no kind.

    Args:
        given: the fields that are filled in; `lines` for lines under the prompt.
    """
    return max(KINDS, key=lambda kind: kind.suggested(given))


_BY_NAME = {name_of(kind): kind for kind in KINDS}
