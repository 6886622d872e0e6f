"""Servers that carry phones: the product both ways, and the two bare ones; who asks the questions.

Each has the first core to itself; we, Redis and the phones share the others.
"""

import asyncio
import contextlib
import socket
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
from starlette.requests import HTTPConnection
from starlette.responses import Response

from poll_server.base.background import ended
from poll_server.base.settings import Settings
from poll_server.hall.simulated import SimulatedModerator
from poll_server.live.links import new_link
from poll_server.store.events import Events
from poll_server.store.store import Store
from poll_server.web.access.door import Door
from poll_server.web.access.passes import Passes
from poll_server.wire.messages import Action
from tests.bench.figures import Size
from tests.bench.halls import on_own_core
from tests.campaign.plan import poll as deck
from tests.support.running import RunningServer, free_port, until

PRODUCT = ("lean", "starlette")
BARE = ("minimal", "spike")
START_SECONDS = 30.0


@dataclass(frozen=True)
class Carrier:
    """A server that runs."""

    pid: int
    port: int
    path: str
    """of a phone's socket"""
    cookies: str
    """a line for each phone"""
    do: Callable[[Action], Awaitable[None]]
    """what a moderator does; on return it has been done"""
    shows: bool = False
    """whether phones are sent pictures while votes come"""


@contextlib.asynccontextmanager
async def carrier(how: str, redis_url: str, folder: Path, size: Size) -> AsyncIterator[Carrier]:
    """The server `how`, with one poll whose first question is in sight, and not open yet."""
    started = _product if how in PRODUCT else _bare
    async with started(how, redis_url, folder, size) as found:
        yield found


@contextlib.asynccontextmanager
async def _product(how: str, redis_url: str, folder: Path, size: Size) -> AsyncIterator[Carrier]:
    server = RunningServer(
        redis_url, folder / f"{how}.log", options=["--phone-sockets", how, "--report-nice", "19"]
    )
    with on_own_core(size):
        await server.start()
    store = Store.connect(redis_url)
    try:
        listing = (await Events(store).get(await Events(store).add(deck()))).polls[0]
        secret = await new_link(store, "moderator", listing.poll_id)
        moderator = SimulatedModerator(server.base, listing.poll_id, secret)
        async with httpx.AsyncClient(trust_env=False, timeout=30) as http:
            await moderator.enter(http)
        running = asyncio.create_task(moderator.run())
        cookies = _cookies(await store.secret(), listing.code, size.phones)
        path = f"/ws/phone/{listing.code}?question=apart"
        try:
            await moderator.do("goto", "choice")
            yield Carrier(server.pid, server.port, path, cookies, moderator.do, shows=True)
        finally:
            await ended([running])
    finally:
        await server.kill()
        await store.redis.aclose()
    assert server.exceptions() == []


@contextlib.asynccontextmanager
async def _bare(how: str, redis_url: str, folder: Path, size: Size) -> AsyncIterator[Carrier]:
    port, number = free_port(), 0
    with on_own_core(size):
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "tests.bench.sockets.bare", how, redis_url, str(port)),
            stdin=asyncio.subprocess.PIPE,
        )

    async def do(action: Action) -> None:
        nonlocal number
        number += action in ("open", "again")
        assert process.stdin is not None
        process.stdin.write(f"{number}\n".encode())

    def listens() -> bool:
        assert process.returncode is None, "the bare server ended"
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", port)) == 0

    try:
        await until(listens, START_SECONDS)
        yield Carrier(process.pid, port, "/", "nobody=\n" * size.phones, do)
    finally:
        process.kill()
        await process.wait()


def _cookies(secret: bytes, code: str, phones: int) -> str:
    """The cookies of so many phones that have seen the page, without 5,000 pages."""
    passes = Passes(secret, Settings())
    door = Door(secret, passes)
    lines = []
    for _ in range(phones):
        nobody = HTTPConnection[Any](
            {"type": "http", "scheme": "http", "headers": [], "server": None, "path": "/"}
        )
        response = Response()
        door.remember(response, nobody, code)
        lines.append(response.headers["set-cookie"].partition(";")[0])
    return "\n".join(lines) + "\n"
