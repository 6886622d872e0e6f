"""A client of what an address names."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, cast

from redis.asyncio import BlockingConnectionPool, Redis
from redis.exceptions import ResponseError

from poll_server.store.text_redis import TextRedis

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


def is_cluster(redis: TextRedis) -> bool:
    """Whether this client is of several primaries, each with some of the keys."""
    return cluster_of(redis) is not None


def cluster_of(redis: TextRedis) -> ClusterRedis | None:
    """The client as redis-py sees it; None where it is not of a cluster."""
    client: object = redis  # to a type checker none is both
    return client if isinstance(client, ClusterRedis) else None


@asynccontextmanager
async def every_server(redis: TextRedis) -> AsyncIterator[list[TextRedis]]:
    """A client of each server that keeps what `redis` writes, replicas too.

    Raises:
        RedisError, OSError: nobody says who there is.
    """
    if cluster := cluster_of(redis):
        yield [cast(TextRedis, each) for each in await cluster.everyone()]
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
        yield [redis, *(cast(TextRedis, each) for each in replicas)]
    finally:
        for each in replicas:
            await each.aclose()


async def rewrite_logs(redis: TextRedis) -> None:
    """Have every server write its append-only file anew: deleted bytes are gone from disk."""
    async with every_server(redis) as servers:
        for each in servers:
            await _rewrite(each)


async def _rewrite(redis: TextRedis) -> None:
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
