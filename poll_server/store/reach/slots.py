"""Which server of a cluster has which slot, as far as is known; asked anew when it proves wrong."""

import asyncio
import contextlib
import random
from collections.abc import Callable, Iterable
from typing import Any

from redis.asyncio import Redis
from redis.crc import REDIS_CLUSTER_HASH_SLOTS, key_slot
from redis.exceptions import ConnectionError, MovedError, RedisError, ResponseError

from poll_server.base.background import ended

from .address import Address, HostPort

ASK_SECONDS = 1.0
"""What a server may take to say who has what, before another one is asked."""
REST_SECONDS = 0.1
"""Between two rounds of asking, at least: a failover takes seconds, and hundreds wait for it."""


class Slots:
    """The map. One server is asked at a time, and none twice for the same change."""

    def __init__(self, address: Address, client_at: Callable[[HostPort], Redis]) -> None:
        """Args:
        client_at: a client of the server at a place.
        """
        self._seeds, self._client_at = address.places, client_at
        self._owners: list[HostPort | None] = [None] * REDIS_CLUSTER_HASH_SLOTS
        self.replicas: dict[HostPort, tuple[HostPort, ...]] = {}
        """of each primary that has slots"""
        self._asking: asyncio.Task[None] | None = None
        self._asked_at = float("-inf")

    @property
    def primaries(self) -> tuple[HostPort, ...]:
        """All that have slots; none before the first look."""
        return tuple(self.replicas)

    def owner(self, key: str) -> HostPort | None:
        """The primary that has a key, as far as is known."""
        return self._owners[key_slot(key.encode())]

    def moved(self, error: MovedError) -> None:
        """A server said who has a slot now."""
        if error.host:
            self._owners[error.slot_id] = HostPort(error.host, error.port)

    async def look(self) -> None:
        """Ask who has what; whoever comes while that is being asked waits for the same answer.

        Raises:
            ConnectionError: no server answers.
            ResponseError: what answers is no cluster, or refuses us.
        """
        if self._asking is None or self._asking.done():
            self._asking = asyncio.create_task(self._look())
        await asyncio.shield(self._asking)

    def doubt(self) -> None:
        """Have it looked up again, for the next one."""
        if self._asking is None or self._asking.done():
            self._asking = asyncio.create_task(self._quietly())

    async def close(self) -> None:
        """End what is under way."""
        if self._asking is not None:
            await ended([self._asking])
            if self._asking.done() and not self._asking.cancelled():
                self._asking.exception()  # taken note of: whoever waited for it has heard it

    async def _quietly(self) -> None:
        with contextlib.suppress(RedisError, OSError):
            await self._look()

    async def _look(self) -> None:
        loop = asyncio.get_running_loop()
        if (rest := self._asked_at + REST_SECONDS - loop.time()) > 0:
            await asyncio.sleep(rest)
        self._asked_at = loop.time()
        why: Exception = ConnectionError("No server of the cluster answers")
        for place in self._known():
            client: Any = self._client_at(place)
            try:
                async with asyncio.timeout(ASK_SECONDS):
                    said = await client.execute_command("CLUSTER SLOTS")
            except ResponseError as error:
                why = error
                continue
            except (RedisError, OSError):
                continue
            if self._learn(said, place):
                return
        raise why

    def _known(self) -> list[HostPort]:
        """Whom to ask, in another order each time: one that was cut off knows only what was."""
        found = {
            *self._seeds,
            *self.replicas,
            *(o for all_ in self.replicas.values() for o in all_),
        }
        return random.sample(sorted(found), len(found))

    def _learn(self, said: Iterable[Any], asked: HostPort) -> bool:
        """Believe an answer; false where it names nobody."""
        owners: list[HostPort | None] = [None] * REDIS_CLUSTER_HASH_SLOTS
        replicas: dict[HostPort, tuple[HostPort, ...]] = {}
        for first, last, primary, *others in said:
            owner = _place(primary, asked)
            owners[int(first) : int(last) + 1] = [owner] * (int(last) + 1 - int(first))
            replicas[owner] = tuple(_place(other, asked) for other in others)
        if replicas:
            self._owners, self.replicas = owners, replicas
        return bool(replicas)


def _place(said: Any, asked: HostPort) -> HostPort:
    """A server of an answer; one without a name is at the address that was asked."""
    host, port = said[0], int(said[1])
    host = host.decode() if isinstance(host, bytes) else host
    return HostPort(host or asked.host, port)
