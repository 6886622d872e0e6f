"""What an organiser does with events: take in a deck, list, copy, delete, hand out links."""

import json
import secrets
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

import msgspec

from poll_server.base.names import short_name
from poll_server.base.text import Text
from poll_server.deck.brand.logo import Logo
from poll_server.deck.deck import Event, Poll

from .branding import copy_logo
from .parts.members import EventMember, as_field, members_in, owned_by
from .records import About, Live, UnknownEvent, UnknownPoll, new_id
from .store import Store

CODE_DIGITS = 6
"""A million codes: easy to type, and a guess leads nowhere but to a public phone page."""

LONGEST_ID = 40
"""Characters of an event's id, as the rules of decks have it."""

PAGES = ("account", "invitation")
"""What stands at `/organise/…` instead of an event: none may be called so."""


class CodeTaken(ValueError):
    """A deck asks for a join code that another poll has."""


@dataclass(frozen=True)
class PollListing:
    """One poll, as the organiser sees it in a list."""

    poll_id: str
    slug: str
    title: Text
    code: str
    questions: int
    rounds: int
    votes: int
    """votes over all rounds, the open one left out"""


@dataclass(frozen=True)
class Listing:
    """One event with its polls."""

    id: str
    event: Event
    polls: tuple[PollListing, ...]
    created_ms: int
    simulated: int
    """simulated voters; 0: real people"""
    archived_ms: int = 0
    """since when it is over, in ms since 1970; 0: it is not"""
    published: bool = False
    """whether everybody may read its results"""
    logo: Logo | None = None
    folder: str = ""
    """where organisers find it; empty: in none"""
    members: tuple[EventMember, ...] = ()
    """the accounts that are named there, see `members`"""


class Events:
    """The verbs of the organiser's side."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def add(self, event: Event, *, simulated: int = 0, owner: str = "") -> str:
        """Make an event of a checked deck, and give every poll its code and links.

        Args:
            simulated: how many simulated voters will answer; 0 for real people.
            owner: id of the account that makes it; '' for the house.

        Returns:
            The event's id: the deck's own, or with a number behind it where that is taken.

        Raises:
            CodeTaken: the deck names a join code that is in use.
        """
        for poll in event.polls:
            if poll.code and await self._store.polls.poll_of_code(poll.code):
                raise CodeTaken(poll.code)
        event_id = await self._free_id(event.id)
        heading = msgspec.structs.replace(event, id=event_id, polls=())
        made: dict[str, str] = {}
        polls = []
        try:
            for poll in event.polls:
                about = await self.make_poll(poll, event_id, heading)
                polls.append(about.poll)
                made[poll.id] = about.poll_id
        except CodeTaken:  # by somebody who came first, between our look and now
            for poll_id in made.values():
                await self._store.events.delete_poll(poll_id)
            await self._store.events.unclaim(event_id)
            raise
        complete = msgspec.structs.replace(event, id=event_id, polls=tuple(polls))
        people = as_field(owned_by(owner))
        await self._store.events.put(event_id, complete, made, simulated=simulated, **people)
        return event_id

    async def add_empty(self, title: str, languages: Sequence[str], *, owner: str = "") -> str:
        """Make an event without polls, to be edited in the browser.

        Args:
            languages: of its texts, at least one, the fallback first.
            owner: id of the account that makes it; '' for the house.

        Returns:
            The event's id, made from its title.
        """
        name = short_name(title, (), "event")
        event = Event(id=name, title=title, languages=tuple(languages), polls=())
        return await self.add(event, owner=owner)

    async def all(self) -> list[Listing]:
        """Every event, the newest first."""
        found = []
        for event_id in await self._store.events.all():
            # Somebody may be deleting one of them now.
            with suppress(UnknownEvent, UnknownPoll):
                found.append(await self.get(event_id))
        return sorted(found, key=lambda listing: -listing.created_ms)

    async def get(self, event_id: str) -> Listing:
        """Raises: UnknownEvent."""
        raw = await self._store.events.fields(event_id)
        event = msgspec.json.decode(raw["deck"], type=Event)
        polls: dict[str, str] = json.loads(raw["polls"])
        return Listing(
            event_id,
            event,
            tuple([await self._poll(poll, polls[poll.id]) for poll in event.polls]),
            int(raw["created_ms"]),
            int(raw.get("simulated", 0)),
            archived_ms=int(raw.get("archived_ms", 0)),
            published=raw.get("published") == "1",
            logo=await self._store.events.logo(event_id),
            folder=raw.get("folder", ""),
            members=members_in(raw),
        )

    async def deck(self, event_id: str) -> Event:
        """The event as a deck, codes filled in.

        Raises:
            UnknownEvent: there is no such event.
        """
        return (await self.get(event_id)).event

    async def copy(self, event_id: str) -> str:
        """Start over: the same questions under new codes and links, without any votes.

        Whoever may do something at the event may do the same at the copy, from its first moment.

        Raises:
            UnknownEvent: there is no such event.
        """
        listing = await self.get(event_id)
        event, members = listing.event, listing.members
        polls = tuple(msgspec.structs.replace(poll, code="") for poll in event.polls)
        owner = next((each.account for each in members if each.role == "owner"), "")
        made = await self.add(msgspec.structs.replace(event, polls=polls), owner=owner)
        slugs = {poll.poll_id: poll.slug for poll in listing.polls}
        copies = await self._store.events.polls(made)
        for each in members:
            poll = copies.get(slugs.get(each.poll, ""), "")
            await self._store.members.put(made, msgspec.structs.replace(each, poll=poll))
        await copy_logo(self._store, event_id, made)
        await self._store.pictures.copy(event_id, made)
        if listing.folder:
            await self._store.events.set_folder(made, listing.folder)
        return made

    async def delete(self, event_id: str) -> None:
        """Remove everything of an event, from disk too.

        Raises:
            UnknownEvent: there is no such event.
        """
        await self._store.events.delete(event_id)

    async def make_poll(self, poll: Poll, event_id: str, heading: Event) -> About:
        """Give a poll its key, its code and its links; the event is to be told of it.

        Args:
            heading: the event without its polls.

        Raises:
            CodeTaken: it names a join code that is in use.
        """
        poll_id = new_id()
        code = await self._take_code(poll.code, poll_id)
        about = About(
            poll_id,
            event_id,
            poll.id,
            code,
            msgspec.structs.replace(poll, code=code),
            heading,
            secret=secrets.token_bytes(32),
            logo=await self._store.events.logo(event_id),
        )
        await self._store.events.put_poll(about)
        return about

    async def _poll(self, poll: Poll, poll_id: str) -> PollListing:
        about = await self._store.polls.about(poll_id)
        live: Live = await self._store.polls.live(poll_id)
        rounds = [await self._store.rounds.round(poll_id, n) for n in live.numbers]
        return PollListing(
            poll_id,
            poll.id,
            poll.title,
            about.code,
            len(poll.asked),
            len(live.numbers),
            sum(round_.votes for round_ in rounds if round_),
        )

    async def _free_id(self, wanted: str) -> str:
        number = 1
        while True:
            # Short enough for a deck again, which takes 40 characters.
            event_id = wanted if number == 1 else f"{wanted[: LONGEST_ID - 5]}-{number}"
            if event_id not in PAGES and await self._store.events.claim(event_id):
                return event_id
            number += 1

    async def _take_code(self, wanted: str, poll_id: str) -> str:
        if wanted:
            if not await self._store.events.claim_code(wanted, poll_id):
                raise CodeTaken(wanted)
            return wanted
        while True:
            # No leading zero: people drop it when they read a code aloud.
            code = str(secrets.randbelow(9 * 10 ** (CODE_DIGITS - 1)) + 10 ** (CODE_DIGITS - 1))
            if await self._store.events.claim_code(code, poll_id):
                return code


def format_code(code: str) -> str:
    """`482913` as people read it: `482 913`."""
    return f"{code[:3]} {code[3:]}"
