"""Webhooks in Redis: who is told of what, what waits to be told, what came of it.

All of it is in one slot, so that to note what was seen and to have it told is one step. The secret
that signs is nowhere: it is made of the server's own (see `web.hooks.signing`).
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal, get_args

import msgspec

from poll_server.store.keys import HOOKS, HOOKS_DUE, HOOKS_LOG, HOOKS_SEEN, HOOKS_SENDER
from poll_server.store.records import now_ms
from poll_server.store.text_redis import TextPipe, TextRedis

HookTopic = Literal["poll.opened", "poll.closed", "poll.shown", "event.published"]
HOOK_TOPICS: tuple[HookTopic, ...] = get_args(HookTopic)
MOST_HOOKS = 20
"""Of one event: a wall, a stream, a chat, and some that somebody tries."""
MOST_DUE = 1000
"""Deliveries that wait, of all events: an address that is gone for a day keeps a congress's few
hundred; further ones are written down as dropped."""
LOG_KEPT = 500
"""Entries of what came of deliveries; the newest stay."""
LEASE_MS = 15_000
"""ms for which one process has the sending; the others look once a second whether it is free."""


class Hook(msgspec.Struct, frozen=True, kw_only=True):
    """An address that is told."""

    id: str
    event: str
    url: str
    topics: tuple[HookTopic, ...]
    made_ms: int
    off: bool = False
    """nothing is sent there until an organiser turns it on again"""
    why_off: Literal["gone", "restored"] = "gone"
    """it said 410, or it came out of a backup"""


class Delivery(msgspec.Struct, frozen=True, kw_only=True):
    """Something to be told to one address."""

    id: str
    """the same whenever it is sent again"""
    hook: str
    event: str
    topic: str
    body: str
    due_ms: int
    tries: int = 0


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """What came of one try."""

    at_ms: int
    id: str
    hook: str
    event: str
    topic: str
    url: str
    tries: int
    status: int = 0
    """of the answer; 0: there was none"""
    why: str = ""
    """a word of `sending`, where it did not arrive"""
    again_ms: int = 0
    """when it is tried again; 0: it is not"""
    dropped: int = 0
    """how many deliveries were dropped, untold, of which this is the one entry"""


class PollSeen(msgspec.Struct, frozen=True):
    """How far a poll had got when it was last looked at for news."""

    opened: int
    """rounds"""
    closed: int
    """the number of the last round that was closed for good"""
    shown_ms: int
    """when a result was last put up"""


class HookStore:
    """Hooks, what waits, and what came of it."""

    def __init__(self, redis: TextRedis) -> None:
        self._redis = redis

    async def all(self, event: str = "") -> list[Hook]:
        """Every hook, or those of an event, the oldest first."""
        found = [msgspec.json.decode(raw, type=Hook) for raw in await self._redis.hvals(HOOKS)]
        return sorted((h for h in found if event in ("", h.event)), key=lambda h: (h.made_ms, h.id))

    async def put(self, hook: Hook) -> None:
        await self._redis.hset(HOOKS, hook.id, _json(hook))

    async def turn_off(self, hook: Hook) -> None:
        """Send no more to a hook, and drop what waits for it: once it is on again, that is old.

        One that was removed meanwhile stays so.
        """

        async def change(pipe: TextPipe) -> None:
            there = await pipe.hexists(HOOKS, hook.id)
            waiting = _of(hook, _waiting(await pipe.hgetall(HOOKS_DUE)))
            pipe.multi()
            if there:
                off = msgspec.structs.replace(hook, off=True, why_off="gone")
                pipe.hset(HOOKS, hook.id, _json(off))
            _drop(pipe, hook, waiting)

        await self._redis.transaction(change, HOOKS, HOOKS_DUE)

    async def drop(self, hook: Hook, waiting: "Sequence[WaitingDelivery]") -> None:
        """Drop what waits for a hook that is off: noted as it was turned off, say."""
        async with self._redis.pipeline(transaction=True) as pipe:
            _drop(pipe, hook, waiting)
            await pipe.execute()

    async def remove(self, hooks: Iterable[Hook]) -> None:
        """Away with hooks, and with what waits for them."""
        gone = {hook.id for hook in hooks}
        due = [each.field for each in await self.due() if each.delivery.hook in gone]
        if gone:
            await self._redis.hdel(HOOKS, *gone)
        if due:
            await self._redis.hdel(HOOKS_DUE, *due)
        if not await self._redis.hlen(HOOKS):
            # Nobody looks from now on, and what happens until somebody does is no news then.
            await self._redis.delete(HOOKS_SEEN)

    # ── What was seen ─────────────────────────────────────────────────────────────────────────

    async def seen(self) -> dict[str, str]:
        """What was seen of polls and events, as JSON, by `poll <id>` and `event <id>`."""
        return await self._redis.hgetall(HOOKS_SEEN)

    async def note(
        self, name: str, before: str | None, after: str, deliveries: Iterable[Delivery]
    ) -> bool:
        """Note what was seen of `name`, and have it told, in one step.

        Args:
            before: what was noted, None for nothing: where it is not that, nothing is done.

        Returns:
            Whether it was done; else another process was faster.
        """

        async def change(pipe: TextPipe) -> bool:
            if await pipe.hget(HOOKS_SEEN, name) != before:
                return False
            room = MOST_DUE - await pipe.hlen(HOOKS_DUE)
            pipe.multi()
            pipe.hset(HOOKS_SEEN, name, after)
            for number, each in enumerate(deliveries):
                if number < room:
                    pipe.hset(HOOKS_DUE, f"{each.hook} {each.id}", _json(each))
                else:
                    _log(pipe, no_room(each))
            return True

        done: bool = await self._redis.transaction(
            change, HOOKS_SEEN, HOOKS_DUE, value_from_callable=True
        )
        return done

    async def forget(self, names: Iterable[str]) -> None:
        """Forget what was seen of polls and events that nobody is told of any more."""
        if doomed := list(names):
            await self._redis.hdel(HOOKS_SEEN, *doomed)

    # ── What waits ────────────────────────────────────────────────────────────────────────────

    async def add(self, delivery: Delivery) -> None:
        """Have one thing told, whatever waits already."""
        await self._redis.hset(HOOKS_DUE, f"{delivery.hook} {delivery.id}", _json(delivery))

    async def due(self) -> "list[WaitingDelivery]":
        """Everything that waits, the longest due first."""
        return _waiting(await self._redis.hgetall(HOOKS_DUE))

    async def settle(self, waiting: "WaitingDelivery", told: Told, later: Delivery | None) -> None:
        """Write down what came of a try; `later` is when it is to be tried again.

        For a hook that was removed during the try nothing waits: it would take up room for ever.
        """

        async def change(pipe: TextPipe) -> None:
            there = await pipe.hexists(HOOKS, told.hook)
            pipe.multi()
            if later is None or not there:
                pipe.hdel(HOOKS_DUE, waiting.field)
            else:
                pipe.hset(HOOKS_DUE, waiting.field, _json(later))
            _log(pipe, told)

        await self._redis.transaction(change, HOOKS)

    async def log(self, event: str) -> list[Told]:
        """What came of the deliveries of an event, the newest first."""
        raw = await self._redis.lrange(HOOKS_LOG, 0, -1)
        found = [msgspec.json.decode(each, type=Told) for each in raw]
        return [each for each in found if each.event == event]

    # ── Who sends ─────────────────────────────────────────────────────────────────────────────

    async def may_send(self, process: str) -> bool:
        """Whether this process has the sending, for the next `LEASE_MS`; it takes it where free."""
        if await self._redis.set(HOOKS_SENDER, process, nx=True, px=LEASE_MS):
            return True
        if await self._redis.get(HOOKS_SENDER) != process:
            return False
        return bool(await self._redis.set(HOOKS_SENDER, process, px=LEASE_MS))

    async def stop_sending(self, process: str) -> None:
        """Let another process send, as this one ends."""
        if await self._redis.get(HOOKS_SENDER) == process:
            await self._redis.delete(HOOKS_SENDER)


class WaitingDelivery(msgspec.Struct, frozen=True):
    """A delivery that waits."""

    field: str
    """where it stands"""
    delivery: Delivery


def no_room(each: Delivery) -> Told:
    """What is written down of a delivery for which there is no room."""
    return Told(
        at_ms=now_ms(), id=each.id, hook=each.hook, event=each.event, topic=each.topic, url="",
        tries=0, why="full",
    )  # fmt: skip


def all_dropped(hook: Hook, why: Literal["off", "restored"], count: int) -> Told:
    """What is written down of all that waited for a hook: an entry each would fill the log."""
    return Told(
        at_ms=now_ms(), id="", hook=hook.id, event=hook.event, topic="", url=hook.url,
        tries=0, why=why, dropped=count,
    )  # fmt: skip


def _waiting(raw: Mapping[str, str]) -> list[WaitingDelivery]:
    found = [
        WaitingDelivery(key, msgspec.json.decode(each, type=Delivery)) for key, each in raw.items()
    ]
    return sorted(found, key=lambda each: each.delivery.due_ms)


def _of(hook: Hook, waiting: Iterable[WaitingDelivery]) -> list[WaitingDelivery]:
    return [each for each in waiting if each.delivery.hook == hook.id]


def _drop(pipe: TextPipe, hook: Hook, waiting: Sequence[WaitingDelivery]) -> None:
    if waiting:
        pipe.hdel(HOOKS_DUE, *(each.field for each in waiting))
        _log(pipe, all_dropped(hook, "off", len(waiting)))


def _log(pipe: TextPipe, told: Told) -> None:
    pipe.lpush(HOOKS_LOG, _json(told))
    pipe.ltrim(HOOKS_LOG, 0, LOG_KEPT - 1)


def _json(value: Any) -> str:
    return msgspec.json.encode(value).decode()
