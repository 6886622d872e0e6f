"""The public results pages: made once for all who read them, and again when something has changed.

    published.languages(event)        in which languages the event's results are public
    published.page(event, language)   the page, ready to be sent

Whether results are public is asked of Redis for every request (once for all who come at the same
moment), so every process stops showing them at once. The page itself is made beside the server, by
the process that makes files, and kept here for as long as nobody commands anything in the event's
polls. While moderators are busy it is at most `RESTING` seconds behind.
"""

import asyncio
import gzip
import time
from collections import OrderedDict
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from typing import NamedTuple
from weakref import WeakValueDictionary

import msgspec

from poll_server.base.sharing import Shared
from poll_server.deck.deck import LANGUAGES_UNSAID
from poll_server.live.polls import Polls
from poll_server.locale import LANGUAGES
from poll_server.report.html.page_policy import policy
from poll_server.report.making.orders import Order
from poll_server.report.making.workshop import Workshop
from poll_server.store.records import UnknownEvent
from poll_server.store.store import Store

RESTING = 5.0
"""Seconds between two makings of a page: a congress in which somebody moderates every second would
keep a processor busy with it."""
MOST_KEPT = 32
"""Pages, the latest read: a congress of six forums has 2 MB in each language."""


class NotPublished(LookupError):
    """There is no such event, or its results are not for everybody."""


@dataclass(frozen=True)
class Page:
    """A results page in one language."""

    content: bytes
    packed: bytes
    """the same by gzip"""
    tag: str
    """an ETag; weak, because it is the same for both"""
    policy: str
    """its content policy"""


class _Name(NamedTuple):
    event: str
    language: str
    saved: bool


@dataclass(frozen=True)
class _Facts:
    """What Redis says of an event."""

    published: bool
    languages: tuple[str, ...]
    state: str
    """another one as soon as anything may look otherwise"""


@dataclass(frozen=True)
class _Kept:
    page: Page
    state: str
    made_at: float


class _Heading(msgspec.Struct):
    """Of a deck, what is needed here."""

    languages: tuple[str, ...] = LANGUAGES_UNSAID


class Published:
    """The pages of this process."""

    def __init__(self, store: Store, polls: Polls, workshop: Workshop) -> None:
        self._store, self._polls, self._workshop = store, polls, workshop
        self._kept: OrderedDict[_Name, _Kept] = OrderedDict()
        self._facts: WeakValueDictionary[str, Shared[_Facts]] = WeakValueDictionary()
        self._pages: WeakValueDictionary[_Name, Shared[Page]] = WeakValueDictionary()

    async def languages(self, event_id: str, *, preview: bool = False) -> tuple[str, ...]:
        """The languages in which an event's results are to be had, its own first.

        Args:
            preview: for an organiser, who sees the page before it is public.

        Raises:
            NotPublished: there is nothing to be had.
        """
        return (await self._look(event_id, preview=preview)).languages

    async def page(
        self, event_id: str, language: str, *, saved: bool = False, preview: bool = False
    ) -> Page:
        """The results page of an event.

        Args:
            saved: as a file to be kept.

        Raises:
            NotPublished: there is none.
            CannotMake, BrokenTally: it cannot be made now.
        """
        await self._look(event_id, preview=preview)
        name = _Name(event_id, language, saved)
        shared = self._pages.get(name)
        if shared is None:
            shared = self._pages[name] = Shared(partial(self._current, name))
        return await shared()

    async def _look(self, event_id: str, *, preview: bool) -> _Facts:
        shared = self._facts.get(event_id)
        if shared is None:
            shared = self._facts[event_id] = Shared(partial(self._read, event_id))
        try:
            facts = await shared()
        except LookupError:
            raise NotPublished(event_id) from None
        if not (facts.published or preview):
            raise NotPublished(event_id)
        return facts

    async def _read(self, event_id: str) -> _Facts:
        raw = await self._store.events.fields(event_id)
        if "deck" not in raw:
            raise UnknownEvent(event_id)  # it is being made, or was deleted this very moment
        polls = await self._store.events.polls(event_id)
        _, marks = await self._polls.marks(list(polls.values()))
        known = msgspec.json.decode(raw["deck"], type=_Heading).languages
        state = sha256(f"{sorted(raw.items())} {marks}".encode()).hexdigest()
        languages = tuple(each for each in known if each in LANGUAGES)
        return _Facts(raw.get("published") == "1", languages or LANGUAGES[:1], state)

    async def _current(self, name: _Name) -> Page:
        facts = await self._look(name.event, preview=True)
        kept = self._kept.get(name)
        if kept is not None:
            self._kept.move_to_end(name)
            if kept.state == facts.state or time.monotonic() - kept.made_at < RESTING:
                return kept.page
        page = await self._make(name)
        self._kept[name] = _Kept(page, facts.state, time.monotonic())
        while len(self._kept) > MOST_KEPT:
            self._kept.popitem(last=False)
        return page

    async def _make(self, name: _Name) -> Page:
        order = Order(
            redis_url=self._workshop.redis_url,
            event=name.event,
            language=name.language,
            page="saved" if name.saved else "online",
        )
        (made,) = await self._workshop.files(order)
        packed = await asyncio.to_thread(gzip.compress, made.content, 6, mtime=0)
        digest = sha256(made.content).hexdigest()[:32]
        return Page(made.content, packed, f'W/"{digest}"', policy(made.content))
