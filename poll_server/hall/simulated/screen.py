"""A socket that comes back until it is told to stop, as every page of ours keeps one."""

import asyncio
import random
from collections.abc import Callable
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import msgspec
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException

from poll_server.wire.messages import Restart, encode

LONGEST_WAIT = 5.0
"""Seconds between two tries at most."""
FIRST_WAIT = 0.3
"""Seconds the first retry waits at most; each later one up to twice as long."""
ANSWER_WAIT = 4.0
"""Seconds without an answer after which a vote is sent again: longer than the server's own 3 s."""
LAST_WORDS = 4000
"""Close codes from here on are for good: poll gone, event over, link renewed, too many tabs."""
TRY_AGAIN, FULL = 1013, "full"
"""Close code and reason where there is no room …"""
FULL_PAUSE = 15.0
"""… after which a page waits up to this many seconds, and half of it at least."""
LARGEST_PAGE = 2**20
"""Bytes of a frame to a screen; a figure with 30 options has some 20 KB."""


def jitter(tries: int) -> float:
    """Seconds before try number `tries` + 1: full jitter, U(0, min(5 s, 0.3 s · 2ⁿ))."""
    return random.uniform(0, min(LONGEST_WAIT, FIRST_WAIT * 2 ** min(tries, 10)))


def socket_url(base: str, path: str) -> str:
    """The WebSocket address of `path` on the server at `base` (http or https)."""
    parts = urlsplit(base)
    return f"{'wss' if parts.scheme == 'https' else 'ws'}://{parts.netloc}{path}"


class SentAway(Exception):
    """The server closed a screen for good; the message is its close code."""


class _Visit(NamedTuple):
    """How a connection ended."""

    code: int
    """what it was closed with; 0: never opened, or lost"""
    heard: bool
    """a frame came"""
    pause: float | None
    """seconds to stay away, where the server said so"""


class SimulatedScreen:
    """What phone and moderator share: a socket that comes back until told to stop."""

    def __init__(self, base: str, path: str) -> None:
        """Args: base: the server, such as `http://127.0.0.1:8080`."""
        self.base = base.rstrip("/")
        self._url = socket_url(self.base, path)
        self.cookies = ""
        self.connection: ClientConnection | None = None
        self.connects = 0
        self.received_bytes = 0
        self.ended = 0
        """the close code that was the server's last word; 0: none yet"""
        self._changed = asyncio.Condition()

    async def run(self) -> None:
        """Stay connected until cancelled, or until the server's last word.

        As a real page does it: tries in a row that heard nothing are ever further apart, and
        whoever is told that there is nothing to come back for does not come back.
        """
        tries = 0
        while True:
            visit = await self._visit()
            if visit.code >= LAST_WORDS:
                await self._end(visit.code)
                return
            if visit.heard:
                tries = 0
            await asyncio.sleep(jitter(tries) if visit.pause is None else visit.pause)
            tries += 1

    async def _visit(self) -> _Visit:
        """One connection for as long as it lasts, and how it ended."""
        heard, pause = False, None
        connection: ClientConnection | None = None
        try:
            async with self._connect() as connection:
                self.connection = connection
                self.connects += 1
                await self.greet()
                async for frame in connection:
                    heard = True
                    self.received_bytes += len(frame)
                    pause = await self._take(frame) or pause
        except (OSError, WebSocketException, TimeoutError):
            pass
        finally:
            self.connection = None
        code = connection.close_code if connection is not None else None
        if code == TRY_AGAIN and connection is not None and connection.close_reason == FULL:
            pause = random.uniform(FULL_PAUSE / 2, FULL_PAUSE)
        return _Visit(code or 0, heard, pause)

    def _connect(self) -> connect:
        return connect(
            self._url,
            additional_headers={"Cookie": self.cookies} if self.cookies else None,
            origin=self.base,  # type: ignore[arg-type]  # a plain str is what it sends
            compression=None,
            max_size=LARGEST_PAGE,
            ping_interval=None,  # the server pings
            open_timeout=10,
            close_timeout=1,
            proxy=None,
        )

    async def _end(self, code: int) -> None:
        self.ended = code
        async with self._changed:
            self._changed.notify_all()

    async def _take(self, frame: str | bytes) -> float | None:
        """Handle a frame; seconds to stay away, where it says so."""
        message = self.decode(frame)
        if isinstance(message, Restart):
            return message.after_ms / 1000
        await self.receive(message)
        async with self._changed:
            self._changed.notify_all()
        return None

    async def send(self, message: msgspec.Struct) -> bool:
        """Send if connected; whether it was."""
        if self.connection is None:
            return False
        try:
            await self.connection.send(encode(message).decode())
        except WebSocketException:
            return False
        return True

    async def until(self, condition: Callable[[], bool], seconds: float = 60.0) -> None:
        """Wait until `condition` holds, looking after each frame.

        Raises:
            SentAway: the server said that there is nothing to come back for.
            TimeoutError: it did not, within `seconds`.
        """
        async with asyncio.timeout(seconds), self._changed:
            await self._changed.wait_for(lambda: self.ended or condition())
        if self.ended and not condition():
            raise SentAway(self.ended)

    async def drop(self) -> None:
        """Lose the connection at once, as hall Wi-Fi does; it comes back by itself."""
        if self.connection is not None:
            self.connection.transport.abort()

    def decode(self, frame: str | bytes) -> Any:
        raise NotImplementedError

    async def greet(self) -> None:
        """Say hello after connecting."""

    async def receive(self, message: Any) -> None:
        raise NotImplementedError
