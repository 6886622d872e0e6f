"""A WebSocket without a task, a queue or a timer of its own: what thousands of phones have.

    bytes ──▶ data_received ──▶ websockets' ServerProtocol ──▶ receive(message)      at once
    show(picture), answer(frame) ──▶ the transport                                    at once

Through ASGI each connection has three tasks, three queues and a hundred objects, and each frame a
dozen steps. Here a frame is a call, and one `Wheel` looks after everybody's time:

    until the hello      it must come (contract, rule 30)
    while it is quiet    a ping; who has not said a byte since the last one is cut off
    while it is behind   the transport holds more than it may: only the newest picture is kept, and
                         nothing more is read, so no answer can pile up; who takes nothing for the
                         send timeout is cut off
    at the end           the goodbye is answered in some seconds, or the line is cut

Nothing here waits, so one phone can hold up nobody.
"""

import asyncio
import random
from typing import Any, cast

from websockets.protocol import OPEN

from poll_server.base.metrics import SLOW_SCREENS
from poll_server.live.screens.pictures import Picture
from poll_server.web.services import Services
from poll_server.wire.frames import PING, framed
from poll_server.wire.messages import Message, MyVote, Restart, encode

from .codes import NO_HELLO
from .reading import ReadingSocket
from .screens import FLUSH_SECONDS, HELLO_SECONDS, RESTART_MS
from .transport import A_MOMENT, CLOSE_SECONDS, ENDING

MOST_UNSENT = 8 * 1024
"""Bytes for one phone beyond what the system takes at once: some snapshots, and it is behind."""


class LeanSocket(ReadingSocket):
    """One connection, from its handshake on; what it is for is said by who inherits from it."""

    __slots__ = (
        "_ahead",
        "_behind",
        "_connections",
        "_doubted",
        "_draining",
        "_greeted",
        "_latest",
        "_owed",
        "_unsent",
        "services",
        "slot",
    )

    def __init__(self, services: Services, connections: set[Any]) -> None:
        """Args:
        connections: uvicorn's, which are told when the process ends.
        """
        super().__init__()
        self.services, self._connections = services, connections
        self._latest: Picture | None = None
        """what it is shown once it is not behind any more"""
        self._ahead = ""
        """the name of what it was sent ahead of its pictures"""
        self._owed = 0
        """answers on their way"""
        self._unsent = 0
        self._greeted = self._behind = self._draining = False
        self._doubted = False
        """its time was over at the last look"""
        self.slot = 0

    # ── From the first byte to the last ───────────────────────────────────────────────────────

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)  # uvloop's is one in all but name
        self.transport.set_write_buffer_limits(high=MOST_UNSENT)
        self._connections.add(self)
        self.services.places.enter(self)
        self.services.wheel.put(self, HELLO_SECONDS)

    @property
    def _may_read(self) -> bool:
        return super()._may_read and not (self._behind or self._draining)

    def left(self) -> None:
        """It has gone, or is told to go; called at least once."""

    def connection_lost(self, exc: Exception | None) -> None:
        self._connections.discard(self)
        self.services.places.leave(self)
        self.services.wheel.take(self)
        self._closing = True
        self.left()
        self._latest, self._unread = None, b""
        if self._conn is not None:
            # Its parser and it hold each other: a circle that only the garbage collector ends.
            self._conn.parser.close()
            self._conn = None

    # ── What goes out ─────────────────────────────────────────────────────────────────────────

    def show(self, picture: Picture) -> None:
        """Send this snapshot, in place of one still waiting."""
        if self._behind:
            self._latest = picture
        else:
            self._write(self._ahead_of(picture) + picture.wire)

    def welcome(self, picture: Picture, mine: MyVote | None) -> None:
        """Send the present picture as the answer to a hello, with the phone's own vote."""
        self._write(self._ahead_of(picture) + framed(picture.welcome(mine).encode()))

    def _ahead_of(self, picture: Picture) -> bytes:
        """What it must have before `picture`, where it has it not."""
        ahead = picture.ahead
        if ahead is None or ahead.name == self._ahead:
            return b""
        self._ahead = ahead.name
        return ahead.wire

    def answer(self, frame: str) -> None:
        """Send this. Where it is behind nothing is read, so there is little to answer."""
        self._write(framed(frame.encode()))

    def say(self, message: Message) -> None:
        """Send this answer."""
        self._write(framed(encode(message)))

    def _write(self, wire: bytes) -> None:
        if not self._closing and not self.transport.is_closing():
            self.transport.write(wire)

    def pause_writing(self) -> None:
        self._behind, self._doubted = True, False
        self._unsent = self.transport.get_write_buffer_size()
        self._mind_reading()
        if not self._closing and not self._draining:
            self.services.wheel.put(self, self.services.settings.send_timeout)

    def resume_writing(self) -> None:
        self._behind = self._doubted = False
        self._mind_reading()
        if not self._closing and not self._draining:
            quiet_for = self.services.settings.keepalive if self._greeted else HELLO_SECONDS
            self.services.wheel.put(self, quiet_for)
        if latest := self._latest:
            self._latest = None
            self.show(latest)

    # ── Its time ──────────────────────────────────────────────────────────────────────────────

    def greet(self) -> None:
        """It is known who this is: it may stay, and does not make way for others any more."""
        if self._greeted:
            return
        self._greeted, self._doubted = True, False
        self.services.places.works(self)
        # Who came together is not pinged together.
        first = random.uniform(0.5, 1) * self.services.settings.keepalive
        self.services.wheel.put(self, first)

    def look(self) -> float:
        """What the wheel asks for; see the module."""
        settings = self.services.settings
        if self._closing or self._draining:
            self.abort()
            return 0
        if self._behind and (unsent := self.transport.get_write_buffer_size()) < self._unsent:
            self._unsent, self._doubted = unsent, False
            return settings.send_timeout
        if self._greeted and self._alive and not self._behind:
            self._alive = self._doubted = False
            self._write(PING)
            return settings.keepalive
        if not self._doubted:
            self._doubted = True
            return A_MOMENT
        self._give_up()
        return 0

    def _give_up(self) -> None:
        """What was waited for did not come, not in a moment more either."""
        if self._behind:
            SLOW_SCREENS.inc()
            self.abort()
        elif self._greeted:
            self.abort()
        else:
            self.end(NO_HELLO)

    def overdue(self, now: float) -> bool:
        """Never: the wheel looks after it."""
        return False

    def give_up(self) -> None:
        """Cut the connection."""
        self.abort()

    def abort(self) -> None:
        """Cut the connection, whatever is under way."""
        self.transport.abort()

    # ── The end ───────────────────────────────────────────────────────────────────────────────

    def owe(self) -> None:
        """An answer is on its way: the process does not end before it, or not for two seconds."""
        self._owed += 1

    def pay(self) -> None:
        """It was given."""
        self._owed -= 1
        if self._draining and not self._owed:
            self._good_bye()

    def end(self, code: int, reason: str = "") -> None:
        """Close this socket with `code`."""
        if self._closing:
            return
        if (conn := self._library()).state is OPEN:
            conn.send_close(code, reason)
        self._flush()
        self._part()

    def _part(self) -> None:
        """The goodbye is said: wait for its answer, for a while."""
        self._closing = True
        self._mind_reading()
        self.services.places.waits(self)
        self.services.wheel.put(self, CLOSE_SECONDS)
        self.left()

    def shutdown(self) -> None:
        """The process ends: answer the votes on their way, then ask it to come back in a moment."""
        if self._closing:
            return
        self._draining = True
        self._mind_reading()  # no vote is read that could not be answered
        self.services.wheel.put(self, FLUSH_SECONDS)
        if not self._owed:
            self._good_bye()

    def _good_bye(self) -> None:
        self.say(Restart(after_ms=random.randint(*RESTART_MS)))
        self.end(ENDING)
