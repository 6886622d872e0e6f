"""One script on one line, called for many keys in one go; no call is ever carried out twice.

A reply means: on disk, and with as many replicas as the address says. Where these have not
confirmed in time, every call gets `NotConfirmed` for a reply: it may be done.
"""

from collections.abc import Sequence
from typing import Any

from redis.asyncio import ConnectionPool
from redis.exceptions import NoScriptError, RedisError

from poll_server.store.redis.line import RedisCommand, RedisLine

from .confirmed import CONFIRM_MS, NotConfirmed

Call = Sequence[str | int | bytes]
"""Number of keys, the keys, further arguments."""


class ScriptLine:
    """For one caller at a time."""

    def __init__(self, pool: ConnectionPool, timeout: float, script: str, replicas: int) -> None:
        """Args:
        pool: see `RedisLine`.
        script: always writes something, where `replicas` are asked.
        """
        self._line = RedisLine(pool, timeout)
        self._script, self._sha, self._replicas = script, "", replicas

    async def run(self, calls: Sequence[Call]) -> list[Any]:
        """Their replies, of which each may be an error.

        Raises:
            RedisError, OSError: not all replies came; each call may have been carried out.
        """
        if self._sha and not self._replicas:  # as nearly always: the shortest way
            replies = await self._line.ask([("EVALSHA", self._sha, *call) for call in calls])
        else:
            replies = await self._evaluate(calls)
        undone = [at for at, reply in enumerate(replies) if isinstance(reply, NoScriptError)]
        if undone:
            # Redis restarted without its scripts: those calls did nothing, so they may run again.
            self._sha = ""
            again = await self._evaluate([calls[at] for at in undone])
            for at, reply in zip(undone, again, strict=True):
                replies[at] = reply
        return replies

    async def _evaluate(self, calls: Sequence[Call]) -> list[Any]:
        if not self._sha:
            (found,) = await self._line.ask([("SCRIPT", "LOAD", self._script)])
            if isinstance(found, Exception):
                raise found
            self._sha = found
        commands: list[RedisCommand] = [("EVALSHA", self._sha, *call) for call in calls]
        return await self._asked(commands, 0)

    async def elsewhere(self, call: Call, *, asking: bool) -> Any:
        """The reply to one call whose slot its own server does not have (any more).

        Args:
            asking: it is only on its way here.

        Raises:
            RedisError, OSError: as `run`.
        """
        before: list[RedisCommand] = [("ASKING",)] if asking else []
        found = await self._asked([*before, ("EVAL", self._script, *call)], len(before))
        return found[0]

    async def _asked(self, commands: list[RedisCommand], first: int) -> list[Any]:
        """Replies to `commands` from the `first` one on, confirmed."""
        if not self._replicas:
            return (await self._line.ask(commands))[first:]
        *replies, count = await self._line.ask([*commands, ("WAIT", self._replicas, CONFIRM_MS)])
        if isinstance(count, RedisError):
            raise count
        if count >= self._replicas:
            return replies[first:]
        await self._line.close()  # it may have become a primary of the past: ask who is one now
        wrong = NotConfirmed(count, self._replicas)
        return [each if isinstance(each, Exception) else wrong for each in replies[first:]]

    async def say(self, channel: str, word: str) -> None:
        """Tell whoever listens. Raises: RedisError, OSError."""
        await self._line.ask([("SPUBLISH", channel, word)])

    async def close(self) -> None:
        """Hang up."""
        await self._line.close()
