"""Results of closed rounds: as JSON, and as files of every format."""

from typing import Any

from starlette.responses import FileResponse, Response

from poll_server import report
from poll_server.report.making.jobs import UnknownJob
from poll_server.report.making.orders import CannotMake, Order, Progress

from .operation import JSON, ROOT, ApiCall, operation
from .problems import Problem
from .shapes import ExportFile, ExportJob, ExportOrder, ResultsQuery

ANY = "*/*"
"""A file of any kind."""


@operation(
    "GET", "/events/{event}/results", "results", "results", query=ResultsQuery,
    answers={200: JSON}, problems=("tally", "busy"),
)  # fmt: skip
async def event_results(call: ApiCall) -> Response:
    """Read the results of all polls of an event."""
    return await _results(call, "")


@operation(
    "GET", "/polls/{poll}/results", "results", "results", query=ResultsQuery,
    answers={200: JSON}, problems=("tally", "busy"),
)  # fmt: skip
async def poll_results(call: ApiCall) -> Response:
    """Read the results of one poll."""
    about = await call.services.store.polls.about(call.named("poll"))
    return await _results(call, about.slug)


@operation(
    "POST", "/events/{event}/exports", "export", "results", deed="files.made", body=ExportOrder,
    answers={202: ExportJob}, problems=("busy", "not_now"),
)  # fmt: skip
async def export(call: ApiCall) -> Response:
    """Have files made. They take a while: ask how far they are at the address in `Location`."""
    wanted: ExportOrder = call.body
    _ = call.say
    listing = await call.services.events.get(call.event)
    slugs = {poll.slug for poll in listing.polls}
    formats = tuple(each for each in report.FORMATS if each in wanted.formats)
    if set(wanted.polls) - slugs or set(wanted.formats) - set(report.FORMATS):
        raise Problem("form", _("There is no such poll in this event, or no such format."))
    if not (formats or wanted.pictures):
        raise Problem("form", _("Please choose at least one kind of file."))
    order = _order(
        call,
        of=wanted.polls or ("",),
        formats=formats,
        pictures=wanted.pictures,
        interval=wanted.interval,
        short=wanted.short,
    )
    try:
        job = await call.services.jobs.start(order)
    except CannotMake as error:
        raise Problem("busy", error.sentence(call.say)) from None
    told = await _job(call, job)
    return call.answer(told, 202, {"Location": told.href})


@operation("GET", "/events/{event}/exports/{job}", "export", "results", answers={200: ExportJob})
async def export_progress(call: ApiCall) -> Response:
    """Read how far the files are, and where the finished ones lie."""
    return call.answer(await _job(call, call.named("job")))


@operation("GET", "/events/{event}/exports/{job}/{name}", "export", "results", answers={200: ANY})
async def export_file(call: ApiCall) -> Response:
    """Fetch a file that was made."""
    name = call.named("name")
    try:
        path, kept = await call.services.jobs.file(call.event, call.named("job"), name)
    except UnknownJob:
        raise Problem("nothing") from None
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return FileResponse(path, media_type=kept.media_type, headers=headers)


async def _results(call: ApiCall, only: str) -> Response:
    order = _order(
        call,
        of=(only,),
        formats=("json",),
        interval=call.query.interval == "yes",
        short=call.query.short == "yes",
    )
    try:
        (file,) = await call.services.workshop.files(order)
    except CannotMake as error:
        raise Problem("busy", error.sentence(call.say)) from None
    return Response(file.content, 200, {"Cache-Control": "no-store"}, JSON)


def _order(call: ApiCall, **what: Any) -> Order:
    return Order(
        redis_url=call.services.workshop.redis_url,
        event=call.event,
        language=call.language,
        **what,
    )


async def _job(call: ApiCall, job: str) -> ExportJob:
    """Raises: Problem, where there is no such job (any more)."""
    try:
        found: Progress = await call.services.jobs.look(call.event, job)
    except UnknownJob:
        raise Problem("nothing") from None
    href = f"{ROOT}/events/{call.event}/exports/{job}"
    files = tuple(
        ExportFile(each.name, each.media_type, each.size, f"{href}/{each.name}")
        for each in found.files
    )
    return ExportJob(job, href, found.ended, found.share, found.why, files)


OPERATIONS = (event_results, poll_results, export, export_progress, export_file)
