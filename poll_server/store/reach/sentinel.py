"""Connections to whichever server the Sentinels call the primary now."""

from collections.abc import Mapping
from typing import Any

from redis.asyncio import BlockingConnectionPool
from redis.asyncio.sentinel import Sentinel, SentinelConnectionPool

from .address import Address

SENTINEL_SECONDS = 0.5
"""What a Sentinel may take to answer, before another one is asked: they are near, and small."""

OF_REPLICAS = ("decode_responses", "socket_timeout", "socket_connect_timeout")


MakeSentinel: Any = Sentinel


class PrimaryPool(SentinelConnectionPool, BlockingConnectionPool):
    """Asks the Sentinels for each new connection; a caller past its size waits.

    Attributes:
        of_replicas: how one gets into a replica, for `Redis`.
    """

    of_replicas: Mapping[str, Any]

    async def disconnect(self, inuse_connections: bool = True) -> None:
        """Hang up; where everything ends, to the Sentinels too."""
        await super().disconnect(inuse_connections)
        if inuse_connections:
            for each in self.sentinel_manager.sentinels:
                await each.aclose()


def primary_pool(address: Address, **options: Any) -> PrimaryPool:
    """A pool of connections to the primary of `address`."""
    own = dict(address.options or {})
    is_tls = own.pop("connection_class", None) is not None
    tls = {name: value for name, value in own.items() if name.startswith("ssl_")}
    sentinels = MakeSentinel(
        address.places,
        sentinel_kwargs={
            **(address.sentinel_options or {}),
            **tls,
            **({"ssl": True} if is_tls else {}),
            "socket_timeout": SENTINEL_SECONDS,
            "socket_connect_timeout": SENTINEL_SECONDS,
        },
    )
    reached = {**own, **({"ssl": True} if is_tls else {})}
    make: Any = PrimaryPool
    pool: PrimaryPool = make(address.service, sentinels, **{**reached, **options})
    pool.of_replicas = {
        **reached,
        **{name: options[name] for name in OF_REPLICAS if name in options},
    }
    return pool
