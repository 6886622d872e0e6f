"""uvicorn's WebSocket, with nine things changed that a full hall needs.

A screen that stopped reading is aborted at its keepalive timeout: a polite close waits for the
send buffer, which never empties (one such phone froze a naive loop for 176 s of 180). The
connection's handler may abort it likewise. Its pong is waited for a moment longer: where we were
busy, it may lie there unread. And when the process ends, the handler is told first, so that votes
already read are still answered, instead of the connection being closed under it.
And text that is no UTF-8 ends its connection without a page of traceback in the log for each.
A stage's frames are packed: each is nearly the one before it (see `PACKED`).
And it has a place among the connections of the process (see `places`): it waits until its handler
knows who it is, and again once it is told to close.
A handshake that `websockets` cannot read is answered; without that it would stay for ever.
And who sends what no screen sends is cut off: all frames of a packet are read in one go, and 40,000
empty ones hold everybody up for a second.
"""

import asyncio
from contextlib import suppress
from typing import Any

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.exceptions import InvalidHandshake
from websockets.extensions.permessage_deflate import ServerPerMessageDeflateFactory
from websockets.frames import Frame
from websockets.http11 import Request

from poll_server.web.access.places import Drain
from poll_server.web.services import Services
from poll_server.wire.messages import LARGEST_FRAME

from .pace import Pace

ENDING = 1012
"""Close code “service restart” (RFC 6455 registry)."""
NOT_UTF8 = 1007
"""Close code “invalid payload” (RFC 6455)."""
DRAIN_SECONDS = 2.5
"""The handler's two seconds to answer votes on their way, and a little to close."""
CLOSE_SECONDS = 3.0
"""For a screen to answer the goodbye; until then it keeps a file."""
A_MOMENT = 0.5
"""Seconds that everybody is waited for beyond their time: where the server itself was busy for
long, a hello, an answer to a ping or room in the buffer may be there, and was not looked at yet."""
MOST_AT_ONCE = 24 * LARGEST_FRAME
"""Bytes of one packet: more than a burst of the longest frames, and a console's are short."""
NOT_READ = b"HTTP/1.1 400 Bad Request\r\nconnection: close\r\ncontent-length: 0\r\n\r\n"


PACKED = ServerPerMessageDeflateFactory(compress_settings={"memLevel": 8})
"""A large window, which holds the frame before: the chart of thirty long options takes 2 kB at
first sight and 0.4 kB later, where it had 17 each time, and 60 µs of our time. A few hundred kB of
memory, so only who has been let in gets it, and no phone."""


class ScreenProtocol(WebSocketsSansIOProtocol):
    """One WebSocket connection; see the module."""

    def __init__(self, config: Any, server_state: Any, app_state: dict[str, Any], **more: Any):
        super().__init__(config, server_state, app_state, **more)
        self.close_timeout = CLOSE_SECONDS
        services: Services | None = app_state.get("services")
        self._places = services.places if services else None
        self._drain, self._pings = Drain(), Pace()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        if self._places:
            self._places.enter(self)

    def connection_lost(self, exc: Exception | None) -> None:
        super().connection_lost(exc)
        if self._places:
            self._places.leave(self)

    def data_received(self, data: bytes) -> None:
        if self.handshake_initiated and len(data) > MOST_AT_ONCE:
            self.abort()
            return
        super().data_received(data)
        if not self.handshake_initiated and self.conn.handshake_exc is not None:
            self.transport.write(b"".join(self.conn.data_to_send()) or NOT_READ)
            self.transport.close()

    def handle_ping(self) -> None:
        super().handle_ping()
        if self._pings.take():  # no browser sends one
            self.abort()

    def handle_cont(self, event: Frame) -> None:
        if event.data or event.fin:  # or a message of empty pieces would never be too large
            super().handle_cont(event)

    async def send(self, message: Any) -> None:
        if message["type"] == "websocket.accept" and self.scope["state"].get("packed"):
            self._pack()
        await super().send(message)
        if not self._places:
            return
        if message["type"] == "websocket.accept":
            self._places.let_in(self)
        elif message["type"] == "websocket.close":
            self._places.waits(self)

    def _pack(self) -> None:
        """Take the browser's offer to pack frames, if it makes one that can be read."""
        self.conn.available_extensions = [PACKED]
        with suppress(InvalidHandshake):
            header, self.conn.extensions = self.conn.process_extensions(self.request.headers)
            if header:
                self.response.headers["Sec-WebSocket-Extensions"] = header

    def settled(self) -> None:
        """The handler knows who this is: it does not make way for others any more."""
        if self._places:
            self._places.works(self)

    def overdue(self, now: float) -> bool:
        """Whether nothing of what was sent is taken; a living screen's handler sees that first."""
        return self._drain.stuck(self.transport.get_write_buffer_size(), now)

    def give_up(self) -> None:
        """Cut the connection: who takes no frame takes no goodbye."""
        self.abort()

    def abort(self) -> None:
        """Cut the connection."""
        self.transport.abort()

    def handle_connect(self, event: Request) -> None:
        super().handle_connect(event)
        if self.handshake_initiated and not self.close_sent:
            # The handler runs as a task of its own, after this: it finds the way to abort there.
            self.scope["state"]["abort"] = self.transport.abort
            self.scope["state"]["settled"] = self.settled

    def keepalive_timeout(self) -> None:
        self.pong_timer = self.loop.call_later(A_MOMENT, self.abort)

    def send_receive_event_to_app(self) -> None:
        if self.curr_msg_data_type == "text" and not self.close_sent:
            message = b"".join(self.frames)
            try:
                message.decode()
            except UnicodeDecodeError:
                self.frames = []
                self.conn.fail(NOT_UTF8)
                self.handle_parser_exception()
                return
            self.frames = [message]
        super().send_receive_event_to_app()

    def shutdown(self) -> None:
        """The process ends: tell the handler, and give it a moment to say good-bye."""
        if self.close_sent or not self.handshake_complete:
            super().shutdown()
            return
        self.stop_keepalive()
        # No vote is read that could not be answered. Marked as uvicorn marks it: the handler's
        # `close` reads on, and so hears the screen's own close instead of waiting for the end.
        self.read_paused = True
        self.transport.pause_reading()
        self.queue.put_nowait({"type": "websocket.disconnect", "code": ENDING})
        self.loop.call_later(DRAIN_SECONDS, self._end)

    def _end(self) -> None:
        if not self.transport.is_closing():
            self.transport.abort()
