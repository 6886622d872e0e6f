"""What Redis remembers of reactions and the tempo: sums of processes, and how many in all.

A part of `store`; `keys` names where. Nothing here moves a poll's version: no screen is drawn anew
for a tap.
"""

from dataclasses import dataclass

from poll_server.store.keys import PollKeys
from poll_server.store.text_redis import TextRedis

KEPT_MS = 600_000
"""After which sums that nobody writes any more are gone: longer than a word on the tempo holds."""


@dataclass
class MoodTotals:
    """Taps, over a poll or since the last write."""

    reactions: int = 0
    tempo: int = 0
    """words on the tempo"""

    def __bool__(self) -> bool:
        return bool(self.reactions or self.tempo)


class MoodStore:
    """Typed reads and writes."""

    def __init__(self, redis: TextRedis) -> None:
        self._redis = redis

    async def note(self, poll_id: str, process: str, said: str, fresh: MoodTotals) -> None:
        """Write the sums of one process, and what came in addition; nothing where the poll wants
        neither reactions nor the tempo."""
        keys = PollKeys(poll_id)
        if not any(on == "1" for on in await self._redis.hmget(keys.live, ["reactions", "tempo"])):
            return
        async with self._redis.pipeline(transaction=False) as pipe:
            pipe.hset(keys.mood, process, said)
            pipe.pexpire(keys.mood, KEPT_MS)
            for name in ("reactions", "tempo"):
                if more := getattr(fresh, name):
                    pipe.hincrby(keys.tapped, name, more)
            await pipe.execute()

    async def announce(self, poll_id: str, said: str) -> None:
        """Tell the other processes, as far as they listen; nothing is written down.

        Args:
            said: begins with `keys.ASIDE`.
        """
        await self._redis.spublish(PollKeys(poll_id).changes, said)

    async def read(self, poll_id: str) -> list[str]:
        """What each process said last."""
        said: list[str] = await self._redis.hvals(PollKeys(poll_id).mood)
        return said

    async def totals(self, poll_id: str) -> MoodTotals:
        """All taps of a poll that were written down."""
        raw = await self._redis.hgetall(PollKeys(poll_id).tapped)
        return MoodTotals(int(raw.get("reactions", 0)), int(raw.get("tempo", 0)))
