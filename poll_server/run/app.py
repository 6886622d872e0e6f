"""Put the server together: settings → Redis → store → polls → hub → routes."""

import signal
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial
from pathlib import Path
from typing import Any, cast

import structlog
from redis.asyncio import Redis
from redis.exceptions import RedisError
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.gzip import DEFAULT_EXCLUDED_CONTENT_TYPES, GZipMiddleware
from starlette.routing import Mount

import audience.pages.entrance
import audience.routes
import presenter.routes
from poll_server.base import garbage, logs, metrics, open_files
from poll_server.base.background import Task, background, within
from poll_server.base.settings import Settings
from poll_server.drafts import Drafts
from poll_server.live.ballots import Ballots
from poll_server.live.crowd import Crowd
from poll_server.live.ending.retention import Retention
from poll_server.live.links import hash_old_secrets
from poll_server.live.polls import Polls
from poll_server.live.screens.hub import Hub
from poll_server.report import MEDIA_TYPES
from poll_server.report.making.jobs import Jobs
from poll_server.report.making.workshop import Workshop
from poll_server.report.published import Published
from poll_server.store.accounts import Accounts
from poll_server.store.events import Events
from poll_server.store.probe import Probe
from poll_server.store.redis.keeper import trouble
from poll_server.store.store import Store
from poll_server.web import api, health
from poll_server.web.access.door import Door
from poll_server.web.access.guard import ForeignOrigins, Guard
from poll_server.web.access.passes import Passes
from poll_server.web.access.passwords import Passwords
from poll_server.web.browser_files import BrowserFiles
from poll_server.web.places import Places
from poll_server.web.services import ServerState, Services
from poll_server.web.sockets.seats import Seats
from poll_server.web.sockets.wheel import Wheel
from poll_server.web.static_files import SHARED

from .parent import end_with_parent
from .redis_there import until_there

COMPRESSED = (
    *DEFAULT_EXCLUDED_CONTENT_TYPES,
    *(MEDIA_TYPES[each] for each in ("docx", "pptx", "xlsx", "pdf")),
)
"""What is compressed already: doing it again would only take time from the votes."""
AWAY = (RedisError, ConnectionError, TimeoutError)
"""What reaches a page where Redis is away: each page then says so, and comes back by itself."""
CLOSE_SECONDS = 5.0
"""What hanging up may take, each: votes under way have Redis's 3 s, and a little."""

log = structlog.get_logger(__name__)


def create_app(settings: Settings | None = None) -> Starlette:
    """The whole server as an ASGI application.

    Args:
        settings: where nothing is given, what `POLL_*` environment variables say.
    """
    settings = settings or Settings.from_env()
    logs.configure()

    end_with_parent()
    refused = ForeignOrigins()

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[ServerState]:
        # Whatever was opened is closed in the end, in turn, also where a start fails halfway.
        async with AsyncExitStack() as open_things:

            def to_close(name: str, close: Callable[[], Awaitable[None]]) -> None:
                open_things.push_async_callback(within, CLOSE_SECONDS, name, close)

            store = Store.connect(settings.redis_url, settings.secret_file)
            to_close("store", store.redis.aclose)
            await until_there(store)
            accounts = Accounts(store)
            await accounts.take_over_password()
            secret = await store.secret()
            await hash_old_secrets(store)
            listening = Redis.from_url(
                settings.redis_url, decode_responses=True, socket_timeout=None
            )
            to_close("listening", listening.aclose)
            ballots = Ballots(settings.redis_url)
            to_close("ballots", ballots.close)
            probe = Probe(
                settings.redis_url, partial(trouble, Path(settings.data_dir), settings.redis_url)
            )
            to_close("probe", probe.close)
            crowd = Crowd(store)
            to_close("crowd", crowd.close)
            polls = Polls(
                store,
                ballots,
                crowd,
                accept_risk=settings.accept_risk,
                take_back=settings.take_back,
            )
            polls.risks.found = await store.wrong_settings()
            hub = Hub(polls, store, listening, settings.truth_every)
            ballots.counted = hub.changed
            workshop = Workshop(settings.redis_url, settings.report_nice)
            to_close("workshop", workshop.close)
            jobs = Jobs(workshop, Path(settings.data_dir) / "made")
            to_close("jobs", jobs.close)
            passes = Passes(secret, settings)
            work = {
                **hub.work(),
                "crowd": crowd.run(),
                "lateness": metrics.watch_lateness(),
                "settings": health.watch_settings(store, polls, Path(settings.data_dir)),
                "retention": Retention(store, settings, polls).run(),
                "jobs": jobs.run(),
            }
            await open_things.enter_async_context(background(work, died=_stop_when_dead))
            garbage.fit()
            services = Services(
                settings=settings,
                store=store,
                accounts=accounts,
                ballots=ballots,
                polls=polls,
                events=Events(store),
                drafts=Drafts(store, Events(store)),
                hub=hub,
                workshop=workshop,
                jobs=jobs,
                published=Published(store, polls, workshop),
                crowd=crowd,
                passes=passes,
                door=Door(secret, passes),
                probe=probe,
                places=Places(open_files.raise_limit()),
                seats=Seats(),
                refused=refused,
                wheel=Wheel(),
                passwords=Passwords(),
            )
            yield {"services": services}
        # Where a background task had died, its error comes out of here: uvicorn then says that
        # the shutdown failed, and `run` exits with 1.

    return Starlette(
        routes=[
            *health.routes,
            *api.routes,
            *(Mount(str(at), BrowserFiles(directory=folder)) for at, folder in SHARED.items()),
            *presenter.routes.routes,
            *audience.routes.routes,
        ],
        middleware=[
            Middleware(Guard, settings=settings, refused=refused),
            # Less than a packet gains nothing; level 9 takes twice the time of 6 for no byte less.
            Middleware(
                GZipMiddleware,
                minimum_size=500,
                compresslevel=6,
                exclude_content_types=COMPRESSED,
            ),
        ],
        # Starlette's type knows no typed state: a handler takes our request, and that is one.
        exception_handlers={
            404: cast(Any, audience.pages.entrance.nothing_here),
            **dict.fromkeys(AWAY, cast(Any, audience.pages.entrance.away)),
        },
        lifespan=lifespan,
    )


def _stop_when_dead(task: Task) -> None:
    """A background task that died leaves a server that looks alive: end the process instead."""
    if task.cancelled() or (error := task.exception()) is None:
        return
    log.critical("background_task_died", task=task.get_name(), exc_info=error)
    signal.raise_signal(signal.SIGTERM)
