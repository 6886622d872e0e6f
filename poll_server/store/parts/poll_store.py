"""What Redis remembers of polls: what stays the same, what moves, and a reading at one moment.

A part of `store`; `keys` names where.
"""

import json
import secrets
from collections.abc import Sequence
from typing import Any

import msgspec

from poll_server.deck import deck
from poll_server.deck.brand.logo import Logo
from poll_server.store.keys import PollKeys, code_key
from poll_server.store.lua import script
from poll_server.store.records import (
    GENERATIONS,
    About,
    Generations,
    Live,
    Mark,
    Reading,
    UnknownPoll,
    live_of,
    round_of,
)
from poll_server.store.shown import Showing, showings
from poll_server.store.text_redis import TextRedis

SECRET_BYTES = 32
"""256 bits: what an HMAC with SHA-256 takes in."""
CROWD_SILENCE_MS = 5000
"""A process says what it sees every second; five missed turns mean it is gone."""
MOST_GUESSED = 1000
"""Polls of which it is remembered which round was in sight, before all are forgotten: twice as many
as a process remembers anything else of."""


class PollStore:
    """Typed reads and writes of polls."""

    def __init__(self, redis: TextRedis) -> None:
        self._redis = redis
        self._guesses: dict[str, int] = {}
        """poll -> the round that was in sight when it was last read"""
        self._brand = redis.register_script(script("brand"))
        self._change_poll = redis.register_script(script("change_poll"))
        self._crowd = redis.register_script(script("crowd"))
        self._over = redis.register_script(script("over"))
        self._renew_epoch = redis.register_script(script("renew_epoch"))
        self._retire_poll = redis.register_script(script("retire_poll"))

    async def poll_of_code(self, code: str) -> str | None:
        return await self._redis.get(code_key(code))

    async def about(self, poll_id: str) -> About:
        """What stays the same while a poll runs.

        Raises:
            UnknownPoll: there is no such poll.
        """
        keys = PollKeys(poll_id)
        async with self._redis.pipeline(transaction=True) as pipe:
            pipe.hgetall(keys.about)
            pipe.get(keys.secret)
            pipe.hget(keys.live, "edition")
            raw, secret, edition = await pipe.execute()
        if not raw:
            raise UnknownPoll(poll_id)
        return About(
            poll_id,
            raw["event"],
            raw["slug"],
            raw["code"],
            msgspec.json.decode(raw["poll"], type=deck.Poll),
            msgspec.json.decode(raw["heading"], type=deck.Event),
            bytes.fromhex(secret or ""),
            int(edition or 0),
            msgspec.json.decode(raw["logo"], type=Logo) if "logo" in raw else None,
        )

    async def change_poll(
        self,
        poll_id: str,
        poll: deck.Poll,
        heading: deck.Event,
        changed: Sequence[str],
        removed: Sequence[str],
        *,
        promised: bool,
    ) -> list[str] | None:
        """Give a poll other questions, unless one that would change or go was asked.

        Args:
            heading: the event without its polls.
            changed: ids of questions that are another in `poll`.
            removed: ids of questions that are not in it any more.
            promised: what votes were promised would change.

        Returns:
            None where it is done or the poll is gone; else the ids that were asked, '' for what
            votes were promised, and the poll is as it was.
        """
        keys = PollKeys(poll_id)
        answer, *asked = await self._change_poll(
            keys=[keys.about, keys.live],
            args=[
                msgspec.json.encode(poll),
                msgspec.json.encode(heading),
                keys.changes,
                int(promised),
                len(changed),
                *changed,
                *removed,
            ],
        )
        return [str(each) for each in asked] if answer == "asked" else None

    async def brand_poll(self, poll_id: str, heading: deck.Event, logo: Logo | None) -> bool:
        """Give a poll its event's name, colour and logo; false where the poll is gone.

        Args:
            heading: the event without its polls.
        """
        keys = PollKeys(poll_id)
        logo_json = msgspec.json.encode(logo) if logo else b""
        return bool(
            await self._brand(
                keys=[keys.about, keys.live],
                args=[msgspec.json.encode(heading), logo_json, keys.changes],
            )
        )

    async def retire_poll(self, poll_id: str) -> bool:
        """Take a poll out of use before it is deleted; false where something was asked in it."""
        return bool(await self._retire_poll(keys=[PollKeys(poll_id).live]))

    async def asked(self, poll_ids: Sequence[str]) -> list[set[str]]:
        """Ids of the questions of each poll that have had a round."""
        async with self._redis.pipeline(transaction=False) as pipe:
            for poll_id in poll_ids:
                pipe.hkeys(PollKeys(poll_id).live)
            found = await pipe.execute()
        return [{k.removeprefix("q:") for k in names if k.startswith("q:")} for names in found]

    async def live(self, poll_id: str) -> Live:
        """Raises: UnknownPoll."""
        return live_of(poll_id, await self._redis.hgetall(PollKeys(poll_id).live))

    async def versions(self, poll_ids: Sequence[str]) -> list[tuple[str, int, Generations] | None]:
        """(epoch, version, links) of each poll, None where it is gone: what screens are held to."""
        async with self._redis.pipeline(transaction=False) as pipe:
            for poll_id in poll_ids:
                pipe.hmget(PollKeys(poll_id).live, "epoch", "version", *GENERATIONS.values())
            found = await pipe.execute()
        return [
            (e, int(v), Generations(*(int(each or 1) for each in links))) if e else None
            for e, v, *links in found
        ]

    async def marks(self, poll_ids: Sequence[str]) -> tuple[int, list[Mark]]:
        """Redis's clock in ms since 1970, and after that moment (epoch, control) of each poll.

        Raises:
            UnknownPoll: one of them is gone.
        """
        time_ = await self._redis.time()  # first: of several servers each has what comes later
        async with self._redis.pipeline(transaction=False) as pipe:
            for poll_id in poll_ids:
                pipe.hmget(PollKeys(poll_id).live, "epoch", "control")
            found = await pipe.execute()
        for poll_id, (epoch, _) in zip(poll_ids, found, strict=True):
            if not epoch:
                raise UnknownPoll(poll_id)
        return _ms(time_), [(epoch, int(control)) for epoch, control in found]

    async def read(self, poll_id: str) -> Reading:
        """Everything a screen may need, as it was at one moment.

        Processes that fell silent are left out: nobody may be there to remove their words.

        The round's keys carry its number, which is itself in the read: it is guessed from the
        last look, and read again in the rare case that a command came between.

        Raises:
            UnknownPoll: there is no such poll.
        """
        keys = PollKeys(poll_id)
        guess = self._guesses.pop(poll_id, 0)
        while True:
            raw, found, votes, tally, result, moderation, crowd, time_ = await self._look(
                keys, guess
            )
            live = live_of(poll_id, raw)
            if live.round == guess:
                break
            guess = live.round
        if len(self._guesses) >= MOST_GUESSED:
            self._guesses.clear()
        self._guesses[poll_id] = guess
        round_ = round_of(guess, found)
        if round_ and not round_.frozen:
            round_ = msgspec.structs.replace(round_, votes=votes)
        elif round_:
            tally = result
        at_ms = _ms(time_)
        said = [entry.partition(" ") for entry in crowd]
        return Reading(
            live,
            round_,
            {counter: int(n) for counter, n in tally.items()},
            moderation,
            tuple(json.loads(w) for ms, _, w in said if at_ms - int(ms) <= CROWD_SILENCE_MS),
            at_ms,
        )

    async def _look(self, keys: PollKeys, number: int) -> list[Any]:
        """What `read` makes a reading of, all at one moment, with the round `number`."""
        of = keys.round(number)
        async with self._redis.pipeline(transaction=True) as pipe:
            pipe.hgetall(keys.live)
            pipe.hgetall(of.base)
            pipe.hlen(of.votes)
            pipe.hgetall(of.tally)
            pipe.hgetall(of.result)
            pipe.hgetall(of.moderation)
            pipe.hvals(keys.crowd)
            pipe.time()
            found: list[Any] = await pipe.execute()
        return found

    async def shown(self, poll_id: str) -> dict[int, tuple[Showing, ...]]:
        """When each round's result was to be seen, as far as it was recorded."""
        return showings(await self._redis.lrange(PollKeys(poll_id).shown, 0, -1))

    async def rounds(self, poll_id: str) -> int:
        """How many rounds this poll has had."""
        return int(await self._redis.hget(PollKeys(poll_id).live, "rounds") or 0)

    async def numbers(self, poll_id: str) -> range:
        """Of the rounds that there are; those of a practice are gone."""
        rounds, practised = await self._redis.hmget(PollKeys(poll_id).live, ["rounds", "practised"])
        return range(int(practised or 0) + 1, int(rounds or 0) + 1)

    async def note_crowd(self, poll_id: str, process: str, seen: str) -> None:
        """Say what this process sees of the crowd; '' when it leaves."""
        keys = PollKeys(poll_id)
        await self._crowd(
            keys=[keys.live, keys.crowd], args=[process, seen, CROWD_SILENCE_MS, keys.changes]
        )

    async def set_over(self, poll_id: str, *, over: bool) -> bool:
        """Note in a poll whether its event is over.

        Returns:
            False where a vote is open, which nothing ends but its moderator or its countdown; or
            where a practice goes on.

        Raises:
            UnknownPoll: there is no such poll.
        """
        keys = PollKeys(poll_id)
        while True:
            rounds = await self.rounds(poll_id)
            answer = await self._over(
                keys=[keys.live, keys.round(rounds).base], args=[int(over), rounds, keys.changes]
            )
            if answer == "gone":
                raise UnknownPoll(poll_id)
            if answer != "moved":  # then the next look sees the round that was opened meanwhile
                return bool(answer == "done")

    async def ensure_secret(self, poll_id: str) -> None:
        """Make what voter keys are made with, where it went with the votes after their time."""
        await self._redis.set(PollKeys(poll_id).secret, secrets.token_hex(SECRET_BYTES), nx=True)

    async def renew_epoch(self, poll_id: str, old: str) -> str:
        """A new epoch in place of `old`, because Redis went back in time."""
        keys = PollKeys(poll_id)
        return str(
            await self._renew_epoch(
                keys=[keys.live], args=[old, secrets.token_hex(8), keys.changes]
            )
        )


def _ms(time_: Sequence[Any]) -> int:
    """Redis's answer to TIME, seconds and microseconds, in ms."""
    return int(time_[0]) * 1000 + int(time_[1]) // 1000
