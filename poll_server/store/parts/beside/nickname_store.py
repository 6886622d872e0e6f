"""What Redis remembers of nicknames: only of those who gave one, apart from their ballots.

A part of `store`; `keys` names where. `live` holds `nicknames` (goes up with every change),
`nickname_last` (number of the latest) and `nickname_ms` (when somebody last gave one).

Under a nickname stand the voter keys of that phone's ballots on questions that bring points:
without them nobody could add its points up while it is away. They join these ballots, no others.
"""

from collections.abc import Mapping
from typing import Literal

import msgspec

from poll_server.store.keys import PollKeys
from poll_server.store.lua import script
from poll_server.store.text_redis import TextRedis

NicknameState = Literal["waiting", "shown", "hidden", "gone"]
NicknameOutcome = Literal["done", "taken", "full", "closed", "unknown"]
MOST_NICKNAMES = 5000
"""Of one poll: more than any hall holds; with 20 questions each they are 3 MB."""


class Nickname(msgspec.Struct, frozen=True):
    """How one phone's nickname stands."""

    number: int
    """in the order in which they came"""
    name: str
    """empty once it was taken back"""
    state: NicknameState
    folded: str = ""
    """the same whatever its case and spaces: two people cannot have it"""
    strict: bool = False
    """a moderator has taken one down: another waits"""


class NicknameStore:
    """Typed reads and writes."""

    def __init__(self, redis: TextRedis) -> None:
        self._redis = redis
        self._script = redis.register_script(script("nicknames"))

    async def version(self, poll_id: str) -> int:
        """Of all of them; 0 where nobody ever gave one."""
        return int(await self._redis.hget(PollKeys(poll_id).live, "nicknames") or 0)

    async def last_ms(self, poll_id: str) -> int:
        """When somebody last gave one, in ms since 1970; 0: never."""
        return int(await self._redis.hget(PollKeys(poll_id).live, "nickname_ms") or 0)

    async def all(self, poll_id: str) -> dict[str, Nickname]:
        """Every nickname, by the voter key that it stands under."""
        held = await self._redis.hgetall(PollKeys(poll_id).nicknames.base)
        return {voter: _nickname(each) for voter, each in held.items()}

    async def of(self, poll_id: str, voter: str) -> tuple[Nickname | None, dict[str, str]]:
        """One phone's nickname, and the voter keys of its ballots by question."""
        of = PollKeys(poll_id).nicknames
        async with self._redis.pipeline(transaction=False) as pipe:
            pipe.hget(of.base, voter)
            pipe.hget(of.ballots, voter)
            held, ballots = await pipe.execute()
        return _nickname(held) if held else None, _ballots(ballots or "{}")

    async def ballots(self, poll_id: str) -> dict[str, dict[str, str]]:
        """The voter keys of everybody's ballots by question, by the key of their nickname."""
        held = await self._redis.hgetall(PollKeys(poll_id).nicknames.ballots)
        return {voter: _ballots(each) for voter, each in held.items()}

    async def give(
        self,
        poll_id: str,
        voter: str,
        name: str,
        folded: str,
        ballots: Mapping[str, str],
        *,
        waits: bool,
    ) -> NicknameOutcome:
        """Give one, or another in its place; on disk when it returns `done`.

        Args:
            folded: `name` whatever its case and spaces.
            ballots: the voter key of this phone's ballot on each question.
            waits: a moderator sees it first.
        """
        given = (name, folded, int(waits), MOST_NICKNAMES, _encoded(ballots))
        return await self.do(poll_id, "give", voter, *given)

    async def link(self, poll_id: str, voter: str, ballots: Mapping[str, str]) -> None:
        """Let the points of a nickname be those of `ballots`, where it is still there."""
        await self.do(poll_id, "link", voter, _encoded(ballots))

    async def do(
        self,
        poll_id: str,
        verb: Literal["give", "link", "back", "show", "hide", "stage"],
        voter: str = "",
        *given: str | int,
    ) -> NicknameOutcome:
        """One step, on disk when it returns; `lua/nicknames.lua` says what each verb means."""
        keys = PollKeys(poll_id)
        of = keys.nicknames
        outcome: NicknameOutcome = await self._script(
            keys=[keys.live, of.base, of.names, of.ballots, keys.secret],
            args=[verb, voter, keys.changes, *given],
        )
        return outcome


def _nickname(held: str) -> Nickname:
    return msgspec.json.decode(held, type=Nickname)


def _ballots(held: str) -> dict[str, str]:
    return msgspec.json.decode(held, type=dict[str, str])


def _encoded(ballots: Mapping[str, str]) -> str:
    return msgspec.json.encode(ballots).decode()
