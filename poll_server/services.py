"""What a running server hands to every page and socket: the lifespan's state."""

from typing import TYPE_CHECKING, TypedDict

from starlette.requests import Request
from starlette.websockets import WebSocket

if TYPE_CHECKING:
    from .accounts import Accounts
    from .ballots import Ballots
    from .crowd import Crowd
    from .drafts import Drafts
    from .events import Events
    from .hub import Hub
    from .passes import Passes
    from .polls import Polls
    from .published import Published
    from .report.jobs import Jobs
    from .report.workshop import Workshop
    from .settings import Settings
    from .store import Store


class Services(TypedDict):
    """Made once, in `app.create_app`'s lifespan; read as `request.state["polls"]`."""

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
    crowd: "Crowd"
    passes: "Passes"


PageRequest = Request[Services]
Socket = WebSocket[Services]
