"""What everybody sees of the questions from the hall, and what their moderators see besides.

Made of what is kept, without any I/O.
"""

from collections.abc import Sequence
from typing import Any, TypeVar

import msgspec

from poll_server.store.parts.beside.floor_store import Entry, EntryState, Floor


class Joined(msgspec.Struct, frozen=True):
    """An entry that was put to another."""

    id: str
    text: str


class HallEntry(msgspec.Struct, frozen=True, omit_defaults=True):
    """An entry as the hall sees it."""

    id: str
    text: str
    votes: int
    number: int
    name: str = ""
    answered: bool = False
    answer: str = ""
    label: str = ""
    pinned: bool = False
    source: str = ""
    """the tool that it was taken over from"""
    taken: int = 0
    """how much support it had there: counted apart"""


class Moderated(HallEntry, frozen=True, omit_defaults=True, kw_only=True):
    """An entry as a moderator sees it."""

    state: EntryState
    joined: tuple[Joined, ...] = ()
    """what was put to it"""


class Own(msgspec.Struct, frozen=True, omit_defaults=True):
    """One's own entry, whatever became of it."""

    id: str
    text: str
    state: EntryState
    joined: bool = False
    """it was put to another, and counts there"""


class FloorState(msgspec.Struct, frozen=True):
    """What the hall asks."""

    version: int
    """moves with every change"""
    open: bool
    """the hall may ask"""
    first: bool
    """entries wait until a moderator lets them be seen"""
    names: bool
    """people may give their name"""
    entries: tuple[Moderated, ...]
    """those with most support first"""


class Board(msgspec.Struct, frozen=True):
    """The same as everybody sees it; answered ones at the end."""

    version: int
    open: bool
    first: bool
    names: bool
    entries: tuple[HallEntry, ...]


class Mine(msgspec.Struct, frozen=True):
    """What one phone sees besides."""

    own: tuple[Own, ...]
    supported: dict[str, tuple[int, bool]]
    """entry -> (seq of the last word, whether it supports it)"""


def board_of(floor: Floor) -> Board:
    """What everybody sees of the questions from the hall."""
    shown = [
        HallEntry(**_seen(floor, key, entry))
        for key, entry in floor.entries.items()
        if entry.state == "shown" and not entry.into
    ]
    return Board(floor.version, floor.open, floor.first, floor.names, tuple(in_order(shown)))


def state_of(floor: Floor, entries: Sequence[Moderated]) -> FloorState:
    """The questions from the hall with those of its entries that are told."""
    told = tuple(in_order(entries))
    return FloorState(floor.version, floor.open, floor.first, floor.names, told)


def seen_by_moderator(floor: Floor) -> list[Moderated]:
    """Everything but what was taken back; not who asked."""
    return [
        Moderated(
            **_seen(floor, key, entry),
            state=entry.state,
            joined=tuple(Joined(each, floor.entries[each].text) for each in entry.merged),
        )
        for key, entry in floor.entries.items()
        if entry.state != "gone" and not entry.into
    ]


def _seen(floor: Floor, key: str, entry: Entry) -> dict[str, Any]:
    return {
        "id": key,
        "text": entry.text,
        "votes": floor.counts.get(key, 0),
        "number": entry.number,
        "name": entry.name,
        "answered": entry.answered,
        "answer": entry.answer,
        "label": entry.label,
        "pinned": key == floor.pinned,
        **_elsewhere(floor, entry),
    }


def _elsewhere(floor: Floor, entry: Entry) -> dict[str, Any]:
    """From where it was taken over, and its support there.

    Nobody knows who supported what there, so of entries that were put together the largest counts:
    so many people it were at least.
    """
    together = [entry, *(floor.entries[each] for each in entry.merged)]
    most = max(together, key=lambda each: (bool(each.source), each.taken))
    return {"source": most.source, "taken": most.taken}


E = TypeVar("E", bound=HallEntry)


def in_order(entries: Sequence[E]) -> list[E]:
    """What is on the stage, open ones, answered ones; most support first, then the older.

    Support elsewhere decides only between those with as much of it here.
    """
    return sorted(entries, key=lambda e: (not e.pinned, e.answered, -e.votes, -e.taken, e.number))
