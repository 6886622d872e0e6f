"""A line of its own to Redis for what is asked all the time: bytes out, replies in.

A command costs redis-py some 50 µs of Python, more than the vote it carries. Here hiredis packs it
and reads the reply, for 8 µs. redis-py still opens the line: it knows addresses, passwords and TLS.

Nothing is ever sent twice: a command without a reply may have been done. And a line that owes a
reply is never used again, so none is taken for the next one's.
"""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import hiredis
from redis.asyncio import ConnectionPool
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import (
    AskError,
    ClusterDownError,
    MovedError,
    NoScriptError,
    ReadOnlyError,
    RedisError,
    ResponseError,
    TryAgainError,
)
from redis.exceptions import ConnectionError as Broken
from redis.exceptions import TimeoutError as TooLate

RedisCommand = Sequence[str | int | bytes]

NOT_YET = object()
"""What hiredis says where a reply is not whole."""


class RedisLine:
    """One connection, opened when it is needed and not there; for one caller at a time."""

    def __init__(self, pool: ConnectionPool, timeout: float) -> None:
        """Args:
        pool: makes the connection, which is none of its own; see `line_options`.
        timeout: seconds for a connection, and for all replies to one call.
        """
        self._timeout = timeout
        self._pool = pool  # who is asked where the primary is, where that may change
        make: Any = pool.make_connection
        self._connection: Any = make()
        self._talk: _Talk | None = None

    async def ask(self, commands: Iterable[RedisCommand]) -> list[Any]:
        """Send commands in one go.

        Returns:
            Their replies, text as `str`. An error that Redis answers with is a reply.

        Raises:
            RedisError, OSError: not all replies came; each command may have been done.
        """
        talk = self._talk
        if talk is None or talk.lost:
            talk = self._talk = await self._open()
        told = talk.ask(commands)
        # `asyncio.timeout` would cost an eighth of a vote that flies alone.
        leash = told.get_loop().call_later(self._timeout, talk.late)
        try:
            replies = await told
        finally:
            leash.cancel()
            if told.cancelled():  # whoever asked has gone, and the replies come yet
                talk.hang_up(Broken("Nobody waits for the reply"))
        if any(isinstance(reply, ReadOnlyError) for reply in replies):
            await self.close()  # it has become a replica: the next line goes to the new primary
        return replies

    async def _open(self) -> "_Talk":
        await self.close()
        await self._connection.connect()
        return _Talk(transport_of(self._connection))

    async def close(self) -> None:
        """Hang up."""
        talk, self._talk = self._talk, None
        if talk is not None:
            await talk.end()
        await self._connection.disconnect(nowait=True)


class _Talk(asyncio.Protocol):
    """One connection from its handshake to its end."""

    def __init__(self, transport: asyncio.Transport) -> None:
        self._transport = transport
        self._reader = hiredis.Reader(encoding="utf-8", replyError=error_of, notEnoughData=NOT_YET)
        self._replies: list[Any] = []
        self._wanted = 0
        self._told: asyncio.Future[list[Any]] | None = None
        self.lost = False
        self._gone: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        transport.set_protocol(self)

    def ask(self, commands: Iterable[RedisCommand]) -> asyncio.Future[list[Any]]:
        """See `RedisLine.ask`."""
        written = [packed(command) for command in commands]
        self._told = told = asyncio.get_running_loop().create_future()
        self._wanted, self._replies = len(written), []
        self._transport.write(b"".join(written))
        return told

    def data_received(self, data: bytes) -> None:
        try:
            self._reader.feed(data)
            while (reply := self._reader.gets()) is not NOT_YET:
                self._replies.append(reply)
        except Exception as error:
            self.hang_up(Broken(f"Redis's reply cannot be read: {error}"))
            return
        if self._told is None or len(self._replies) > self._wanted:
            self.hang_up(Broken("Redis says what it was not asked"))
        elif len(self._replies) == self._wanted:
            told, self._told = self._told, None
            if not told.done():
                told.set_result(self._replies)

    async def end(self) -> None:
        """Hang up."""
        self._transport.abort()
        await self._gone

    def connection_lost(self, exc: Exception | None) -> None:
        self.hang_up(Broken("Redis has hung up"))
        self._gone.set_result(None)

    def late(self) -> None:
        """Redis has had its time."""
        self.hang_up(TooLate("Redis gave no reply in time"))

    def hang_up(self, why: RedisError) -> None:
        """Never use it again; whoever waits for a reply is told `why`."""
        self.lost = True
        self._transport.abort()
        told, self._told = self._told, None
        if told is not None and not told.done():
            told.set_exception(why)


def packed(command: RedisCommand) -> bytes:
    """A command as Redis reads it."""
    words: Any = tuple(command)  # its stub knows commands of one word only
    found: bytes = hiredis.pack_command(words)
    return found


def transport_of(connection: Any) -> asyncio.Transport:
    """The line under a connection that redis-py has opened."""
    transport: asyncio.Transport = connection._writer.transport
    return transport


def line_options(timeout: float) -> dict[str, Any]:
    """What a pool is made with whose connections are to be lines.

    Args:
        timeout: seconds for a connection.
    """
    return {
        "protocol": 2,  # in which nothing comes that was not asked for
        "retry": Retry(NoBackoff(), 0),
        "socket_timeout": timeout,
        "socket_connect_timeout": timeout,
    }


ERRORS: Mapping[str, type[ResponseError]] = {
    "ASK": AskError,
    "CLUSTERDOWN": ClusterDownError,
    "MOVED": MovedError,
    "NOSCRIPT": NoScriptError,
    "READONLY": ReadOnlyError,
    "TRYAGAIN": TryAgainError,
}
"""By the first word that Redis says."""


def error_of(said: str) -> ResponseError:
    """The error that Redis says, of the kind that redis-py would raise."""
    word, _, rest = said.partition(" ")
    kind = ERRORS.get(word, ResponseError)
    return kind(rest) if issubclass(kind, AskError) else kind(said)
