"""A client that takes nothing for written before replicas have confirmed it (contract, rule 14).

Redis's WAIT speaks of what its own connection has written, and of nothing else: to a connection
that has written nothing it says “yes” at once. So a repeated command that finds its work done
would be told that it is safe, though it was another connection that wrote it and no replica has it
yet. Therefore something is always written first, in the slot of what was asked, that a replica
must then have seen: it comes after all that this server had written before.
"""

from collections.abc import Iterable, Sequence
from typing import Any, cast

from redis.asyncio import Redis
from redis.asyncio.client import Pipeline
from redis.exceptions import ResponseError
from redis.exceptions import TimeoutError as TooLate

from poll_server.store.keys import barrier_key

CONFIRM_MS = 1500
"""What replicas may take: they are away where it is more, and then every write takes as long."""
MARK = "redis.call('SET', KEYS[1], 1) return redis.call('DEL', KEYS[1])"
"""Writes, and leaves nothing behind."""
WRITES = frozenset(
    [
        "DEL",
        "EVAL",
        "EVALSHA",
        "HDEL",
        "HINCRBY",
        "HSET",
        "HSETNX",
        "INCR",
        "RPUSH",
        "SADD",
        "SET",
        "SREM",
        "UNLINK",
    ]
)
"""Commands after which replicas are asked, of those that the store uses; a script may write."""


class NotConfirmed(TooLate):
    """It is written, and no replica has confirmed it: after a failover it may be gone.

    Not to be repeated at once by itself: it may be done, and whoever asks again hears the truth.
    """

    def __init__(self, confirmed: int, wanted: int) -> None:
        super().__init__(f"{confirmed} of {wanted} replicas confirmed the write in time")


def key_of(args: Sequence[Any]) -> str | None:
    """The first key of a command; None where it has none."""
    name = str(args[0])
    if name in ("EVAL", "EVALSHA"):
        return _text(args[3]) if int(args[2]) else None
    if name in KEYLESS or len(args) < 2:
        return None
    return _text(args[1])


KEYLESS = frozenset(
    (
        *("PING", "TIME", "INFO", "ROLE", "WAIT", "KEYS", "SCAN", "BGREWRITEAOF", "FLUSHALL"),
        *("CONFIG", "CONFIG GET", "CONFIG SET", "SCRIPT LOAD", "SCRIPT EXISTS", "CLUSTER SLOTS"),
        *("CLIENT", "CLIENT LIST", "CLIENT KILL", "MULTI", "EXEC", "UNWATCH"),
    )
)


def barrier(key: str, replicas: int, ms: int = CONFIRM_MS) -> list[tuple[str | int, ...]]:
    """Commands whose last one answers how many replicas have all that was written until now."""
    return [("EVAL", MARK, 1, barrier_key(key)), ("WAIT", replicas, ms)]


def confirmed(replies: Sequence[Any], replicas: int) -> NotConfirmed | ResponseError | None:
    """What the replies to `barrier` say against it; None where all is well."""
    written, count = replies
    if isinstance(written, ResponseError):
        return written
    if isinstance(count, ResponseError):
        return count
    return None if int(count) >= replicas else NotConfirmed(int(count), replicas)


async def confirm(connection: Any, commands: Iterable[Sequence[Any]], replicas: int) -> None:
    """Ask over `connection`, which has just carried `commands`, whether replicas have them.

    Raises:
        NotConfirmed, ResponseError: they have not, or cannot be asked.
    """
    written = (key_of(args) for args in commands if args[0] in WRITES)
    key = next((each for each in written if each is not None), None)
    if not replicas or key is None:
        return
    await connection.send_packed_command(connection.pack_commands(barrier(key, replicas)))
    replies: list[Any] = []
    for _ in range(2):
        try:
            replies.append(await connection.read_response())
        except ResponseError as error:
            replies.append(error)
    if wrong := confirmed(replies, replicas):
        raise wrong


class ConfirmedPipeline(Pipeline):
    """Commands in one go, confirmed together."""

    replicas: int = 0

    async def _execute_transaction(
        self, connection: Any, commands: Any, raise_on_error: bool
    ) -> Any:
        found = await super()._execute_transaction(connection, commands, raise_on_error)
        await confirm(connection, [args for args, _ in commands], self.replicas)
        return found

    async def _execute_pipeline(self, connection: Any, commands: Any, raise_on_error: bool) -> Any:
        found = await super()._execute_pipeline(connection, commands, raise_on_error)
        await confirm(connection, [args for args, _ in commands], self.replicas)
        return found


class ConfirmedRedis(Redis):
    """A client of one primary."""

    replicas: int = 0
    """that confirm each write; 0: none is asked"""

    async def _send_command_parse_response(
        self, conn: Any, command_name: Any, *args: Any, **options: Any
    ) -> Any:
        send: Any = super()._send_command_parse_response
        found = await send(conn, command_name, *args, **options)
        if self.replicas:
            await confirm(conn, [args], self.replicas)
        return found

    def pipeline(self, transaction: bool = True, shard_hint: str | None = None) -> Pipeline:
        pipe = ConfirmedPipeline(
            self.connection_pool, self.response_callbacks, transaction, shard_hint
        )
        pipe.replicas = self.replicas
        return pipe


def confirmed_client(pool: Any, replicas: int) -> ConfirmedRedis:
    """A client whose pool is its own."""
    client = cast(ConfirmedRedis, ConfirmedRedis.from_pool(pool))
    client.replicas = replicas
    return client


def _text(key: Any) -> str:
    return key.decode() if isinstance(key, bytes) else str(key)
