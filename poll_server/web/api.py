"""Results for machines, `/api/v1/…`; `docs/api.md` describes every field.

The event's page shows each organiser a token of their own; it is sent as `Authorization: Bearer …`
and ends when that organiser signs out everywhere, changes the password, or is removed.
"""

from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from poll_server.live.ending.auditing import BrokenTally
from poll_server.locale import LANGUAGES
from poll_server.report.making.orders import CannotMake, Order
from poll_server.store.records import UnknownEvent, UnknownPoll

from .pages import language_of
from .services import PageRequest, services_of


async def event_results(request: PageRequest) -> Response:
    """`/api/v1/events/{event}/results?lang=`: all polls of an event."""
    return await _results(request, request.path_params["event"])


async def poll_results(request: PageRequest) -> Response:
    """`/api/v1/polls/{poll}/results?lang=`: one poll, by the id in its stage link."""
    try:
        about = await services_of(request).store.polls.about(request.path_params["poll"])
    except UnknownPoll:
        return _unauthorised()
    return await _results(request, about.event_id, about.slug)


async def _results(request: PageRequest, event_id: str, only: str = "") -> Response:
    services = services_of(request)
    passes = services.passes
    account = await services.accounts.get(passes.reader(request))
    if account is None or not passes.may_read(request, event_id, account.session):
        return _unauthorised()
    workshop = services.workshop
    order = Order(
        redis_url=workshop.redis_url,
        event=event_id,
        language=_language(request),
        of=(only,),
        formats=("json",),
        interval=request.query_params.get("interval") == "yes",
        short=request.query_params.get("short") == "yes",
    )
    try:
        (file,) = await workshop.files(order)
    except (UnknownEvent, UnknownPoll):
        return _error(404, "There is no such event.")
    except BrokenTally as broken:
        return _error(409, f"Not exported: a result does not agree with its votes ({broken}).")
    except CannotMake:
        return _error(503, "The results could not be read just now: ask again in a minute.")
    return Response(file.content, 200, {"Cache-Control": "no-store"}, "application/json")


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
