"""What an editor may ask for, what came of it, and what the history keeps of it.

A change names what its author saw: `Write.was`, `Remove.seen`. Where that is not what stands there
now, somebody else was first: nothing is overwritten, and the change comes back as a clash.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import msgspec


class Write(msgspec.Struct, frozen=True, tag_field="do", tag="write", forbid_unknown_fields=True):
    """Give a field another value."""

    uid: str
    field: str
    """the way to it: `title.de`, `timer`, `options`, `options.2.en`, `sentences.0.of`"""
    was: Any
    """what the editor started from"""
    now: Any


class Insert(msgspec.Struct, frozen=True, tag_field="do", tag="insert", forbid_unknown_fields=True):
    """Add a poll or a question. A uid that is in use already means: done before, a retry."""

    parent: str
    """`event` for a poll, a poll's uid for a question"""
    item: dict[str, Any]
    """`kind` and any of the fields; `uid`, where the editor chose one (8 letters a–z, 2–7)"""
    after: str = ""
    """uid of the item before it; empty: first"""


class Move(msgspec.Struct, frozen=True, tag_field="do", tag="move", forbid_unknown_fields=True):
    """Put an item elsewhere in its list, or a question into another poll."""

    uid: str
    parent: str
    after: str = ""


class Remove(msgspec.Struct, frozen=True, tag_field="do", tag="remove", forbid_unknown_fields=True):
    """Take an item out."""

    uid: str
    seen: int = -1
    """the draft's revision that the editor saw; -1: whatever it is now"""


class Copy(msgspec.Struct, frozen=True, tag_field="do", tag="copy", forbid_unknown_fields=True):
    """Put a copy of a poll or a question right behind it; nothing of the copy has run."""

    uid: str
    new: str = ""
    """the copy's uid, where the editor chose one; in use already means a retry"""


Change = Write | Insert | Move | Remove | Copy


class Clash(msgspec.Struct, frozen=True):
    """A change that was not carried out; nothing of it is lost."""

    index: int
    """of the change, among those asked for"""
    uid: str
    field: str
    """empty: the item as a whole"""
    theirs: Any
    """what stands there now; None where nothing does"""
    yours: Any
    """what was to stand there: the field's value, or the item"""
    reason: Literal["changed", "locked", "gone", "refused"]
    """somebody changed it meanwhile; it has run; it is not there any more; no draft can hold it"""
    sentence: str
    """why, and what is kept, in the editor's language"""


# ── What was done, as the history keeps it ────────────────────────────────────────────────────


class Wrote(msgspec.Struct, frozen=True, tag_field="did", tag="wrote"):
    """A field has another value."""

    uid: str
    field: str
    was: Any
    now: Any


class Inserted(msgspec.Struct, frozen=True, tag_field="did", tag="inserted"):
    """An item is new."""

    parent: str
    after: str
    item: dict[str, Any]


class Removed(msgspec.Struct, frozen=True, tag_field="did", tag="removed"):
    """An item is gone."""

    parent: str
    after: str
    item: dict[str, Any]


class Moved(msgspec.Struct, frozen=True, tag_field="did", tag="moved"):
    """An item stands elsewhere."""

    uid: str
    was_in: str
    was_after: str
    parent: str
    after: str


DraftChange = Wrote | Inserted | Removed | Moved


@dataclass(frozen=True)
class Locks:
    """What has run and stays as it was."""

    questions: frozenset[str] = frozenset()
    """uids of questions that were asked"""
    fixed: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """uid of the event or a poll -> fields that can change no more"""

    def hold(self, uid: str, name: str) -> bool:
        """Whether this field of this item can change no more."""
        return uid in self.questions or name in self.fixed.get(uid, ())


class Stopped(Exception):
    """A change cannot be carried out."""

    def __init__(self, clash: Clash) -> None:
        super().__init__(clash.sentence)
        self.clash = clash
