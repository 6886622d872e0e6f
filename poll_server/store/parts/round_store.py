"""What Redis remembers of a poll's rounds: votes, tallies, frozen results, and each step taken.

A part of `store`; `keys` names where.
"""

import json
import secrets
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import msgspec

from poll_server.questions.traits.speed import SPEED, tenth_of
from poll_server.store.auditing import SCHEME, Evidence, Sums, result_checksum
from poll_server.store.keys import PollKeys
from poll_server.store.lua import script
from poll_server.store.records import Round, round_of
from poll_server.store.text_redis import TextRedis
from poll_server.wire.messages import Verdict

COMMAND_KEPT = 3600
"""Seconds a command id is remembered: far longer than any reconnect."""
MOST_SHOWN = 10_000
"""Entries of the log of shown results that are kept: a thousand rounds, shown and hidden again and
again, and half a megabyte at most."""


class TakenOver(NamedTuple):
    """A round that was held with another tool."""

    round: Round
    result: Mapping[str, int]
    moderation: Mapping[str, Verdict]


class HeldVote(NamedTuple):
    """One voter's answer that counts."""

    seq: int
    answer: Any
    tenth: int | None = None
    """of the time limit in which it came, of a right answer with a bonus for speed"""


class RoundStore:
    """Typed reads and writes of rounds."""

    def __init__(self, redis: TextRedis) -> None:
        self._redis = redis
        self._command = redis.register_script(script("command"))
        self._freeze = redis.register_script(script("freeze"))
        self._seal = redis.register_script(script("seal"))

    async def round(self, poll_id: str, number: int) -> Round | None:
        return round_of(number, await self._redis.hgetall(PollKeys(poll_id).round(number).base))

    async def result(self, poll_id: str, number: int) -> tuple[dict[str, int], dict[str, Verdict]]:
        """The frozen counters of a closed round, and its moderation."""
        return await self.came_to(poll_id, number, frozen=True)

    async def came_to(
        self, poll_id: str, number: int, *, frozen: bool
    ) -> tuple[dict[str, int], dict[str, Verdict]]:
        """The same also of a round that is not frozen yet: its counters as they are."""
        of = PollKeys(poll_id).round(number)
        async with self._redis.pipeline(transaction=True) as pipe:
            pipe.hgetall(of.result if frozen else of.tally)
            pipe.hgetall(of.moderation)
            result, moderation = await pipe.execute()
        return {counter: int(n) for counter, n in result.items()}, moderation

    async def unfrozen(self, poll_id: str, rounds: int) -> list[int]:
        """Numbers of the closed rounds, of the first `rounds`, that are not frozen yet."""
        async with self._redis.pipeline(transaction=False) as pipe:
            for number in range(1, rounds + 1):
                pipe.hexists(PollKeys(poll_id).round(number).base, "freeze_ms")
            found = await pipe.execute()
        return [number for number, is_so in enumerate(found, 1) if is_so]

    async def held(self, poll_id: str, number: int, voters: list[str]) -> list[HeldVote | None]:
        """What counts for each of these voter keys, if any."""
        records = await self._redis.hmget(PollKeys(poll_id).round(number).votes, voters)
        return [None if record is None else _held(record) for record in records]

    async def held_of_one(self, poll_id: str, voters: Mapping[int, str]) -> dict[int, HeldVote]:
        """What counts of one person, by round, where they answered.

        Args:
            voters: that person's voter key in each round.
        """
        keys = PollKeys(poll_id)
        async with self._redis.pipeline(transaction=False) as pipe:
            for number, voter in voters.items():
                pipe.hget(keys.round(number).votes, voter)
            found = await pipe.execute()
        held = zip(voters, found, strict=True)
        return {number: _held(record) for number, record in held if record is not None}

    async def votes(self, poll_id: str, number: int) -> dict[str, tuple[int, dict[str, int], Any]]:
        """Every vote of a round: voter key -> (seq, counts, answer)."""
        return _votes(await self._redis.hgetall(PollKeys(poll_id).round(number).votes))

    async def evidence(self, poll_id: str, number: int) -> Evidence | None:
        """A round with its votes, tally and frozen result at one moment; None: no such round."""
        keys = PollKeys(poll_id)
        of = keys.round(number)
        async with self._redis.pipeline(transaction=True) as pipe:
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

    async def moves(self, poll_id: str, number: int) -> dict[str, int]:
        """From>to → how many moved so since an earlier round, once this one is frozen."""
        return _counters(await self._redis.hgetall(PollKeys(poll_id).round(number).moves))

    async def tally(self, poll_id: str, number: int) -> dict[str, int]:
        return _counters(await self._redis.hgetall(PollKeys(poll_id).round(number).tally))

    async def freeze(
        self,
        poll_id: str,
        closed: Round,
        sums: Sums,
        moves: Mapping[str, int],
        *,
        at_once: bool = False,
    ) -> str:
        """Freeze a closed round: `frozen`, `early` or `moved` (see `lua/freeze.lua`).

        Args:
            closed: the round as it was when `sums` were made.
            moves: from>to → how many moved so since an earlier round.
            at_once: even if its close could still be taken back.
        """
        keys = PollKeys(poll_id)
        of = keys.round(closed.number)
        return str(
            await self._freeze(
                keys=[keys.live, of.base, of.votes, of.tally, of.result, of.moves],
                args=[
                    *(closed.number, closed.version, keys.changes, *sums, int(at_once)),
                    json.dumps(dict(moves)),
                ],
            )
        )

    async def take_over(self, poll_id: str, taken: Sequence[TakenOver]) -> None:
        """Write the first rounds of a poll that no event lists yet, closed and frozen elsewhere.

        There is no vote in them, and no tally beside the result. That is all a freeze leaves, but
        for the mark `source`, which the checksum of the result covers.
        """
        keys = PollKeys(poll_id)
        async with self._redis.pipeline(transaction=True) as pipe:
            for round_, result, moderation in taken:
                of, told = keys.round(round_.number), msgspec.to_builtins(round_)
                told |= {
                    "result_sha256": result_checksum(poll_id, round_, result),
                    "scheme": SCHEME,
                }
                fields = {name: value for name, value in told.items() if value not in ("", 0, None)}
                pipe.hset(of.base, mapping={**fields, "votes": round_.votes})
                pipe.hset(of.result, mapping=dict(result))
                if moderation:
                    pipe.hset(of.moderation, mapping=dict(moderation))
                number, asked = round_.number, f"q:{round_.question}"
                pipe.hset(keys.live, mapping={"rounds": number, asked: number})
            await pipe.execute()

    async def seal(self, poll_id: str, number: int, sums: Sums) -> None:
        """Give a frozen round the checksums it lacks; none that is there is written over."""
        await self._seal(keys=[PollKeys(poll_id).round(number).base], args=[*sums])

    async def note_audit(self, poll_id: str, number: int, audit: str) -> None:
        """Store what a round's audit found ('' where all is well)."""
        await self._redis.hset(PollKeys(poll_id).round(number).base, "audit", audit)

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
        doomed: Sequence[str] = (),
    ) -> tuple[str, int]:
        """Run `lua/command.lua`.

        Args:
            in_sight: the round that is on the stage (0: none).
            opening: the round that `plan` opens (any, where it opens none).
            take_back_ms: how long a close can be taken back.
            rest_ms: nothing is done so soon after the last step.
            doomed: what goes when `plan` ends a practice.

        Returns:
            (`done`, `conflict`, `late`, `hasty`, `frozen` or `asked`; the control version now).
        """
        keys = PollKeys(poll_id)
        status, control = await self._command(
            keys=[*_moved(keys, in_sight, opening), *doomed],
            args=[
                *(command_id, expected, keys.changes, COMMAND_KEPT, json.dumps(plan)),
                *(secrets.token_hex(32), MOST_SHOWN, take_back_ms, rest_ms),
            ],
        )
        return str(status), int(control)


def _moved(keys: PollKeys, in_sight: int, opening: int) -> list[str]:
    """All that a command may move, in the order of `lua/command.lua`."""
    of = keys.round(in_sight)
    return [
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
        keys.floor.base,
        of.moves,
        keys.floor.entries,
        keys.hands,
        keys.speakers,
        keys.nicknames.base,
    ]


def _votes(raw: Mapping[str, str]) -> dict[str, tuple[int, dict[str, int], Any]]:
    found = {}
    for voter, record in raw.items():
        seq, counts, answer = record.split("\n", 2)
        found[voter] = (int(seq), msgspec.json.decode(counts), msgspec.json.decode(answer))
    return found


def _counters(raw: Mapping[str, str]) -> dict[str, int]:
    return {counter: int(n) for counter, n in raw.items()}


def _held(record: str) -> HeldVote:
    seq, counts, answer = record.split("\n", 2)
    tenth = tenth_of(msgspec.json.decode(counts)) if SPEED in counts else None
    return HeldVote(int(seq), msgspec.json.decode(answer), tenth)
