"""The pages of stage and moderator on a server without Redis, for tests that script the socket."""

import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from audience.pages import entrance as phones
from audience.pages import speakers as asking
from poll_server.base.secrets import LinkRole
from poll_server.base.settings import Settings
from poll_server.live.state import PollState
from poll_server.store.records import UnknownPoll
from poll_server.web.access.door import Door
from poll_server.web.access.guard import WHY
from poll_server.web.access.passes import Passes
from poll_server.web.pressing.gapped import KeptPages
from poll_server.web.services import Handler, PageRequest, ServerState, services_of
from poll_server.web.static_files import static_route
from presenter.moderator import pages as console
from presenter.moderator import remote
from presenter.moderator.from_hall import speakers as circle
from presenter.pictures import plotly_file, qr
from presenter.stage import pages as stage
from tests.support.events.fishbowl import PretendedSpeakers, with_list
from tests.support.servers.some_services import server_state

from .screen_states import CODE, POLL_ID, Scene

PUBLIC_URL = "https://poll.example.org"
SERVER_SECRET = b"thirty-two bytes of test secret."
SECRET = "the secret of the moderator link"


class _OnePoll:
    def __init__(self, speakers: PretendedSpeakers | None) -> None:
        self.speakers = speakers

    async def state(self, poll_id: str) -> PollState:
        if poll_id != POLL_ID:
            raise UnknownPoll(poll_id)
        return with_list(Scene()) if self.speakers else Scene().state()

    async def poll_of_code(self, code: str) -> str | None:
        return POLL_ID if code == CODE else None

    async def held(self, poll_id: str, credential: bytes, number: int) -> None:
        return None  # nobody has voted


class _NoCrowd:
    def room(self, screen: str) -> bool:
        return True


async def _why(request: Request[Any]) -> JSONResponse:
    return JSONResponse({"why": ""})  # nothing is refused here


async def _enter(request: Request[Any]) -> JSONResponse:
    right = (await request.json())["secret"] == SECRET
    return JSONResponse({}, 200 if right else 403)


def _holding(role: LinkRole, page: Handler) -> Handler:
    """`page` for a browser that holds this pass."""

    async def let_in(request: PageRequest) -> Response:
        pass_ = Response()
        services_of(request).passes.let_in(pass_, request, role, POLL_ID, 1)
        cookie = pass_.headers["set-cookie"].partition(";")[0].encode()
        request.scope["headers"] = [*request.scope["headers"], (b"cookie", cookie)]
        return await page(type(request)(request.scope))

    return let_in


def screen_app(
    public_url: str = PUBLIC_URL, speakers: PretendedSpeakers | None = None
) -> Starlette:
    """The real pages and scripts; one poll; whoever has `SECRET` may moderate.

    Args:
        speakers: who wants to speak; None: nobody can.
    """
    settings = Settings(public_url=public_url)

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[ServerState]:
        passes = Passes(SERVER_SECRET, settings)
        yield server_state(
            settings=settings,
            polls=_OnePoll(speakers),
            places=_NoCrowd(),
            passes=passes,
            door=Door(SERVER_SECRET, passes),
            kept_pages=KeptPages(),
        )

    return Starlette(
        routes=[
            Route("/stage/{poll}", _holding("stage", stage.stage)),
            Route("/stage/{poll}/speakers", _holding("stage", circle.on_stage)),
            Route("/moderate/{poll}", console.moderate),
            Route("/moderate/{poll}/speakers", _holding("moderator", circle.speakers)),
            Route("/moderate/{poll}/speakers/list", _holding("moderator", circle.listed)),
            Route("/moderate/{poll}/remote", remote.remote),
            Route("/moderate/{poll}/enter", _enter, methods=["POST"]),
            Route(WHY, _why, methods=["POST"]),
            Route("/qr/results/{event}.svg", qr.results),
            Route("/qr/{code}.svg", qr.qr),
            Route("/{code}", phones.phone),
            Route("/{code}/speakers", asking.speakers),
            Route("/{code}/speakers/now", asking.now),
            Route("/static/plotly.min.js", plotly_file.plotly),
            static_route("audience", "presenter"),
        ],
        lifespan=lifespan,
    )


@contextmanager
def serving(app: Starlette) -> Iterator[str]:
    """`app` on a free port of this machine, for a browser; yields its address."""
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="warning", proxy_headers=False))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        while not server.started:
            thread.join(0.01)  # seconds; the server tells nobody that it is up
            if not thread.is_alive():
                raise RuntimeError("the test server did not start")
        port = server.servers[0].sockets[0].getsockname()[1]
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join()
