"""Files for the organiser: an event's deck, results in every format, and what is to be printed.

All but the deck are made by a process beside this one (`report/workshop.py`), so that no vote waits
for a document.
"""

from asyncio import to_thread
from typing import Any

from starlette.responses import Response

from poll_server import report
from poll_server.deck import deck
from poll_server.deck.pictures.kept import names_in
from poll_server.deck.pictures.packed import packed
from poll_server.locale import LANGUAGES
from poll_server.report.making.orders import RUN_SHEET, SHEETS, CannotMake, Order
from poll_server.store.events import Listing
from poll_server.web.pages import language_of
from poll_server.web.services import PageRequest, services_of
from presenter.address import public_url

from .server import acts
from .shell import Refusal, event_of, poll_of, signed_in, speech

STATUS = {"no_chart": 404, "busy": 503}
"""Of an answer that is no file, by what stood in the way; anything else is a mistake of ours."""


@signed_in
async def deck_file(request: PageRequest) -> Response:
    """`/organise/{event}/deck.toml`: to be kept, changed, and imported again."""
    listing = await event_of(request)
    return download(deck.write(listing.event).encode(), f"{listing.id}.toml", "application/toml")


@signed_in
async def deck_package(request: PageRequest) -> Response:
    """`/organise/{event}/deck.zip`: the same with the pictures that it names."""
    listing = await event_of(request)
    text, store = deck.write(listing.event), services_of(request).store
    pictures = await store.pictures.named(listing.id, names_in(text))
    content = await to_thread(packed, text, pictures)
    return download(content, f"{listing.id}.zip", "application/zip")


@signed_in
async def results_file(request: PageRequest) -> Response:
    """`/organise/{event}[/{poll}]/files/{format}?lang=&interval=yes&short=yes`: the results.

    Raises:
        Refusal: there is no such format.
    """
    _, format_ = speech(request), request.path_params["format"]
    if format_ not in report.FORMATS:
        raise Refusal(_("There is no such format."), 404)
    acts.otherwise(request, detail=format_)
    return await made(request, formats=(format_,))


@signed_in
async def print_file(request: PageRequest) -> Response:
    """`/organise/{event}[/{poll}]/print/{sheet}`: posters, table tents, all codes, run sheets.

    Raises:
        Refusal: there is no such sheet.
    """
    _, sheet = speech(request), request.path_params["sheet"]
    if sheet not in (*SHEETS, RUN_SHEET):
        raise Refusal(_("There is no such sheet to print."), 404)
    return await made(request, **await to_print(request, sheet))


async def to_print(request: PageRequest, sheet: str) -> dict[str, str]:
    """The fields of an order for a sheet of paper with codes."""
    secret = (await services_of(request).store.secret()).decode()
    return {"sheet": sheet, "address": public_url(request), "secret": secret}


async def made(request: PageRequest, **what: Any) -> Response:
    """The one file that is asked for of the event, or of the poll, that the address names.

    Args:
        what: further fields of the order.

    Raises:
        Refusal: it could not be made; with the reason in a sentence.
        UnknownEvent, UnknownPoll, BrokenTally: as their names say.
    """
    listing = await event_of(request)
    slug = poll_of(request, listing).slug if "poll" in request.path_params else ""
    return await made_of(request, listing, slug, **what)


async def made_of(request: PageRequest, listing: Listing, slug: str, **what: Any) -> Response:
    """The one file that is asked for of an event, or of its poll `slug`; as `made`."""
    workshop = services_of(request).workshop
    order = Order(
        redis_url=workshop.redis_url,
        event=listing.id,
        language=report_language(request, listing),
        of=(slug,),
        interval=request.query_params.get("interval") == "yes",
        short=request.query_params.get("short") == "yes",
        **what,
    )
    try:
        (file,) = await workshop.files(order)
    except CannotMake as error:
        raise refused(request, error) from error
    return download(file.content, file.name, file.media_type)


def refused(request: PageRequest, error: CannotMake) -> Refusal:
    """Why there is no file, in the reader's language."""
    return Refusal(error.sentence(speech(request)), STATUS.get(error.why, 500))


def report_language(request: PageRequest, listing: Listing) -> str:
    """`?lang=`, else the reader's language where the event has texts in it, else the event's."""
    if request.query_params.get("lang") in LANGUAGES:
        return request.query_params["lang"]
    language = language_of(request)
    known = [each for each in listing.event.languages if each in LANGUAGES]
    return language if language in known or not known else known[0]


def download(content: bytes, name: str, media_type: str) -> Response:
    """A file to be saved, never shown as a page of ours. `name` is plain ASCII."""
    return Response(content, media_type=media_type, headers=saved_as(name))


def saved_as(name: str) -> dict[str, str]:
    """The headers of a file that is to be saved under `name`."""
    return {
        "Content-Disposition": f'attachment; filename="{name}"',
        "Cache-Control": "no-store",
    }
