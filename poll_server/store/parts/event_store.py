"""What Redis remembers of events: their decks, codes and logos, and how all of it is deleted.

A part of `store`; `keys` names where.
"""

import json
import secrets
from base64 import b64decode, b64encode
from collections.abc import Mapping
from typing import Any, cast

import msgspec
from redis.exceptions import WatchError

from poll_server.deck import deck
from poll_server.deck.brand.logo import Logo
from poll_server.store.keys import (
    EVENTS,
    PollKeys,
    code_key,
    draft_key,
    event_key,
    logo_key,
    pictures_key,
    turn_key,
)
from poll_server.store.parts.hooks import HookStore
from poll_server.store.parts.poll_store import PollStore
from poll_server.store.parts.tokens import TokenStore
from poll_server.store.reach.clients import rewrite_logs
from poll_server.store.records import About, UnknownEvent, now_ms
from poll_server.store.text_redis import TextRedis

from .beside import floor_store

TURN_SECONDS = 30.0
"""After which a server that died while it changed an event holds nobody up any more."""
TURN_WAIT = 5.0
"""Seconds to wait for another's turn."""


class EventStore:
    """Typed reads and writes of events, and of a poll's beginning and end."""

    def __init__(self, redis: TextRedis, polls: PollStore) -> None:
        self._redis, self._polls = redis, polls

    async def all(self) -> list[str]:
        return sorted(await self._redis.smembers(EVENTS))

    async def fields(self, event_id: str) -> dict[str, str]:
        """The fields of `event:<E>`.

        Raises:
            UnknownEvent: there is none.
        """
        if raw := await self._redis.hgetall(event_key(event_id)):
            return raw
        raise UnknownEvent(event_id)

    async def polls(self, event_id: str) -> dict[str, str]:
        """Slug -> poll id of an event's polls.

        Raises:
            UnknownEvent: there is no such event.
        """
        return cast(dict[str, str], json.loads((await self.fields(event_id)).get("polls", "{}")))

    async def set_archived(self, event_id: str, at_ms: int) -> None:
        """Note when an event was archived; 0: it is not. Its polls were told before.

        Raises:
            UnknownEvent: there is no such event.
        """
        await self._note(event_id, {"archived_ms": at_ms})

    async def set_due(self, event_id: str, at_ms: int) -> None:
        """Note when its results were first seen to be near their end; 0: they are not."""
        await self._note(event_id, {"due_ms": at_ms})

    async def set_published(self, event_id: str, *, published: bool) -> None:
        """Note whether everybody may read an event's results.

        Raises:
            UnknownEvent: there is no such event.
        """
        await self._note(event_id, {"published": int(published)})

    async def set_folder(self, event_id: str, folder: str) -> None:
        """Note the folder in which organisers find an event; '' for none.

        Raises:
            UnknownEvent: there is no such event.
        """
        await self._note(event_id, {"folder": folder})

    async def folders(self) -> list[str]:
        """The names of all folders in which there is an event, in order."""
        async with self._redis.pipeline(transaction=False) as pipe:
            for event_id in await self.all():
                pipe.hget(event_key(event_id), "folder")
            found = await pipe.execute()
        return sorted({str(each) for each in found if each}, key=str.casefold)

    async def is_published(self, event_id: str) -> bool:
        """Whether everybody may read an event's results; false where there is no such event."""
        return bool(await self._redis.hget(event_key(event_id), "published") == "1")

    async def _note(self, event_id: str, fields: Mapping[str, int | str]) -> None:
        async with self._redis.pipeline(transaction=True) as pipe:
            # An event that is deleted meanwhile must not come back as a hash of some fields.
            await pipe.watch(event_key(event_id))
            if not await pipe.exists(event_key(event_id)):
                raise UnknownEvent(event_id)
            pipe.multi()
            pipe.hset(event_key(event_id), mapping=dict(fields))
            try:
                await pipe.execute()
            except WatchError:
                await self._note(event_id, fields)

    async def claim(self, event_id: str) -> bool:
        """Take this id for a new event; false where it is taken."""
        return bool(await self._redis.hsetnx(event_key(event_id), "created_ms", now_ms()))

    async def unclaim(self, event_id: str) -> None:
        """Give back an id whose event was not made after all."""
        await self._redis.delete(event_key(event_id))

    async def claim_code(self, code: str, poll_id: str) -> bool:
        """Take this join code for a poll; false where it is taken."""
        return bool(await self._redis.set(code_key(code), poll_id, nx=True))

    async def put_poll(self, about: About) -> None:
        """Make a poll's keys, ready before its first question."""
        keys = PollKeys(about.poll_id)
        async with self._redis.pipeline(transaction=True) as pipe:
            pipe.hset(
                keys.about,
                mapping={
                    "event": about.event_id,
                    "slug": about.slug,
                    "code": about.code,
                    "poll": msgspec.json.encode(about.poll).decode(),
                    "heading": msgspec.json.encode(about.event).decode(),
                    **({"logo": msgspec.json.encode(about.logo).decode()} if about.logo else {}),
                },
            )
            pipe.set(keys.secret, about.secret.hex())
            pipe.hset(
                keys.live,
                mapping={
                    "epoch": secrets.token_hex(8),
                    "version": 1,
                    "control": 1,
                    "links": 1,
                    "stage_links": 1,
                },
            )
            await pipe.execute()

    async def put(
        self, event_id: str, event: deck.Event, polls: Mapping[str, str], **more: str | int
    ) -> None:
        """Write an event whose polls exist, and list it.

        In this order, since a cluster has the two in two places: what is listed can be read, and
        an id that was claimed for what nobody lists is never given to another event.
        """
        await self._redis.hset(
            event_key(event_id),
            mapping={
                "deck": msgspec.json.encode(event).decode(),
                "polls": json.dumps(dict(polls)),
                **more,
            },
        )
        await self._redis.sadd(EVENTS, event_id)

    async def change(self, event_id: str, event: deck.Event, polls: Mapping[str, str]) -> None:
        """Write an event's other deck, whose polls have changed already.

        Raises:
            UnknownEvent: there is no such event.
        """
        new = {"deck": msgspec.json.encode(event).decode(), "polls": json.dumps(dict(polls))}
        await self._note(event_id, new)

    def turn(self, event_id: str) -> Any:
        """The one turn at changing an event that is live: a lock, to be held with `async with`.

        Raises:
            LockError: somebody else had it for too long, or we had.
        """
        return self._redis.lock(
            turn_key(event_id), timeout=TURN_SECONDS, blocking_timeout=TURN_WAIT
        )

    async def logo(self, event_id: str) -> Logo | None:
        """An event's logo, without its large picture."""
        found = await self._redis.hget(logo_key(event_id), "about")
        return msgspec.json.decode(found, type=Logo) if found else None

    async def logo_picture(self, event_id: str) -> bytes:
        """The large picture of an event's logo, a PNG; empty where there is none."""
        return b64decode(await self._redis.hget(logo_key(event_id), "png") or "")

    async def set_logo(self, event_id: str, logo: Logo | None, large: bytes = b"") -> None:
        """Keep an event's logo, or none; its polls are to be told.

        Raises:
            UnknownEvent: the event was deleted meanwhile.
        """
        key = logo_key(event_id)
        if logo is None:
            await self._redis.delete(key)
        else:
            about = msgspec.json.encode(logo).decode()
            await self._redis.hset(key, mapping={"about": about, "png": b64encode(large).decode()})
        try:
            await self._note(event_id, {"logo": logo.mark if logo else ""})
        except UnknownEvent:
            await self._redis.delete(key)
            raise

    async def delete(self, event_id: str) -> None:
        """Remove an event with every key of its polls, then rewrite the append-only file.

        One step after the other, each of which may be done twice. What leads to the rest goes
        after it: whatever breaks off on the way can be asked for again.
        """
        polls = await self.polls(event_id)
        for poll_id in polls.values():
            await self.delete_poll(poll_id)
        await self._redis.delete(logo_key(event_id))
        # Before the name is free: the next event may be made of the same deck.
        hooks = HookStore(self._redis)
        await hooks.remove(await hooks.all(event_id))
        await TokenStore(self._redis).end_of(event_id)
        await self._redis.delete(event_key(event_id))
        # After the event: an editor who writes now sees that it is gone.
        await self._redis.delete(draft_key(event_id))
        await self._redis.delete(pictures_key(event_id))
        await self._redis.srem(EVENTS, event_id)
        await self.rewrite_log()

    async def delete_poll(self, poll_id: str) -> None:
        keys = PollKeys(poll_id)
        code, rounds = await self._redis.hget(keys.about, "code"), await self._polls.rounds(poll_id)
        if code:
            await self._redis.delete(code_key(code))
        doomed = [keys.about, keys.secret, keys.live, keys.commands, keys.crowd, keys.shown]
        doomed += [keys.mood, keys.tapped, keys.speakers, keys.hands, *keys.nicknames.every]
        for number in range(1, rounds + 1):
            doomed += keys.round(number).every
        await self._redis.delete(*doomed, *await floor_store.keys_of(self._redis, poll_id))

    async def delete_votes(self, poll_id: str) -> bool:
        """Delete single votes and what links them; frozen results stay.

        What links goes also where no round was ever opened: whoever asked something, or raised a
        hand, did so under a key that was made with the same secret.

        Returns:
            False where nothing was left, or where a round is open or not frozen: its votes are
            never touched.
        """
        keys = PollKeys(poll_id)
        numbers = await self._polls.numbers(poll_id)
        last = numbers.stop - 1
        doomed = [keys.secret, keys.commands, *keys.nicknames.every]
        for number in numbers:
            of = keys.round(number)
            doomed += [of.votes, of.tally]
        async with self._redis.pipeline(transaction=True) as pipe:
            # A round that opens meanwhile has the next number: then nothing is deleted.
            await pipe.watch(keys.round(last + 1).base)
            if await pipe.exists(keys.round(last + 1).base):
                return False
            if numbers and await pipe.hget(keys.round(last).base, "state") != "closed":
                return False
            for number in numbers:
                if await pipe.hexists(keys.round(number).base, "freeze_ms"):
                    return False  # what is not frozen yet is all there is of it
            named = await pipe.exists(keys.nicknames.base)
            pipe.multi()
            pipe.delete(*doomed)
            if named:
                pipe.hincrby(keys.live, "nicknames", 1)
            if numbers:
                pipe.hset(keys.live, "deleted", last)
            try:
                deleted, *_ = await pipe.execute()
            except WatchError:
                return False
        return bool(deleted)

    async def rewrite_log(self) -> None:
        """Have every server write its append-only file anew: deleted bytes are gone from disk."""
        await rewrite_logs(self._redis)
