"""What was polled with another tool becomes a poll of an event, its rounds closed long ago.

It is written where a frozen round stands, marked with the tool's name, and has no votes: nothing
can be counted again, only asked again, and then the old figures stand beside the new ones.
"""

from collections.abc import Sequence

import msgspec
import structlog
from redis.exceptions import LockError

from poll_server.base.names import short_name
from poll_server.deck import deck
from poll_server.deck.rules import POLL_PAGES
from poll_server.drafts.changes import Remove
from poll_server.drafts.document.from_deck import as_read, uids_of
from poll_server.drafts.document.items import MOST_POLLS, MOST_QUESTIONS
from poll_server.drafts.exchange.results import MadeQuestion
from poll_server.drafts.keep import Busy
from poll_server.drafts.turn import Turn
from poll_server.drafts.verbs import Drafts
from poll_server.locale import DEFAULT_LANGUAGE, speak
from poll_server.questions.writing.stop_list import EDITION
from poll_server.store.events import Events, Listing
from poll_server.store.parts.round_store import TakenOver
from poll_server.store.records import Round, UnknownPoll, now_ms
from poll_server.store.store import Store
from poll_server.wire.messages import Verdict

WHO = "organiser"
"""Whose removal it is in a draft's history: no editor's, who would take it back without results."""

log = structlog.get_logger(__name__)


class CannotTakeOver(ValueError):
    """The poll would be none; the message is a sentence for the organiser."""


class TakingOver:
    """Takes results over into events."""

    def __init__(self, store: Store, events: Events, drafts: Drafts) -> None:
        self._store, self._events, self._drafts = store, events, drafts

    async def take_over(
        self,
        event_id: str,
        title: str,
        tool: str,
        made: Sequence[MadeQuestion],
        *,
        approved: bool = False,
        language: str = DEFAULT_LANGUAGE,
    ) -> str:
        """Make a poll of the event, with all questions and their rounds; once more is the same one.

        Whatever breaks off before the event lists it leaves nothing that anybody sees, and what is
        left is deleted by `live.ending.retention`.

        Args:
            tool: where it was polled.
            approved: open answers are shown without the moderator's approval of each.
            language: of the message where it cannot be.

        Returns:
            Its short name.

        Raises:
            CannotTakeOver: the title is none, or too long.
            Busy: somebody else changes this event all the time.
            UnknownEvent: there is no such event.
        """
        try:
            async with self._store.events.turn(event_id):
                slug = await self._make(event_id, title, tool, made, approved, language)
        except LockError as error:
            raise Busy(event_id) from error
        # What was asked is put into the draft at its next look: so that nobody is told it was
        # asked meanwhile, this is that look.
        await self._drafts.get(event_id)
        log.info("taken_over", event_id=event_id, tool=tool, questions=len(made))
        return slug

    async def _make(
        self,
        event_id: str,
        title: str,
        tool: str,
        made: Sequence[MadeQuestion],
        approved: bool,
        language: str,
    ) -> str:
        """The poll, then its rounds, and only then the event that lists it."""
        listing = await self._events.get(event_id)
        poll = _poll(listing.event, title, made, language)
        heading = msgspec.structs.replace(listing.event, polls=())
        rounds = _rounds(made, tool, heading, approved=approved)
        if there := await self._there(listing, poll, rounds):
            return there  # a button that was pressed twice
        about = await self._events.make_poll(poll, event_id, heading)
        await self._store.rounds.take_over(about.poll_id, rounds)
        if listing.archived_ms:
            await self._store.polls.set_over(about.poll_id, over=True)
        polls = (*listing.event.polls, about.poll)
        ids = {each.slug: each.poll_id for each in listing.polls} | {poll.id: about.poll_id}
        event = msgspec.structs.replace(listing.event, polls=polls)
        await self._store.events.change(event_id, event, ids)
        return poll.id

    async def _there(self, listing: Listing, poll: deck.Poll, rounds: Sequence[TakenOver]) -> str:
        """The poll that was made of the same before; '' where none was."""
        for entry, each in zip(listing.polls, listing.event.polls, strict=True):
            if (each.title, each.questions) != (poll.title, poll.questions):
                continue
            reads = self._store.rounds
            found = [await reads.result(entry.poll_id, r.round.number) for r in rounds]
            if [result for result, _moderation in found] == [r.result for r in rounds]:
                return entry.slug
        return ""

    async def remove(self, event_id: str, slug: str, language: str = DEFAULT_LANGUAGE) -> None:
        """Remove a poll in which all there is was taken over, from the draft as well.

        Raises:
            CannotTakeOver: somebody voted in it, or asked something: it stays.
            Busy: somebody else changes this event all the time.
            UnknownEvent: there is no such event.
            UnknownPoll: there is no such poll.
        """
        try:
            async with self._store.events.turn(event_id):
                listing = await self._events.get(event_id)
                ids = {each.slug: each.poll_id for each in listing.polls}
                if slug not in ids:
                    raise UnknownPoll(slug)
                await self._end(ids[slug], listing, language)
                poll_id = ids.pop(slug)
                polls = tuple(each for each in listing.event.polls if each.id != slug)
                event = msgspec.structs.replace(listing.event, polls=polls)
                await self._store.events.change(event_id, event, ids)
                await self._drafts.edit(event_id, lambda turn: _take_out(turn, slug, language))
                await self._store.events.delete_poll(poll_id)
        except LockError as error:
            raise Busy(event_id) from error
        log.info("taken_over_removed", event_id=event_id)

    async def _end(self, poll_id: str, listing: Listing, language: str) -> None:
        """See that nothing is opened in a poll any more, if all there is was taken over."""
        _ = speak(language)
        stays = CannotTakeOver(_("Somebody has voted in this poll, or asked something: it stays."))
        if not await self.is_all_taken(poll_id):
            raise stays
        if not await self._store.polls.set_over(poll_id, over=True):
            raise stays
        if not await self.is_all_taken(poll_id):  # asked again, and closed, a moment ago
            await self._store.polls.set_over(poll_id, over=bool(listing.archived_ms))
            raise stays

    async def is_all_taken(self, poll_id: str) -> bool:
        """Whether a poll has rounds, all of them taken over, and nothing else from people."""
        store = self._store
        if await store.floor.last_ms(poll_id) or await store.speakers.last_ms(poll_id):
            return False
        numbers = range(1, await store.polls.rounds(poll_id) + 1)
        rounds = [await store.rounds.round(poll_id, number) for number in numbers]
        return bool(rounds) and all(each and each.source for each in rounds)


def _take_out(turn: Turn, slug: str, language: str) -> None:
    """Remove the poll from the draft, if it is there."""
    if uid := uids_of(turn.kept.document).get((slug,)):
        turn.carry_out([Remove(uid)], WHO, language)


def _poll(event: deck.Event, title: str, made: Sequence[MadeQuestion], language: str) -> deck.Poll:
    """The poll, as a deck could hold it."""
    _ = speak(language)
    if len(event.polls) >= MOST_POLLS:
        raise CannotTakeOver(_("An event holds at most %(most)s polls.", most=MOST_POLLS))
    if len(made) > MOST_QUESTIONS:  # a scale with many statements becomes several
        raise CannotTakeOver(_("A poll holds at most %(most)s questions.", most=MOST_QUESTIONS))
    taken = {*POLL_PAGES, *(each.id for each in event.polls)}
    name = short_name(title, taken, "results")
    poll = deck.Poll(id=name, title=title, questions=tuple(each.question for each in made))
    head, polls = as_read(msgspec.structs.replace(event, polls=(poll,))), "polls"
    for _path, wrong in deck.check({polls: head.pop(polls), "event": head}, language):
        raise CannotTakeOver(str(wrong))
    return poll


def _rounds(
    made: Sequence[MadeQuestion], tool: str, event: deck.Event, *, approved: bool
) -> list[TakenOver]:
    """All rounds, the oldest first; of those at one time in the order of the questions."""
    every = [
        (round_, attempt, place)
        for place, each in enumerate(made)
        for attempt, round_ in enumerate(each.rounds, 1)
    ]
    every.sort(key=lambda each: (each[0].from_ms, each[1], each[2]))
    moderation: dict[str, Verdict] = {"*": "approved"} if approved else {}
    return [
        TakenOver(
            Round(
                number=number,
                question=made[place].question.id,
                attempt=attempt,
                state="closed",
                opened_ms=round_.from_ms,
                closed_ms=round_.to_ms,
                frozen_ms=now_ms(),
                votes=round_.people,
                holds=EDITION,
                stop_words="\n".join(event.stop_words),
                source=tool,
            ),
            round_.tally,
            moderation,
        )
        for number, (round_, attempt, place) in enumerate(every, 1)
    ]
