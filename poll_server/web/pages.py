"""What every page of both sides shares, and what its script asks for: language, templates, headers.

A page never asks another host for anything: the content policy forbids it, besides the templates
not doing it.
"""

import secrets
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import msgspec
from starlette.requests import HTTPConnection
from starlette.responses import Response

from poll_server.base.templates import templates
from poll_server.locale import LANGUAGES, accepted, choose

from .access.origins import ancestors
from .pressing.gapped import FilledPage, Gapped, gap
from .pressing.pressed import PressedPage
from .static_files import browser_files


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
    held_by: Iterable[str] | None = None,
    kept: Iterable[str] = (),
) -> Response:
    """`template` as a response with the headers every page has.

    `nonce` is among the template's values: inline scripts and styles must carry it. So are
    `static`, which stands before the address of a style, and `module`, which runs a script.

    Args:
        charts: the page draws with Plotly, which writes its own style elements.
        frames: it shows pages of ours in frames.
        framed: it is one of those; a form in it can send nothing.
        held_by: it is for frames of these other sites, and nobody else's.
        kept: large texts in it that are the same for everybody (see `pressed`).
    """
    nonce = secrets.token_urlsafe(16)
    body = _drawn(package, template, language, nonce, values)
    around = "'self'" if framed else "'none'" if held_by is None else ancestors(held_by)
    sends = not framed and held_by is None
    policy = _policy(nonce, charts=charts, frames=frames, sends=sends, around=around)
    return PressedPage(body, status, _headers(language, policy), kept)


def gapped(
    package: str,
    template: str,
    language: str,
    values: Mapping[str, Any],
    *,
    kept: Iterable[str],
    once: bool,
) -> Gapped:
    """`template` with a gap for the nonce, and where `values` hold one.

    Args:
        kept, once: see `Gapped`.
    """
    return Gapped(_drawn(package, template, language, gap("nonce"), values), kept, once=once)


def filled(found: Gapped, language: str, own: Mapping[str, str], status: int) -> Response:
    """A page with gaps, with the headers every page has.

    Args:
        own: what stands in the gaps besides the nonce, written as HTML wants it.
    """
    nonce = secrets.token_urlsafe(16)
    policy = _policy(nonce, charts=False, frames=False, sends=True, around="'none'")
    return FilledPage(found, {**own, "nonce": nonce}, status, _headers(language, policy))


def _drawn(
    package: str, template: str, language: str, nonce: str, values: Mapping[str, Any]
) -> str:
    """`template` with its values; its files for browsers by their addresses: see `BrowserFiles`."""
    found = browser_files(package)
    return (
        templates(package, language)
        .get_template(template)
        .render(nonce=nonce, static=found.prefix, module=found.module, **values)
    )


def json_now(told: object, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """What a script asked for, as it is at this moment: no browser keeps it."""
    own = {**(headers or {}), "Cache-Control": "no-store"}
    return Response(msgspec.json.encode(told), status, own, "application/json")


def json_since(request: HTTPConnection[Any], version: int, told: Callable[[], bytes]) -> Response:
    """What a script asks for again and again; 304 where it has that version.

    Args:
        told: all of it as JSON.
    """
    mark = f'"{version}"'
    headers = {"Cache-Control": "no-cache", "ETag": mark}
    if request.headers.get("if-none-match") == mark:
        return Response(status_code=304, headers=headers)
    return Response(told(), 200, headers, "application/json")


def _headers(language: str, policy: str) -> dict[str, str]:
    return {
        "Content-Security-Policy": policy,
        "Content-Language": language,
        "Cache-Control": "no-store",
        "Vary": "Accept-Language, Cookie",
    }


def _policy(nonce: str, *, charts: bool, frames: bool, sends: bool, around: str) -> str:
    """The content policy of a page; see `page`."""
    form = "'self'" if sends else "'none'"
    styles = "'unsafe-inline'" if charts else f"'nonce-{nonce}'"
    return (
        f"default-src 'none'; script-src 'self' 'nonce-{nonce}'; style-src 'self' {styles}; "
        f"img-src 'self' data: blob:; connect-src 'self'; form-action {form}; base-uri 'none'; "
        f"frame-ancestors {around}; manifest-src 'self'" + "; frame-src 'self'" * frames
    )
