"""What every page of the organisers' shares: who may see it, how it is drawn, how it says no."""

from collections.abc import Mapping
from datetime import UTC, datetime
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from babel.dates import format_date
from starlette.responses import RedirectResponse, Response

from poll_server.live.ending.auditing import BrokenTally
from poll_server.locale import LANGUAGES, Speech, speak
from poll_server.store.events import Listing, PollListing
from poll_server.store.organisers import Account
from poll_server.store.records import UnknownEvent, UnknownPoll
from poll_server.web.pages import language_of, page
from poll_server.web.services import Handler, PageRequest, services_of

from .server import acts

SCOPE_KEY = "poll.organiser"
"""Where in a request's scope the account stands of who is signed in."""


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


def who(request: PageRequest) -> str:
    """The name of the organiser who is signed in, inside a handler that is `signed_in`."""
    return me(request).name


async def fields_of(request: PageRequest) -> dict[str, str]:
    """The text fields of a small form."""
    async with request.form(max_files=0, max_fields=10) as form:
        fields: dict[str, Any] = dict(form)
        return {name: value for name, value in fields.items() if isinstance(value, str)}


async def event_of(request: PageRequest) -> Listing:
    """The event that the address names.

    Raises:
        UnknownEvent: there is none.
    """
    return await services_of(request).events.get(request.path_params["event"])


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


def message(request: PageRequest, sentence: str, status: int) -> Response:
    """A page that says one sentence."""
    return show(request, "organiser/message.html", {"sentence": sentence}, status)


def see(request: PageRequest, path: str) -> Response:
    """On to `path` with a GET: reloading the page it leads to repeats nothing."""
    language = request.query_params.get("lang")
    if language in LANGUAGES:
        address, _, fragment = path.partition("#")
        address += ("&" if "?" in address else "?") + f"lang={language}"
        path = f"{address}#{fragment}" if fragment else address
    return RedirectResponse(path, 303)
