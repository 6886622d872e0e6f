"""`/healthz`: this process lives · `/readyz`: votes are safe here · `/metrics`: for Prometheus."""

import asyncio
from contextlib import suppress
from pathlib import Path

import structlog
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from redis.exceptions import RedisError
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from poll_server.base.machine import disk
from poll_server.base.metrics import (
    DISK_FREE,
    DISK_SIZE,
    FILES_LIMIT,
    FILES_USED,
    PHONES_FIT,
    VOTES_WAITING,
)
from poll_server.live.polls import Polls
from poll_server.store.redis.keeper import trouble
from poll_server.store.store import Store

from .services import PageRequest, services_of

CHECK_EVERY = 60.0
"""Seconds between two looks at Redis's settings: somebody may change them while we run."""

log = structlog.get_logger(__name__)


async def healthz(request: PageRequest) -> Response:
    """The process answers; nothing is said of Redis."""
    return PlainTextResponse("ok\n")


async def readyz(request: PageRequest) -> Response:
    """Red, each reason with its one-line cure, where a vote could be lost or none be stored."""
    if why := await services_of(request).probe.wrong():
        return JSONResponse({"ready": False, "wrong": [why]}, 503)
    try:
        wrong = await services_of(request).store.wrong_settings()
    except (RedisError, OSError) as error:
        settings = services_of(request).settings
        private = await asyncio.to_thread(trouble, Path(settings.data_dir), settings.redis_url)
        cure = private or "start it, or mend --redis-url"
        why = f"Redis does not answer ({type(error).__name__}): {cure}"
        return JSONResponse({"ready": False, "wrong": [why]}, 503)
    if wrong and not services_of(request).settings.accept_risk:
        return JSONResponse({"ready": False, "wrong": wrong}, 503)
    places = services_of(request).places
    warnings: list[str] = []
    files = {"used": places.used, "limit": places.limit, "phones_that_fit": places.phones}
    room = disk.look(Path(services_of(request).settings.data_dir))
    with suppress(RedisError, OSError):
        warnings = await services_of(request).store.warnings()
    warnings += [disk.said(room)] if room.scarce else []
    return JSONResponse(
        {"ready": True, "accepted_risks": wrong, "warnings": warnings, "files": files}
        | {"disk": room._asdict()}
    )


async def metrics(request: PageRequest) -> Response:
    """Counters without any name, address or text."""
    places = services_of(request).places
    FILES_USED.set(places.used)
    FILES_LIMIT.set(places.limit)
    PHONES_FIT.set(places.phones)
    VOTES_WAITING.set(services_of(request).ballots.on_the_way)
    room = disk.look(Path(services_of(request).settings.data_dir))
    DISK_FREE.set(room.free)
    DISK_SIZE.set(room.total)
    return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)


async def watch_settings(store: Store, polls: Polls, folder: Path) -> None:
    """Keep `polls.risks` true for as long as the server runs.

    Args:
        folder: on the disk with the votes.
    """
    while True:
        try:
            polls.risks.found = await store.wrong_settings()
        except (RedisError, OSError) as error:
            log.warning("settings_unchecked", error=type(error).__name__)
        for wrong in polls.risks.found:
            log.error("redis_settings_wrong", wrong=wrong)
        polls.risks.disk = disk.look(folder)
        if polls.risks.disk.scarce:
            log.error("disk_nearly_full", said=disk.said(polls.risks.disk))
        await asyncio.sleep(CHECK_EVERY)


routes = [
    Route("/healthz", healthz),
    Route("/readyz", readyz),
    Route("/metrics", metrics),
]
