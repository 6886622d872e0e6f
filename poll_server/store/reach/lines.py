"""The lines on which a script is called: one to a single Redis, one to each primary of a cluster.

Who calls asks for the lane of a key first, and then for all calls of that lane at once. A slot that
has moved or moves meanwhile is followed: a server that sends one elsewhere has done nothing.
"""

from collections.abc import Awaitable, Sequence
from typing import Any, Protocol

from redis.asyncio import BlockingConnectionPool
from redis.exceptions import AskError, ClusterDownError, MovedError, RedisError
from redis.exceptions import ConnectionError as Broken

from poll_server.store.redis.line import line_options

from .address import Address, HostPort, parse
from .broken import in_one_word
from .clients import pool_of
from .cluster import ClusterRedis
from .script_line import Call, ScriptLine

ANY = ""
"""The only lane to a single Redis; that of a key whose place is not known yet, in a cluster."""


class Lines(Protocol):
    """What carries the calls."""

    confirmed: bool
    """whether replicas are asked for each call"""

    def lane(self, tag: str) -> str:
        """On which lane calls go now for keys with this hash tag; for one caller at a time."""

    def run(self, lane: str, calls: Sequence[Call]) -> Awaitable[list[Any]]:
        """Replies to `calls`, of which each may be an error; see `ScriptLine.run`."""

    async def say(self, lane: str, channel: str, word: str) -> None:
        """Tell whoever listens to `channel`."""

    async def close(self) -> None:
        """Hang up."""


def lines_to(url: str, script: str, timeout: float) -> Lines:
    """Args:
    timeout: seconds for a connection, and for all replies to one call.
    """
    address = parse(url)
    if address.kind == "cluster":
        return ClusterLines(address, script, timeout)
    return OneLine(address, script, timeout)


class OneLine:
    """To a single Redis, or to the primary under Sentinel."""

    def __init__(self, address: Address, script: str, timeout: float) -> None:
        self.confirmed = bool(address.replicas)
        pool = pool_of(address, **line_options(timeout))
        self._pool, self._line = pool, ScriptLine(pool, timeout, script, address.replicas)

    def lane(self, tag: str) -> str:
        return ANY

    def run(self, lane: str, calls: Sequence[Call]) -> Awaitable[list[Any]]:
        return self._line.run(calls)

    async def say(self, lane: str, channel: str, word: str) -> None:
        await self._line.say(channel, word)

    async def close(self) -> None:
        await self._line.close()
        await self._pool.aclose()


class ClusterLines:
    """To a cluster: a lane is a primary's host and port."""

    def __init__(self, address: Address, script: str, timeout: float) -> None:
        self.confirmed = bool(address.replicas)
        self._address, self._script, self._timeout = address, script, timeout
        self._cluster = ClusterRedis(
            address, decode_responses=True, max_connections=2, **line_options(timeout)
        )
        self._lines: dict[HostPort, ScriptLine] = {}
        self._places: dict[str, HostPort] = {}

    def lane(self, tag: str) -> str:
        place = self._cluster.slots.owner(tag)
        if place is None:
            return ANY
        name = str(place)
        self._places[name] = place
        return name

    async def run(self, lane: str, calls: Sequence[Call]) -> list[Any]:
        slots = self._cluster.slots
        if lane not in self._places:
            await slots.look()
            return [await self._once(slots.owner(str(call[1])), call) for call in calls]
        try:
            replies = await self._line(self._places[lane]).run(calls)
        except (RedisError, OSError):
            slots.doubt()
            raise
        for at, reply in enumerate(replies):
            if isinstance(reply, MovedError):
                slots.moved(reply)
            if isinstance(reply, (AskError, ClusterDownError)):
                slots.doubt()
            if isinstance(reply, AskError):  # so is MovedError
                place = HostPort(reply.host or self._places[lane].host, reply.port)
                asking = not isinstance(reply, MovedError)
                replies[at] = await self._once(place, calls[at], asking=asking)
        return replies

    async def _once(self, place: HostPort | None, call: Call, *, asking: bool = False) -> Any:
        """The reply to a call at another place than its lane's, over a line of its own.

        The lane of that place has its own caller. A slot that moves is met by few calls.
        """
        if place is None:
            return ClusterDownError("no server of the cluster has this slot")
        one = self._new(place)
        try:
            return await one.elsewhere(call, asking=asking)
        except (RedisError, OSError) as failed:
            return failed if isinstance(failed, RedisError) else Broken(str(failed))
        finally:
            await one.close()

    def _line(self, place: HostPort) -> ScriptLine:
        if place not in self._lines:
            self._lines[place] = self._new(place)
        return self._lines[place]

    def _new(self, place: HostPort) -> ScriptLine:
        options = {**(self._address.options or {}), **line_options(self._timeout)}
        pool = in_one_word(
            BlockingConnectionPool(**{**options, "host": place.host, "port": place.port})
        )
        return ScriptLine(pool, self._timeout, self._script, self._address.replicas)

    async def say(self, lane: str, channel: str, word: str) -> None:
        if lane in self._places:
            await self._line(self._places[lane]).say(channel, word)

    async def close(self) -> None:
        for line in tuple(self._lines.values()):
            await line.close()
        await self._cluster.aclose()
