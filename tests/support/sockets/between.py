"""What lies between a browser and the server: a hall's Wi-Fi, a sleeping phone's line, a proxy.

async with Between(server.port).open() as line:
    …                    # pages are opened at `line.base`
    line.swallow()       # open connections stay open, and nothing gets through them any more
    line.cut()           # nobody can connect, and everybody is disconnected
    line.mend()          # new connections get through
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from poll_server.base.background import ended

METHODS = (b"GET ", b"POST ", b"HEAD ")
"""How a request starts that is looked at; a browser sends each in a packet of its own."""

Rewrite = Callable[[bytes], bytes]


def as_it_is(request: bytes) -> bytes:
    """What a plain line makes of a request."""
    return request


class Between:
    """A line of TCP to a server on this machine."""

    def __init__(self, port: int, rewrite: Rewrite = as_it_is) -> None:
        """Args:
        port: the server's.
        rewrite: makes of the bytes of a request those that are passed on, as a proxy does.
        """
        self._port, self._rewrite = port, rewrite
        self._is_cut = False
        self._lines: list[_Line] = []
        self._tasks: set[asyncio.Task[None]] = set()
        self.base = ""
        """where browsers find it"""
        self.refused = 0
        """tries to connect while it was cut"""

    @asynccontextmanager
    async def open(self) -> AsyncIterator["Between"]:
        """Listen for the length of the block."""
        server = await asyncio.start_server(self._meet, "127.0.0.1", 0)
        self.base = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        try:
            yield self
        finally:
            server.close()
            self.cut()
            await ended(self._tasks)

    def swallow(self) -> None:
        """Let nothing through the connections that are open now; neither end is told."""
        for line in self._lines:
            line.is_deaf = True

    def cut(self) -> None:
        """Disconnect everybody; whoever tries again is disconnected too."""
        self._is_cut = True
        for line in self._lines:
            line.abort()
        self._lines.clear()

    def mend(self) -> None:
        """Let new connections through."""
        self._is_cut = False

    async def _meet(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self._is_cut:
            self.refused += 1
            writer.transport.abort()
            return
        back, on = await asyncio.open_connection("127.0.0.1", self._port)
        line = _Line(writer, on)
        self._lines.append(line)
        for work in (line.carry(reader, on, self._rewrite), line.carry(back, writer, as_it_is)):
            task = asyncio.create_task(work)
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)


class _Line:
    """One connection, of both its halves."""

    def __init__(self, *writers: asyncio.StreamWriter) -> None:
        self._writers = writers
        self.is_deaf = False

    def abort(self) -> None:
        for writer in self._writers:
            writer.transport.abort()

    async def carry(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, rewrite: Rewrite
    ) -> None:
        with contextlib.suppress(OSError):
            while data := await reader.read(2**16):
                if self.is_deaf:
                    continue
                writer.write(rewrite(data) if data.startswith(METHODS) else data)
                await writer.drain()
        if not self.is_deaf:
            writer.close()
