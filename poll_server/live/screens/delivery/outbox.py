"""One mailbox a screen: the latest snapshot waits in it, and answers wait in order.

A slow screen holds nobody: a newer snapshot replaces the one still waiting, and a screen that
takes no frame for five seconds is dropped. Answers to votes are never replaced; a phone that lets
too many of them pile up is dropped too, and asks again after it reconnects.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable

from poll_server.wire.messages import MyVote

from ..pictures import Picture

MOST_ANSWERS = 64
"""Answers that may wait for one phone: far more than a person can tap in the send timeout."""


class TooSlow(Exception):
    """The screen does not take its frames."""


class Outbox:
    """What one screen is still to be sent."""

    def __init__(self, send: Callable[[str], Awaitable[None]], timeout: float) -> None:
        """Args:
        send: writes one frame to the socket.
        timeout: seconds the socket may take to accept a frame.
        """
        self._send, self._timeout = send, timeout
        self._answers: deque[str] = deque()
        self._latest: Picture | None = None
        self._ahead = ""
        """the name of what this screen was sent ahead of its pictures"""
        self._something = asyncio.Event()
        self._idle = asyncio.Event()
        self._idle.set()
        self._overflow = False

    def show(self, picture: Picture) -> None:
        """Send this snapshot next, in place of one still waiting."""
        self._latest = picture
        self._wake()

    def answer(self, frame: str) -> None:
        """Send this, after the answers before it and before any waiting snapshot."""
        self._overflow = self._overflow or len(self._answers) >= MOST_ANSWERS
        self._answers.append(frame)
        self._wake()

    def welcome(self, picture: Picture, mine: MyVote | None) -> None:
        """Send the present picture as the answer to a hello, with the phone's own vote."""
        if picture.ahead and picture.ahead.name != self._ahead:
            self._ahead = picture.ahead.name
            self.answer(picture.ahead.frame)
        self.answer(picture.welcome(mine))

    async def run(self) -> None:
        """Write frames until cancelled.

        Raises:
            TooSlow: the screen took no frame in time.
        """
        while True:
            await self._something.wait()
            while (frame := self._next()) is not None:
                try:
                    async with asyncio.timeout(self._timeout):
                        await self._send(frame)
                except TimeoutError as error:
                    raise TooSlow from error
            self._something.clear()
            self._idle.set()

    async def flushed(self) -> None:
        """Wait until everything is written."""
        await self._idle.wait()

    def _wake(self) -> None:
        self._idle.clear()
        self._something.set()

    def _next(self) -> str | None:
        if self._overflow:
            raise TooSlow
        if self._answers:
            return self._answers.popleft()
        picture = self._latest
        if picture and picture.ahead and picture.ahead.name != self._ahead:
            self._ahead = picture.ahead.name
            return picture.ahead.frame
        self._latest = None
        return picture.frame if picture else None
