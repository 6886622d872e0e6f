"""From a process's start to its end: settings → Redis → store → polls → hub → services."""

import asyncio
import signal
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial
from pathlib import Path
from typing import Any

import structlog
from starlette.applications import Starlette

from poll_server.base import metrics
from poll_server.base.background import AsyncTask, background, within
from poll_server.base.machine import garbage, open_files
from poll_server.base.settings import Settings
from poll_server.drafts import Drafts
from poll_server.live.ballots import Ballots
from poll_server.live.beside.rehearsals import Rehearsals
from poll_server.live.crowd import Crowd
from poll_server.live.ending.retention import LOOK_EVERY, Retention
from poll_server.live.links import hash_old_secrets
from poll_server.live.polls import Polls
from poll_server.live.screens.hub import Hub
from poll_server.report.making.jobs import Jobs
from poll_server.report.making.workshop import Workshop
from poll_server.report.published import Published
from poll_server.store.accounts import Accounts
from poll_server.store.events import Events
from poll_server.store.parts.people.second_factor import SecondFactors
from poll_server.store.reach.ear import Ear
from poll_server.store.reach.probe import Probe
from poll_server.store.redis.keeper import trouble
from poll_server.store.store import Store
from poll_server.upkeep import data_version
from poll_server.upkeep.backup_folder import COPIES, forget_copies
from poll_server.upkeep.backups import SERVING
from poll_server.web import health
from poll_server.web.access.begun import BegunKeeper
from poll_server.web.access.door import Door
from poll_server.web.access.guard import ForeignOrigins
from poll_server.web.access.halfway import HalfwayKeeper
from poll_server.web.access.passes import Passes
from poll_server.web.access.passwords import Passwords
from poll_server.web.access.places import Places
from poll_server.web.access.provider import SignInProvider
from poll_server.web.access.token_door import TokenDoor
from poll_server.web.hooks.sending import Hooks
from poll_server.web.services import ServerState, Services
from poll_server.web.sockets.seats import Seats
from poll_server.web.sockets.wheel import Wheel

from .redis_there import until_there

CLOSE_SECONDS = 5.0
"""What hanging up may take, each: votes under way have Redis's 3 s, and a little."""
ToClose = Callable[[str, Callable[[], Awaitable[None]]], None]
"""Takes what is to be closed in the end, and what the log calls it."""

log = structlog.get_logger(__name__)


@asynccontextmanager
async def running(
    settings: Settings, refused: ForeignOrigins, app: Starlette
) -> AsyncIterator[ServerState]:
    """What every page and socket of `app` is given, for as long as the process lives."""
    # Whatever was opened is closed in the end, in turn, also where a start fails halfway.
    async with AsyncExitStack() as open_things:

        def to_close(name: str, close: Callable[[], Awaitable[None]]) -> None:
            open_things.push_async_callback(within, CLOSE_SECONDS, name, close)

        store = Store.connect(settings.redis_url, settings.secret_file, name=SERVING)
        to_close("store", store.redis.aclose)
        await until_there(store)
        # For one process that was started by `serve`, this is done.
        copies = Path(settings.data_dir) / COPIES
        await data_version.settle(store, copies, settings.secret_file)
        await Accounts(store).take_over_password()
        secret = await store.secret()
        await hash_old_secrets(store)
        services = await _services(settings, refused, store, secret, to_close)
        await open_things.enter_async_context(background(_work(services), died=_stop_when_dead))
        garbage.fit()
        yield {"services": services}
    # Where a background task had died, its error comes out of here: uvicorn then says that
    # the shutdown failed, and `run` exits with 1.


async def _services(
    settings: Settings, refused: ForeignOrigins, store: Store, secret: bytes, to_close: ToClose
) -> Services:
    """Everything, made once; what has to be closed is given to `to_close`."""
    polls, ballots, crowd = await _polls(settings, store, to_close)
    workshop, jobs = _report_makers(settings, to_close)
    passes = Passes(secret, settings)
    return Services(
        settings=settings,
        store=store,
        accounts=Accounts(store),
        ballots=ballots,
        polls=polls,
        events=Events(store),
        drafts=Drafts(store, Events(store)),
        hub=_hub(settings, store, polls, ballots, to_close),
        workshop=workshop,
        jobs=jobs,
        published=Published(store, polls, workshop),
        rehearsals=_rehearsals(settings, to_close),
        crowd=crowd,
        passes=passes,
        door=Door(secret, passes),
        token_door=TokenDoor(store.tokens, Accounts(store), passes),
        probe=_probe(settings, to_close),
        hooks=Hooks(store, polls, secret, inside=settings.webhooks_inside),
        places=Places(open_files.raise_limit()),
        seats=Seats(),
        refused=refused,
        wheel=Wheel(),
        passwords=Passwords(),
        provider=SignInProvider.of(settings),
        begun=BegunKeeper(secret, passes),
        second_factors=SecondFactors(store.redis, secret),
        halfway=HalfwayKeeper(secret, passes),
    )


async def _polls(
    settings: Settings, store: Store, to_close: ToClose
) -> tuple[Polls, Ballots, Crowd]:
    """The polls, with what carries their votes and what counts who is here."""
    ballots = Ballots(settings.redis_url)
    to_close("ballots", ballots.close)
    crowd = Crowd(store)
    to_close("crowd", crowd.close)
    polls = Polls(
        store, ballots, crowd, accept_risk=settings.accept_risk, take_back=settings.take_back
    )
    polls.risks.found = await store.wrong_settings()
    return polls, ballots, crowd


def _hub(
    settings: Settings, store: Store, polls: Polls, ballots: Ballots, to_close: ToClose
) -> Hub:
    """The screens of this process, told of every vote that was counted here."""
    ear = Ear(settings.redis_url, name=SERVING)
    to_close("listening", ear.close)
    hub = Hub(polls, store, ear, settings.truth_every)
    ballots.counted = partial(hub.changed, votes=True)
    return hub


def _probe(settings: Settings, to_close: ToClose) -> Probe:
    """What tries whether a vote could be stored."""
    probe = Probe(settings.redis_url, partial(trouble, Path(settings.data_dir), settings.redis_url))
    to_close("probe", probe.close)
    return probe


def _report_makers(settings: Settings, to_close: ToClose) -> tuple[Workshop, Jobs]:
    """What makes the files of the report, and what it is asked for."""
    workshop = Workshop(settings.redis_url, settings.report_nice)
    to_close("workshop", workshop.close)
    jobs = Jobs(workshop, Path(settings.data_dir) / "made")
    to_close("jobs", jobs.close)
    return workshop, jobs


def _rehearsals(settings: Settings, to_close: ToClose) -> Rehearsals:
    """What lets simulated phones come, in a process of their own."""
    rehearsals = Rehearsals(Path(settings.data_dir) / "rehearsal")
    to_close("rehearsals", rehearsals.close)
    return rehearsals


def _work(services: Services) -> dict[str, Coroutine[Any, Any, None]]:
    """What goes on beside the requests, by name."""
    settings, store, polls = services.settings, services.store, services.polls
    return {
        **services.hub.work(),
        "crowd": services.crowd.run(),
        "mood": polls.mood.run(),
        "lateness": metrics.watch_lateness(),
        "settings": health.watch_settings(store, polls, Path(settings.data_dir)),
        "retention": Retention(store, settings, polls).run(),
        "jobs": services.jobs.run(),
        "hooks": services.hooks.run(),
        "copies": _forget_copies(settings),
        "data version": data_version.watch(store),
    }


async def _forget_copies(settings: Settings) -> None:
    """Copies made before a migration or a restore hold single votes, too, and go in their time."""
    while True:
        try:
            await asyncio.to_thread(forget_copies, Path(settings.data_dir), settings.keep_votes)
        except OSError as error:
            log.warning("copies_not_deleted", error=type(error).__name__)
        await asyncio.sleep(LOOK_EVERY)


def _stop_when_dead(task: AsyncTask) -> None:
    """A background task that died leaves a server that looks alive: end the process instead."""
    if task.cancelled() or (error := task.exception()) is None:
        return
    log.critical("background_task_died", task=task.get_name(), exc_info=error)
    signal.raise_signal(signal.SIGTERM)
