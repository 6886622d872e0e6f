"""A client of a whole cluster: each command goes to the primary that has its key.

It is a `redis.asyncio.Redis`, so that whoever uses it need not know. What a transaction or a script
touches must be in one slot, as in any cluster. What is asked of no key is asked of any server, or
of all where only that makes sense: keys by a pattern, scripts, new append-only files.
"""

import asyncio
import hashlib
import random
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from operator import methodcaller
from typing import Any

from redis.asyncio import BlockingConnectionPool, Redis
from redis.asyncio.client import Pipeline
from redis.exceptions import (
    AskError,
    ClusterDownError,
    ConnectionError,
    MovedError,
    NoScriptError,
    RedisError,
    ResponseError,
    TryAgainError,
    WatchError,
)
from redis.exceptions import TimeoutError as TooLate

from poll_server.store.keys import hash_tag

from .address import Address, HostPort
from .broken import in_one_word
from .confirmed import WRITES, ConfirmedPipeline, ConfirmedRedis, confirmed_client, key_of
from .slots import Slots

AGAIN_SECONDS = 0.05
"""Before a command that met a slot on its way to another server is tried again …"""
MOST_TRIES = 40
"""… as often as this: two seconds, in which a slot with a poll of thousands has moved."""
MOST_NAMES = 1_000
"""Keys that are tried until each primary has one: of a hundred it takes some five hundred."""
TO_ALL = frozenset(("SCRIPT LOAD", "FLUSHALL", "CONFIG SET"))
FROM_ALL = frozenset(("KEYS",))


class ClusterRedis(Redis):
    """The client; `aclose` ends it with all of its connections."""

    def __init__(self, address: Address, **options: Any) -> None:
        """Args:
        options: of each server's pool, besides those of the address.
        """
        self._options = {**(address.options or {}), **options}
        self._replicas = address.replicas
        self._clients: dict[HostPort, ConfirmedRedis] = {}
        super().__init__(connection_pool=self._pool(address.places[0]))
        self.slots = Slots(address, self.at)

    def _pool(self, place: HostPort) -> BlockingConnectionPool:
        where = {"host": place.host, "port": place.port}
        return in_one_word(BlockingConnectionPool(**{**self._options, **where}))

    def at(self, place: HostPort) -> ConfirmedRedis:
        """A client of one server."""
        if place not in self._clients:
            self._clients[place] = confirmed_client(self._pool(place), self._replicas)
        return self._clients[place]

    async def primaries(self) -> list[ConfirmedRedis]:
        """A client of each primary that has slots."""
        if not self.slots.primaries:
            await self.slots.look()
        return [self.at(place) for place in self.slots.primaries]

    async def everyone(self) -> list[ConfirmedRedis]:
        """A client of each server, replicas too, as they are now."""
        await self.slots.look()
        replicas = [each for all_ in self.slots.replicas.values() for each in all_]
        return [self.at(place) for place in (*self.slots.primaries, *replicas)]

    async def home(self, key: str) -> ConfirmedRedis:
        """A client of the primary that has `key`.

        Raises:
            ClusterDownError: none has.
        """
        if self.slots.owner(key) is None:
            await self.slots.look()
        if (place := self.slots.owner(key)) is None:
            raise ClusterDownError("No server of the cluster has this slot")
        return self.at(place)

    async def one_key_each(self, name: Callable[[int], str]) -> dict[HostPort, str]:
        """A key for each primary, of those that `name` makes; for one of few slots perhaps none."""
        await self.primaries()
        found: dict[HostPort, str] = {}
        for number in range(MOST_NAMES):
            if (place := self.slots.owner(key := name(number))) is not None:
                found.setdefault(place, key)
            if len(found) == len(self.slots.primaries):
                break
        return found

    async def aclose(self, close_connection_pool: bool | None = None) -> None:
        await self.slots.close()
        for client in tuple(self._clients.values()):
            await client.aclose(True)
        await super().aclose(True)

    # ── Commands ──────────────────────────────────────────────────────────────────────────────

    async def execute_command(self, *args: Any, **options: Any) -> Any:
        key = key_of(args)
        if key is not None:
            # At a place that a slot is only on its way to, no replica can be asked for anything.
            asking = not self._replicas or args[0] not in WRITES
            work = methodcaller("execute_command", *args, **options)
            return await self.redirected(key, work, asking=asking)
        if args[0] not in TO_ALL and args[0] not in FROM_ALL:
            return await self._of_any(args, options)
        every: list[Any] = list(await self.primaries())
        found = [await each.execute_command(*args, **options) for each in every]
        return found[-1] if args[0] in TO_ALL else [name for names in found for name in names]

    async def _of_any(self, args: Sequence[Any], options: dict[str, Any]) -> Any:
        why: Exception = ConnectionError("The cluster has no server")
        every: list[Any] = list(await self.primaries())
        for each in random.sample(every, len(every)):
            try:
                return await each.execute_command(*args, **options)
            except (ConnectionError, TooLate, OSError) as error:
                why = error
        self.slots.doubt()
        raise why

    async def redirected(
        self, key: str, work: Callable[[ConfirmedRedis], Awaitable[Any]], *, asking: bool = True
    ) -> Any:
        """What `work` makes with the primary that has `key`; again where it has moved or moves.

        Nothing was done by a server that sends one elsewhere.

        Args:
            asking: `work` is one command, which may be asked of the server that its slot goes to.
        """
        for _ in range(MOST_TRIES):
            home = await self.home(key)
            try:
                return await work(home)
            except MovedError as error:
                self.slots.moved(error)
                self.slots.doubt()
            except AskError as error:
                if asking:
                    return await self._asking(HostPort(error.host, error.port), work)
                await asyncio.sleep(AGAIN_SECONDS)
            except (TryAgainError, ClusterDownError):
                self.slots.doubt()
                await asyncio.sleep(AGAIN_SECONDS)
            except (ConnectionError, OSError):
                await self.slots.look()
                if await self.home(key) is home:
                    raise  # nobody has taken its place yet
        raise ClusterDownError("This slot does not come to rest")

    async def _asking(
        self, place: HostPort, work: Callable[[ConfirmedRedis], Awaitable[Any]]
    ) -> Any:
        one: Any
        async with self.at(place).client() as one:
            await one.execute_command("ASKING")
            return await work(one)

    def register_script(self, script: Any) -> Any:
        return ScriptAtHome(self, script)

    async def delete(self, *names: Any) -> int:
        return sum([await super(ClusterRedis, self).delete(*each) for each in _by_tag(names)])

    async def exists(self, *names: Any) -> int:
        return sum([await super(ClusterRedis, self).exists(*each) for each in _by_tag(names)])

    async def scan_iter(  # type: ignore[override]  # redis-py types it as what is not awaited
        self, *args: Any, **options: Any
    ) -> AsyncIterator[Any]:
        for each in await self.primaries():
            async for key in each.scan_iter(*args, **options):
                yield key

    def pipeline(self, transaction: bool = True, shard_hint: str | None = None) -> Pipeline:
        return ClusterPipeline(self, transaction, self._replicas)


class ScriptAtHome:
    """A script where its keys are: one that is not known there goes along, and to no other server,
    of which one may be away."""

    def __init__(self, cluster: ClusterRedis, text: str) -> None:
        self._cluster, self._text = cluster, text
        self._sha = hashlib.sha1(text.encode(), usedforsecurity=False).hexdigest()

    async def __call__(
        self, keys: Sequence[Any] = (), args: Sequence[Any] = (), client: Any = None
    ) -> Any:
        redis: Any = client or self._cluster
        try:
            return await redis.evalsha(self._sha, len(keys), *keys, *args)
        except NoScriptError:
            return await redis.eval(self._text, len(keys), *keys, *args)


class ClusterPipeline(ConfirmedPipeline):
    """A transaction in one slot; or commands in any, of which each server carries out its own."""

    def __init__(self, cluster: ClusterRedis, transaction: bool, replicas: int) -> None:
        super().__init__(cluster.connection_pool, cluster.response_callbacks, transaction, None)
        self._cluster, self.replicas = cluster, replicas

    async def watch(self, *names: Any) -> Any:  # type: ignore[override]  # see `scan_iter`
        first = super().watch

        async def begin(home: ConfirmedRedis) -> Any:
            await self._put_back()
            self.connection_pool = home.connection_pool
            return await first(*names)

        return await self._cluster.redirected(str(names[0]), begin, asking=False)

    async def execute(self, raise_on_error: bool = True) -> list[Any]:
        if not self.command_stack and not self.watching:
            return []
        if not self.is_transaction:
            return await self._spread(raise_on_error)
        whole = super().execute
        if self.watching:
            try:
                return await whole(raise_on_error)
            except AskError as error:  # and MovedError
                raise WatchError("The slot moved while its keys were watched") from error
        stack = list(self.command_stack)

        async def carry_out(home: ConfirmedRedis) -> Any:
            self.connection_pool, self.command_stack = home.connection_pool, list(stack)
            return await whole(raise_on_error)

        keys = [key for args, _ in stack if (key := key_of(args)) is not None]
        found: list[Any] = await self._cluster.redirected(keys[0], carry_out, asking=False)
        return found

    async def _put_back(self) -> None:
        reset: Any = self.reset
        await reset()

    async def _spread(self, raise_on_error: bool) -> list[Any]:
        stack, found = list(self.command_stack), list[Any]([None] * len(self.command_stack))
        await self._put_back()
        shares: dict[ConfirmedRedis, list[int]] = {}
        for at, (args, _) in enumerate(stack):
            if (key := key_of(args)) is None:
                raise RedisError(f"{args[0]!r} is asked of no key")
            shares.setdefault(await self._cluster.home(key), []).append(at)

        async def carry_out(home: ConfirmedRedis, share: list[int]) -> None:
            pipe = home.pipeline(transaction=False)
            for at in share:
                args, options = stack[at]
                pipe.execute_command(*args, **options)
            for at, answer in zip(share, await pipe.execute(raise_on_error=False), strict=True):
                found[at] = answer

        done = await asyncio.gather(
            *(carry_out(home, share) for home, share in shares.items()), return_exceptions=True
        )
        for error in done:
            if isinstance(error, BaseException):
                self._cluster.slots.doubt()
                raise error
        for at, (args, options) in enumerate(stack):
            if isinstance(found[at], (AskError, TryAgainError, ClusterDownError)):
                found[at] = await self._cluster.execute_command(*args, **options)
            elif raise_on_error and isinstance(found[at], ResponseError):
                raise found[at]
        return found


def _by_tag(names: Sequence[Any]) -> list[list[Any]]:
    """Keys that are surely in one slot, together."""
    groups: dict[str, list[Any]] = {}
    for name in names:
        groups.setdefault(hash_tag(str(name)), []).append(name)
    return list(groups.values())
