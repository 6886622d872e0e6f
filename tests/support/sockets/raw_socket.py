"""A WebSocket without a library between a test and the wire: any bytes out, every frame in.

Light enough that 600 of them and their clock share one core with nothing else: a frame costs some
10 µs here. And rude enough to send what no library would: broken UTF-8, unmasked frames, half
messages.
"""

import asyncio
import os
import struct
from base64 import b64encode
from collections.abc import Callable
from typing import cast
from urllib.parse import urlsplit

from tests.support.waiting import LONGEST

TEXT, BINARY, CLOSE, PING, PONG = 0x1, 0x2, 0x8, 0x9, 0xA
CONTINUATION = 0x0
NO_MASK = bytes(4)
"""A mask that changes nothing is a legal one."""

Receive = Callable[[bytes], None]


def frame(payload: bytes, opcode: int = TEXT, *, final: bool = True, masked: bool = True) -> bytes:
    """One frame from a client."""
    size, mask_bit = len(payload), 0x80 if masked else 0
    head = bytes([(0x80 if final else 0) | opcode])
    if size < 126:
        head += bytes([mask_bit | size])
    elif size < 2**16:
        head += struct.pack("!BH", mask_bit | 126, size)
    else:
        head += struct.pack("!BQ", mask_bit | 127, size)
    return head + (NO_MASK if masked else b"") + payload


class RawSocket(asyncio.Protocol):
    """One connection; open it with `RawSocket.open`."""

    def __init__(self, path: str, host: str, cookie: str, receive: Receive) -> None:
        self._request = (
            f"GET {path} HTTP/1.1\r\nHost: {host}\r\nOrigin: http://{host}\r\n"
            "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
            f"Sec-WebSocket-Key: {b64encode(os.urandom(16)).decode()}\r\n"
        )
        if cookie:
            self._request += f"Cookie: {cookie}\r\n"
        self._receive = receive
        self._buffer = bytearray()
        self._head: bytes | None = None
        self._transport: asyncio.Transport | None = None
        loop = asyncio.get_running_loop()
        self.opened: asyncio.Future[None] = loop.create_future()
        self.closed: asyncio.Future[int] = loop.create_future()
        """the close code; 1006 where the connection went without one"""
        self._code = 1006
        self.received_bytes = 0

    @classmethod
    async def open(
        cls, base: str, path: str, cookie: str = "", receive: Receive = lambda payload: None
    ) -> "RawSocket":
        """Connect to `path` on the server at `base`.

        Args:
            receive: called with the payload of each text or binary frame.

        Raises:
            ConnectionRefusedError: the server answered other than 101; its status is the message.
            OSError: no connection.
        """
        parts = urlsplit(base)
        one = cls(path, parts.netloc, cookie, receive)
        loop = asyncio.get_running_loop()
        await loop.create_connection(lambda: one, parts.hostname or "", parts.port or 80)
        await one.opened
        return one

    def send(self, payload: bytes) -> None:
        """Send one text frame."""
        self.write(frame(payload))

    def write(self, wire: bytes) -> None:
        """Send these bytes, whatever they are; nothing where the connection has gone."""
        if self._transport is not None and not self._transport.is_closing():
            self._transport.write(wire)

    async def cut(self) -> None:
        """Cut the connection, and wait until it is."""
        if self._transport is not None:
            self._transport.abort()
        await self.end()

    async def end(self) -> int:
        """The code with which the connection ended, once it has; 1006 where it had none.

        Raises:
            TimeoutError: it does not end.
        """
        async with asyncio.timeout(LONGEST):
            return await asyncio.shield(self.closed)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)  # uvloop's is one in all but name
        self._transport.write(f"{self._request}\r\n".encode())

    def connection_lost(self, error: Exception | None) -> None:
        if not self.opened.done():
            self.opened.set_exception(ConnectionResetError("closed in the handshake"))
        if not self.closed.done():
            self.closed.set_result(self._code)

    def data_received(self, data: bytes) -> None:
        self.received_bytes += len(data)
        self._buffer += data
        if self._head is None and not self._take_head():
            return
        while self._take_frame():
            pass

    def _take_head(self) -> bool:
        head, end, rest = self._buffer.partition(b"\r\n\r\n")
        if not end:
            return False
        self._head, self._buffer = bytes(head), rest
        if self.opened.done():
            return False
        status = self._head.split(b" ", 2)[1].decode()
        if status != "101":
            self.opened.set_exception(ConnectionRefusedError(status))
            if self._transport is not None:
                self._transport.abort()
            return False
        self.opened.set_result(None)
        return True

    def _take_frame(self) -> bool:
        buffer = self._buffer
        if len(buffer) < 2:
            return False
        opcode, size, at = buffer[0] & 0x0F, buffer[1] & 0x7F, 2
        if size == 126:
            if len(buffer) < 4:
                return False
            size, at = int.from_bytes(buffer[2:4], "big"), 4
        elif size == 127:
            if len(buffer) < 10:
                return False
            size, at = int.from_bytes(buffer[2:10], "big"), 10
        if len(buffer) < at + size:
            return False
        payload = bytes(buffer[at : at + size])
        del buffer[: at + size]
        if opcode == PING:
            self.write(frame(payload, PONG))
        elif opcode == CLOSE:
            self._code = int.from_bytes(payload[:2], "big") if payload else 1005
            self.write(frame(payload, CLOSE))
            if self._transport is not None:
                self._transport.close()
        elif opcode != PONG:
            self._receive(payload)
        return True


async def get(base: str, path: str) -> tuple[bytes, bytes]:
    """(head, body) of a page as a phone asks for it: a connection of its own, gzip.

    Raises:
        ConnectionError: the answer's status is not 200.
    """
    parts = urlsplit(base)
    reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
    try:
        writer.write(
            f"GET {path} HTTP/1.1\r\nHost: {parts.netloc}\r\nAccept-Encoding: gzip\r\n"
            "Accept-Language: de\r\nConnection: close\r\n\r\n".encode()
        )
        head, _, body = (await reader.read(-1)).partition(b"\r\n\r\n")
    finally:
        writer.close()
    if not head.startswith(b"HTTP/1.1 200"):
        raise ConnectionError(head[:200].decode(errors="replace"))
    return head, body
