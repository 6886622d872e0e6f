"""What Redis remembers, typed; `keys` names where."""

import json
import secrets
from collections.abc import Mapping, Sequence
from importlib.resources import files
from typing import Any, cast

import msgspec
from redis.asyncio import BlockingConnectionPool, Redis
from redis.asyncio.retry import Retry
from redis.backoff import ConstantBackoff
from redis.exceptions import ConnectionError, ResponseError

from poll_server.brand.brand import Logo
from poll_server.deck import deck
from poll_server.wire.messages import Verdict

from .auditing import Sums
from .event_store import EventStore
from .keys import SERVER, PollKeys, code_key
from .records import (
    About,
    Evidence,
    Generations,
    Live,
    Mark,
    Reading,
    Round,
    UnknownPoll,
    live_of,
    round_of,
)
from .shown import Showing, showings

POOL_SIZE = 32
"""Connections for everything but votes; one more caller waits instead of failing."""
POOL_WAIT = 5.0
"""Seconds a caller waits for a connection."""
RECONNECT = 0.05
"""Seconds before a broken connection is made anew, twice at most: whoever waits for a page learns
soon that Redis is away. One that does not answer in time is not asked again: it has not gone."""
COMMAND_KEPT = 3600
"""Seconds a command id is remembered: far longer than any reconnect."""
MOST_SHOWN = 10_000
"""Entries of the log of shown results that are kept: a thousand rounds, shown and hidden again and
again, and half a megabyte at most."""
CROWD_SILENCE_MS = 5000
"""A process says what it sees every second; five missed turns mean it is gone."""
REQUIRED = {
    "appendonly": "yes",
    "appendfsync": "always",
    "no-appendfsync-on-rewrite": "no",
    "aof-load-truncated": "yes",
    "maxmemory-policy": "noeviction",
}
"""Settings without which an acknowledged vote could be lost (contract, rule 10)."""


class Store(EventStore):
    """Typed reads and writes."""

    def __init__(self, redis: Redis, url: str) -> None:
        """Args:
        redis: a client that decodes responses.
        url: where it is connected to.
        """
        self.url = url
        # redis-py's types allow bytes everywhere; this client decodes, and `convert`s check shapes.
        self.redis: Any = redis
        lua = files(__package__) / "lua"
        self._command = redis.register_script((lua / "command.lua").read_text())
        self._brand = redis.register_script((lua / "brand.lua").read_text())
        self._change_poll = redis.register_script((lua / "change_poll.lua").read_text())
        self._crowd = redis.register_script((lua / "crowd.lua").read_text())
        self._freeze = redis.register_script((lua / "freeze.lua").read_text())
        self._over = redis.register_script((lua / "over.lua").read_text())
        self._renew_epoch = redis.register_script((lua / "renew_epoch.lua").read_text())
        self._seal = redis.register_script((lua / "seal.lua").read_text())
        self._retire_poll = redis.register_script((lua / "retire_poll.lua").read_text())

    @classmethod
    def connect(cls, url: str) -> "Store":
        """A store on its own pool; a caller past the pool's size waits instead of failing."""
        pool = BlockingConnectionPool.from_url(
            url,
            max_connections=POOL_SIZE,
            timeout=POOL_WAIT,
            decode_responses=True,
            socket_timeout=5,
            socket_connect_timeout=5,
            retry=Retry(ConstantBackoff(RECONNECT), 2, supported_errors=(ConnectionError,)),
        )
        return cls(Redis.from_pool(pool), url)

    # ── The server ────────────────────────────────────────────────────────────────────────────

    async def secret(self) -> bytes:
        """What cookies are signed with; made at the first start, the same for every process."""
        await self.redis.hsetnx(SERVER, "secret", secrets.token_urlsafe(32))
        return str(await self.redis.hget(SERVER, "secret")).encode()

    async def wrong_settings(self) -> list[str]:
        """What would let Redis lose an acknowledged vote, each with its one-line cure.

        Raises:
            RedisError: Redis does not answer, which says nothing of its settings.
        """
        try:
            said = await self.redis.config_get(*REQUIRED)
        except ResponseError as error:
            return [f"CONFIG GET answered “{error}”: allow it, so that the settings can be checked"]
        found = {name: said.get(name, "") for name in REQUIRED}
        return [
            f"{name} is “{found[name]}”: redis-cli CONFIG SET {name} {right}"
            for name, right in REQUIRED.items()
            if found[name] != right
        ]

    # ── Polls ─────────────────────────────────────────────────────────────────────────────────

    async def poll_of_code(self, code: str) -> str | None:
        return cast(str | None, await self.redis.get(code_key(code)))

    async def about(self, poll_id: str) -> About:
        """What stays the same while a poll runs.

        Raises:
            UnknownPoll: there is no such poll.
        """
        keys = PollKeys(poll_id)
        async with self.redis.pipeline(transaction=True) as pipe:
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
        async with self.redis.pipeline(transaction=False) as pipe:
            for poll_id in poll_ids:
                pipe.hkeys(PollKeys(poll_id).live)
            found = await pipe.execute()
        return [{k.removeprefix("q:") for k in names if k.startswith("q:")} for names in found]

    async def live(self, poll_id: str) -> Live:
        """Raises: UnknownPoll."""
        return live_of(poll_id, await self.redis.hgetall(PollKeys(poll_id).live))

    async def versions(self, poll_ids: Sequence[str]) -> list[tuple[str, int, Generations] | None]:
        """(epoch, version, links) of each poll, None where it is gone: what screens are held to."""
        async with self.redis.pipeline(transaction=False) as pipe:
            for poll_id in poll_ids:
                pipe.hmget(PollKeys(poll_id).live, "epoch", "version", "links", "stage_links")
            found = await pipe.execute()
        return [
            (e, int(v), Generations(int(m or 1), int(s or 1))) if e else None
            for e, v, m, s in found
        ]

    async def marks(self, poll_ids: Sequence[str]) -> tuple[int, list[Mark]]:
        """Redis's clock in ms since 1970, and after that moment (epoch, control) of each poll.

        Raises:
            UnknownPoll: one of them is gone.
        """
        async with self.redis.pipeline(transaction=False) as pipe:
            pipe.time()
            for poll_id in poll_ids:
                pipe.hmget(PollKeys(poll_id).live, "epoch", "control")
            time_, *found = await pipe.execute()
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
        guess = int(await self.redis.hget(keys.live, "round") or 0)
        while True:
            of = keys.round(guess)
            async with self.redis.pipeline(transaction=True) as pipe:
                pipe.hgetall(keys.live)
                pipe.hgetall(of.base)
                pipe.hlen(of.votes)
                pipe.hgetall(of.tally)
                pipe.hgetall(of.result)
                pipe.hgetall(of.moderation)
                pipe.hvals(keys.crowd)
                pipe.time()
                raw, found, votes, tally, result, moderation, crowd, time_ = await pipe.execute()
            live = live_of(poll_id, raw)
            if live.round == guess:
                break
            guess = live.round
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

    async def round(self, poll_id: str, number: int) -> Round | None:
        return round_of(number, await self.redis.hgetall(PollKeys(poll_id).round(number).base))

    async def result(self, poll_id: str, number: int) -> tuple[dict[str, int], dict[str, Verdict]]:
        """The frozen counters of a closed round, and its moderation."""
        of = PollKeys(poll_id).round(number)
        async with self.redis.pipeline(transaction=True) as pipe:
            pipe.hgetall(of.result)
            pipe.hgetall(of.moderation)
            result, moderation = await pipe.execute()
        return {counter: int(n) for counter, n in result.items()}, moderation

    async def shown(self, poll_id: str) -> dict[int, tuple[Showing, ...]]:
        """When each round's result was to be seen, as far as it was recorded."""
        return showings(await self.redis.lrange(PollKeys(poll_id).shown, 0, -1))

    async def unfrozen(self, poll_id: str, rounds: int) -> list[int]:
        """Numbers of the closed rounds, of the first `rounds`, that are not frozen yet."""
        async with self.redis.pipeline(transaction=False) as pipe:
            for number in range(1, rounds + 1):
                pipe.hexists(PollKeys(poll_id).round(number).base, "freeze_ms")
            found = await pipe.execute()
        return [number for number, is_so in enumerate(found, 1) if is_so]

    async def held(self, poll_id: str, number: int, voter: str) -> tuple[int, Any] | None:
        """(seq, answer) that counts for this voter key, if any."""
        record = await self.redis.hget(PollKeys(poll_id).round(number).votes, voter)
        if record is None:
            return None
        seq, _, answer = record.split("\n", 2)
        return int(seq), msgspec.json.decode(answer)

    async def votes(self, poll_id: str, number: int) -> dict[str, tuple[int, dict[str, int], Any]]:
        """Every vote of a round: voter key -> (seq, counts, answer)."""
        return _votes(await self.redis.hgetall(PollKeys(poll_id).round(number).votes))

    async def evidence(self, poll_id: str, number: int) -> Evidence | None:
        """A round with its votes, tally and frozen result at one moment; None: no such round."""
        keys = PollKeys(poll_id)
        of = keys.round(number)
        async with self.redis.pipeline(transaction=True) as pipe:
            pipe.hgetall(of.base)
            pipe.hgetall(of.votes)
            pipe.hgetall(of.tally)
            pipe.hgetall(of.result)
            pipe.hget(keys.live, "deleted")
            raw, votes, tally, result, deleted = await pipe.execute()
        round_ = round_of(number, raw)
        if round_ is None:
            return None
        gone = number <= int(deleted or 0)
        return Evidence(round_, _votes(votes), _counters(tally), _counters(result), gone)

    async def tally(self, poll_id: str, number: int) -> dict[str, int]:
        return _counters(await self.redis.hgetall(PollKeys(poll_id).round(number).tally))

    async def freeze(
        self, poll_id: str, closed: Round, sums: Sums, *, at_once: bool = False
    ) -> str:
        """Freeze a closed round: `frozen`, `early` or `moved` (see `lua/freeze.lua`).

        Args:
            closed: the round as it was when `sums` were made.
            at_once: even if its close could still be taken back.
        """
        keys = PollKeys(poll_id)
        of = keys.round(closed.number)
        return str(
            await self._freeze(
                keys=[keys.live, of.base, of.votes, of.tally, of.result],
                args=[closed.number, closed.version, keys.changes, *sums, int(at_once)],
            )
        )

    async def seal(self, poll_id: str, number: int, sums: Sums) -> None:
        """Give a frozen round the checksums it lacks; none that is there is written over."""
        await self._seal(keys=[PollKeys(poll_id).round(number).base], args=[*sums])

    async def note_audit(self, poll_id: str, number: int, audit: str) -> None:
        """Store what a round's audit found ('' where all is well)."""
        await self.redis.hset(PollKeys(poll_id).round(number).base, "audit", audit)

    async def command(
        self,
        poll_id: str,
        command_id: str,
        expected: int,
        plan: Mapping[str, Any],
        *,
        in_sight: int,
        opening: int,
        take_back_ms: int = 0,
        rest_ms: int = 0,
    ) -> tuple[str, int]:
        """Run `lua/command.lua`.

        Args:
            in_sight: the round that is on the stage (0: none).
            opening: the round that `plan` opens (any, where it opens none).
            take_back_ms: how long a close can be taken back.
            rest_ms: nothing is done so soon after the last step.

        Returns:
            (`done`, `conflict`, `late` or `hasty`; the control version now).
        """
        keys = PollKeys(poll_id)
        of = keys.round(in_sight)
        status, control = await self._command(
            keys=[
                keys.live,
                keys.commands,
                of.base,
                of.votes,
                of.tally,
                of.result,
                of.moderation,
                keys.round(opening).base,
                keys.secret,
                keys.shown,
            ],
            args=[
                command_id,
                expected,
                keys.changes,
                COMMAND_KEPT,
                json.dumps(plan),
                secrets.token_hex(32),
                MOST_SHOWN,
                take_back_ms,
                rest_ms,
            ],
        )
        return str(status), int(control)

    async def note_crowd(self, poll_id: str, process: str, seen: str) -> None:
        """Say what this process sees of the crowd; '' when it leaves."""
        keys = PollKeys(poll_id)
        await self._crowd(
            keys=[keys.live, keys.crowd], args=[process, seen, CROWD_SILENCE_MS, keys.changes]
        )

    async def set_over(self, poll_id: str, *, over: bool) -> bool:
        """Note in a poll whether its event is over.

        Returns:
            False where a vote is open, which nothing ends but its moderator or its countdown.

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

    async def renew_epoch(self, poll_id: str, old: str) -> str:
        """A new epoch in place of `old`, because Redis went back in time."""
        keys = PollKeys(poll_id)
        return str(
            await self._renew_epoch(
                keys=[keys.live], args=[old, secrets.token_hex(8), keys.changes]
            )
        )


def _votes(raw: Mapping[str, str]) -> dict[str, tuple[int, dict[str, int], Any]]:
    found = {}
    for voter, record in raw.items():
        seq, counts, answer = record.split("\n", 2)
        found[voter] = (int(seq), json.loads(counts), msgspec.json.decode(answer))
    return found


def _counters(raw: Mapping[str, str]) -> dict[str, int]:
    return {counter: int(n) for counter, n in raw.items()}


def _ms(time_: Sequence[Any]) -> int:
    """Redis's answer to TIME, seconds and microseconds, in ms."""
    return int(time_[0]) * 1000 + int(time_[1]) // 1000
