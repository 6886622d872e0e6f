"""The way in by a secret link: its secret comes by POST, and goes as an HttpOnly cookie.

The secret stands behind `#`, where no proxy, log or referrer sees it. The page that a link leads
to holds a form; its script fills the form from the address, takes the secret out of the address
bar and the history, and sends it. Without scripts the link is pasted.

    POST /moderate/{poll}/enter    by the moderator's script, which asks by JSON
    POST /stage/{poll}/enter       by the form, or JSON
    POST /review/{event}/enter     by the form, or JSON

Organisers who are signed in need no link: they have made the event. A moderator's own phone comes
by a ticket in place of a secret (see `passes`): it lets in for some minutes, and is kept nowhere.
"""

from urllib.parse import parse_qs

import msgspec
from starlette.exceptions import HTTPException
from starlette.responses import PlainTextResponse, RedirectResponse, Response

from poll_server.base.secrets import LinkRole
from poll_server.live.links import admits
from poll_server.live.state import PollState
from poll_server.store.records import UnknownPoll
from poll_server.web.bodies import TooLarge, body_of
from poll_server.web.pages import language_of
from poll_server.web.services import PageRequest, services_of
from presenter.organiser.shell import organiser_of, show, speech
from presenter.shells import state_of

LARGEST_ENTRY = 1024
"""Bytes of `{"secret": …}` or of a form with a whole link; they have about 40 and 120."""
MOST_FIELDS = 10
"""Of a form, which has one."""
FORM = "application/x-www-form-urlencoded"


class SentSecret(msgspec.Struct, forbid_unknown_fields=True):
    """What a script sends: the secret of its link."""

    secret: str


async def moderate(request: PageRequest) -> Response:
    """`POST /moderate/{poll}/enter`."""
    return await _enter(request, "moderator", request.path_params["poll"])


async def stage(request: PageRequest) -> Response:
    """`POST /stage/{poll}/enter`."""
    return await _enter(request, "stage", request.path_params["poll"])


async def review(request: PageRequest) -> Response:
    """`POST /review/{event}/enter`."""
    return await _enter(request, "reviewer", request.path_params["event"])


async def _enter(request: PageRequest, role: LinkRole, of: str) -> Response:
    _ = speech(request)
    by_form = request.headers.get("content-type", "").partition(";")[0].strip() == FORM
    given = await (_pasted(request) if by_form else _sent(request))
    # Whoever has no secret is not told apart: of a poll that is not there, nothing is said.
    links = await _admitted(request, role, of, given) if given else None
    if links is None:
        sentence = {
            "moderator": _(
                "This link is not valid (any more). Ask the organiser for a new moderator link."
            ),
            "stage": _(
                "This link is not valid (any more). Ask the organiser for a new stage link."
            ),
            "reviewer": _("This link is not valid (any more). Ask whoever sent it for a new one."),
        }[role]
        if by_form:
            return door(request, role, of, sentence, 403)
        return PlainTextResponse(sentence, 403, {"Content-Language": language_of(request)})
    response = _onward(request) if by_form else Response(status_code=204)
    services_of(request).passes.let_in(response, request, role, of, links)
    return response


async def _admitted(request: PageRequest, role: LinkRole, of: str, given: str) -> int | None:
    """The generation of links that a secret or a ticket belongs to; None where it opens nothing."""
    services = services_of(request)
    links = await admits(services.store, role, of, given)
    if links is not None or role != "moderator":
        return links
    try:
        links = (await services.store.polls.live(of)).generations.moderator
    except UnknownPoll:
        return None
    return links if services.passes.is_ticket(given, of, links) else None


async def _pasted(request: PageRequest) -> str:
    """The secret in a form: alone, or the whole link; '' for everything else."""
    try:
        form = parse_qs(
            (await body_of(request, LARGEST_ENTRY)).decode(), max_num_fields=MOST_FIELDS
        )
    except (ValueError, OSError):
        return ""
    return form.get("secret", [""])[0].strip().rpartition("#")[2]


async def _sent(request: PageRequest) -> str:
    """The secret in the request's JSON; '' for everything else."""
    try:
        return msgspec.json.decode(await body_of(request, LARGEST_ENTRY), type=SentSecret).secret
    except (TooLarge, OSError, msgspec.DecodeError, UnicodeError):
        return ""


def _onward(request: PageRequest) -> Response:
    """To the page itself, which looks as its address says."""
    page, query = request.url.path.removesuffix("/enter"), request.url.query
    return RedirectResponse(f"{page}?{query}" if query else page, 303)


def door(
    request: PageRequest, role: LinkRole, of: str, error: str = "", status: int = 200
) -> Response:
    """The page in front of a stage or of questions to review: the form for a link's secret."""
    page, query = {"stage": "/stage/", "reviewer": "/review/"}.get(role, "/moderate/") + of, ""
    if request.url.query:
        query = f"?{request.url.query}"
    values = {
        "path": page,
        "inside": False,
        "role": role,
        "error": error,
        "action": f"{page}/enter{query}",
    }
    response = show(request, "organiser/enter.html", values, status)
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response


async def may_moderate(request: PageRequest, state: PollState) -> bool:
    """Whether this browser may moderate: by a link it was opened with, or as an organiser's."""
    passes = services_of(request).passes
    if passes.is_in(request, "moderator", state.poll_id, state.live.links):
        return True
    return await is_organiser(request)


async def may_look(request: PageRequest, state: PollState) -> bool:
    """Whether this browser may show the stage: by a link, or because it may moderate.

    A poll made before stage links had a secret is shown by its address alone until its stage links
    are renewed: they are in calendars and on laptops.
    """
    if services_of(request).passes.is_in(request, "stage", state.poll_id, state.live.stage_links):
        return True
    if await may_moderate(request, state):
        return True
    return await admits(services_of(request).store, "stage", state.poll_id, "") is not None


async def moderated(request: PageRequest) -> PollState:
    """The poll that a moderator's page asks of; raises HTTPException where there is none, or this
    browser may not moderate it."""
    state = await state_of(request)
    if not await may_moderate(request, state):
        raise HTTPException(403)
    return state


async def looked_at(request: PageRequest) -> PollState:
    """The poll that a stage asks of; raises HTTPException where there is none, or this browser may
    not show its stage."""
    state = await state_of(request)
    if not await may_look(request, state):
        raise HTTPException(403)
    return state


async def is_organiser(request: PageRequest) -> bool:
    """Whether an organiser is signed in here. Most visitors are none, and cost no look at Redis."""
    return bool(services_of(request).passes.organiser(request)) and bool(
        await organiser_of(request)
    )
