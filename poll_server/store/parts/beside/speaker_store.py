"""What Redis remembers of a speakers' list: hands, whose turn it is, and how many spoke.

A part of `store`; `keys` names where. The hash `speakers` holds `open`, `stage` (the stage shows
it), `first` (who has not spoken yet comes first), `seats` (may be given), `lists` (names, one a
line), `seconds` (of the time box), `turn` (the list that is next), `current` (the key of who
speaks), `until_ms`, `last` (the latest number), `spoken`, `at_ms` (when somebody last raised a hand
or took it back) and `version`, which goes up with every change. Of a fishbowl it holds `chairs`
(how many are inside; 0: it is none), `free` (one of them is to be free) and `chair:0` to `chair:5`
(the key of who sits there): then nobody is `current`.
"""

from typing import Literal, NamedTuple

import msgspec

from poll_server.store.keys import PollKeys
from poll_server.store.lua import script
from poll_server.store.text_redis import TextRedis

HandState = Literal["waiting", "speaking", "done", "skipped", "back", "removed"]
Raising = Literal[
    "accepted", "duplicate", "stale", "conflict", "closed", "called", "full", "moved", "unknown"
]
MOST_CHAIRS = 6
"""Inside a fishbowl, as `speakers.lua` has it: of more, a hall sees a panel."""
MOST_HANDS = 2000
"""People of a poll who ever raised a hand: as many as the largest hall that has one list."""


class Hand(msgspec.Struct, frozen=True):
    """What one person's hand stands at."""

    number: int
    """drawn anew each time it is raised"""
    seq: int
    said: Literal["raise", "lower"]
    """their last word"""
    state: HandState = "waiting"
    list: int = 0
    """of the moderator's lists, from 0"""
    seat: str = ""
    times: int = 0
    """how often they have spoken"""


class SpeakersList(msgspec.Struct, frozen=True):
    """The speakers' list as it stood at one moment."""

    version: int = 0
    open: bool = False
    stage: bool = False
    first: bool = True
    seats: bool = False
    lists: tuple[str, ...] = ()
    seconds: int = 0
    turn: int = 0
    current: str = ""
    until_ms: int = 0
    raised: int = 0
    spoken: int = 0
    hands: dict[str, Hand] = {}
    chairs: int = 0
    """of a fishbowl; 0: one after the other speaks"""
    free: bool = True
    """one of them is to be free: who takes it lets somebody else go"""
    inside: tuple[str, ...] = ("",) * MOST_CHAIRS
    """of each chair the key of who sits there, '' where nobody does"""


class Raised(NamedTuple):
    """What became of a hand, and the seq that counts now."""

    outcome: Raising
    seq: int


class SpeakerStore:
    """Typed reads and writes."""

    def __init__(self, redis: TextRedis) -> None:
        self._redis = redis
        self._script = redis.register_script(script("speakers"))

    async def read(self, poll_id: str) -> SpeakersList:
        """All of it, at one moment; an empty one where nobody ever wanted it."""
        keys = PollKeys(poll_id)
        async with self._redis.pipeline(transaction=True) as pipe:
            pipe.hgetall(keys.speakers)
            pipe.hgetall(keys.hands)
            raw, hands = await pipe.execute()
        return SpeakersList(
            version=int(raw.get("version", 0)),
            open=raw.get("open") == "1",
            stage=raw.get("stage") == "1",
            first=raw.get("first") != "0",
            seats=raw.get("seats") == "1",
            lists=tuple(filter(None, raw.get("lists", "").split("\n"))),
            seconds=int(raw.get("seconds", 0)),
            turn=int(raw.get("turn", 0)),
            current=raw.get("current", ""),
            until_ms=int(raw.get("until_ms", 0)),
            raised=int(raw.get("last", 0)),
            spoken=int(raw.get("spoken", 0)),
            chairs=int(raw.get("chairs", 0)),
            free=raw.get("free") != "0",
            inside=tuple(raw.get(f"chair:{at}", "") for at in range(MOST_CHAIRS)),
            hands={key: msgspec.json.decode(held, type=Hand) for key, held in hands.items()},
        )

    async def version(self, poll_id: str) -> int:
        """Of the whole; 0 where nothing was ever done."""
        return int(await self._redis.hget(PollKeys(poll_id).speakers, "version") or 0)

    async def last_ms(self, poll_id: str) -> int:
        """When somebody last raised a hand or took it back, in ms since 1970; 0: never."""
        return int(await self._redis.hget(PollKeys(poll_id).speakers, "at_ms") or 0)

    async def do(self, poll_id: str, verb: str, voter: str = "", *given: str | int) -> Raised:
        """One step, on disk when it returns; `lua/speakers.lua` says what each verb means.

        Args:
            voter: the key of the hand that it is of.
            given: what the verb needs.
        """
        keys = PollKeys(poll_id)
        outcome, seq = await self._script(
            keys=[keys.live, keys.speakers, keys.hands], args=[verb, voter, keys.changes, *given]
        )
        return Raised(outcome, int(seq))

    async def unlink(self, poll_id: str) -> bool:
        """Delete all hands, and with them who spoke; how many did stays, and nobody can raise one.

        Returns:
            False where there was nothing to delete.
        """
        keys = PollKeys(poll_id)
        if not await self._redis.exists(keys.hands):
            return False
        await self.do(poll_id, "set", "", "open", 0)
        async with self._redis.pipeline(transaction=True) as pipe:
            pipe.delete(keys.hands)
            pipe.hdel(keys.speakers, "current", *(f"chair:{at}" for at in range(MOST_CHAIRS)))
            pipe.hincrby(keys.speakers, "version", 1)
            await pipe.execute()
        return True
