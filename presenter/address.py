"""Where the hall's phones go: the address that is shown, dictated and drawn as a QR code."""

from io import BytesIO
from typing import Any
from urllib.parse import urlsplit

import segno
from starlette.requests import Request

from poll_server.web.services import services_of

QR_INK, QR_PAPER = "#10221c", "#ffffff"
"""Dark on white in both themes: many phones do not read the inverse."""
QUIET_ZONE = 4
"""Modules of white around a QR code, as ISO/IEC 18004 asks."""


def public_url(request: Request[Any]) -> str:
    """The server's address as phones reach it, without a slash at its end.

    The setting `public_url`, else the host this very page was asked from.
    """
    if configured := services_of(request).settings.public_url:
        return str(configured).rstrip("/")
    scheme = "https" if services_of(request).passes.is_https(request) else "http"
    return f"{scheme}://{request.url.netloc}"


def join_url(request: Request[Any], code: str) -> str:
    """What the QR code says: `https://poll.example.org/482913-047112`."""
    return f"{public_url(request)}/{services_of(request).door.long(code)}"


def without_scheme(url: str) -> str:
    """`poll.example.org`: what people type."""
    parts = urlsplit(url)
    return f"{parts.netloc}{parts.path}".rstrip("/")


def spaced(code: str) -> str:
    """`482 913`: two groups are read and typed without losing the place."""
    return f"{code[:3]} {code[3:]}"


def qr_svg(text: str) -> bytes:
    """`text` as an SVG without a size of its own: it fills whatever holds it."""
    image = BytesIO()
    segno.make(text, error="m", micro=False).save(
        image,
        kind="svg",
        dark=QR_INK,
        light=QR_PAPER,
        border=QUIET_ZONE,
        omitsize=True,
        xmldecl=False,
        svgclass=None,
        lineclass=None,
        nl=False,
    )
    return image.getvalue()
