"""The first protocol of every connection: HTTP, until a phone asks for its socket.

Phones go the lean way, past ASGI; stages, consoles and the wall are few, and go the ordinary way.
"""

import re
from functools import lru_cache
from urllib.parse import unquote

from starlette.requests import HTTPConnection

from audience.codes import WRITTEN, code_of
from audience.lean import PhoneSocket
from poll_server.web.page_protocol import PageProtocol
from poll_server.web.services import Services

PHONE_PATH = re.compile(f"/ws/phone/({WRITTEN})/?")
PATHS_KEPT = 64
"""Addresses that were read once: a hall's phones all ask for one of two."""


@lru_cache(PATHS_KEPT)
def _code_in(path: bytes) -> str:
    """The code whose phones' sockets are at `path`; '' where it is another address."""
    asked = PHONE_PATH.fullmatch(unquote(path.decode("latin-1")))
    return code_of(asked[1]) if asked else ""


class FrontProtocol(PageProtocol):
    """One connection; see the module."""

    def handle_websocket_upgrade(self) -> None:
        services: Services | None = self.app_state.get("services")
        if self.cycle is not None and not self.cycle.response_complete:
            self.abort()  # that answer would come in the middle of the socket's frames
            return
        path, _, query = self.url.partition(b"?")
        code = _code_in(path) if self.scope["method"] == "GET" else ""
        if not code or services is None or services.settings.phone_sockets != "lean":
            super().handle_websocket_upgrade()  # which knows what may be wrong
            return
        scope = {
            "type": "websocket",
            "scheme": "wss" if self.scheme == "https" else "ws",
            "server": self.server,
            "path": path.decode("latin-1"),
            "query_string": query,
            "headers": self.headers,
        }
        phone = PhoneSocket(services, self.connections)
        transport = self.transport
        self._hand_over()
        transport.set_protocol(phone)
        phone.connection_made(transport)
        phone.open(HTTPConnection(scope), code)

    def _hand_over(self) -> None:
        """Nobody speaks to this protocol any more; its parser and it hold each other."""
        self.connections.discard(self)
        if self._places:
            self._places.leave(self)
        self.parser = self.flow = self.cycle = self.transport = None  # type: ignore[assignment]
        self._answered = None
