"""What Redis remembers of piles: each step in which a moderator laid written texts together.

A part of `store`; `keys` names where. The steps are kept and not what came of them: so the last
one is taken back by forgetting it, and a step is a few bytes, as it names a text by a short sum
over its counter. They stand with the round's moderation, say nothing of who wrote what, and go with
the texts.
"""

from collections.abc import Callable, Mapping
from hashlib import sha256
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from poll_server.store.keys import PollKeys
from poll_server.store.text_redis import TextRedis

MOST_STEPS = 2000
"""Of one round: more than anybody does by hand in an evening; 200 kB at most."""

StepId = Annotated[str, Meta(pattern="^[a-z2-7]{8}$")]
"""Made with the page that sends it: a retry is the same step."""


class PileStep(msgspec.Struct, frozen=True, omit_defaults=True):
    """What one press of a button changed."""

    id: StepId
    laid: Mapping[str, tuple[str, ...]] = msgspec.field(default_factory=dict)
    """pile -> the texts that lie there from now on, by `text_sum`; '' is no pile"""
    names: Mapping[str, str] = msgspec.field(default_factory=dict)
    """pile -> what it is called from now on"""


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

        def change(pipe: Any, key: str, last: str, length: int) -> bool:
            if last == step.id:
                return True
            if last != seen or length >= MOST_STEPS:
                return False
            pipe.rpush(key, f"{step.id} {msgspec.json.encode(step).decode()}")
            return True

        return await self._change(poll_id, number, change)

    async def take_back(self, poll_id: str, number: int, seen: str) -> bool:
        """Forget the last step; False where that is not `seen` any more."""

        def change(pipe: Any, key: str, last: str, _length: int) -> bool:
            if not last or last != seen:
                return False
            pipe.rpop(key)
            return True

        return await self._change(poll_id, number, change)

    async def _change(
        self, poll_id: str, number: int, change: Callable[[Any, str, str, int], bool]
    ) -> bool:
        keys = PollKeys(poll_id)
        of = keys.round(number)

        async def work(pipe: Any) -> bool:
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


def text_sum(counter: str) -> str:
    """What stands for a written text: 48 bits, by which a hall's texts don't meet."""
    return sha256(counter.encode()).hexdigest()[:12]


def _step(kept: str) -> PileStep:
    return msgspec.json.decode(kept.partition(" ")[2], type=PileStep)
