"""The way in by a secret link: its secret comes by POST, and goes as an HttpOnly cookie.

The secret stands behind `#`, where no proxy, log or referrer sees it. The page that a link leads
to holds a form; its script fills the form from the address, takes the secret out of the address
bar and the history, and sends it. Without scripts the link is pasted.

    POST /moderate/{poll}/enter    by the moderator's script, which asks by JSON
    POST /stage/{poll}/enter       by the form, or JSON
    POST /review/{event}/enter     by the form, or JSON

Organisers who are signed in need no link: their role at the event lets them in, and their pass says
so, and is good for as long as they have it. A moderator's own phone comes by a ticket in place of a
secret (see `passes`): it lets in for some minutes, and is kept nowhere.
"""

from urllib.parse import parse_qs

import msgspec
from starlette.exceptions import HTTPException
from starlette.responses import PlainTextResponse, RedirectResponse, Response

from poll_server.base.secrets import LinkRole
from poll_server.live.links import admits
from poll_server.live.state import PollState
from poll_server.store.records import UnknownPoll
from poll_server.web.access.rights import still_allowed
from poll_server.web.bodies import TooLarge, body_of
from poll_server.web.pages import language_of
from poll_server.web.services import PageRequest, services_of
from presenter.organiser.shell import organiser_of, show, speech
from presenter.screens.shells import state_of

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
    admitted = await _admitted(request, role, of, given) if given else None
    if admitted is None:
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
    services_of(request).passes.let_in(response, request, role, of, *admitted)
    return response


async def _admitted(
    request: PageRequest, role: LinkRole, of: str, given: str
) -> tuple[int, str] | None:
    """The generation of links that a secret or a ticket belongs to, and the account of whoever
    gave the ticket by a role; None where it opens nothing."""
    services = services_of(request)
    links = await admits(services.store, role, of, given)
    if links is not None:
        return links, ""
    if role != "moderator":
        return None
    try:
        links = (await services.store.polls.live(of)).generations.moderator
    except UnknownPoll:
        return None
    account = services.passes.ticket_of(given, of, links)
    return None if account is None else (links, account)


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


async def entered_by(request: PageRequest, role: LinkRole, state: PollState) -> str | None:
    """What lets this browser into a poll as `role`: a link, or an organiser's role at the event.

    Returns:
        '' for a link, the account's id for a role; None where nothing does.
    """
    services = services_of(request)
    generation = state.live.stage_links if role == "stage" else state.live.links
    by = services.passes.let_in_as(request, role, state.poll_id, generation)
    if by == "":
        return ""
    # Most visitors are no organisers, and cost no look at Redis.
    for account in filter(None, (await _signed_in(request), by)):
        of = state.about.event_id
        if await still_allowed(services.store, account, of, "moderate", state.poll_id):
            return account
    return None


async def _signed_in(request: PageRequest) -> str | None:
    """The account of the organiser who is signed in here."""
    if not services_of(request).passes.organiser(request):
        return None
    account = await organiser_of(request)
    return account.id if account else None


async def may_moderate(request: PageRequest, state: PollState) -> bool:
    """Whether this browser may moderate: by a link it was opened with, or as an organiser's."""
    return await entered_by(request, "moderator", state) is not None


async def looks_by(request: PageRequest, state: PollState) -> str | None:
    """What lets this browser show the stage, as `entered_by`: also that it may moderate.

    A poll made before stage links had a secret is shown by its address alone until its stage links
    are renewed: they are in calendars and on laptops.
    """
    for role in ("stage", "moderator"):
        if (by := await entered_by(request, role, state)) is not None:
            return by
    open_to_all = await admits(services_of(request).store, "stage", state.poll_id, "")
    return "" if open_to_all is not None else None


async def moderated(request: PageRequest) -> PollState:
    """The poll that a moderator's page asks of; raises HTTPException where there is none, or this
    browser may not moderate it."""
    state = await state_of(request)
    if not await may_moderate(request, state):
        _ = speech(request)
        raise HTTPException(403, _("You may not moderate this poll (any more). Nothing was done."))
    return state


async def looked_at(request: PageRequest) -> PollState:
    """The poll that a stage asks of; raises HTTPException where there is none, or this browser may
    not show its stage."""
    state = await state_of(request)
    if await looks_by(request, state) is None:
        _ = speech(request)
        raise HTTPException(403, _("You may not show this stage (any more)."))
    return state


async def reviews_as_organiser(request: PageRequest, event: str) -> bool:
    """Whether an organiser is signed in here whose role at the event includes reviewing."""
    store, account = services_of(request).store, await _signed_in(request)
    return account is not None and await still_allowed(store, account, event, "review", "")
