"""A line to Redis that loses or holds replies, as a network does at the wrong moment."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Literal
from urllib.parse import unquote, urlsplit

from poll_server.base.background import ended


class LossyLine:
    """Stands between a client and Redis; commands always arrive, replies as `replies` says."""

    def __init__(self, redis_path: str, path: Path) -> None:
        """Args:
        redis_path: Redis's unix socket.
        path: the unix socket to offer instead.
        """
        self.url = f"unix://{path}"
        self.replies: Literal["pass", "lose", "hold"] = "pass"
        """`lose`: the reply goes and the connection breaks; `hold`: it waits for `let_go`"""
        self.lost = 0
        self._redis_path, self._path = redis_path, path
        self._go = asyncio.Event()
        self._tasks: set[asyncio.Task[None]] = set()
        self._writers: list[asyncio.StreamWriter] = []

    @asynccontextmanager
    async def open(self) -> AsyncIterator["LossyLine"]:
        """Listen for the length of the block."""
        server = await asyncio.start_unix_server(self._meet, self._path)
        try:
            yield self
        finally:
            server.close()
            await ended(self._tasks)
            for writer in self._writers:
                writer.close()
                with contextlib.suppress(OSError):
                    await writer.wait_closed()

    def let_go(self) -> None:
        """Pass on what was held; from now on replies pass."""
        self.replies = "pass"
        self._go.set()

    async def _meet(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        from_redis, to_redis = await asyncio.open_unix_connection(self._redis_path)
        self._writers += (writer, to_redis)
        for work in (self._commands(reader, to_redis), self._answers(from_redis, writer)):
            task = asyncio.create_task(work)
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _commands(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError):
            while data := await reader.read(2**16):
                writer.write(data)
                await writer.drain()
        writer.close()

    async def _answers(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError):
            while data := await reader.read(2**16):
                if self.replies == "lose":
                    self.lost += 1
                    break
                if self.replies == "hold":
                    await self._go.wait()
                writer.write(data)
                await writer.drain()
        writer.close()


def socket_of(redis_url: str) -> str:
    """The path in `unix:///path`."""
    return unquote(urlsplit(redis_url).path)
