"""Carries out what editors ask for on a document, each change as a whole or not at all. No I/O."""

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

from poll_server.deck.visitor import is_text
from poll_server.drafts.document.fields import Misfit, accept
from poll_server.drafts.document.items import (
    MOST_POLLS,
    MOST_QUESTIONS,
    Document,
    Item,
    Place,
    children,
    fits_in,
    holds_items,
    is_uid,
    name_afresh,
    new_uid,
    places,
    put_behind,
    types,
    within,
)
from poll_server.drafts.document.new_items import complete_item, renewed, speak_languages
from poll_server.drafts.document.values import part_of, with_part
from poll_server.locale import LANGUAGES, Speech

from .changes import (
    Change,
    Clash,
    Copy,
    DraftChange,
    Insert,
    Inserted,
    Locks,
    Move,
    Moved,
    Remove,
    Removed,
    Stopped,
    Write,
    Wrote,
)


@dataclass(frozen=True)
class Editing:
    """One document while changes are applied to it."""

    document: Document
    """changed in place"""
    locks: Locks
    speech: Speech
    touched: Mapping[str, int] = field(default_factory=dict)
    """uid -> the revision it was last changed in, as far as the history goes back"""
    oldest: int = 0
    """revision from which on `touched` knows everything"""

    def apply(self, change: Change, index: int = 0) -> DraftChange | None:
        """Carry out one change.

        Returns:
            What was done; None where everything was so already.

        Raises:
            Stopped: it cannot be carried out; the document is as it was.
        """
        match change:
            case Write():
                return self._write(change, index)
            case Insert():
                return self._insert(change, index)
            case Move():
                return self._move(change, index)
            case Remove():
                return self._remove(change, index)
            case Copy():
                return self._copy(change, index)

    # ── Write ─────────────────────────────────────────────────────────────────────────────────

    def _write(self, change: Write, index: int) -> DraftChange | None:
        _, uid = self.speech, change.uid
        place = self._find(uid, index, change.field, change.now)
        name, *rest = change.field.split(".")
        writable = types(place.item, place.level)
        languages = self.document["languages"]
        try:
            if name not in writable or (name == "id" and place.level != "question"):
                raise Misfit(_("There is no such field here."))
            wanted, before = writable[name], place.item[name]
            # The whole field with the new part in it must be one that it can hold.
            now = accept(with_part(before, rest, change.now), wanted, languages, _)
            if is_text(wanted):
                now = {**before, **now}
            if name == "languages" and (not now or not set(now) <= set(LANGUAGES)):
                raise Misfit(_("An event has at least one language, German or English."))
        except Misfit as error:
            raise self._stop(index, change, None, "refused", str(error)) from error
        except LookupError as error:
            raise self._stop(index, change, None, "gone") from error
        current, wished = part_of(before, rest), part_of(now, rest)
        if current == wished:
            return None
        if self.locks.hold(uid, name):
            raise self._stop(index, change, current, "locked")
        was = _complete(change.was, current)
        if was != current:
            raise self._stop(index, change, current, "changed")
        self.put(place, name, now)
        return Wrote(uid, change.field, current, wished)

    def put(self, place: Place, name: str, now: Any) -> None:
        """Give a field its value, and what goes along with it."""
        before = place.item[name]
        place.item[name] = now
        if name == "languages":
            speak_languages(self.document)
        if place.level == "question" and isinstance(now, list) and name != "sentences":
            _rename_in_sentences(place.item, before, now)

    # ── Insert, move, remove, copy ────────────────────────────────────────────────────────────

    def _insert(self, change: Insert, index: int) -> DraftChange | None:
        there = places(self.document)
        uid = change.item.get("uid", "")
        if isinstance(uid, str) and uid in there:
            return None
        parent = there.get(change.parent)
        if parent is None or not holds_items(parent):
            raise self._stop(index, change, None, "gone")
        if change.parent in self.locks.questions:
            raise self._stop(index, change, None, "locked")
        level = "poll" if parent.level == "event" else "question"
        try:
            self._room(parent, str(change.item.get("kind", "")))
            item = complete_item(
                change.item, level, self.document["languages"], set(there), self.speech
            )
        except Misfit as error:
            raise self._stop(index, change, None, "refused", str(error)) from error
        put_behind(children(parent), item, change.after)
        after = places(self.document)[item["uid"]].after
        return Inserted(change.parent, after, deepcopy(item))

    def _room(self, parent: Place, kind: str) -> None:
        _ = self.speech
        if parent.level == "question" and not fits_in(parent, "question", kind):
            raise Misfit(_("This does not fit into a survey."))
        if parent.level == "event" and len(children(parent)) >= MOST_POLLS:
            raise Misfit(_("An event holds at most %(most)s polls.", most=MOST_POLLS))
        if parent.level != "event" and len(children(parent)) >= MOST_QUESTIONS:
            raise Misfit(_("A poll holds at most %(most)s questions.", most=MOST_QUESTIONS))

    def _move(self, change: Move, index: int) -> DraftChange | None:
        _ = self.speech
        there = places(self.document)
        place = self._find(change.uid, index, "", None)
        parent = there.get(change.parent)
        if parent is None or not holds_items(parent):
            raise self._stop(index, change, place.item, "gone")
        fits = fits_in(parent, place.level, place.item.get("kind", ""))
        if not fits or change.after == change.uid:
            sentence = _("It cannot be moved there.")
            raise self._stop(index, change, place.item, "refused", sentence)
        if self.locks.questions & {place.parent, change.parent}:
            raise self._stop(index, change, place.item, "locked")
        if place.parent != change.parent:
            if change.uid in self.locks.questions:
                raise self._stop(index, change, place.item, "locked")
            try:
                self._room(parent, place.item.get("kind", ""))
            except Misfit as error:
                raise self._stop(index, change, place.item, "refused", str(error)) from error
        children(there[place.parent]).remove(place.item)
        put_behind(children(parent), place.item, change.after)
        now = places(self.document)[change.uid]
        if (now.parent, now.after) == (place.parent, place.after):
            return None
        if now.parent != place.parent:
            name_afresh(children(parent), place.item)
        return Moved(change.uid, place.parent, place.after, now.parent, now.after)

    def _remove(self, change: Remove, index: int) -> DraftChange | None:
        _ = self.speech
        place = places(self.document).get(change.uid)
        if place is None:
            return None  # as asked for, by this editor's first try or by another
        if place.level == "event":
            sentence = _("An event is deleted on its own page.")
            raise self._stop(index, change, None, "refused", sentence)
        inside = list(within(place.item))
        if self.locks.questions & set(inside):
            raise self._stop(index, change, place.item, "locked")
        unseen = any(self.touched.get(uid, -1) > change.seen for uid in inside)
        if change.seen >= 0 and (unseen or change.seen < self.oldest):
            raise self._stop(index, change, place.item, "changed")
        children(places(self.document)[place.parent]).remove(place.item)
        return Removed(place.parent, place.after, deepcopy(place.item))

    def _copy(self, change: Copy, index: int) -> DraftChange | None:
        _ = self.speech
        there = places(self.document)
        if change.new and change.new in there:
            return None
        place = self._find(change.uid, index, "", None)
        if place.level == "event":
            sentence = _("An event is copied on its own page.")
            raise self._stop(index, change, None, "refused", sentence)
        parent = there[place.parent]
        if place.parent in self.locks.questions:
            raise self._stop(index, change, place.item, "locked")
        try:
            self._room(parent, place.item.get("kind", ""))
        except Misfit as error:
            raise self._stop(index, change, place.item, "refused", str(error)) from error
        item = renewed(place.item)
        if is_uid(change.new):
            item["uid"] = change.new
        while item["uid"] in there:
            item["uid"] = new_uid()
        put_behind(children(parent), item, change.uid)
        return Inserted(place.parent, change.uid, deepcopy(item))

    # ── What stops a change ───────────────────────────────────────────────────────────────────

    def _find(self, uid: str, index: int, name: str, yours: Any) -> Place:
        place = places(self.document).get(uid)
        if place is None:
            sentence = self._sentence("gone")
            raise Stopped(Clash(index, uid, name, None, yours, "gone", sentence))
        return place

    def _stop(
        self, index: int, change: Change, theirs: Any, reason: Any, sentence: str = ""
    ) -> Stopped:
        uid = change.item.get("uid", "") if isinstance(change, Insert) else change.uid
        yours = change.item if isinstance(change, Insert) else getattr(change, "now", None)
        sentence = sentence or self._sentence(reason)
        return Stopped(
            Clash(index, str(uid), getattr(change, "field", ""), theirs, yours, reason, sentence)
        )

    def _sentence(self, reason: str) -> str:
        _ = self.speech
        match reason:
            case "changed":
                return _(
                    "Somebody else changed this in the meantime. Both versions are kept: please "
                    "choose one."
                )
            case "locked":
                return _(
                    "This has been asked already and stays as it was. Copy the question to change "
                    "it."
                )
        return _("Somebody else removed this in the meantime. What you wrote is kept here.")


def _complete(was: Any, current: Any) -> Any:
    """What the editor saw, where they name a text without the languages that the event dropped."""
    if isinstance(was, dict) and isinstance(current, dict) and was.keys() <= current.keys():
        return {**current, **was} if all(isinstance(v, str) for v in current.values()) else was
    return was


def _rename_in_sentences(question: Item, before: list[Any], now: list[Any]) -> None:
    """Have the sentences go on speaking of options that were renamed, whatever they are called."""
    renamed: dict[str, str] = {}
    if len(before) != len(now):
        return
    for place, (old, new) in enumerate(zip(before, now, strict=True)):
        if not _is_written(old) or not _is_written(new) or old == new:
            continue
        if new in before or old in now:
            continue  # moved, not renamed
        for language in reversed(old):
            here, there = _name(old, language, place), _name(new, language, place)
            if here != there:
                renamed[here] = there
    for sentence in question["sentences"]:
        sentence["of"] = [renamed.get(name, name) for name in sentence["of"]]
    for listed in {"right_options", "right_order"} & question.keys():
        question[listed] = [renamed.get(name, name) for name in question[listed]]
    for pictured in question.get("pictures", ()):
        pictured["option"] = renamed.get(pictured["option"], pictured["option"])


def _is_written(value: Any) -> bool:
    """Whether it is a text in its languages, and no table of something else."""
    return isinstance(value, dict) and all(isinstance(each, str) for each in value.values())


def _name(option: Mapping[str, str], language: str, place: int) -> str:
    """What a sentence calls an option; by its place, while nothing is written there."""
    return option.get(language, "") or f"({place + 1})"
