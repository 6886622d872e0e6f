"""What comes in on a phone's socket: bytes, frames, whole messages, at the pace of a person.

`websockets`' `ServerProtocol` reads the bytes: it sees to masks, sizes, order and closes, as RFC
6455 has it. What is left for us: pieces are joined, text must be UTF-8, and who speaks faster than
a person taps is read more slowly. Nothing is thrown away, so an honest retry is only delayed.

At a pace means frame by frame, whatever is in them: the system hands over 250 kB at once, and read
in one go 40,000 empty frames would hold everybody up for a second. The rest stays as it came.

A short text in one piece, which is what a vote is, goes past it: it takes `websockets` 10 µs, a
fifth of all that a vote costs. For that we know where each frame begins, and nothing else. A plain
handshake goes past it, too. So for most phones it is not even made, which saves 40 µs as they join.
"""

import asyncio
import logging
from collections.abc import Sequence

from websockets.datastructures import Headers
from websockets.exceptions import InvalidHandshake
from websockets.frames import Frame, Opcode
from websockets.http11 import Request, Response
from websockets.protocol import OPEN
from websockets.server import ServerProtocol

from poll_server.wire.frames import PONG, length_of, short_text_of
from poll_server.wire.messages import LARGEST_FRAME

from .handshake import plain_accept
from .pace import Pace
from .transport import NOT_UTF8

MESSAGES = frozenset({Opcode.TEXT, Opcode.BINARY, Opcode.CONT})

ACCEPTED = (
    b"HTTP/1.1 101 Switching Protocols\r\n"
    b"Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: "
)
quiet = logging.getLogger("websockets.server")


class ReadingSocket(asyncio.Protocol):
    """The half of a connection that listens; `LeanSocket` is the other."""

    __slots__ = (
        "_alive",
        "_closing",
        "_conn",
        "_deaf",
        "_held",
        "_pace",
        "_pieces",
        "_rest",
        "_slowed",
        "_unread",
        "transport",
    )

    transport: asyncio.Transport

    def __init__(self) -> None:
        self._conn: ServerProtocol | None = None
        """made for the first that is not plain"""
        self._pace = Pace()
        self._unread = b""
        """the beginning of a frame of which the length is not known yet; while it is deaf, all that
        came"""
        self._rest = 0
        """bytes still to come of a frame that the parser has begun"""
        self._pieces: list[bytes] | None = None
        """of a message that is not whole yet, and first which kind it is"""
        self._held = False
        """it is not known yet who it is"""
        self._slowed = False
        """it spoke too fast"""
        self._alive = True
        """something came since the last ping"""
        self._deaf = self._closing = False

    def receive(self, message: bytes) -> None:
        """Take one message."""
        raise NotImplementedError

    def _part(self) -> None:
        """The goodbye is said."""
        raise NotImplementedError

    @property
    def gone(self) -> bool:
        """Whether it is closed, or about to be."""
        return self._closing

    @property
    def _may_read(self) -> bool:
        """Whether more may come."""
        return not self._held

    # ── The handshake ─────────────────────────────────────────────────────────────────────────

    def _library(self) -> ServerProtocol:
        """The connection as `websockets` has it."""
        if self._conn is None:
            self._conn = ServerProtocol(state=OPEN, max_size=LARGEST_FRAME, logger=quiet)
        return self._conn

    def shake_hands(self, path: str, headers: Sequence[tuple[bytes, bytes]]) -> bool:
        """Answer the request that brought us here; false where it was no handshake.

        Args:
            headers: with names in small letters; only those of the handshake are looked at.
        """
        accept = plain_accept(headers)
        if accept is None:
            asked = Headers(
                (name.decode("latin-1"), value.decode("latin-1"))
                for name, value in headers
                if name in (b"connection", b"upgrade") or name.startswith(b"sec-websocket-")
            )
            request = Request(path, asked)
            try:
                accept = self._library().process_request(request)[0].encode()
            except InvalidHandshake:
                self._respond(self._library().accept(request))  # which says what is wrong
                return False
        # `accept` would write the date, too: a tenth of a handshake, and no 101 needs one.
        self.transport.write(ACCEPTED + accept + b"\r\n\r\n")
        return True

    def refuse(self) -> None:
        """Answer it with 403: another site's page sent it."""
        self._respond(self._library().reject(403, ""))

    def _respond(self, answer: Response) -> None:
        self.transport.write(answer.serialize())
        self._closing = True
        self.transport.close()

    # ── Frames and messages ───────────────────────────────────────────────────────────────────

    def data_received(self, data: bytes) -> None:
        self._alive = True
        in_parts = self._unread or self._rest or self._pieces is not None
        if in_parts or self._deaf or self.transport.is_closing():
            self._unread += data
            self._read()
        elif text := short_text_of(data):  # as nearly always: one short text alone
            self._whole(text, text=True)
            self._keep_pace()
        else:
            self._unread = data
            self._read()

    def _read(self) -> None:
        """Take what came, frame by frame, for as long as more may be read."""
        while self._unread and not self._deaf and not self.transport.is_closing():
            if not self._begin(self._unread):
                return

    def _begin(self, data: bytes) -> bool:
        """Take the first frame of `data`, or as much of it as there is; false where more must come
        before anything can be said of it."""
        size = self._rest or length_of(data)
        if not size:
            return False
        frame, self._unread = data[:size], data[size:]
        in_parts = bool(self._rest) or len(frame) < size or self._pieces is not None
        self._rest = size - len(frame)
        if not in_parts and (text := short_text_of(frame)) is not None:
            self._whole(text, text=True)
        elif in_parts or frame[:2] != PONG:
            # 5,000 phones answer 250 pings a second: 20 µs each, to learn nothing.
            self._parse(frame)
        if not self._rest:
            self._keep_pace()
        return True

    def _parse(self, data: bytes) -> None:
        """Have `websockets` read a frame, or a part of one."""
        conn = self._library()
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
        if not self._closing:
            self.receive(message)

    # ── When it is read ───────────────────────────────────────────────────────────────────────

    def _keep_pace(self) -> None:
        """A frame was read: wait until the next may be."""
        if seconds := self._pace.take():
            self._slowed = True
            self._mind_reading()
            asyncio.get_running_loop().call_later(seconds, self._in_time)

    def _in_time(self) -> None:
        self._slowed = False
        self._mind_reading()

    def hold(self) -> None:
        """Read nothing more for now."""
        self._held = True
        self._mind_reading()

    def go_on(self) -> None:
        """Read again, first what came meanwhile."""
        self._held = False
        self._mind_reading()

    def _mind_reading(self) -> None:
        # Who is told to go is heard all the same: its own goodbye is waited for.
        deaf = self._slowed or not (self._closing or self._may_read)
        if deaf == self._deaf or self.transport.is_closing():
            return
        self._deaf = deaf
        if deaf:
            self.transport.pause_reading()
        else:
            self.transport.resume_reading()
            self._read()

    def _flush(self) -> None:
        """Send what the protocol itself has to say: pongs and goodbyes."""
        said = b"".join(self._conn.data_to_send()) if self._conn is not None else b""
        if said and not self.transport.is_closing():
            self.transport.write(said)

    def _fail(self, code: int) -> None:
        """Close at once: it broke the protocol."""
        self._library().fail(code)
        self._flush()
        self._part()
        self.transport.close()
