"""The pages of the phones.

Every page is whole without JavaScript: the server renders what is going on and takes the form.
"""

from typing import Any

import structlog
from redis.exceptions import RedisError, ResponseError
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response

from audience.codes import code_of
from poll_server.base.codes import CODE_DIGITS
from poll_server.live.state import PollState
from poll_server.locale import speak
from poll_server.store.reach.probe import refusal
from poll_server.store.records import UnknownPoll
from poll_server.web.access.door import Held
from poll_server.web.pages import language_of
from poll_server.web.services import PageRequest, services_of
from poll_server.wire.messages import (
    Misunderstood,
)

from .phone_page import phone_page, welcome_for
from .shell import (
    RETRY_AFTER,
    address,
    audience_page,
    ended,
    full,
    held,
    message_response,
    or_why_not,
    shut_out,
    state_of,
)

log = structlog.get_logger(__name__)

MOST_TYPED = 60
"""Characters of a wrong code that are shown again: an address is recognised by them."""
OVER = 410
"""HTTP's “gone”, to a phone that asks without a socket: the event is over."""


async def join(request: PageRequest) -> Response:
    """`/` asks for the code; `/?code=482 913` leads on to the poll, or says that there is none."""
    typed = request.query_params.get("code")
    if typed is None:
        return audience_page(request, "join.html", {"wrong": ""})
    digits = code_of(typed)
    code = digits[:CODE_DIGITS]
    try:
        if digits and await services_of(request).door.poll_of(
            services_of(request).polls, request, digits
        ):
            found = RedirectResponse(address(request, f"/{code}"), 303)
            services_of(request).door.remember(found, request, code)
            return found
    except Held:
        return held(request)
    return audience_page(
        request, "join.html", {"wrong": typed.strip()[:MOST_TYPED] or "–"}, status=404
    )


@or_why_not
async def phone(request: PageRequest) -> Response:
    """`/{code}`: the question in sight, with this phone's own vote in its form."""
    if shut_out(request):
        return full(request)
    state = await state_of(request)
    if state.over:
        return await ended(request, state)
    return await phone_page(request, state, refused=_refusal_in_query(request, state))


async def snapshot(request: PageRequest) -> Response:
    """`/{code}/snapshot`: what the socket says first, for phones that can open none."""
    if shut_out(request):
        return message_response(Misunderstood(detail="there is no room; try again later"), 503)
    try:
        state = await state_of(request)
    except UnknownPoll:
        return message_response(Misunderstood(detail="there is no such poll"), 404)
    except (Held, RedisError, OSError):
        return message_response(Misunderstood(detail="try again"), 503)
    if state.over:
        return message_response(Misunderstood(detail="the event is over"), OVER)
    response = message_response(await welcome_for(request, state))
    services_of(request).door.remember(response, request, state.code)
    return response


def privacy(request: PageRequest) -> Response:
    """`/privacy`: what is stored, for how long, and why."""
    settings = services_of(request).settings
    values = {
        "hours": settings.keep_votes,
        "days": settings.keep_results,
        "acts": settings.keep_acts,
    }
    return audience_page(request, "privacy.html", values)


def accessibility(request: PageRequest) -> Response:
    """`/accessibility`: the accessibility statement."""
    return audience_page(request, "accessibility.html", {})


def nothing_here(request: Request[Any], error: Exception) -> Response:
    """A 404 that a person reads; a script or an image gets the bare words."""
    if "text/html" not in request.headers.get("accept", ""):
        return PlainTextResponse("Not Found", 404)
    return audience_page(request, "missing.html", {"reason": "address"}, status=404)


async def away(request: Request[Any], error: Exception) -> Response:
    """A 503 on any page that Redis, which is away, would have filled; the same for scripts as JSON.

    Raises:
        ResponseError: Redis is there, and what was asked of it was wrong: that is our mistake.
    """
    if isinstance(error, ResponseError) and not refusal(error):
        raise error
    log.warning("page_without_redis", error=type(error).__name__)
    if "text/html" in request.headers.get("accept", ""):
        values = {"reason": "away", "again": request.method in ("GET", "HEAD")}
        response = audience_page(request, "missing.html", values, status=503)
    else:
        _ = speak(language_of(request))
        sentence = _("Just now nothing can be read or stored here; please try again in a moment.")
        response = JSONResponse({"error": sentence}, 503, {"Cache-Control": "no-store"})
    response.headers["Retry-After"] = RETRY_AFTER
    return response


def _refusal_in_query(request: PageRequest, state: PollState) -> str:
    """Why the last form was refused, while the question that it was refused at is in sight."""
    if request.query_params.get("at") != str(state.live.round):
        return ""
    return request.query_params.get("refused", "")
