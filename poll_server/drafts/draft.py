"""A draft as editors see it: its document, what of it has run, what keeps it from going live."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

import msgspec

from poll_server.base.text import say
from poll_server.deck import deck
from poll_server.drafts.document.as_deck import DeckTables, named
from poll_server.drafts.document.from_deck import uids_of
from poll_server.drafts.document.items import Document, Item, Place, places
from poll_server.questions import AnyQuestion
from poll_server.questions.traits.parts import FIELD

from .changes import Locks
from .differences import Difference, differences
from .history import Step
from .mistakes import DraftMistake, mistakes


@dataclass(frozen=True)
class Draft:
    """One event's draft at one moment. Its document is never changed in place."""

    event_id: str
    revision: int
    """+1 with each change; 0: nobody edited the event since it was taken in"""
    document: Document
    live: deck.Event
    """the event as phones see it"""
    poll_ids: Mapping[str, str]
    """uid of a poll that is live -> its id for links and sockets"""
    locks: Locks
    steps: tuple[Step, ...] = field(default=(), repr=False)

    @property
    def locked(self) -> frozenset[str]:
        """Uids of the questions that were asked: they stay as they are."""
        return self.locks.questions

    @property
    def fixed(self) -> Mapping[str, frozenset[str]]:
        """Uid of the event or a poll -> its fields that can change no more."""
        return self.locks.fixed

    @property
    def languages(self) -> list[str]:
        """The event's languages, the first one the fallback."""
        languages: list[str] = self.document["languages"]
        return languages

    @cached_property
    def _places(self) -> dict[str, Place]:
        return places(self.document)

    @property
    def codes(self) -> dict[str, str]:
        """Uid of a live poll -> the six digits that lead to it."""
        codes = {poll.id: poll.code for poll in self.live.polls}
        return {uid: codes[slug] for uid, slug in self.slugs.items()}

    @cached_property
    def slugs(self) -> dict[str, str]:
        """Uid of a live poll -> its id in the deck, as addresses have it."""
        uids, live = uids_of(self.document), {poll.id for poll in self.live.polls}
        return {uid: ids[0] for ids, uid in uids.items() if len(ids) == 1 and ids[0] in live}

    def title(self, language: str) -> str:
        """The event's title."""
        return say({k: v for k, v in self.document["title"].items() if v}, language)

    def place(self, uid: str) -> Place:
        """Where an item stands.

        Raises:
            KeyError: there is none (any more).
        """
        return self._places[uid]

    def item(self, uid: str) -> Item:
        """The event, poll or question called `uid`.

        Raises:
            KeyError: there is none (any more).
        """
        return self._places[uid].item

    def parent(self, uid: str) -> str:
        """Uid of what `uid` stands in; empty for the event.

        Raises:
            KeyError: there is no such item.
        """
        return self._places[uid].parent

    def poll_of(self, uid: str) -> Item:
        """The poll that `uid` is or stands in.

        Raises:
            KeyError: there is no such poll or question.
        """
        place = self._places[uid]
        return place.item if place.level == "poll" else self.poll_of(place.parent)

    def level(self, uid: str) -> str:
        """event, poll or question.

        Raises:
            KeyError: there is no such item.
        """
        return self._places[uid].level

    def mistakes(self, language: str) -> list[DraftMistake]:
        """What keeps the draft from going live, in the document's order; none where questions ran.

        Args:
            language: of the messages.
        """
        found = mistakes(self.document, self.live, language)
        return [each for each in found if each.uid not in self.locked]

    def differences(self) -> tuple[Difference, ...]:
        """What putting the draft in would change."""
        return self._differences

    @cached_property
    def _differences(self) -> tuple[Difference, ...]:
        return differences(self.document, self.live)

    @property
    def pending(self) -> int:
        """How many items putting the draft in would change."""
        return len(self._differences)

    def undoable(self, who: str) -> bool:
        """Whether `who` has done something that is not taken back yet."""
        return any(step.who == who and not step.undone for step in self.steps)

    def redoable(self, who: str) -> bool:
        """Whether `who` has taken something back and done nothing new since."""
        return any(step.who == who and step.undone > 0 for step in self.steps)

    def question(self, uid: str) -> AnyQuestion | None:
        """A question of the draft as a real one, to look at; None while it is too unfinished.

        Raises:
            KeyError: there is no such item.
        """
        place = self._places[uid]
        document = {
            **self.document,
            "polls": [{**self.poll_of(uid), "questions": [place.item]}],
        }
        (table,) = DeckTables(named(document, self.live), self.live).polls[0]["questions"]
        try:
            for each in (table, *table.get(FIELD, ())):
                each.setdefault("prompt", "")
            question: AnyQuestion = msgspec.convert(table, AnyQuestion)
            question.results({}, 0, self.languages[0])
            question.controls(self.languages[0])
        except (msgspec.ValidationError, LookupError):
            return None
        return question
