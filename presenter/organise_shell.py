"""What every page of the organiser's shares: who may see it, how it is drawn, how it says no."""

from collections.abc import Awaitable, Callable, Mapping
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from starlette.responses import RedirectResponse, Response

from poll_server.events import Listing, PollListing
from poll_server.locale import LANGUAGES, Speech, speak
from poll_server.pages import language_of, page
from poll_server.polls import BrokenTally, UnknownPoll
from poll_server.services import PageRequest
from poll_server.store import UnknownEvent

Handler = Callable[[PageRequest], Awaitable[Response]]


class Refusal(Exception):
    """What was asked for cannot be done; the sentence is for the organiser."""

    def __init__(self, sentence: str, status: int) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.status = status


def signed_in(handler: Handler) -> Handler:
    """Lets only the organiser through, and turns every refusal into a page with a sentence."""

    @wraps(handler)
    async def guarded(request: PageRequest) -> Response:
        if not await is_organiser(request):
            # A form that was open when the session ended must be sent again, so no way back to it.
            back = request.url.path if request.method == "GET" else "/organise"
            return see(request, "/organise?" + urlencode({"next": back}))
        _ = speech(request)
        try:
            return await handler(request)
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


async def is_organiser(request: PageRequest) -> bool:
    """Whether a password is set and this browser is signed in with it."""
    organiser = await request.state["store"].organiser()
    passes = request.state["passes"]
    return bool(organiser.password_hash) and passes.is_organiser(request, organiser.generation)


async def generation(request: PageRequest) -> int:
    """The generation of the organiser's sessions and tokens."""
    return (await request.state["store"].organiser()).generation


async def event_of(request: PageRequest) -> Listing:
    """The event that the address names.

    Raises:
        UnknownEvent: there is none.
    """
    return await request.state["events"].get(request.path_params["event"])


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


def show(
    request: PageRequest, template: str, values: Mapping[str, Any], status: int = 200
) -> Response:
    """A page of the organiser's."""
    language = language_of(request)
    chosen = request.query_params.get("lang") in LANGUAGES
    shared = {
        "path": request.url.path,
        # A language that was asked for stays while one walks through the pages.
        "keep": f"?lang={language}" if chosen else "",
        "inside": True,
    }
    return page("presenter", template, language, shared | dict(values), status=status)


def message(request: PageRequest, sentence: str, status: int) -> Response:
    """A page that says one sentence."""
    return show(request, "organise_message.html", {"sentence": sentence}, status)


def see(request: PageRequest, path: str) -> Response:
    """On to `path` with a GET: reloading the page it leads to repeats nothing."""
    language = request.query_params.get("lang")
    if language in LANGUAGES:
        address, _, fragment = path.partition("#")
        address += ("&" if "?" in address else "?") + f"lang={language}"
        path = f"{address}#{fragment}" if fragment else address
    return RedirectResponse(path, 303)
