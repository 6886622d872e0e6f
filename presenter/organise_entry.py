"""The organiser's way in, and the moderator's: secrets come by POST and go as HttpOnly cookies."""

from typing import Any
from urllib.parse import urlsplit

import msgspec
from starlette.requests import ClientDisconnect
from starlette.responses import PlainTextResponse, Response

from poll_server import attempts
from poll_server.pages import language_of
from poll_server.passes import (
    LONGEST_PASSWORD,
    SHORTEST_PASSWORD,
    hash_password,
    hash_secret,
    same_secret,
    verify_password,
)
from poll_server.services import PageRequest
from poll_server.store import Organiser, UnknownPoll

from .organise_shell import is_organiser, see, show, speech

LARGEST_ENTRY = 1024
"""Bytes of a moderator's `{"secret": …}`; it has about 40."""


class Entry(msgspec.Struct, forbid_unknown_fields=True):
    """What a moderator's page sends: the secret of its link."""

    secret: str


async def before(request: PageRequest) -> Response | None:
    """What stands before the list of events; None for the organiser who is signed in."""
    organiser = await request.state["store"].organiser()
    if not organiser.password_hash:
        return _setup_page(request)
    if not await is_organiser(request):
        return _login_page(request)
    return None


def _setup_page(request: PageRequest, error: str = "", status: int = 200) -> Response:
    values = {"inside": False, "error": error, "shortest": SHORTEST_PASSWORD}
    return show(request, "organise_setup.html", values, status)


def _login_page(
    request: PageRequest, error: str = "", status: int = 200, back: str | None = None
) -> Response:
    back = request.query_params.get("next", "") if back is None else back
    values = {"inside": False, "error": error, "next": _own_path(back)}
    return show(request, "organise_login.html", values, status)


async def set_password(request: PageRequest) -> Response:
    """The first password, by the secret of the link that the server printed at its start."""
    store, _ = request.state["store"], speech(request)
    organiser = await store.organiser()
    if organiser.password_hash:
        return see(request, "/organise")
    form = await _form(request)
    if not same_secret(hash_secret(form.get("secret", "")), organiser.setup_hash):
        return _setup_page(
            request,
            _(
                "This link is not valid (any more): take the newest one that the server printed "
                "when it started."
            ),
            403,
        )
    password = form.get("password", "")
    if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
        sentence = _(
            "Please choose a password of %(least)s to %(most)s characters.",
            least=SHORTEST_PASSWORD,
            most=LONGEST_PASSWORD,
        )
        return _setup_page(request, sentence, 422)
    if password != form.get("again"):
        return _setup_page(request, _("The two passwords are not the same."), 422)
    hashed = await hash_password(password)
    await store.set_organiser(Organiser(hashed, organiser.generation, setup_hash=""))
    response = see(request, "/organise")
    request.state["passes"].give_organiser(response, request, organiser.generation)
    return response


async def sign_in(request: PageRequest) -> Response:
    """Sign in with the password, for 12 hours."""
    store, _ = request.state["store"], speech(request)
    organiser, form = await store.organiser(), await _form(request)
    back = form.get("next", "")
    if not await attempts.may_try(store):
        sentence = _("There were too many wrong passwords. Please wait a minute and try again.")
        return _login_page(request, sentence, 429, back)
    password = form.get("password", "")
    fits = len(password) <= LONGEST_PASSWORD
    if not fits or not await verify_password(organiser.password_hash, password):
        return _login_page(request, _("This is not the password."), 403, back)
    await attempts.succeeded(store)
    response = see(request, _own_path(back) or "/organise")
    request.state["passes"].give_organiser(response, request, organiser.generation)
    return response


async def sign_out(request: PageRequest) -> Response:
    """Sign this browser out; with `everywhere`, all browsers and every API token."""
    store, form = request.state["store"], await _form(request)
    response = see(request, "/organise")
    if form.get("everywhere") and await is_organiser(request):
        organiser = await store.organiser()
        renewed = msgspec.structs.replace(organiser, generation=organiser.generation + 1)
        await store.set_organiser(renewed)
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


async def _form(request: PageRequest) -> dict[str, str]:
    """The text fields of a small form."""
    async with request.form(max_files=0, max_fields=10) as form:
        fields: dict[str, Any] = dict(form)
        return {name: value for name, value in fields.items() if isinstance(value, str)}


def _own_path(path: str) -> str:
    """`path` where it is a page of the organiser's; '' else, so that no link leads astray."""
    parts = urlsplit(path)
    ours = not parts.scheme and not parts.netloc and parts.path.startswith("/organise/")
    return parts.path if ours else ""
