"""What a moderator changes of the questions while the show runs: one more, one less, another order.

It is live at once, in one step (`change_poll.lua`), and stands in the draft as well: what an
organiser writes meanwhile stays as it is, and putting the draft in takes nothing of it away.
"""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

import msgspec
import structlog
from redis.exceptions import LockError

from poll_server.deck import deck
from poll_server.drafts import history
from poll_server.drafts.changes import Insert, Move, Remove
from poll_server.drafts.document.from_deck import uids_of
from poll_server.drafts.document.items import places
from poll_server.drafts.keep import Busy
from poll_server.drafts.turn import Facts, Turn
from poll_server.drafts.verbs import Drafts
from poll_server.locale import speak
from poll_server.questions import AnyQuestion
from poll_server.store.events import Events
from poll_server.store.store import Store

from .going_live import go_live

PREFIX = "spot-"
"""Begins the short name of such a question; its uid follows, so that a retry is the same one."""
WHO = "moderator"
"""Whose changes these are in a draft's history: no editor's, who would take them back unseen."""

Questions = tuple[AnyQuestion, ...]
Made = TypeVar("Made")
log = structlog.get_logger(__name__)


class NotOnTheSpot(ValueError):
    """It cannot be done; the message is a sentence for the moderator."""


class OnTheSpot:
    """The questions of polls that are live, as their moderators change them."""

    def __init__(self, store: Store, drafts: Drafts) -> None:
        self._store, self._drafts, self._events = store, drafts, Events(store)

    async def insert(
        self, event_id: str, slug: str, item: Mapping[str, Any], after: str, language: str
    ) -> str:
        """Put a question behind another one; the same `uid` again is the same question.

        Also once that was taken out: a retry that comes so late changes nothing.

        Args:
            slug: the poll's id in the deck.
            item: what `drafts.Insert` takes, with a `uid`.
            after: id of the question before it; empty: first.
            language: of the sentence that says why not.

        Returns:
            Its id.

        Raises:
            NotOnTheSpot: it is no question yet, or the poll is full.
            Busy: others are at the questions of this event all the time.
            UnknownEvent: there is no such event.
        """
        uid = str(item["uid"])
        made = {**item, "on_the_spot": True}

        def write(turn: Turn) -> AnyQuestion | None:
            if _taken_out(turn, uid):
                return None
            parent = _poll_uid(turn, slug, language)
            _carry_out(turn, Insert(parent, made, _behind(turn, slug, after)), language)
            return _named(turn, uid, language)

        def lined_up(before: Questions, question: AnyQuestion | None) -> Questions:
            if question is None or any(each.id == question.id for each in before):
                return before
            return _put(before, question, after)

        await self._do(event_id, slug, write, lined_up, language)
        log.info("asked_on_the_spot", poll=slug, kind=item.get("kind"))
        return PREFIX + uid

    async def take_out(self, event_id: str, slug: str, question: str, language: str) -> None:
        """Take out a question that was put in on the spot and not asked; once more changes nothing.

        Raises:
            NotOnTheSpot: it was asked, or an organiser wrote it.
            Busy: others are at the questions of this event all the time.
            UnknownEvent: there is no such event.
        """
        _ = speak(language)

        def write(turn: Turn) -> None:
            live = _poll(turn.facts, slug).questions
            if any(each.id == question and not each.on_the_spot for each in live):
                raise NotOnTheSpot(_("Only what was put in on the spot can be taken out here."))
            if question in turn.facts.asked.get(slug, ()):
                raise NotOnTheSpot(_("It has been asked already: it stays, with its votes."))
            if uid := uids_of(turn.kept.document).get((slug, question)):
                _carry_out(turn, Remove(uid), language)

        def lined_up(before: Questions, _done: None) -> Questions:
            return tuple(each for each in before if each.id != question)

        await self._do(event_id, slug, write, lined_up, language)

    async def move(
        self, event_id: str, slug: str, question: str, after: str, language: str
    ) -> None:
        """Put a question elsewhere in its poll.

        Args:
            after: id of the question before it then; empty: first.

        Raises:
            NotOnTheSpot: there is no such question.
            Busy: others are at the questions of this event all the time.
            UnknownEvent: there is no such event.
        """
        _ = speak(language)

        def write(turn: Turn) -> None:
            if question not in [each.id for each in _poll(turn.facts, slug).questions]:
                raise NotOnTheSpot(_("There is no such question."))
            if uid := uids_of(turn.kept.document).get((slug, question)):
                behind = _behind(turn, slug, after)
                parent = _poll_uid(turn, slug, language)
                _carry_out(turn, Move(uid, parent, behind), language)

        def lined_up(before: Questions, _done: None) -> Questions:
            (moved,) = (each for each in before if each.id == question)
            return _put(tuple(each for each in before if each is not moved), moved, after)

        await self._do(event_id, slug, write, lined_up, language)

    async def _do(
        self,
        event_id: str,
        slug: str,
        write: Callable[[Turn], Made],
        lined_up: Callable[[Questions, Made], Questions],
        language: str,
    ) -> None:
        """Write it into the draft, then have the poll's questions `lined_up`."""

        def work(turn: Turn) -> tuple[Facts, Made]:
            return turn.facts, write(turn)

        try:
            async with self._store.events.turn(event_id):
                facts, made = await self._drafts.edit(event_id, work)
                live = facts.live
                polls = tuple(
                    msgspec.structs.replace(each, questions=lined_up(each.questions, made))
                    if each.id == slug
                    else each
                    for each in live.polls
                )
                wanted = msgspec.structs.replace(live, polls=polls)
                late = await go_live(self._store, self._events, live, wanted, facts.poll_ids)
        except LockError as error:
            raise Busy(event_id) from error
        if late:  # opened a moment ago; the next look at the draft puts it back there
            _ = speak(language)
            raise NotOnTheSpot(_("It has been asked already: it stays, with its votes."))


def _carry_out(turn: Turn, change: Insert | Move | Remove, language: str) -> None:
    """Raises NotOnTheSpot: the draft does not take it."""
    for clash in turn.carry_out([change], WHO, language).clashes:
        raise NotOnTheSpot(clash.sentence)


def _named(turn: Turn, uid: str, language: str) -> AnyQuestion:
    """The question just written, with its name.

    Raises:
        NotOnTheSpot: it is no question yet.
    """
    places(turn.kept.document)[uid].item["id"] = PREFIX + uid
    draft = turn.draft()
    for each in draft.mistakes(language):
        if each.uid == uid:
            raise NotOnTheSpot(each.message)
    question = draft.question(uid)
    assert question is not None  # or there had been a mistake
    return question


def _taken_out(turn: Turn, uid: str) -> bool:
    """Whether the item was there and was taken out, as far back as the draft remembers."""
    if uid in places(turn.kept.document):
        return False
    steps = (step for step in turn.kept.steps if not step.undone)
    return any(uid in history.uids(step.done) for step in steps)


def _poll(facts: Facts, slug: str) -> deck.Poll:
    return next(each for each in facts.live.polls if each.id == slug)


def _poll_uid(turn: Turn, slug: str, language: str) -> str:
    """Raises NotOnTheSpot: an organiser is about to take this poll out."""
    if uid := uids_of(turn.kept.document).get((slug,)):
        return uid
    _ = speak(language)
    raise NotOnTheSpot(_("The organiser’s draft has this poll no more. Please ask the organiser."))


def _behind(turn: Turn, slug: str, after: str) -> str:
    """The uid of the question called `after`, or of the last one before it that the draft has.

    Where another moderator just took `after` out: of the last one of all.
    """
    uids = uids_of(turn.kept.document)
    ids = [each.id for each in _poll(turn.facts, slug).questions]
    before = ids[: ids.index(after) + 1] if after in ids else ids if after else []
    return next((uid for each in reversed(before) if (uid := uids.get((slug, each)))), "")


def _put(questions: Questions, question: AnyQuestion, after: str) -> Questions:
    """`questions` with one more behind that called `after`; first where that is empty.

    Last where it was just taken out: never before what was asked already.
    """
    places = {each.id: n for n, each in enumerate(questions, 1)}
    at = places.get(after, len(questions)) if after else 0
    return (*questions[:at], question, *questions[at:])
