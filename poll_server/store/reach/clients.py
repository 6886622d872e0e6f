"""A client of what an address names."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from redis.asyncio import BlockingConnectionPool, Redis
from redis.exceptions import ResponseError

from .address import Address, parse
from .broken import in_one_word
from .cluster import ClusterRedis
from .confirmed import confirmed_client
from .sentinel import PrimaryPool, primary_pool

REWRITE_AGAIN = 0.1
"""Seconds before asking again for a new append-only file, while one is being written."""
MOST_REWRITES = 600
"""Times it is asked: a minute."""


def client_to(url: str, **options: Any) -> Redis:
    """A client, not yet connected; a caller past its pool's size waits instead of failing.

    Args:
        options: of the pool, besides those of the address.

    Raises:
        ValueError: the address is none.
    """
    address = parse(url)
    if address.kind == "cluster":
        return ClusterRedis(address, **options)
    return confirmed_client(pool_of(address, **options), address.replicas)


def pool_of(address: Address, **options: Any) -> BlockingConnectionPool:
    """Connections to the one server that takes writes; a cluster has several."""
    if address.kind == "sentinel":
        return in_one_word(primary_pool(address, **options))
    return in_one_word(BlockingConnectionPool.from_url(address.url, **options))


def is_cluster(redis: Any) -> bool:
    """Whether this client is of several primaries, each with some of the keys."""
    return isinstance(redis, ClusterRedis)


@asynccontextmanager
async def every_server(redis: Any) -> AsyncIterator[list[Any]]:
    """A client of each server that keeps what `redis` writes, replicas too.

    Raises:
        RedisError, OSError: nobody says who there is.
    """
    if isinstance(redis, ClusterRedis):
        yield list(await redis.everyone())
        return
    pool = redis.connection_pool
    if not isinstance(pool, PrimaryPool):
        yield [redis]
        return
    replicas = [
        Redis(**{**pool.of_replicas, "host": host, "port": port}, single_connection_client=True)
        for host, port in await pool.sentinel_manager.discover_slaves(pool.service_name)
    ]
    try:
        yield [redis, *replicas]
    finally:
        for each in replicas:
            await each.aclose()


async def rewrite_logs(redis: Any) -> None:
    """Have every server write its append-only file anew: deleted bytes are gone from disk."""
    async with every_server(redis) as servers:
        for each in servers:
            await _rewrite(each)


async def _rewrite(redis: Any) -> None:
    for _ in range(MOST_REWRITES):
        try:
            await redis.bgrewriteaof()
        except ResponseError as error:
            if "in progress" not in str(error):
                raise
            # The one under way began before our delete: it may hold what must go.
            await asyncio.sleep(REWRITE_AGAIN)
        else:
            return
