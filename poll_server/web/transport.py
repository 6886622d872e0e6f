"""uvicorn's WebSocket, with four things changed that a full hall needs.

A screen that stopped reading is aborted at its keepalive timeout: a polite close waits for the
send buffer, which never empties (one such phone froze a naive loop for 176 s of 180). The
connection's handler may abort it likewise. And when the process ends, the handler is told first,
so that votes already read are still answered, instead of the connection being closed under it.
And text that is no UTF-8 ends its connection without a page of traceback in the log for each.
"""

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.http11 import Request

ENDING = 1012
"""Close code “service restart” (RFC 6455 registry)."""
NOT_UTF8 = 1007
"""Close code “invalid payload” (RFC 6455)."""
DRAIN_SECONDS = 2.5
"""The handler's two seconds to answer votes on their way, and a little to close."""


class ScreenProtocol(WebSocketsSansIOProtocol):
    """One WebSocket connection; see the module."""

    def handle_connect(self, event: Request) -> None:
        super().handle_connect(event)
        if self.handshake_initiated and not self.close_sent:
            # The handler runs as a task of its own, after this: it finds the way to abort there.
            self.scope["state"]["abort"] = self.transport.abort

    def keepalive_timeout(self) -> None:
        self.pong_timer = None
        self.transport.abort()

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
