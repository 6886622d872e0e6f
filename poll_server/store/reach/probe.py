"""Whether a vote could be stored now: by storing something, the way votes are stored.

Settings may be right and every read answered while no write goes through: memory full, Redis turned
into a replica, no disk left. So one small key is written by a script, over a connection like that
of the votes, and its reply means on disk. What refuses is told with its own cure.
"""

import asyncio
import secrets
from collections.abc import Callable

from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import (
    AuthenticationError,
    AuthorizationError,
    BusyLoadingError,
    ClusterDownError,
    MasterDownError,
    NoPermissionError,
    OutOfMemoryError,
    ReadOnlyError,
    RedisError,
    ResponseError,
)

from ..keys import PROBE, probe_key
from .clients import client_to
from .cluster import ClusterRedis
from .confirmed import NotConfirmed

SCRIPT = "return redis.call('SET', KEYS[1], ARGV[1])"
TIMEOUT = 3.0
"""Seconds Redis has, as with votes."""
REMEMBERED = 1.0
"""Seconds an answer holds for all who ask: each probe is one write to the disk."""

MORE_RIGHTS = (
    "Redis does not let this user write: allow it with ACL SETUSER … ~* &* +@all -@dangerous "
    "+config|get"
)

CURES: tuple[tuple[type[RedisError] | str, str], ...] = (
    (
        OutOfMemoryError,
        "Redis has no memory left for votes: give it more with redis-cli CONFIG SET maxmemory 0 "
        "(no limit) or a larger number",
    ),
    (
        ReadOnlyError,
        "Redis is a replica and takes no votes: name the primary with --redis-url, or make this "
        "one the primary with redis-cli REPLICAOF NO ONE",
    ),
    (
        "MISCONF",
        "Redis cannot write to its disk: free some space there; it takes votes again by itself",
    ),
    (
        "NOREPLICAS",
        "Redis misses its replicas and takes no votes: start them, or allow fewer with redis-cli "
        "CONFIG SET min-replicas-to-write 0",
    ),
    (
        NotConfirmed,
        "Redis stores votes, and none of its replicas confirms them in time: start the replica, or "
        "see why it lags behind with redis-cli INFO replication",
    ),
    (NoPermissionError, MORE_RIGHTS),
    ("ACL", MORE_RIGHTS),
    (BusyLoadingError, "Redis is loading its data: wait, votes are taken when it has"),
    ("BUSY", "Redis is busy with a script that does not end: redis-cli SCRIPT KILL"),
    (ClusterDownError, "the Redis cluster is down: redis-cli CLUSTER INFO says what is missing"),
    (MasterDownError, "Redis is a replica that lost its primary: start the primary again"),
    (
        AuthenticationError,
        "Redis wants another user or password: write them into --redis-url",
    ),
    (
        AuthorizationError,
        "Redis wants another user or password: write them into --redis-url",
    ),
)
"""What Redis says where it takes no write (redis-py's class, or the first word), and the cure."""


def refusal(error: BaseException) -> str:
    """Why Redis takes no votes, with the cure; '' where `error` says nothing of the kind."""
    word = str(error).partition(" ")[0]
    for sign, cure in CURES:
        if word == sign if isinstance(sign, str) else isinstance(error, sign):
            return cure
    return ""


class Probe:
    """Writes, for all who ask in the same second once."""

    def __init__(self, url: str, cure: Callable[[], str] = str) -> None:
        """Args:
        cure: of a Redis that does not answer, where there is a better one than to start it; it may
            look at files.
        """
        self._cure = cure
        self._redis = client_to(
            url,
            max_connections=1,
            decode_responses=True,
            retry=Retry(NoBackoff(), 0),
            socket_timeout=TIMEOUT,
            socket_connect_timeout=TIMEOUT,
        )
        self._lock = asyncio.Lock()
        self._said, self._at = "", float("-inf")

    async def wrong(self) -> str:
        """Why no vote can be stored now, with the cure; '' where one can."""
        async with self._lock:
            now = asyncio.get_running_loop().time()
            if now - self._at >= REMEMBERED:
                self._said = await self._write()
                self._at = asyncio.get_running_loop().time()
            return self._said

    async def close(self) -> None:
        """Hang up."""
        await self._redis.aclose()

    async def _write(self) -> str:
        if not isinstance(self._redis, ClusterRedis):
            return await self._write_to(PROBE)
        try:
            keys = await self._redis.one_key_each(probe_key)
        except (RedisError, OSError) as error:
            return await self._why(error)
        said = await asyncio.gather(*map(self._write_to, keys.values()))
        return next((f"{place}: {why}" for place, why in zip(keys, said, strict=True) if why), "")

    async def _write_to(self, key: str) -> str:
        try:
            await self._redis.eval(SCRIPT, 1, key, secrets.token_hex(4))
        except (RedisError, OSError) as error:
            return await self._why(error)
        return ""

    async def _why(self, error: Exception) -> str:
        if isinstance(error, ResponseError):
            return refusal(error) or f"Redis takes no votes: it says “{error}”"
        if why := refusal(error):
            return why
        cure = await asyncio.to_thread(self._cure) or "start it, or mend --redis-url"
        return f"Redis does not answer ({type(error).__name__}): {cure}"
