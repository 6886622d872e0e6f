"""What every page of the organisers' shares: who may see it, how it is drawn, how it says no."""

from collections.abc import Mapping
from datetime import UTC, datetime
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from babel.dates import format_date
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, RedirectResponse, Response

from poll_server.base.text import say
from poll_server.live.ending.auditing import BrokenTally
from poll_server.locale import LANGUAGES, Speech, speak
from poll_server.store.events import Listing, PollListing
from poll_server.store.organisers import Account
from poll_server.store.parts.members import EventMember, Role, owners, standing
from poll_server.store.records import UnknownEvent, UnknownPoll
from poll_server.web.access.rights import NotAllowed, Right, allowed
from poll_server.web.bodies import TooLarge, form_in
from poll_server.web.pages import language_of, page
from poll_server.web.services import Handler, PageRequest, services_of
from presenter.rights import name_of, need_of

from .server import acts

LARGEST_SMALL = 64 * 1024
"""Bytes of a form without files: the reports of 200 polls to choose from have 20,000."""
SCOPE_KEY = "poll.organiser"
"""Where in a request's scope the account stands of who is signed in."""
MEMBER_KEY = "poll.member"
"""Where it stands as what that account was let through to the event in the address."""


class Refusal(Exception):
    """What was asked for cannot be done; the sentence is for the organiser."""

    def __init__(self, sentence: str, status: int) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.status = status


def signed_in(handler: Handler) -> Handler:
    """Lets only organisers through, and turns every refusal into a page with a sentence."""

    @wraps(handler)
    async def guarded(request: PageRequest) -> Response:
        if (account := await organiser_of(request)) is None:
            # A form that was open when the session ended must be sent again, so no way back to it.
            back = request.url.path if request.method == "GET" else "/organise"
            return see(request, "/organise?" + urlencode({"next": back}))
        _ = speech(request)
        try:
            await _let_through(request, handler)
            response = await handler(request)
            await acts.written_down(request, response, handler, account)
            return response
        except Refusal as refusal:
            return message(request, refusal.sentence, refusal.status)
        except (UnknownEvent, UnknownPoll):
            return message(request, _("There is no such event or poll (any more)."), 404)
        except BrokenTally as broken:
            sentence = _(
                "Nothing is exported, because a result does not agree with its votes: %(what)s.",
                what=str(broken),
            )
            return message(request, sentence, 409)

    return guarded


async def _let_through(request: PageRequest, handler: Handler) -> None:
    """Raises: Refusal or UnknownEvent, where the organiser's role at the event in the address does
    not include what this handler needs."""
    need = need_of(handler)
    assert need is not None, name_of(handler)  # what names no right is refused
    if event := request.path_params.get("event", ""):
        assert need != "anybody"
        request.scope[MEMBER_KEY] = await permitted(request, event, need)


async def permitted(request: PageRequest, event: str, right: Right, poll: str = "") -> EventMember:
    """As what the organiser who is signed in stands at an event where they have this right.

    Raises:
        Refusal: they have not; the sentence says as what they stand there, and who can change it.
        UnknownEvent: there is no such event; or not for them, which is told in the same words.
    """
    store = services_of(request).store
    try:
        return await allowed(store, me(request).id, event, right, poll)
    except NotAllowed as refused:
        if refused.member is None:
            raise UnknownEvent(event) from None
        raise Refusal(await not_included(request, event, refused.member), 403) from None


async def not_included(request: PageRequest, event: str, member: EventMember) -> str:
    """The sentence for who has another role at the event than what is asked for needs."""
    _, services = speech(request), services_of(request)
    names = {each.id: each.name for each in await services.accounts.all()}
    who = owners(await services.store.members.all(event), names)
    return _(
        "Your role at this event (%(role)s) does not include this, so nothing was done. "
        "%(names)s can give you another one.",
        role=role_names(_)[member.role],
        names=", ".join(sorted(names[each] for each in who)),
    )


def role_names(_: Speech) -> Mapping[Role, str]:
    """What each role is called."""
    return {
        "owner": _("owner"),
        "editor": _("editor"),
        "moderator": _("moderator of one poll"),
        "reviewer": _("reviewer"),
        "reader": _("reader of results"),
    }


async def organiser_of(request: PageRequest) -> Account | None:
    """The organiser who is signed in here; None where nobody is (any more).

    Known from then on to everything that handles this request: to `me`, `who` and the page's head.
    """
    session = services_of(request).passes.organiser(request)
    account: Account | None = await services_of(request).accounts.of_session(session)
    request.scope[SCOPE_KEY] = account
    return account


def me(request: PageRequest) -> Account:
    """The organiser who is signed in, inside a handler that is `signed_in`."""
    account = request.scope[SCOPE_KEY]
    assert isinstance(account, Account)
    return account


def member(request: PageRequest) -> EventMember:
    """As what they were let through to the event, inside a handler that is `signed_in`."""
    found = request.scope[MEMBER_KEY]
    assert isinstance(found, EventMember)
    return found


def who(request: PageRequest) -> str:
    """The name of the organiser who is signed in, inside a handler that is `signed_in`."""
    return me(request).name


async def small_form(request: PageRequest, fields: int = 10) -> FormData:
    """A posted form without files.

    Args:
        fields: how many it may have.

    Raises:
        HTTPException: it is none of ours.
    """
    try:
        return await form_in(request, LARGEST_SMALL, fields=fields)
    except ValueError as error:
        raise HTTPException(413 if isinstance(error, TooLarge) else 400) from error


async def fields_of(request: PageRequest) -> dict[str, str]:
    """The text fields of a small form."""
    form = await small_form(request)
    return {name: value for name, value in form.items() if isinstance(value, str)}


async def event_of(request: PageRequest) -> Listing:
    """The event that the address names.

    Raises:
        UnknownEvent: there is none.
    """
    return await services_of(request).events.get(request.path_params["event"])


async def own_events(request: PageRequest) -> list[Listing]:
    """The events at which the organiser who is signed in has a role, the newest first."""
    services = services_of(request)
    found, alive = await services.events.all(), await services.store.members.alive()
    return [each for each in found if standing(each.members, me(request).id, alive)]


def poll_of(request: PageRequest, listing: Listing) -> PollListing:
    """The poll of the event that the address names.

    Raises:
        UnknownPoll: there is none.
    """
    slug = request.path_params["poll"]
    for poll in listing.polls:
        if poll.slug == slug:
            return poll
    raise UnknownPoll(slug)


def speech(request: PageRequest) -> Speech:
    """The reader's language."""
    return speak(language_of(request))


def day_of(ms: int, language: str) -> str:
    """A day in the server's own time zone, which is that of the house."""
    day = datetime.fromtimestamp(ms / 1000, UTC).astimezone()
    return format_date(day, "long", locale=language)


def show(
    request: PageRequest,
    template: str,
    values: Mapping[str, Any],
    status: int = 200,
    *,
    frames: bool = False,
) -> Response:
    """A page of the organisers'.

    Args:
        frames: it shows pages of ours in frames.
    """
    language = language_of(request)
    chosen = request.query_params.get("lang") in LANGUAGES
    shared = {
        "path": request.url.path,
        # A language that was asked for stays while one walks through the pages.
        "keep": f"?lang={language}" if chosen else "",
        "inside": True,
        "me": request.scope.get(SCOPE_KEY),
    }
    return page(
        "presenter", template, language, shared | dict(values), status=status, frames=frames
    )


async def show_of_event(
    request: PageRequest, template: str, values: Mapping[str, Any], status: int = 200
) -> Response:
    """A page of one event's, which leads back to it."""
    listing = await event_of(request)
    title = say(listing.event.title, language_of(request))
    named = {"event_id": listing.id, "event_title": title}
    return show(request, template, {**named, **values}, status)


def wants_json(request: PageRequest) -> bool:
    """Whether a script asks, and not somebody who reads pages."""
    return request.headers.get("accept", "").startswith("application/json")


def message(request: PageRequest, sentence: str, status: int) -> Response:
    """A page that says one sentence; the same as JSON for a script, which shows it."""
    if wants_json(request):
        return JSONResponse({"sentence": sentence}, status)
    return show(request, "organiser/message.html", {"sentence": sentence}, status)


def see(request: PageRequest, path: str) -> Response:
    """On to `path` with a GET: reloading the page it leads to repeats nothing."""
    language = request.query_params.get("lang")
    if language in LANGUAGES:
        address, _, fragment = path.partition("#")
        address += ("&" if "?" in address else "?") + f"lang={language}"
        path = f"{address}#{fragment}" if fragment else address
    return RedirectResponse(path, 303)
