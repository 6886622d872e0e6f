"""Signing in and out, and the moderator's way in: secrets come by POST, go as HttpOnly cookies."""

from urllib.parse import urlsplit

import msgspec
from starlette.requests import ClientDisconnect
from starlette.responses import PlainTextResponse, Response

from poll_server.store import attempts
from poll_server.store.accounts import LONGEST_NAME
from poll_server.store.records import UnknownPoll
from poll_server.web.pages import language_of
from poll_server.web.passes import LONGEST_PASSWORD, same_secret
from poll_server.web.services import PageRequest

from . import joining
from .shell import fields_of, organiser_of, see, show, speech

LARGEST_ENTRY = 1024
"""Bytes of a moderator's `{"secret": …}`; it has about 40."""


class Entry(msgspec.Struct, forbid_unknown_fields=True):
    """What a moderator's page sends: the secret of its link."""

    secret: str


async def before(request: PageRequest) -> Response | None:
    """What stands before the list of events; None for an organiser who is signed in."""
    if await organiser_of(request):
        return None
    accounts = request.state["accounts"]
    if not await accounts.there_are_any():
        return joining.setup_page(request)
    return await _login_page(request)


async def _login_page(
    request: PageRequest,
    error: str = "",
    status: int = 200,
    back: str | None = None,
    name: str = "",
) -> Response:
    everybody = await request.state["accounts"].all()
    values = {
        "path": "/organise",
        "inside": False,
        "error": error,
        "next": own_path(request.query_params.get("next", "") if back is None else back),
        "name": name,
        "inherited": next((account.name for account in everybody if account.inherited), ""),
        "longest_name": LONGEST_NAME,
    }
    return show(request, "organiser/login.html", values, status)


async def sign_in(request: PageRequest) -> Response:
    """Sign in with name and password, for 12 hours."""
    store, _ = request.state["store"], speech(request)
    form = await fields_of(request)
    name, password = form.get("name", ""), form.get("password", "")

    async def again(sentence: str, status: int) -> Response:
        return await _login_page(request, sentence, status, form.get("next", ""), name)

    if not await attempts.may_try(store):
        sentence = _("There were too many wrong passwords. Please wait a minute and try again.")
        return await again(sentence, 429)
    fits = len(password) <= LONGEST_PASSWORD
    account = await request.state["accounts"].sign_in(name, password) if fits else None
    if account is None:
        # One sentence for both: which names there are is nobody's business.
        return await again(_("Name and password do not fit each other."), 403)
    await attempts.succeeded(store)
    response = see(request, own_path(form.get("next", "")) or "/organise")
    request.state["passes"].give_organiser(response, request, account.session)
    return response


async def sign_out(request: PageRequest) -> Response:
    """Sign this browser out; with `everywhere`, all of the account's browsers and API tokens."""
    form, account = await fields_of(request), await organiser_of(request)
    response = see(request, "/organise")
    if form.get("everywhere") and account:
        await request.state["accounts"].end_sessions(account.id)
    request.state["passes"].take_organiser(response, request)
    return response


async def enter(request: PageRequest) -> Response:
    """`POST /moderate/{poll}/enter`: the secret of a moderator's link for a cookie.

    No limit to tries: the secret has 128 random bits, and a limit would let anybody lock the
    moderator out in the middle of a forum.
    """
    _, store, poll_id = speech(request), request.state["store"], request.path_params["poll"]
    given = await _entry(request)
    try:
        about = await store.about(poll_id)
        right, links = about.moderator, (await store.live(poll_id)).links
    except UnknownPoll:
        right, links = "", 0
    if not same_secret(given, right):
        sentence = _(
            "This link is not valid (any more). Ask the organiser for a new moderator link."
        )
        headers = {"Content-Language": language_of(request)}
        return PlainTextResponse(sentence, 403, headers)
    response = Response(status_code=204)
    request.state["passes"].give_moderator(response, request, poll_id, links)
    return response


async def _entry(request: PageRequest) -> str:
    """The secret in the request's body; '' for everything else."""
    body = b""
    try:
        async for chunk in request.stream():
            body += chunk
            if len(body) > LARGEST_ENTRY:
                return ""
        return msgspec.json.decode(body, type=Entry).secret
    except (msgspec.DecodeError, UnicodeError, ClientDisconnect):
        return ""


def own_path(path: str) -> str:
    """`path` where it is a page of the organiser's; '' else, so that no link leads astray."""
    parts = urlsplit(path)
    ours = not parts.scheme and not parts.netloc and parts.path.startswith("/organise/")
    return parts.path if ours else ""
