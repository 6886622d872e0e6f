"""The pages of the stage and of the moderator: shells that their scripts keep up to date.

What must be there before any script runs is in the page: event, join address, code and QR code.
"""

from typing import Any

from starlette.exceptions import HTTPException
from starlette.responses import Response

from poll_server.base.secrets import LinkRole
from poll_server.base.text import say
from poll_server.live.polls import PollState, UnknownPoll
from poll_server.looks.look import css
from poll_server.web.pages import language_of, page
from poll_server.web.services import PageRequest, services_of
from presenter.organiser.brand import worn

from . import entering, plotly_file
from .address import join_url, public_url, qr_svg, spaced, without_scheme
from .texts import moderator_texts, stage_texts

CODE_DIGITS = 6
THEMES = ("light", "dark")


async def stage(request: PageRequest) -> Response:
    """`/stage/{poll}`: the projected screen, or its door; whoever looks can do no harm."""
    state = await _state(request)
    language = language_of(request)
    if state.over:
        return page("presenter", "stage/ended.html", language, _shared(request, state, language))
    if not await entering.may_look(request, state):
        return entering.door(request, "stage", state.poll_id)
    texts = {each: stage_texts(each) for each in ("de", "en")}
    values = _shared(request, state, language) | {
        "texts": texts,
        "titles": {each: _titles(state, each) for each in texts},
        "plotly": plotly_file.address(),
    }
    response = page("presenter", "stage/page.html", language, values, charts=True)
    _keep_in(request, response, "stage", state.poll_id, state.live.stage_links)
    return response


async def moderate(request: PageRequest) -> Response:
    """`/moderate/{poll}`: the console, empty until its socket was let in by a valid pass."""
    state = await _state(request)
    language = language_of(request)
    entered = await entering.may_moderate(request, state)
    values = _shared(request, state, language) | {
        "texts": moderator_texts(language),
        "entered": entered,
    }
    response = page("presenter", "moderator/page.html", language, values)
    if entered:
        _keep_in(request, response, "moderator", state.poll_id, state.live.links)
    return response


def _keep_in(
    request: PageRequest, response: Response, role: LinkRole, poll_id: str, generation: int
) -> None:
    """Give whoever may see a page the pass by which its socket is let in, if they have none."""
    passes = services_of(request).passes
    if not passes.is_in(request, role, poll_id, generation):
        passes.let_in(response, request, role, poll_id, generation)


async def qr(request: PageRequest) -> Response:
    """`/qr/{code}.svg`: the join address as a QR code, dark on white with its quiet zone."""
    code = request.path_params["code"]
    if len(code) != CODE_DIGITS or not (code.isascii() and code.isdigit()):
        raise HTTPException(404)
    headers = {
        # The address in it may come from this request's own host.
        "Cache-Control": "private, max-age=300",
        "Vary": "Host, X-Forwarded-Proto",
        "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'",
    }
    return Response(qr_svg(join_url(request, code)), media_type="image/svg+xml", headers=headers)


async def _state(request: PageRequest) -> PollState:
    try:
        return await services_of(request).polls.state(request.path_params["poll"])
    except UnknownPoll:
        raise HTTPException(404) from None


def _shared(request: PageRequest, state: PollState, language: str) -> dict[str, Any]:
    theme = request.query_params.get("theme", "")
    return (
        _titles(state, language)
        | worn(state.about, language)
        | {
            "theme_css": css(state.event.brand.accent),
            "poll_id": state.poll_id,
            "code": state.code,
            "spaced_code": spaced(state.code),
            "address": without_scheme(public_url(request)),
            "join_url": join_url(request, state.code),
            "theme": theme if theme in THEMES else "",
        }
    )


def _titles(state: PollState, language: str) -> dict[str, str]:
    return {
        "event_title": say(state.event.title, language),
        "poll_title": say(state.poll.title, language),
        "brand": say(state.event.brand.name, language),
    }
