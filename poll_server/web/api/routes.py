"""Every address under `/api/v1`."""

from functools import cache

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Match, Route
from starlette.types import Receive, Scope, Send

from poll_server.locale import speak
from poll_server.web.pages import language_of
from poll_server.web.services import PageRequest

from . import events, openapi, polls, results, stream
from .operation import ROOT, Operation
from .problems import Problem

OPERATIONS: tuple[Operation, ...] = (
    *events.OPERATIONS,
    *polls.OPERATIONS,
    *results.OPERATIONS,
    *stream.OPERATIONS,
)


async def description(request: PageRequest) -> Response:
    """`/api/v1/openapi.json`: what there is, for programs; it holds no secret."""
    return Response(_encoded(), 200, {"Cache-Control": "no-cache"}, "application/json")


@cache
def _encoded() -> bytes:
    return msgspec.json.format(msgspec.json.encode(openapi.document(OPERATIONS)), indent=1)


class Elsewhere:
    """All other addresses below, and other methods of those there are."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        allowed = {
            method
            for route in _described
            if route.matches(scope)[0] == Match.PARTIAL
            for method in route.methods or ()
        }
        problem = Problem("method" if allowed else "nothing")
        if allowed:
            problem.headers["Allow"] = ", ".join(sorted(allowed))
        language = language_of(Request(scope))
        await problem.response(speak(language))(scope, receive, send)


_described: list[Route] = [
    Route(f"{ROOT}/openapi.json", description),
    *(operation.route() for operation in OPERATIONS),
]
routes: list[BaseRoute] = [*_described]
elsewhere: list[BaseRoute] = [
    Route(ROOT, Elsewhere()),
    Route(f"{ROOT}/{{rest:path}}", Elsewhere()),
]
"""After all others, also those of other modules below `/api/v1`."""
