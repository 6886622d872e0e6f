"""The outermost layer: other sites' pages may change nothing, and no response lacks its headers.

A pure ASGI class, because Starlette's `BaseHTTPMiddleware` would add a task to every request.
It writes nothing down: addresses and user agents pass through unseen (contract, rule 27).
"""

import re

from starlette.datastructures import MutableHeaders
from starlette.requests import HTTPConnection
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from poll_server.base.settings import Settings
from poll_server.locale import speak

from .pages import language_of
from .passes import same_origin, websocket_origin_ok

HEADERS = {
    # No guessing: an export is never run as a page or a script.
    "X-Content-Type-Options": "nosniff",
    # Links to a stage hold an unguessable id: no other site learns it. Not `no-referrer`: with it
    # Chromium sends `Origin: null` with a plain form, and on a hall's http:// address, where there
    # is no Sec-Fetch-Site either, our own forms would be refused as foreign.
    "Referrer-Policy": "same-origin",
}
AN_ORIGIN = re.compile(r"https?://[A-Za-z0-9.:\[\]-]{1,253}")
"""What of a request may be written into a sentence: scheme, host and port."""
POLICY_VIOLATION = 1008
"""Close code of RFC 6455; before `accept` the server makes it an HTTP 403."""


class Guard:
    """Wraps the whole application."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self._app = app
        self._settings = settings

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if len(scope.get("path", "")) > 1:
            # `/482913/` is `/482913`. Said here and not by a redirect: that would name the scheme
            # that the proxy speaks to us, and a posted form or a socket would not follow it.
            scope = {**scope, "path": scope["path"].rstrip("/") or "/"}
        if scope["type"] == "http":
            await self._http(scope, receive, send)
        elif scope["type"] == "websocket":
            await self._websocket(scope, receive, send)
        else:
            await self._app(scope, receive, send)

    async def _http(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers[name] = value
            await send(message)

        conn = HTTPConnection(scope)
        app = self._app if same_origin(conn, self._settings) else _refusal(conn)
        await app(scope, receive, with_headers)

    async def _websocket(self, scope: Scope, receive: Receive, send: Send) -> None:
        if websocket_origin_ok(HTTPConnection(scope), self._settings):
            await self._app(scope, receive, send)
        else:
            await receive()  # websocket.connect: answered here, before any accept
            await send({"type": "websocket.close", "code": POLICY_VIOLATION, "reason": ""})


def _refusal(conn: HTTPConnection) -> PlainTextResponse:
    """Why nothing was changed; and the cure, where a proxy in front is what is wrong."""
    _ = speak(language_of(conn))
    text = _("This came from a page of another site and was refused.")
    site = conn.headers.get("sec-fetch-site", "")
    origin, host = conn.headers.get("origin", ""), conn.headers.get("host", "")
    if not site and AN_ORIGIN.fullmatch(origin):
        hint = _(
            "If you opened this page at %(origin)s yourself, please tell those who run this "
            "server: it was asked as “%(host)s”, so the proxy in front does not pass the header "
            "“Host” on (or “X-Forwarded-Proto”, with --trust-proxy), or the setting “--public-url "
            "%(origin)s” is missing.",
            origin=origin,
            host=host,
        )
        text = f"{text}\n\n{hint}"
    return PlainTextResponse(text, 403)
