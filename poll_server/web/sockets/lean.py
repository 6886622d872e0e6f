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
import logging
import random
from collections.abc import Iterable
from typing import Any, cast

from websockets.datastructures import Headers
from websockets.frames import Frame, Opcode
from websockets.http11 import Request, Response
from websockets.protocol import OPEN
from websockets.server import ServerProtocol

from poll_server.base.metrics import SLOW_SCREENS
from poll_server.live.screens.pictures import Picture
from poll_server.web.services import Services
from poll_server.web.sockets.pace import Pace
from poll_server.wire.frames import PING, framed
from poll_server.wire.messages import LARGEST_FRAME, Message, MyVote, Restart, encode

from .screens import FLUSH_SECONDS, HELLO_SECONDS, NO_HELLO, RESTART_MS
from .transport import CLOSE_SECONDS, ENDING, NOT_UTF8

MOST_UNSENT = 8 * 1024
"""Bytes for one phone beyond what the system takes at once: some snapshots, and it is behind."""
MESSAGES = frozenset({Opcode.TEXT, Opcode.BINARY, Opcode.CONT})

quiet = logging.getLogger("websockets.server")


class LeanSocket(asyncio.Protocol):
    """One connection, from its handshake on; what it is for is said by who inherits from it."""

    __slots__ = (
        "_ahead",
        "_alive",
        "_behind",
        "_closing",
        "_conn",
        "_connections",
        "_deaf",
        "_draining",
        "_greeted",
        "_held",
        "_latest",
        "_owed",
        "_pace",
        "_pieces",
        "_unsent",
        "services",
        "slot",
        "transport",
    )

    def __init__(self, services: Services, connections: set[Any]) -> None:
        """Args:
        connections: uvicorn's, which are told when the process ends.
        """
        self.services, self._connections = services, connections
        self._conn: ServerProtocol | None = ServerProtocol(
            state=OPEN, max_size=LARGEST_FRAME, logger=quiet
        )
        self._pace = Pace()
        self._pieces: list[bytes] | None = None
        """of a message that is not whole yet, and first which kind it is"""
        self._held: list[bytes] | None = None
        """messages that are read later: it spoke too fast, or it is not known yet who it is"""
        self._latest: Picture | None = None
        """what it is shown once it is not behind any more"""
        self._ahead = ""
        """the name of what it was sent ahead of its pictures"""
        self._owed = 0
        """answers on their way"""
        self._unsent = 0
        self._alive = True
        self._greeted = self._behind = self._deaf = self._draining = self._closing = False
        self.slot = 0

    # ── From the first byte to the last ───────────────────────────────────────────────────────

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)  # uvloop's is one in all but name
        self.transport.set_write_buffer_limits(high=MOST_UNSENT)
        self._connections.add(self)
        self.services.places.enter(self)
        self.services.wheel.put(self, HELLO_SECONDS)

    def shake_hands(self, path: str, headers: Iterable[tuple[bytes, bytes]]) -> bool:
        """Answer the request that brought us here; false where it was no handshake.

        Args:
            headers: with names in small letters; only those of the handshake are looked at.
        """
        assert self._conn is not None
        asked = Headers(
            (name.decode("latin-1"), value.decode("latin-1"))
            for name, value in headers
            if name in (b"connection", b"upgrade") or name.startswith(b"sec-websocket-")
        )
        answer = self._conn.accept(Request(path, asked))
        self._respond(answer)
        return answer.status_code == 101

    def refuse(self) -> None:
        """Answer it with 403: another site's page sent it."""
        assert self._conn is not None
        self._respond(self._conn.reject(403, ""))

    def _respond(self, answer: Response) -> None:
        self.transport.write(answer.serialize())
        if answer.status_code != 101:
            self._closing = True
            self.transport.close()

    @property
    def gone(self) -> bool:
        """Whether it is closed, or about to be."""
        return self._closing

    def receive(self, message: bytes) -> None:
        """Take one message."""
        raise NotImplementedError

    def left(self) -> None:
        """It has gone, or is told to go; called at least once."""

    def connection_lost(self, exc: Exception | None) -> None:
        self._connections.discard(self)
        self.services.places.leave(self)
        self.services.wheel.take(self)
        self._closing = True
        self.left()
        self._latest = self._held = None
        if self._conn is not None:
            # Its parser and it hold each other: a circle that only the garbage collector ends.
            self._conn.parser.close()
            self._conn = None

    # ── What comes in ─────────────────────────────────────────────────────────────────────────

    def data_received(self, data: bytes) -> None:
        conn = self._conn
        if conn is None:
            return
        self._alive = True
        conn.receive_data(data)
        for event in conn.events_received():
            if isinstance(event, Frame) and event.opcode in MESSAGES:
                self._piece(event)
        self._flush()
        if conn.parser_exc is not None or conn.close_rcvd is not None:
            self.transport.close()

    def _piece(self, frame: Frame) -> None:
        """Take a message, or a part of one: `websockets` has seen to their order and size."""
        if frame.opcode is not Opcode.CONT:
            if frame.fin:
                self._whole(bytes(frame.data), text=frame.opcode is Opcode.TEXT)
                return
            self._pieces = [b"text" if frame.opcode is Opcode.TEXT else b""]
        assert self._pieces is not None
        self._pieces.append(bytes(frame.data))
        if frame.fin:
            kind, *pieces = self._pieces
            self._pieces = None
            self._whole(b"".join(pieces), text=bool(kind))

    def _whole(self, message: bytes, *, text: bool) -> None:
        if text and not message.isascii():
            try:
                message.decode()
            except UnicodeDecodeError:
                self._fail(NOT_UTF8)
                return
        self._take(message)

    def _take(self, message: bytes) -> None:
        if self._closing:
            return
        if self._held is not None:
            self._held.append(message)
            return
        self.receive(message)
        if seconds := self._pace.take():
            self.hold()
            asyncio.get_running_loop().call_later(seconds, self.go_on)

    def hold(self) -> None:
        """Read nothing more for now."""
        self._held = []
        self._mind_reading()

    def go_on(self) -> None:
        """Read again, first what came meanwhile."""
        held, self._held = self._held, None
        for message in held or ():
            self._take(message)  # held again where that was too fast again
        self._mind_reading()

    def _mind_reading(self) -> None:
        deaf = not self._closing and (self._held is not None or self._behind or self._draining)
        if deaf == self._deaf or self.transport.is_closing():
            return
        self._deaf = deaf
        (self.transport.pause_reading if deaf else self.transport.resume_reading)()

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

    def _flush(self) -> None:
        """Send what the protocol itself has to say: pongs and goodbyes."""
        said = b"".join(self._conn.data_to_send()) if self._conn is not None else b""
        if said and not self.transport.is_closing():
            self.transport.write(said)

    def pause_writing(self) -> None:
        self._behind = True
        self._unsent = self.transport.get_write_buffer_size()
        self._mind_reading()
        if not self._closing and not self._draining:
            self.services.wheel.put(self, self.services.settings.send_timeout)

    def resume_writing(self) -> None:
        self._behind = False
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
        self._greeted = True
        self.services.places.works(self)
        # Who came together is not pinged together.
        first = random.uniform(0.5, 1) * self.services.settings.keepalive
        self.services.wheel.put(self, first)

    def look(self) -> float:
        """What the wheel asks for; see the module."""
        if self._closing or self._draining:
            self.abort()
        elif self._behind:
            unsent = self.transport.get_write_buffer_size()
            if unsent < self._unsent:
                self._unsent = unsent
                return self.services.settings.send_timeout
            SLOW_SCREENS.inc()
            self.abort()
        elif not self._greeted:
            self.end(NO_HELLO)
        elif not self._alive:
            self.abort()
        else:
            self._alive = False
            self._write(PING)
            return self.services.settings.keepalive
        return 0

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
        if self._closing or self._conn is None:
            return
        if self._conn.state is OPEN:
            self._conn.send_close(code, reason)
        self._flush()
        self._part()

    def _fail(self, code: int) -> None:
        """Close at once: it broke the protocol."""
        assert self._conn is not None
        self._conn.fail(code)
        self._flush()
        self._part()
        self.transport.close()

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
