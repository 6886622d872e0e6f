"""What a running server hands to every page and socket: made once, read by attribute.

await services_of(request).polls.state(poll_id)
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypedDict

from starlette.requests import HTTPConnection, Request
from starlette.responses import Response
from starlette.websockets import WebSocket

from .pressing.gapped import KeptPages

if TYPE_CHECKING:
    from poll_server.base.settings import Settings
    from poll_server.drafts import Drafts
    from poll_server.live.ballots import Ballots
    from poll_server.live.beside.rehearsals import Rehearsals
    from poll_server.live.crowd import Crowd
    from poll_server.live.polls import Polls
    from poll_server.live.screens.hub import Hub
    from poll_server.report.making.jobs import Jobs
    from poll_server.report.making.workshop import Workshop
    from poll_server.report.published import Published
    from poll_server.store.accounts import Accounts
    from poll_server.store.events import Events
    from poll_server.store.parts.people.second_factor import SecondFactors
    from poll_server.store.reach.probe import Probe
    from poll_server.store.store import Store
    from poll_server.web.access.begun import BegunKeeper
    from poll_server.web.access.door import Door
    from poll_server.web.access.guard import ForeignOrigins
    from poll_server.web.access.halfway import HalfwayKeeper
    from poll_server.web.access.passes import Passes
    from poll_server.web.access.passwords import Passwords
    from poll_server.web.access.provider import SignInProvider
    from poll_server.web.access.token_door import TokenDoor

    from .access.places import Places
    from .hooks.sending import Hooks
    from .sockets.seats import Seats
    from .sockets.wheel import Wheel


@dataclass(frozen=True, kw_only=True)
class Services:
    """Made in `run.app`, where the process starts; they live as long as it does."""

    settings: "Settings"
    store: "Store"
    accounts: "Accounts"
    ballots: "Ballots"
    polls: "Polls"
    events: "Events"
    drafts: "Drafts"
    hub: "Hub"
    workshop: "Workshop"
    jobs: "Jobs"
    published: "Published"
    rehearsals: "Rehearsals"
    crowd: "Crowd"
    passes: "Passes"
    door: "Door"
    token_door: "TokenDoor"
    places: "Places"
    probe: "Probe"
    hooks: "Hooks"
    seats: "Seats"
    refused: "ForeignOrigins"
    wheel: "Wheel"
    passwords: "Passwords"
    provider: "SignInProvider | None"
    begun: "BegunKeeper"
    second_factors: "SecondFactors"
    halfway: "HalfwayKeeper"
    kept_pages: KeptPages = field(default_factory=KeptPages)


class ServerState(TypedDict):
    """What Starlette carries from the lifespan to every request and socket."""

    services: Services


PageRequest = Request[ServerState]
Handler = Callable[[PageRequest], Awaitable[Response]]
"""Answers a page's request."""
Socket = WebSocket[ServerState]


def services_of(conn: HTTPConnection[ServerState]) -> Services:
    """What a page or socket works with."""
    return conn.state["services"]
