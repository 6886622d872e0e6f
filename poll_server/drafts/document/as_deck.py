"""A draft's document as the tables of a deck, and the way back from each field. No I/O.

What is empty is left out, and what nobody touched is written exactly as the live deck writes it.
"""

from collections.abc import Iterable, Mapping, Sequence
from copy import deepcopy
from typing import Any

import msgspec

from poll_server.base.names import short_name
from poll_server.base.text import each_text
from poll_server.deck import deck
from poll_server.deck.lines import Path
from poll_server.deck.rules import POLL_PAGES
from poll_server.questions.traits.parts import FIELD

from .fields import Before, ToTable
from .from_deck import as_read, document_of, uids_of
from .items import EVENT, HEAD, OF_POLL, Document, Item, copied, fields_of, places


def named(document: Document, live: deck.Event) -> Document:
    """The document with a short name for every poll and question; those that have one keep it."""
    made = copied(document)
    first = made["languages"][0]
    taken = {poll.id for poll in live.polls} | {poll["id"] for poll in made["polls"]}
    taken |= set(POLL_PAGES)
    for poll in made["polls"]:
        poll["id"] = poll["id"] or short_name(_said(poll["title"], first), taken, "forum")
        taken.add(poll["id"])
        _name(poll["questions"], first)
    return made


def _name(questions: Iterable[Item], language: str) -> None:
    """Short names for the questions of one list, and for what they are made of."""
    ids = {each["id"] for each in questions}
    for question in questions:
        name = question["id"] or short_name(_said(question["prompt"], language), ids, "question")
        question["id"] = name
        ids.add(name)
        _name(question.get(FIELD, ()), language)


def _said(text: Mapping[str, str], language: str) -> str:
    return text.get(language, "") or next(filter(None, text.values()), "")


# ── As tables ─────────────────────────────────────────────────────────────────────────────────


class DeckTables:
    """A document as the tables of a deck, and the way back from each."""

    def __init__(self, document: Document, live: deck.Event) -> None:
        """Args:
        document: one in which everything has its id, see `named`.
        live: the event as it is.
        """
        self._languages: Sequence[str] = document["languages"]
        self._ways: dict[Path, tuple[str, Path]] = {}
        shown = document_of(live, uids_of(document))
        self._names = {
            uid: place.item.get("id", "")
            for each in (shown, document)
            for uid, place in places(each).items()
        }
        # With another language, every text is another: nothing is as it was.
        same = tuple(self._languages) == live.languages
        plain = as_read(live)
        before = Before(plain, shown) if same else None
        head = {
            name: each if same else each_text(each, self._retold)
            for name, each in plain.items()
            if name not in (*HEAD, "polls")
        }
        self.event = {**head, **self._fields(document, ("event",), "event", before)}
        """the table `[event]`"""
        self.polls = [
            self._poll(poll, ("polls", place), _called(plain["polls"], poll["id"]), before)
            for place, poll in enumerate(document["polls"])
        ]
        """the tables `[[polls]]`"""

    def _poll(
        self, poll: Item, at: Path, plain: Item | None, event: Before | None
    ) -> dict[str, Any]:
        shown = _called(event.shown["polls"], poll["id"]) if event else None
        before = Before(plain, shown) if plain and shown else None
        kept = {n: v for n, v in (plain or {}).items() if n not in (*OF_POLL, "questions")}
        table = {**kept, **self._fields(poll, at, "poll", before)}
        table["questions"] = [
            self._question(each, (*at, "questions", place), before)
            for place, each in enumerate(poll["questions"])
        ]
        return table

    def _question(self, question: Item, at: Path, holder: Before | None) -> dict[str, Any]:
        before = None
        if holder:
            plain = _called(holder.written.get(FIELD, ()), question["id"])
            shown = _called(holder.shown[FIELD], question["id"])
            if plain and shown and shown["kind"] == question["kind"]:
                before = Before(plain, self._with_names(shown))
        table = self._fields(self._with_names(question), at, "question", before)
        if question.get(FIELD):
            table[FIELD] = [
                self._question(each, (*at, FIELD, place), before)
                for place, each in enumerate(question[FIELD])
            ]
        return {"kind": question["kind"], **table}

    def _fields(self, item: Item, at: Path, level: str, before: Before | None) -> dict[str, Any]:
        """The table of one item, without the tables of those inside."""
        self._ways[at] = (item["uid"], ())
        writing = ToTable(self._languages)
        table = writing.fields(fields_of(item, level).values(), item, before, (at, ()))
        self._ways |= {way: (item["uid"], back) for way, back in writing.places.items()}
        for name in table:
            self._ways[(*at, name)] = (item["uid"], (name,))
        return table

    def _with_names(self, question: Item) -> Item:
        """The question with sentences that name other questions as decks do."""
        sentences = deepcopy(question["sentences"])
        for sentence in sentences:
            named = sentence["when"]["same_as"]
            sentence["when"]["same_as"] = self._names.get(named, named)
        return {**question, "sentences": sentences}

    @property
    def tables(self) -> dict[str, Any]:
        """The whole deck, as tomllib would read it."""
        return {"event": self.event, "polls": self.polls}

    def as_event(self) -> deck.Event:
        """The deck; only where no mistake was found."""
        return msgspec.convert({**self.event, "polls": self.polls}, deck.Event)

    def _retold(self, text: dict[str, str]) -> dict[str, str]:
        """A text that is not edited here, in other languages than it was."""
        return {each: _said(text, each) for each in self._languages}

    def back(self, path: Path) -> tuple[str, Path]:
        """The item, and the way within it, that a place of the deck comes from."""
        for length in range(len(path), 0, -1):
            if path[:length] in self._ways:
                uid, way = self._ways[path[:length]]
                return uid, (*way, *path[length:])
        return EVENT, ()


def _called(items: Iterable[Item], name: str) -> Item | None:
    return next((each for each in items if each["id"] == name), None)
