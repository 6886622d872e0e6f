"""What of a field is a change: whole fields, as forms and scripts send them, in parts. No I/O.

A script sends a field as it was and as it is now; so does a form. What of it is written is found
here, and nowhere else, by the smallest parts, so that two editors of one field clash only where
they wrote the same.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

import msgspec

from poll_server.drafts import Change, Clash, Copy, Insert, Move, Remove, Write
from poll_server.drafts.document.fields import MOST_ITEMS
from poll_server.drafts.document.values import with_part

MOST_HELD = 500
"""Parts of one field in which somebody has to choose: as many as may be written at once."""


class Typed(msgspec.Struct, frozen=True, tag_field="do", tag="write", forbid_unknown_fields=True):
    """A field as a script found it, and as it stands in the form now."""

    uid: str
    field: str
    """`title`, `options`; a page that is older than this server names the part: `title.de`"""
    was: Any
    now: Any
    held: Annotated[tuple[str, ...], msgspec.Meta(max_length=MOST_HELD)] = ()
    """the ways to parts in which somebody has to choose first: they are not written"""


EditWish = Typed | Insert | Move | Remove | Copy
"""What a script may ask for."""


class Changes(msgspec.Struct, forbid_unknown_fields=True):
    """What a script sends."""

    changes: list[EditWish]


@dataclass(frozen=True)
class Compared:
    """What a script asked for, in parts."""

    asked: Sequence[EditWish]
    changes: Sequence[Change]
    origins: Sequence[int]
    """for each of `changes`: the place in `asked` that it is a part of"""

    def clashes(self, found: Sequence[Clash]) -> list[Clash]:
        """The clashes, by the places of what was asked for."""
        return [msgspec.structs.replace(each, index=self.origins[each.index]) for each in found]

    def stands(self, found: Sequence[Clash]) -> list[Any]:
        """What the script may go on from: of each field, what it was with the parts that were
        written; of anything else, nothing."""
        stopped = {each.index for each in found}
        values = [each.was if isinstance(each, Typed) else None for each in self.asked]
        for place, (change, origin) in enumerate(zip(self.changes, self.origins, strict=True)):
            asked = self.asked[origin]
            if isinstance(change, Write) and isinstance(asked, Typed) and place not in stopped:
                way = change.field[len(asked.field) :].split(".")[1:]
                values[origin] = with_part(values[origin], way, change.now)
        return values


def compared(asked: Sequence[EditWish]) -> Compared:
    """The changes that a script asks for, each field by its smallest parts that differ."""
    changes: list[Change] = []
    origins: list[int] = []
    for place, each in enumerate(asked):
        parts = _parts(each) if isinstance(each, Typed) else [each]
        changes += parts
        origins += [place] * len(parts)
    return Compared(asked, changes, origins)


def _parts(field: Typed) -> list[Change]:
    way = tuple(field.field.split("."))
    return [
        each
        for each in _writes(field.uid, way, field.was, field.now)
        if not any(_meet(each.field, held) for held in field.held)
    ]


def _meet(one: str, other: str) -> bool:
    """Whether one of two parts of an item lies in the other."""
    return f"{one}.".startswith(f"{other}.") or f"{other}.".startswith(f"{one}.")


def writes(uid: str, base: Mapping[str, Any], now: Mapping[str, Any]) -> list[Write]:
    """The writes that make `now` of what the editor saw.

    Args:
        base: field -> what it was.
        now: field -> what it is.
    """
    return [
        each
        for name in base.keys() & now.keys()
        for each in _writes(uid, (name,), base[name], now[name])
    ]


def _writes(uid: str, way: tuple[str, ...], was: Any, now: Any) -> Iterator[Write]:
    """The smallest parts that differ; a list with other rows is one."""
    if was == now:
        return
    if isinstance(was, dict) and isinstance(now, dict) and _same_names(was, now):
        for name, before in was.items():
            yield from _writes(uid, (*way, name), before, now[name])
    elif _same_rows(was, now):
        for place, (before, after) in enumerate(zip(was, now, strict=True)):
            yield from _writes(uid, (*way, str(place)), before, after)
    else:
        yield Write(uid, ".".join(way), was, now)


def _same_names(was: Mapping[str, Any], now: Mapping[str, Any]) -> bool:
    """Whether each part of a table can be written by the way to it."""
    return was.keys() == now.keys() and not any("." in name for name in was)


def _same_rows(was: Any, now: Any) -> bool:
    """Whether both are lists whose rows stand where they stood, so that each can be written."""
    if not isinstance(was, list) or not isinstance(now, list) or len(was) != len(now):
        return False
    if len(was) > MOST_ITEMS or not all(isinstance(each, dict) for each in was):
        return False
    return not any(each in was and each != was[n] for n, each in enumerate(now))
