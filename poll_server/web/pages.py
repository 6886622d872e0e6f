"""What every HTML page of both sides shares: language, templates, headers.

A page never asks another host for anything: the content policy forbids it, besides the templates
not doing it.
"""

import secrets
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from jinja2 import BaseLoader, Environment, PackageLoader, PrefixLoader, StrictUndefined
from starlette.requests import HTTPConnection
from starlette.responses import HTMLResponse, Response

from poll_server.base.percent import format_percent
from poll_server.base.text import say
from poll_server.locale import LANGUAGES, accepted, choose, speak
from poll_server.looks.look import css


def language_of(request: HTTPConnection[Any]) -> str:
    """The reader's language: `?lang=`, else what the browser asks for."""
    asked = request.query_params.get("lang", "")
    if asked in LANGUAGES:
        return asked
    return choose(accepted(request.headers.get("accept-language", "")), ("en", "de"))


@cache
def templates(package: str, language: str) -> Environment:
    """The templates of `package` (`audience`, `presenter`, `poll_server`), speaking `language`."""
    environment = Environment(
        loader=_loader(package),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,  # looking at the file's date for every page took a tenth of its time
        extensions=["jinja2.ext.i18n"],
    )
    environment.install_gettext_translations(  # type: ignore[attr-defined]
        speak(language).translations, newstyle=True
    )
    environment.globals |= {
        "language": language,
        "say": lambda text: say(text, language),
        "format_percent": lambda value: format_percent(value, language),
        "theme_css": css(),
    }
    return environment


def _loader(package: str) -> BaseLoader:
    """The package's own templates, or those of its parts: `stage/page.html`."""
    parts = [part.name for part in files(package).iterdir() if (part / "templates").is_dir()]
    if parts:
        return PrefixLoader({part: PackageLoader(f"{package}.{part}") for part in parts})
    return PackageLoader(package)


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
) -> Response:
    """`template` as a response with the headers every page has.

    `nonce` is among the template's values: inline scripts and styles must carry it.

    Args:
        charts: the page draws with Plotly, which writes its own style elements.
        frames: it shows pages of ours in frames.
        framed: it is one of those; a form in it can send nothing.
    """
    nonce = secrets.token_urlsafe(16)
    body = templates(package, language).get_template(template).render(nonce=nonce, **values)
    styles = "'unsafe-inline'" if charts else f"'nonce-{nonce}'"
    form, ancestors = ("'none'", "'self'") if framed else ("'self'", "'none'")
    policy = (
        f"default-src 'none'; script-src 'self' 'nonce-{nonce}'; style-src 'self' {styles}; "
        f"img-src 'self' data: blob:; connect-src 'self'; form-action {form}; base-uri 'none'; "
        f"frame-ancestors {ancestors}; manifest-src 'self'" + "; frame-src 'self'" * frames
    )
    return HTMLResponse(
        body,
        status,
        {
            "Content-Security-Policy": policy,
            "Content-Language": language,
            "Cache-Control": "no-store",
            "Vary": "Accept-Language, Cookie",
        },
    )
