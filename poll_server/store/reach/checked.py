"""What of the servers' settings would let an acknowledged vote be lost, each with its cure."""

import asyncio
from collections.abc import Iterable

from redis.exceptions import RedisError, ResponseError

from poll_server.store.text_redis import TextRedis

from .address import EXAMPLES, Address
from .clients import cluster_of, every_server

REQUIRED = {
    "appendonly": "yes",
    "appendfsync": "always",
    "no-appendfsync-on-rewrite": "no",
    "aof-load-truncated": "yes",
    "maxmemory-policy": "noeviction",
}
"""On every server, replicas too: one may be the primary in a second (contract, rule 10)."""
GUARD = "min-replicas-to-write"
"""A primary that was cut off from its replicas stops to take writes, by this."""
COVERAGE = "cluster-require-full-coverage"
"""Whether all polls stand still where the servers of some are away."""
SECONDS = 2.0
"""What one of several servers may take to tell its settings."""

ServerSettings = dict[str, str]
OwnSettings = ServerSettings | Exception
"""Or why a server does not tell them."""


async def wrong_settings(redis: TextRedis, address: Address) -> list[str]:
    """What is wrong, in sentences; none where all is well.

    Raises:
        RedisError, OSError: a single Redis does not answer, or nobody says which servers there are.
    """
    if address.kind == "one":
        try:
            own = await redis.config_get(*REQUIRED)
        except ResponseError as error:
            return [_forbidden(error)]
        return _compare(own, REQUIRED, "redis-cli", "")
    wanted = {**REQUIRED, GUARD: str(address.replicas)}
    wrong = [] if address.replicas else [UNCONFIRMED]
    async with every_server(redis) as servers:
        found = await _settings(servers, wanted)
        for where, said in found:
            if isinstance(said, ResponseError):
                wrong.append(f"{where}: {_forbidden(said)}")
            elif isinstance(said, dict):
                host, _, port = where.rpartition(":")
                wrong += _compare(said, wanted, f"redis-cli -h {host} -p {port}", f"{where}: ")
        if cluster := cluster_of(redis):
            wrong += [
                f"the primary {place} has {len(replicas)} replicas, and each vote waits for "
                f"{address.replicas}: redis-cli --cluster add-node NEW:PORT {place} --cluster-slave"
                for place, replicas in cluster.slots.replicas.items()
                if len(replicas) < address.replicas
            ]
        elif (there := sum(isinstance(said, dict) for _, said in found) - 1) < address.replicas:
            wrong.append(
                f"the primary has {there} replicas that answer, and each vote waits for "
                f"{address.replicas}: start one with redis-server --replicaof HOST PORT"
            )
    return wrong


async def warnings(redis: TextRedis, address: Address) -> list[str]:
    """What would be better otherwise, though no vote is in danger.

    Raises:
        RedisError, OSError: as `wrong_settings`.
    """
    if address.kind == "one":
        return []
    found = []
    async with every_server(redis) as servers:
        for where, said in await _settings(servers, {COVERAGE: "no"}):
            if isinstance(said, ResponseError):
                continue  # said by `wrong_settings`
            if not isinstance(said, dict):
                found.append(f"{where} does not answer: start it, or a failover has nowhere to go")
            elif address.kind == "cluster" and said.get(COVERAGE) == "yes":
                host, _, port = where.rpartition(":")
                found.append(
                    f"{where}: where one shard is away, all polls stand still, and not its own "
                    f"alone: redis-cli -h {host} -p {port} CONFIG SET {COVERAGE} no"
                )
    return found


UNCONFIRMED = (
    "no replica is asked whether it has a vote (replicas=0): a failover loses votes; leave "
    "replicas=0 out of --redis-url"
)


async def _settings(
    servers: Iterable[TextRedis], wanted: Iterable[str]
) -> list[tuple[str, OwnSettings]]:
    """Host and port of each server, and its settings."""
    return await asyncio.gather(*(_of_one(each, wanted) for each in servers))


async def _of_one(server: TextRedis, wanted: Iterable[str]) -> tuple[str, OwnSettings]:
    said: OwnSettings
    try:
        async with asyncio.timeout(SECONDS):
            said = await server.config_get(*wanted)
    except (RedisError, OSError) as error:
        said = error
    pool = server.connection_pool
    place = getattr(pool, "master_address", None)
    if place is None:
        place = (pool.connection_kwargs["host"], pool.connection_kwargs["port"])
    return f"{place[0]}:{place[1]}", said


def _compare(said: ServerSettings, wanted: ServerSettings, tool: str, where: str) -> list[str]:
    return [
        f"{where}{name} is “{said.get(name, '')}”: {tool} CONFIG SET {name} {right}"
        for name, right in wanted.items()
        if not (
            int(said.get(name) or 0) >= int(right) if name == GUARD else said.get(name) == right
        )
    ]


def _forbidden(error: Exception) -> str:
    return f"CONFIG GET answered “{error}”: allow it, so that the settings can be checked"


async def other_kind(redis: TextRedis, address: Address) -> str:
    """What is not what the address says, with the address that would; '' where all is well.

    Raises:
        RedisError, OSError: it does not answer.
    """
    if address.kind != "one" or not int((await redis.info("cluster")).get("cluster_enabled", 0)):
        return ""
    return f"is one server of a cluster: write {EXAMPLES['cluster']}"
