"""The outermost layer: other sites' pages may change nothing, and no response lacks its headers.

A pure ASGI class, because Starlette's `BaseHTTPMiddleware` would add a task to every request.
It writes nothing down: addresses and user agents pass through unseen (contract, rule 27).
"""

import re

import structlog
from starlette.datastructures import MutableHeaders
from starlette.requests import HTTPConnection
from starlette.responses import JSONResponse, PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from poll_server.base.settings import Settings
from poll_server.locale import speak
from poll_server.web.access.passes import same_origin, websocket_origin_ok
from poll_server.web.pages import language_of

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
NOT_KEPT = {"Cache-Control": "no-store"}
POLICY_VIOLATION = 1008
"""Close code of RFC 6455; before `accept` the server makes it an HTTP 403."""
WHY = "/ws/why"
"""Where a page asks why its socket does not come: a browser tells its script nothing of a 403. It
asks by POST, because with that every browser sends its page's `Origin`, as with a socket."""
MOST_TOLD = 10
"""Refused origins that are logged, each once: a proxy has one or two, other sites any number."""

log = structlog.get_logger(__name__)


class ForeignOrigins:
    """The origins whose sockets this process has refused, each logged once."""

    def __init__(self) -> None:
        self._told: set[tuple[str, str]] = set()

    def tell(self, conn: HTTPConnection) -> None:
        """Log what was refused: it may be another site's page, or a proxy set wrong."""
        origin, host = conn.headers.get("origin", ""), conn.headers.get("host", "")
        is_told = (origin, host) in self._told or len(self._told) >= MOST_TOLD
        if is_told or not all(map(AN_ORIGIN.fullmatch, (origin, f"http://{host}"))):
            return
        self._told.add((origin, host))
        cure = f"if people open it there: let the proxy pass Host on, or --public-url {origin}"
        log.error("sockets_refused", page_at=origin, asked_as=host, cure=cure)


class Guard:
    """Wraps the whole application."""

    def __init__(
        self, app: ASGIApp, settings: Settings, refused: ForeignOrigins | None = None
    ) -> None:
        """Args:
        refused: those that are refused elsewhere too, as phones are.
        """
        self._app = app
        self._settings = settings
        self._refused = refused or ForeignOrigins()

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

        await self._answer(HTTPConnection(scope))(scope, receive, with_headers)

    def _answer(self, conn: HTTPConnection) -> ASGIApp:
        if conn.scope["path"] == WHY and conn.scope["method"] == "POST":
            ours = websocket_origin_ok(conn, self._settings)
            return JSONResponse({"why": "" if ours else _why(conn)}, 200, NOT_KEPT)
        return self._app if same_origin(conn, self._settings) else _refusal(conn)

    async def _websocket(self, scope: Scope, receive: Receive, send: Send) -> None:
        conn = HTTPConnection(scope)
        if websocket_origin_ok(conn, self._settings):
            await self._app(scope, receive, send)
        else:
            self._refused.tell(conn)
            await receive()  # websocket.connect: answered here, before any accept
            await send({"type": "websocket.close", "code": POLICY_VIOLATION, "reason": ""})


def _why(conn: HTTPConnection) -> str:
    """Why sockets of this page are refused, and the cure, where a proxy may be what is wrong."""
    _ = speak(language_of(conn))
    origin, host = conn.headers.get("origin", ""), conn.headers.get("host", "")
    if not AN_ORIGIN.fullmatch(origin):
        return _("This came from a page of another site and was refused.")
    return _(
        "The server refuses this page’s connection: the page was opened at “%(origin)s”, the "
        "server was asked as “%(host)s”. Please tell those who run it: the proxy in front must "
        "pass “Host” on (and “X-Forwarded-Proto”, with --trust-proxy), or set --public-url "
        "%(origin)s.",
        origin=origin,
        host=host,
    )


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
