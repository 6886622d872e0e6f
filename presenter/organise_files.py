"""Files for the organiser: an event's deck, results in every format, and what is to be printed."""

import gzip
from asyncio import to_thread
from typing import cast

from starlette.responses import Response

from poll_server import deck, report
from poll_server.events import Listing
from poll_server.locale import LANGUAGES
from poll_server.pages import language_of
from poll_server.report import print_kit
from poll_server.services import PageRequest

from .address import public_url
from .organise_shell import Refusal, event_of, poll_of, signed_in, speech

LARGE = 500_000
"""Bytes from which compressing takes longer than votes should wait."""


@signed_in
async def deck_file(request: PageRequest) -> Response:
    """`/organise/{event}/deck.toml`: to be kept, changed, and imported again."""
    listing = await event_of(request)
    return _download(deck.write(listing.event).encode(), f"{listing.id}.toml", "application/toml")


@signed_in
async def results_file(request: PageRequest) -> Response:
    """`/organise/{event}[/{poll}]/files/{format}?lang=`: results of the event or of one poll.

    Raises:
        Refusal: there is no such format.
    """
    _, format_ = speech(request), request.path_params["format"]
    if format_ not in report.FORMATS:
        raise Refusal(_("There is no such format."), 404)
    format_ = cast(report.Format, format_)
    listing = await event_of(request)
    only = poll_of(request, listing).slug if "poll" in request.path_params else ""
    language = report_language(request, listing)
    built = await report.gather(request.state["polls"], listing, language, only)
    # In a thread: a workbook takes a fifth of a second, and votes must not wait for it.
    content = await to_thread(report.render, built, format_)
    response = _download(content, report.file_name(built, format_), report.MEDIA_TYPES[format_])
    return await _packed(request, response)


@signed_in
async def print_file(request: PageRequest) -> Response:
    """`/organise/{event}[/{poll}]/print/{sheet}`: posters, table tents, the handout of all codes.

    Raises:
        Refusal: there is no such sheet.
    """
    _, sheet = speech(request), request.path_params["sheet"]
    if sheet not in print_kit.SHEETS:
        raise Refusal(_("There is no such sheet to print."), 404)
    sheet = cast(print_kit.Sheet, sheet)
    listing = await event_of(request)
    only = [poll_of(request, listing)] if "poll" in request.path_params else listing.polls
    codes = {poll.slug: poll.code for poll in only}
    rooms = [
        print_kit.Room(poll, codes[poll.id]) for poll in listing.event.polls if poll.id in codes
    ]
    content = await to_thread(print_kit.render, sheet, listing.event, rooms, public_url(request))
    name = "-".join([listing.id, *([only[0].slug] if "poll" in request.path_params else []), sheet])
    return _download(content, f"{name}.pdf", "application/pdf")


def report_language(request: PageRequest, listing: Listing) -> str:
    """`?lang=`, else the reader's language where the event has texts in it, else the event's."""
    if request.query_params.get("lang") in LANGUAGES:
        return request.query_params["lang"]
    language = language_of(request)
    known = [each for each in listing.event.languages if each in LANGUAGES]
    return language if language in known or not known else known[0]


def _download(content: bytes, name: str, media_type: str) -> Response:
    """A file to be saved, never shown as a page of ours. `name` is plain ASCII."""
    headers = {
        "Content-Disposition": f'attachment; filename="{name}"',
        "Cache-Control": "no-store",
    }
    return Response(content, media_type=media_type, headers=headers)


async def _packed(request: PageRequest, response: Response) -> Response:
    """A large file compressed in a thread, instead of by the middleware in the event loop.

    An HTML report has 5 MB, most of it Plotly: packing it there would hold up votes for a third of
    a second.
    """
    gzipped = "gzip" in request.headers.get("accept-encoding", "")
    if len(response.body) < LARGE or not gzipped:
        return response
    content = await to_thread(gzip.compress, bytes(response.body), 6)
    response.body = content
    response.headers["Content-Length"] = str(len(content))
    response.headers["Content-Encoding"] = "gzip"
    response.headers["Vary"] = "Accept-Encoding"
    return response
