"""What a browser can unpack, read once for all that answer; and `Vary`, said once.

All who compress, Starlette's middleware too, look whether `gzip` stands in `Accept-Encoding`. So it
does in `gzip;q=0`, which refuses it (RFC 9110, 12.5.3). No browser writes weights: nearly all
requests pass as they are.
"""

import re

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

WEIGHED = re.compile(r"\s*(?:x-)?gzip\s*(?:;\s*q=([01](?:\.\d{0,3})?)\s*)?", re.IGNORECASE)
"""gzip as one entry of a list, and its weight."""


class Negotiated:
    """Wraps what compresses."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def with_one_vary(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                if (said := headers.getlist("vary")) and ("," in said[0] or said[1:]):
                    names = ", ".join(said).split(",")
                    headers["Vary"] = ", ".join(
                        {n.strip().lower(): n.strip() for n in names}.values()
                    )
            await send(message)

        await self._app(_without_weights(scope), receive, with_one_vary)


def _without_weights(scope: Scope) -> Scope:
    asked = ",".join(Headers(scope=scope).getlist("accept-encoding"))
    if ";" not in asked:
        return scope
    headers = [each for each in scope["headers"] if each[0] != b"accept-encoding"]
    if takes_gzip(asked):
        headers.append((b"accept-encoding", b"gzip"))
    return {**scope, "headers": headers}


def takes_gzip(asked: str) -> bool:
    """Whether a list of encodings with weights allows gzip; not where what it says is broken."""
    found = [match for each in asked.split(",") if (match := WEIGHED.fullmatch(each))]
    return bool(found) and all(float(match[1] or 1) > 0 for match in found)
