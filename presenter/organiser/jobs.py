"""Several files at once: choose them, watch them being made, fetch them.

Plain forms and a page that loads itself anew; the script only moves the bar in between.
"""

from typing import Any

from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import BaseRoute, Route

from poll_server import report
from poll_server.base.percent import format_decimal, format_percent
from poll_server.locale import LANGUAGES, Speech
from poll_server.report.making.jobs import UnknownJob
from poll_server.report.making.orders import PICTURES, CannotMake, MadeFile, Order, Progress
from poll_server.web.pages import language_of
from poll_server.web.services import PageRequest, services_of

from .files import refused, report_language, saved_as
from .shell import Refusal, event_of, see, show, signed_in, small_form, speech

MOST_FIELDS = 1000
"""Of the form: a report for each poll, and what kinds of files."""
MEGABYTE = 1_000_000
"""Bytes, as file managers count."""


@signed_in
async def choose(request: PageRequest) -> Response:
    """`/organise/{event}/_files`: which files, of what, in which language."""
    listing = await event_of(request)
    values = {
        "event": listing,
        "formats": report.FORMATS,
        "pictures": PICTURES,
        "chosen": report_language(request, listing),
    }
    return show(request, "organiser/make_files.html", values)


@signed_in
async def start(request: PageRequest) -> Response:
    """Have the chosen files made, and lead to the page that tells how far they are.

    Raises:
        Refusal: nothing was chosen, or there is no room for more files just now.
    """
    _, listing = speech(request), await event_of(request)
    form = await small_form(request, MOST_FIELDS)
    slugs = {"", *(poll.slug for poll in listing.polls)}
    of = tuple(str(each) for each in form.getlist("of") if each in slugs)
    formats = tuple(each for each in report.FORMATS if each in form.getlist("format"))
    pictures = tuple(each for each in PICTURES if each in form.getlist("picture"))
    if not of or not (formats or pictures):
        raise Refusal(_("Please choose at least one report and one kind of file."), 422)
    language = form.get("language")
    order = Order(
        redis_url=services_of(request).workshop.redis_url,
        event=listing.id,
        language=str(language) if language in LANGUAGES else report_language(request, listing),
        of=of,
        formats=formats,
        pictures=pictures,
        interval=form.get("interval") == "yes",
        short=form.get("short") == "yes",
        zip_name=f"{listing.id}-{_('results')}",
    )
    try:
        job = await services_of(request).jobs.start(order)
    except CannotMake as error:
        raise refused(request, error) from error
    return see(request, f"/organise/{listing.id}/_files/{job}")


@signed_in
async def watch(request: PageRequest) -> Response:
    """`/organise/{event}/_files/{job}`: how far they are; at the end, the files."""
    listing = await event_of(request)
    progress = await _progress(request)
    zip_files = [file for file in progress.files if file.name.endswith(".zip")]
    values: dict[str, Any] = {
        "event": listing,
        "job": request.path_params["job"],
        "progress": progress,
        "sentence": _sentence(progress, speech(request)),
        "files": [file for file in progress.files if file not in zip_files],
        "zip_files": zip_files,
        "size": lambda file: _size(file, language_of(request)),
    }
    return show(request, "organiser/made_files.html", values)


@signed_in
async def progress(request: PageRequest) -> Response:
    """`/organise/{event}/_files/{job}/progress`: the same for the script."""
    found = await _progress(request)
    plain = {
        "share": found.share,
        "percent": format_percent(found.share, language_of(request)),
        "sentence": _sentence(found, speech(request)),
        "ended": found.ended,
    }
    return JSONResponse(plain, headers={"Cache-Control": "no-store"})


@signed_in
async def fetch(request: PageRequest) -> Response:
    """`/organise/{event}/_files/{job}/{name}`: one of the files.

    Raises:
        Refusal: it is not there any more.
    """
    listing = await event_of(request)
    _, name = speech(request), request.path_params["name"]
    try:
        path, kept = await services_of(request).jobs.file(
            listing.id, request.path_params["job"], name
        )
    except UnknownJob as error:
        raise _gone(_) from error
    return FileResponse(path, media_type=kept.media_type, headers=saved_as(name))


async def _progress(request: PageRequest) -> Progress:
    listing = await event_of(request)
    try:
        return await services_of(request).jobs.look(listing.id, request.path_params["job"])
    except UnknownJob as error:
        raise _gone(speech(request)) from error


def _gone(_: Speech) -> Refusal:
    return Refusal(
        _(
            "These files are not here any more: they are kept for ten minutes. All results are "
            "kept; please have the files made again."
        ),
        404,
    )


def _sentence(found: Progress, _: Speech) -> str:
    """How things stand."""
    if found.why == "broken_tally":
        return _(
            "Nothing is exported, because a result does not agree with its votes: %(what)s.",
            what=found.detail,
        )
    if found.why == "broken_off":
        return _(
            "The server was restarted, and the files were not finished. All results are kept; "
            "please have the files made again."
        )
    if found.why == "no_event":
        return _("There is no such event or poll (any more).")
    if found.why:
        return CannotMake(found.why, found.detail).sentence(_)
    if found.ended:
        return _("These files are kept for ten minutes.")
    if not found.number:
        return _("Waiting for other files to be finished …")
    return _(
        "File %(number)s of %(of)s is being made: %(name)s",
        number=found.number,
        of=found.of,
        name=found.name,
    )


def _size(file: MadeFile, language: str) -> str:
    """`1.2 MB`, `80 kB`."""
    if file.size < MEGABYTE:
        return f"{max(file.size // 1000, 1)}\u00a0kB"
    return f"{format_decimal(file.size / MEGABYTE, language)}\u00a0MB"


routes: list[BaseRoute] = [
    Route("/organise/{event}/_files", choose),
    Route("/organise/{event}/_files", start, methods=["POST"]),
    Route("/organise/{event}/_files/{job}", watch),
    Route("/organise/{event}/_files/{job}/progress", progress),
    Route("/organise/{event}/_files/{job}/{name}", fetch),
]
