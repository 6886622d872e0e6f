"""What Redis remembers of piles: each step in which a moderator laid written texts together.

A part of `store`; `keys` names where. The steps stand with the round's moderation, and go with the
texts. `live` holds `piles_stage`: the round whose piles the stage shows in place of its texts.
"""

from collections.abc import Callable

import msgspec

from poll_server.questions.writing.piles import PileStep
from poll_server.store.keys import PollKeys
from poll_server.store.text_redis import TextPipe, TextRedis

MOST_STEPS = 2000
"""Of one round: more than anybody does by hand in an evening; 200 kB at most."""


class PileStore:
    """Typed reads and writes."""

    def __init__(self, redis: TextRedis) -> None:
        self._redis = redis

    async def steps(self, poll_id: str, number: int) -> list[PileStep]:
        """The steps of a round, in their order."""
        kept = await self._redis.lrange(PollKeys(poll_id).round(number).piles, 0, -1)
        return [_step(each) for each in kept]

    async def add(self, poll_id: str, number: int, step: PileStep, seen: str) -> bool:
        """One more step, on disk when it returns True; the same once more changes nothing.

        Args:
            seen: id of the last step that its sender saw; '' where there was none.

        Returns:
            False where somebody was quicker, or there are `MOST_STEPS`.
        """

        def change(pipe: TextPipe, key: str, last: str, length: int) -> bool:
            if last == step.id:
                return True
            if last != seen or length >= MOST_STEPS:
                return False
            pipe.rpush(key, f"{step.id} {msgspec.json.encode(step).decode()}")
            return True

        return await self._change(poll_id, number, change)

    async def take_back(self, poll_id: str, number: int, seen: str) -> bool:
        """Forget the last step; False where that is not `seen` any more."""

        def change(pipe: TextPipe, key: str, last: str, _length: int) -> bool:
            if not last or last != seen:
                return False
            pipe.rpop(key)
            return True

        return await self._change(poll_id, number, change)

    async def on_stage(self, poll_id: str, number: int) -> None:
        """Let the stage show the piles of a round in place of its texts; 0: of none."""
        keys = PollKeys(poll_id)

        async def work(pipe: TextPipe) -> None:
            there = await pipe.exists(keys.live)
            pipe.multi()
            if there:
                pipe.hset(keys.live, "piles_stage", number)
                pipe.hincrby(keys.live, "version", 1)
                pipe.spublish(keys.changes, "piles")  # so that hubs look at once

        await self._redis.transaction(work, keys.live)

    async def _change(
        self, poll_id: str, number: int, change: Callable[[TextPipe, str, str, int], bool]
    ) -> bool:
        keys = PollKeys(poll_id)
        of = keys.round(number)

        async def work(pipe: TextPipe) -> bool:
            kept = await pipe.lrange(of.piles, -1, -1)
            length, there = await pipe.llen(of.piles), await pipe.exists(of.base)
            pipe.multi()
            if not there:
                return False  # the event was deleted meanwhile: nothing comes back of it
            if not change(pipe, of.piles, kept[0].partition(" ")[0] if kept else "", length):
                return False
            pipe.hincrby(keys.live, "version", 1)
            pipe.spublish(keys.changes, "piles")  # so that hubs look at once
            return True

        done = await self._redis.transaction(work, of.piles, of.base, value_from_callable=True)
        return bool(done)


def _step(kept: str) -> PileStep:
    return msgspec.json.decode(kept.partition(" ")[2], type=PileStep)
