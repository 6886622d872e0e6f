"""What every HTML page of both sides shares: language, templates, headers.

A page never asks another host for anything: the content policy forbids it, besides the templates
not doing it.
"""

import secrets
from collections.abc import Iterable, Mapping
from typing import Any

from starlette.requests import HTTPConnection
from starlette.responses import Response

from poll_server.base.templates import templates
from poll_server.locale import LANGUAGES, accepted, choose

from .pressed import PressedPage


def language_of(request: HTTPConnection[Any]) -> str:
    """The reader's language: `?lang=`, else what the browser asks for."""
    asked = request.query_params.get("lang", "")
    if asked in LANGUAGES:
        return asked
    return choose(accepted(request.headers.get("accept-language", "")), ("en", "de"))


def page(
    package: str,
    template: str,
    language: str,
    values: Mapping[str, Any],
    *,
    status: int = 200,
    charts: bool = False,
    frames: bool = False,
    framed: bool = False,
    kept: Iterable[str] = (),
) -> Response:
    """`template` as a response with the headers every page has.

    `nonce` is among the template's values: inline scripts and styles must carry it.

    Args:
        charts: the page draws with Plotly, which writes its own style elements.
        frames: it shows pages of ours in frames.
        framed: it is one of those; a form in it can send nothing.
        kept: large texts in it that are the same for everybody (see `pressed`).
    """
    nonce = secrets.token_urlsafe(16)
    body = templates(package, language).get_template(template).render(nonce=nonce, **values)
    policy = _policy(nonce, charts=charts, frames=frames, framed=framed)
    return PressedPage(
        body,
        status,
        {
            "Content-Security-Policy": policy,
            "Content-Language": language,
            "Cache-Control": "no-store",
            "Vary": "Accept-Language, Cookie",
        },
        kept,
    )


def _policy(nonce: str, *, charts: bool, frames: bool, framed: bool) -> str:
    """The content policy of a page; see `page`."""
    styles = "'unsafe-inline'" if charts else f"'nonce-{nonce}'"
    form, ancestors = ("'none'", "'self'") if framed else ("'self'", "'none'")
    return (
        f"default-src 'none'; script-src 'self' 'nonce-{nonce}'; style-src 'self' {styles}; "
        f"img-src 'self' data: blob:; connect-src 'self'; form-action {form}; base-uri 'none'; "
        f"frame-ancestors {ancestors}; manifest-src 'self'" + "; frame-src 'self'" * frames
    )
