"""Which kinds of question there are: ours, and those that other installed packages bring.

A package brings one by an entry point, and has the phone's file beside the module:

    [project.entry-points."poll_server.questions"]
    stars = "our_package.stars:Stars"        # and our_package/stars.js
"""

from collections.abc import Set as AbstractSet
from typing import TYPE_CHECKING, Union

from .kind import Question
from .kinds.single import BROUGHT, GROUP, OURS_ALONE, AnyPart, BadKind, brought, name_of
from .kinds.slide import Slide
from .kinds.survey import Survey

__all__ = [
    "GROUP",
    "KINDS",
    "OURS",
    "AnyQuestion",
    "BadKind",
    "Survey",
    "brought",
    "kind_called",
    "name_of",
    "suggested",
]
OURS: tuple[type[Question], ...] = (*OURS_ALONE, Survey)
"""Our kinds; a kind's place in `OURS_ALONE` is its place in menus."""
KINDS = (*OURS, *BROUGHT)

if TYPE_CHECKING:
    AnyQuestion = AnyPart | Slide | Survey
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
