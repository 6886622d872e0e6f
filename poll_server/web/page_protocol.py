"""uvicorn's HTTP, with a limit on how long a request may take to arrive.

Left alone, a connection that sends half a header, or a body byte by byte, stays as long as it
likes, and a few hundred of them take every file there is (“slowloris”). Here each part of a request
has its time, a slow but living line gets more of it, and `places` knows who waits.

And nobody asks for thousands of pages in one packet: each would wait in memory, 30 MB of them.
"""

from asyncio import Transport
from typing import Any, Literal

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

from .access.places import Drain
from .services import Services

HEADER_SECONDS = 10.0
"""For a whole header, from the connection or its first byte on: three lost packets, sent again."""
BODY_SECONDS = 20.0
"""For a body, and …"""
SLOWEST = 1_000
"""… this many bytes a second on top: a logo over a bad mobile line."""
IDLE_SECONDS = 5
"""Between two requests of one connection: a page fetches all it needs within one."""
MOST_QUEUED = 8
"""Requests of one connection that wait for the answer to an earlier one: browsers send none so."""
TIMED_OUT = (
    b"HTTP/1.1 408 Request Timeout\r\nconnection: close\r\ncontent-length: 0\r\n\r\n"
)  # fmt: skip

RequestPhase = Literal["silent", "header", "body", "answer", "idle"]


class TooManyAtOnce(Exception):
    """More requests were sent than may wait."""


class PageProtocol(HttpToolsProtocol):
    """One HTTP connection; see the module."""

    def __init__(self, config: Any, server_state: Any, app_state: dict[str, Any], **more: Any):
        super().__init__(config, server_state, app_state, **more)
        services: Services | None = app_state.get("services")
        self._places = services.places if services else None
        self._phase: RequestPhase = "silent"
        self._since = 0.0
        self._received = 0
        self._answered: RequestResponseCycle | None = None
        """the request under way: `cycle` is the one that came last, and may still wait"""
        self._drain = Drain()

    # ── What the connection does ──────────────────────────────────────────────────────────────

    def connection_made(self, transport: Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._enter("silent")
        if self._places:
            self._places.enter(self)

    def connection_lost(self, exc: Exception | None) -> None:
        super().connection_lost(exc)
        if self._answered is not None:
            self._answered.disconnected = True
        if self._places:
            self._places.leave(self)

    def data_received(self, data: bytes) -> None:
        if self._phase in ("silent", "idle"):
            # Counted from the first byte of whatever kind: blank lines begin no request.
            self._enter("header")
        super().data_received(data)

    def _should_upgrade(self) -> bool:
        # HTTP/1.0 knows no other protocols, and asks for none (RFC 9110, 7.8).
        return self.scope["http_version"] == "1.1" and super()._should_upgrade()

    def handle_websocket_upgrade(self) -> None:
        if self._places:
            self._places.leave(self)  # the socket's own protocol enters
        super().handle_websocket_upgrade()

    def on_headers_complete(self) -> None:
        self._enter("body")
        self._received = 0
        super().on_headers_complete()
        if not self.pipeline:
            self._answered = self.cycle
        if len(self.pipeline) > MOST_QUEUED:
            raise TooManyAtOnce  # ends the reading of what came; uvicorn then closes
        # Where places are scarce, an answered connection makes room at once.
        if self._places and self.cycle is not None and not self._places.room("phone"):
            self.cycle.keep_alive = False

    def on_body(self, body: bytes) -> None:
        self._received += len(body)
        super().on_body(body)

    def on_message_complete(self) -> None:
        answered = self.cycle is not None and self.cycle.response_complete
        self._enter("idle" if answered else "answer")
        if self._places and not answered:
            self._places.works(self)
        super().on_message_complete()

    def on_response_complete(self) -> None:
        if self.pipeline:
            self._answered, _ = self.pipeline[-1]
        super().on_response_complete()
        if self._phase == "answer" and not self.pipeline:
            self._enter("idle")
            if self._places:
                self._places.waits(self)

    def shutdown(self) -> None:
        if self._places:
            self._places.ending.set()
        super().shutdown()

    def _enter(self, phase: RequestPhase) -> None:
        self._phase, self._since = phase, self.loop.time()

    # ── What `places` asks of it ──────────────────────────────────────────────────────────────

    def overdue(self, now: float) -> bool:
        """Whether this part of the request, or the taking of its answer, takes too long."""
        if self._drain.stuck(self.transport.get_write_buffer_size(), now):
            return True
        taken = now - self._since
        if self._phase == "body":
            return taken > BODY_SECONDS + self._received / SLOWEST
        return self._phase in ("silent", "header") and taken > HEADER_SECONDS

    def give_up(self) -> None:
        """Say that the request took too long, where one was begun; else just go."""
        unanswered = self.cycle is None or not self.cycle.response_started
        begun = self._phase == "header" or (self._phase == "body" and unanswered)
        if begun and not self.transport.is_closing():
            self.transport.write(TIMED_OUT)
            self.transport.close()
        else:
            self.abort()

    def abort(self) -> None:
        """Cut the connection."""
        self.transport.abort()
