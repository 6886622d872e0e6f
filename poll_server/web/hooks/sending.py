"""One process looks for news, tells them, tries again where nobody took them.

Of all processes one has the sending, by a lease in Redis; it passes to another within 15 s. What is
told twice all the same, because an answer was lost, has the same id. What waits is bounded, and of
each address one delivery is under way at a time. One that answers slowly holds up no other: whoever
takes long gives the place free for the next, and is asked after all that answered at once.
"""

import asyncio
import ssl
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from functools import cache
from typing import TYPE_CHECKING, Any

import msgspec
import structlog
from redis.exceptions import RedisError

from poll_server import __version__
from poll_server.base.background import AsyncTask, Begin, beginning
from poll_server.live.polls import Polls
from poll_server.store.parts.hooks import (
    Delivery,
    Hook,
    PollSeen,
    Told,
    WaitingDelivery,
)
from poll_server.store.records import UnknownEvent, UnknownPoll, new_id, now_ms
from poll_server.store.store import Store

from . import signing
from .noticing import News, deliveries, news_of, seen_now
from .reach import CannotReach, Target, reached, target_of

if TYPE_CHECKING:
    import httpx

LOOK_EVERY = 1.0
"""Seconds between two looks for news."""
SECONDS = 10.0
"""What an address may take to answer; the receiver is to work later, and to answer first."""
AGAIN = (5, 60, 300, 1800, 7200, 21600, 43200)
"""Seconds before the second try, and each one after it: within a day it is either taken or given
up. Much as Standard Webhooks suggests."""
MOST_AT_ONCE = 8
"""Addresses that are told at the same time, without those that let us wait."""
LINGERS = 2.0
"""Seconds after which an address lets us wait. So 40 are under way at most, in `SECONDS`."""
GONE = 410
"""An address that answers so wants nothing more (RFC 9110)."""

log = structlog.get_logger(__name__)


class Hooks:
    """The webhooks of this process."""

    def __init__(self, store: Store, polls: Polls, secret: bytes, *, inside: bool) -> None:
        """Args:
        secret: the server's.
        inside: addresses of the own network are allowed.
        """
        self._store, self._polls, self._secret, self._inside = store, polls, secret, inside
        self._process = new_id()
        self._flying: dict[str, tuple[AsyncTask, float]] = {}
        """by hook: what is under way, and since when, by the loop's clock"""
        self._slow: set[str] = set()
        """hooks that let us wait the last time"""
        self._still: dict[str, tuple[str, int]] = {}
        """(epoch, version) of polls in which nothing was left to be noted"""

    def secret_of(self, hook: str) -> str:
        """What a receiver checks signatures with."""
        return signing.shown(signing.key_of(self._secret, hook))

    @property
    def inside(self) -> bool:
        return self._inside

    async def run(self) -> None:
        """Look for news and tell them, for as long as the server runs."""
        try:
            async with beginning() as begin:
                while True:
                    try:
                        await self.look(begin)
                    except (RedisError, OSError) as error:
                        log.warning("hooks_postponed", error=type(error).__name__)
                    await asyncio.sleep(LOOK_EVERY)
        finally:
            with suppress(RedisError, OSError):  # then the lease runs out
                await self.close()

    async def close(self) -> None:
        """Leave the sending to another process."""
        await self._store.hooks.stop_sending(self._process)

    async def look(self, begin: Begin) -> None:
        """One look: note what is new, begin what is due."""
        hooks = await self._store.hooks.all()
        if not hooks or not await self._store.hooks.may_send(self._process):
            return
        seen = await self._store.hooks.seen()
        wanted: set[str] = set()
        for event in dict.fromkeys(hook.event for hook in hooks):
            of_event = [hook for hook in hooks if hook.event == event]
            try:
                wanted |= await self._notice(event, of_event, seen)
            except UnknownEvent:
                await self._store.hooks.remove(of_event)
        await self._store.hooks.forget(seen.keys() - wanted)
        await self._begin_due(begin)

    # ── What is new ───────────────────────────────────────────────────────────────────────────

    async def _notice(self, event: str, hooks: list[Hook], seen: dict[str, str]) -> set[str]:
        """Note what is new in an event; the names under which it is noted."""
        fields = await self._store.events.fields(event)
        name = f"event {event}"
        published = fields.get("published", "0")
        if seen.get(name) != published:
            news = []
            if published == "1" and name in seen:
                data = {"event": event, "results": f"/results/{event}"}
                news = [News("event.published", f"event.published-{new_id()}", now_ms(), data)]
            found = deliveries(news, hooks)
            await self._store.hooks.note(name, seen.get(name), published, found)
        polls = list((await self._store.events.polls(event)).values())
        for poll_id, found_ in zip(polls, await self._store.polls.versions(polls), strict=True):
            before = seen.get(f"poll {poll_id}")
            if found_ is None or (before and self._still.get(poll_id) == found_[:2]):
                continue
            try:
                await self._notice_poll(poll_id, hooks, before)
            except UnknownPoll:
                continue
        return {name, *(f"poll {poll_id}" for poll_id in polls)}

    async def _notice_poll(self, poll_id: str, hooks: list[Hook], before: str | None) -> None:
        state = await self._polls.state(poll_id)
        if state.freeze_ms or state.ends_ms:
            # Where no screen is left to see to it, countdowns end and results are frozen here.
            await self._polls.close_overdue(state)
        showings = await self._store.polls.shown(poll_id)
        now = seen_now(state, showings)
        after = msgspec.json.encode(now).decode()
        if after != before:
            # What happened before the first hook was made is no news.
            was = msgspec.json.decode(before, type=PollSeen) if before else now
            found = deliveries(news_of(state, showings, was, now), hooks)
            await self._store.hooks.note(f"poll {poll_id}", before, after, found)
        if not (state.freeze_ms or state.ends_ms):
            # Only now: where noting breaks off, the next look is to find the same again.
            self._still[poll_id] = state.epoch, state.version

    # ── What is due ───────────────────────────────────────────────────────────────────────────

    async def _begin_due(self, begin: Begin) -> None:
        # In this order: nothing waits for a hook that is not there yet, or is just turned on.
        due = await self._store.hooks.due()
        hooks = {hook.id: hook for hook in await self._store.hooks.all()}
        await self._drop_unwanted(due, hooks)
        now, clock = now_ms(), asyncio.get_running_loop().time()
        self._flying = {hook: each for hook, each in self._flying.items() if not each[0].done()}
        room = MOST_AT_ONCE - sum(clock - since < LINGERS for _, since in self._flying.values())
        # Who let us wait comes last; the order of what is due stays otherwise.
        for waiting in sorted(due, key=lambda each: each.delivery.hook in self._slow):
            hook = hooks.get(waiting.delivery.hook)
            if hook is None or hook.off or hook.id in self._flying or waiting.delivery.due_ms > now:
                continue
            if room <= 0:
                break
            room -= 1
            self._flying[hook.id] = begin(self._quietly(hook, waiting), "hook"), clock

    async def _drop_unwanted(
        self, due: Sequence[WaitingDelivery], hooks: Mapping[str, Hook]
    ) -> None:
        """Drop what waits for hooks that are off."""
        for hook in (each for each in hooks.values() if each.off):
            waiting = [each for each in due if each.delivery.hook == hook.id]
            if waiting:
                await self._store.hooks.drop(hook, waiting)

    async def _quietly(self, hook: Hook, waiting: WaitingDelivery) -> None:
        clock = asyncio.get_running_loop().time
        since = clock()
        try:
            await self.tell(hook, waiting)
        except (RedisError, OSError) as error:
            log.warning("hook_not_noted", error=type(error).__name__)
        finally:
            (self._slow.add if clock() - since >= LINGERS else self._slow.discard)(hook.id)

    async def tell(self, hook: Hook, waiting: WaitingDelivery) -> None:
        """Send a delivery once, and write down what came of it."""
        delivery = waiting.delivery
        status, why = await self._send(hook, delivery)
        arrived = 200 <= status < 300
        tries = delivery.tries + 1
        again = 0
        if not arrived and status != GONE and tries <= len(AGAIN):
            again = now_ms() + AGAIN[tries - 1] * 1000
        told = Told(
            at_ms=now_ms(),
            id=delivery.id,
            hook=hook.id,
            event=hook.event,
            topic=delivery.topic,
            url=hook.url,
            tries=tries,
            status=status,
            why=why,
            again_ms=again,
        )
        later = msgspec.structs.replace(delivery, due_ms=again, tries=tries) if again else None
        await self._store.hooks.settle(waiting, told, later)
        if status == GONE:
            await self._store.hooks.turn_off(hook)
        log.info("hook_told", topic=delivery.topic, status=status, tries=tries, again=again > 0)

    async def _send(self, hook: Hook, delivery: Delivery) -> tuple[int, str]:
        """The status of the answer, 0 where there was none, and a word why."""
        # In a thread, or votes would wait for it; and with the first hook that there is.
        httpx, trusted = await asyncio.to_thread(_library)
        content, seconds = delivery.body.encode(), int(time.time())
        key = signing.key_of(self._secret, hook.id)
        headers = signing.headers(key, delivery.id, seconds, content)
        try:
            async with asyncio.timeout(SECONDS):
                target = await reached(target_of(hook.url), inside=self._inside)
                async with httpx.AsyncClient(
                    verify=trusted, trust_env=False, timeout=SECONDS
                ) as client:
                    return await _posted(client, target, headers, content), ""
        except CannotReach as refused:
            return 0, refused.why
        except TimeoutError:
            return 0, "slow"
        except (httpx.HTTPError, OSError, ValueError) as error:
            log.info("hook_unreached", error=type(error).__name__)
            return 0, "tls" if "certificate" in str(error).lower() else "line"


@cache
def _library() -> tuple[Any, ssl.SSLContext]:
    """The library that sends, and whose certificates are good: a fifth of a second, once."""
    import httpx

    return httpx, httpx.create_ssl_context(trust_env=False)


async def _posted(
    client: "httpx.AsyncClient", target: Target, headers: dict[str, str], content: bytes
) -> int:
    """The status of the answer; its body is not read."""
    own = {"host": target.named, "user-agent": f"poll-server/{__version__}"}
    sent = client.stream(
        "POST",
        target.url,
        content=content,
        headers=headers | own,
        extensions={"sni_hostname": target.host},
    )
    async with sent as answer:
        return int(answer.status_code)
