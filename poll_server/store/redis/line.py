"""A line of its own to Redis for what is asked all the time: bytes out, replies in.

A command costs redis-py some 50 µs of Python, more than the vote it carries. Here hiredis packs it
and reads the reply, for 8 µs. redis-py still opens the line: it knows addresses, passwords and TLS.

Nothing is ever sent twice: a command without a reply may have been done. And a line that owes a
reply is never used again, so none is taken for the next one's.
"""

import asyncio
from collections.abc import Iterable, Sequence
from typing import Any

import hiredis
from redis.asyncio import BlockingConnectionPool
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import ConnectionError as Broken
from redis.exceptions import NoScriptError, RedisError, ResponseError
from redis.exceptions import TimeoutError as TooLate

RedisCommand = Sequence[str | int | bytes]

NOT_YET = object()
"""What hiredis says where a reply is not whole."""


class RedisLine:
    """One connection, opened when it is needed and not there; for one caller at a time."""

    def __init__(self, redis_url: str, timeout: float) -> None:
        """Args:
        timeout: seconds for a connection, and for all replies to one call.
        """
        self._timeout = timeout
        pool: Any = BlockingConnectionPool.from_url(
            redis_url,
            protocol=2,  # in which nothing comes that was not asked for
            retry=Retry(NoBackoff(), 0),
            socket_timeout=timeout,
            socket_connect_timeout=timeout,
        )
        self._connection = pool.make_connection()
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
        try:
            async with asyncio.timeout(self._timeout):
                return await talk.ask(commands)
        except TimeoutError as late:
            raise TooLate("Redis gave no reply in time") from late

    async def _open(self) -> "_Talk":
        await self.close()
        await self._connection.connect()
        return _Talk(self._connection._writer.transport)

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
        self._reader = hiredis.Reader(encoding="utf-8", replyError=_error, notEnoughData=NOT_YET)
        self._replies: list[Any] = []
        self._wanted = 0
        self._told: asyncio.Future[list[Any]] | None = None
        self.lost = False
        self._gone: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        transport.set_protocol(self)

    async def ask(self, commands: Iterable[RedisCommand]) -> list[Any]:
        """See `Line.ask`."""
        packed = [_packed(command) for command in commands]
        self._told = asyncio.get_running_loop().create_future()
        self._wanted, self._replies = len(packed), []
        self._transport.write(b"".join(packed))
        try:
            return await self._told
        finally:
            if self._told is not None:  # whoever asked has gone, and the replies come yet
                self._break(Broken("Nobody waits for the reply"))

    def data_received(self, data: bytes) -> None:
        try:
            self._reader.feed(data)
            while (reply := self._reader.gets()) is not NOT_YET:
                self._replies.append(reply)
        except Exception as error:
            self._break(Broken(f"Redis's reply cannot be read: {error}"))
            return
        if self._told is None or len(self._replies) > self._wanted:
            self._break(Broken("Redis says what it was not asked"))
        elif len(self._replies) == self._wanted:
            told, self._told = self._told, None
            if not told.done():
                told.set_result(self._replies)

    async def end(self) -> None:
        """Hang up."""
        self._transport.abort()
        await self._gone

    def connection_lost(self, exc: Exception | None) -> None:
        self._break(Broken("Redis has hung up"))
        self._gone.set_result(None)

    def _break(self, why: RedisError) -> None:
        self.lost = True
        self._transport.abort()
        told, self._told = self._told, None
        if told is not None and not told.done():
            told.set_exception(why)


def _packed(command: RedisCommand) -> bytes:
    words: Any = tuple(command)  # its stub knows commands of one word only
    packed: bytes = hiredis.pack_command(words)
    return packed


def _error(said: str) -> ResponseError:
    return NoScriptError(said) if said.startswith("NOSCRIPT") else ResponseError(said)
