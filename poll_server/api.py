"""Results for machines, `/api/v1/…`; `docs/api.md` describes every field.

The organiser's page shows each event's token; it is sent as `Authorization: Bearer …` and ends
when the organiser signs out everywhere.
"""

from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from .locale import LANGUAGES
from .pages import language_of
from .polls import BrokenTally, UnknownPoll
from .report import gather
from .report.json import as_json
from .services import PageRequest
from .store import UnknownEvent


async def event_results(request: PageRequest) -> Response:
    """`/api/v1/events/{event}/results?lang=`: all polls of an event."""
    return await _results(request, request.path_params["event"])


async def poll_results(request: PageRequest) -> Response:
    """`/api/v1/polls/{poll}/results?lang=`: one poll, by the id in its stage link."""
    try:
        about = await request.state["store"].about(request.path_params["poll"])
    except UnknownPoll:
        return _unauthorised()
    return await _results(request, about.event_id, about.slug)


async def _results(request: PageRequest, event_id: str, only: str = "") -> Response:
    services = request.state
    organiser = await services["store"].organiser()
    if not services["passes"].may_read(request, event_id, organiser.generation):
        return _unauthorised()
    try:
        listing = await services["events"].get(event_id)
        report = await gather(services["polls"], listing, _language(request), only)
    except (UnknownEvent, UnknownPoll):
        return _error(404, "There is no such event.")
    except BrokenTally as broken:
        return _error(409, f"Not exported: a result does not agree with its votes ({broken}).")
    return JSONResponse(as_json(report), headers={"Cache-Control": "no-store"})


def _language(request: PageRequest) -> str:
    asked = request.query_params.get("lang", "")
    return asked if asked in LANGUAGES else language_of(request)


def _unauthorised() -> Response:
    """The same whether or not there is such an event: nobody learns names by asking."""
    return _error(401, "Send the event's token: Authorization: Bearer …")


def _error(status: int, sentence: str) -> Response:
    headers = {"WWW-Authenticate": "Bearer"} if status == 401 else {}
    return JSONResponse({"error": sentence}, status, headers | {"Cache-Control": "no-store"})


routes = [
    Route("/api/v1/events/{event}/results", event_results),
    Route("/api/v1/polls/{poll}/results", poll_results),
]
