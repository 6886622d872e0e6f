"""An event's questions as files of other tools, and what these cannot have."""

from asyncio import to_thread

from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from poll_server.drafts.exchange import FORMATS, written
from poll_server.web.pages import language_of
from poll_server.web.services import PageRequest
from presenter.organiser.files import download
from presenter.organiser.shell import Refusal, event_of, show_of_event, signed_in, speech


@signed_in
async def page(request: PageRequest) -> Response:
    """`/organise/{event}/_exchange`: the files there are, each with what gets lost in it."""
    listing, language = await event_of(request), language_of(request)
    gone = {
        name: await to_thread(written, listing.event, name, language) for name in FORMATS
    }  # fmt: skip
    values = {
        "formats": FORMATS,
        "gone": gone,
        "several": len(listing.event.polls) > 1,
    }
    return await show_of_event(request, "editor/exchange.html", values)


@signed_in
async def file(request: PageRequest) -> Response:
    """`/organise/{event}/_exchange/{format}`: one of the files.

    Raises:
        Refusal: there is no such format.
    """
    _, name = speech(request), request.path_params["format"]
    if name not in FORMATS:
        raise Refusal(_("There is no such format."), 404)
    listing, found = await event_of(request), FORMATS[name]
    made = await to_thread(written, listing.event, name, language_of(request))
    return download(made.content, f"{listing.id}{found.suffix}", found.media_type)


routes: list[BaseRoute] = [
    Route("/organise/{event}/_exchange", page),
    Route("/organise/{event}/_exchange/{format}", file),
]
