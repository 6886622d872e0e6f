"""Undoing and redoing one's own changes, one at a time, as far as they still stand. No I/O.

A change of mine is undone only where what it made is still in place: what another editor did to
the same thing meanwhile is theirs, and stays.
"""

from collections.abc import Iterable, Sequence
from copy import deepcopy
from typing import assert_never

import msgspec

from poll_server.drafts.document.items import children, name_afresh, places, put_behind, within
from poll_server.drafts.document.values import part_of, with_part

from .changes import DraftChange, Inserted, Moved, Removed, Wrote
from .editing import Editing


class Step(msgspec.Struct):
    """One change that was carried out."""

    revision: int
    """the draft's, after it"""
    who: str
    done: DraftChange
    at: int
    """the revision in which it was carried out, taken back or redone last"""
    undone: int = 0
    """the revision in which it was taken back; 0: it stands; -1: for good"""
    together: int = 0
    """the revision of the first of those that are taken back with it; 0: it stands alone"""


def touched(steps: Iterable[Step]) -> dict[str, int]:
    """uid -> the revision in which it was changed last."""
    found: dict[str, int] = {}
    for step in steps:
        for uid in uids(step.done):
            found[uid] = max(found.get(uid, 0), step.at)
    return found


def uids(done: DraftChange) -> list[str]:
    """The items that a change is about."""
    match done:
        case Wrote() | Moved():
            return [done.uid]
        case Inserted() | Removed():
            return list(within(done.item))
    assert_never(done)


def undo(editing: Editing, steps: Sequence[Step], who: str) -> list[Step]:
    """Take back the newest change of `who` that still stands, and those done together with it."""
    found: list[Step] = []
    for step in reversed(steps):
        if found and not (step.together and step.together == found[0].together):
            continue
        if step.who == who and not step.undone and _do(editing, _inverse(step.done)):
            found.append(step)
    return found


def redo(editing: Editing, steps: Sequence[Step], who: str) -> list[Step]:
    """Carry out again what `who` took back last, and those done together with it."""
    undone = [step for step in steps if step.who == who and step.undone > 0]
    found: list[Step] = []
    for step in sorted(undone, key=lambda each: -each.undone):
        if found and not (step.together and step.together == found[0].together):
            continue
        if _do(editing, step.done):
            found.append(step)
    return found


def settle(steps: Iterable[Step], who: str) -> None:
    """When `who` does something new, what they took back can no more be redone."""
    for step in steps:
        if step.who == who and step.undone:
            step.undone = -1


def _inverse(done: DraftChange) -> DraftChange:
    match done:
        case Wrote():
            return Wrote(done.uid, done.field, was=done.now, now=done.was)
        case Inserted():
            return Removed(done.parent, done.after, done.item)
        case Removed():
            return Inserted(done.parent, done.after, done.item)
        case Moved():
            return Moved(done.uid, done.parent, done.after, done.was_in, done.was_after)
    assert_never(done)


def _do(editing: Editing, done: DraftChange) -> bool:
    """Carry out `done`, if everything is as it was before it; whether it was."""
    there = places(editing.document)
    match done:
        case Wrote():
            return _rewrite(editing, done)
        case Inserted():
            parent = there.get(done.parent)
            if parent is None or set(within(done.item)) & there.keys():
                return False
            if done.parent in editing.locks.questions:
                return False
            item = deepcopy(done.item)
            name_afresh(children(parent), item)
            put_behind(children(parent), item, done.after)
            return True
        case Removed():
            place = there.get(done.item["uid"])
            if place is None or place.item != done.item:
                return False
            if editing.locks.questions & set(within(place.item)):
                return False
            children(there[place.parent]).remove(place.item)
            return True
        case Moved():
            moved, parent = there.get(done.uid), there.get(done.parent)
            if moved is None or parent is None or moved.parent != done.was_in:
                return False
            if moved.parent != done.parent and done.uid in editing.locks.questions:
                return False
            if editing.locks.questions & {moved.parent, done.parent}:
                return False
            children(there[moved.parent]).remove(moved.item)
            put_behind(children(parent), moved.item, done.after)
            return True
    assert_never(done)


def _rewrite(editing: Editing, done: Wrote) -> bool:
    place = places(editing.document).get(done.uid)
    name, *way = done.field.split(".")
    if place is None or editing.locks.hold(done.uid, name):
        return False
    whole = place.item[name]
    try:
        if part_of(whole, way) != done.was:
            return False
        editing.put(place, name, with_part(whole, way, deepcopy(done.now)))
    except LookupError:
        return False
    return True
