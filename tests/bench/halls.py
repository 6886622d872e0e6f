"""The server, or the bare loop, with every phone on it; each server on a core of its own."""

import asyncio
import contextlib
import os
import statistics
import sys
import time
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import msgspec

from poll_server.base.background import ended
from poll_server.base.settings import Settings
from poll_server.hall.simulated import SimulatedModerator, SimulatedStage
from poll_server.live.links import new_link
from poll_server.store.events import Events, PollListing
from poll_server.store.store import Store
from poll_server.wire.messages import Action
from tests.campaign.plan import poll as deck
from tests.support.running import RunningServer, free_port, until
from tests.support.sockets.raw_socket import RawSocket

from .figures import Size
from .phones import ANSWER_SECONDS, BenchPhone

CORES = sorted(os.sched_getaffinity(0)) if sys.platform == "linux" else []
"""What this process may use, from the start; empty where nothing can be pinned."""


@dataclass
class Hall:
    """Server, stage, moderator and phones, all there."""

    server: RunningServer
    poll: PollListing
    moderator: SimulatedModerator
    stage: RawSocket
    seen: list[tuple[float, int]]
    """when the stage showed how many votes of the round in sight"""
    phones: list[BenchPhone]
    join_seconds: float
    page_bytes: float

    async def open_round(self, action: Action) -> int:
        """A new round, on every phone; its number."""
        await self.moderator.do(action)
        assert self.moderator.snapshot is not None
        number = self.moderator.snapshot.round
        await until(lambda: all(phone.round == number for phone in self.phones))
        self.seen.clear()
        return number


@contextlib.asynccontextmanager
async def hall(redis_url: str, folder: Path, size: Size) -> AsyncIterator[Hall]:
    """A hall of phones that have joined, before the first question is open."""
    store = Store.connect(redis_url)
    # As people run it; a test does not stand back for other tests.
    nice = ("--report-nice", str(Settings().report_nice)) if size.pin else ()
    server = RunningServer(redis_url, folder / "server.log", options=nice)
    with on_own_core(size):
        await server.start()
    running: asyncio.Task[None] | None = None
    sockets: list[RawSocket] = []
    try:
        events = Events(store)
        listing = (await events.get(await events.add(deck()))).polls[0]
        secret = await new_link(store, "moderator", listing.poll_id)
        moderator = SimulatedModerator(server.base, listing.poll_id, secret)
        secret = await new_link(store, "stage", listing.poll_id)
        screen = SimulatedStage(server.base, listing.poll_id, secret)
        async with httpx.AsyncClient(trust_env=False, timeout=30) as http:
            await moderator.enter(http)
            await screen.enter(http)
        running = asyncio.create_task(moderator.run())
        await moderator.do("goto", "choice")
        seen: list[tuple[float, int]] = []

        def look(payload: bytes) -> None:
            said = msgspec.json.decode(payload)
            if "votes" in said:  # and not that Redis stood still
                seen.append((time.perf_counter(), said["votes"]))

        path = f"/ws/stage/{listing.poll_id}?lang=en"
        stage = await RawSocket.open(server.base, path, screen.cookies, receive=look)
        sockets.append(stage)
        phones = [BenchPhone() for _ in range(size.phones)]
        began = time.perf_counter()
        pages = await asyncio.gather(*(phone.join(server.base, listing.code) for phone in phones))
        sockets += [phone.socket for phone in phones if phone.socket is not None]
        await until(lambda: bool(seen) and all(phone.greeted for phone in phones))
        joined = time.perf_counter() - began
        yield Hall(server, listing, moderator, stage, seen, phones, joined, statistics.mean(pages))
    finally:
        if running is not None:
            await ended([running])
        for socket in sockets:
            await socket.cut()
        await server.kill()
        await store.redis.aclose()


@contextlib.asynccontextmanager
async def bare_loop(redis_url: str, size: Size) -> AsyncIterator[tuple[list[BenchPhone], int]]:
    """As many phones on `minimal_server`, and its process id."""
    port = free_port()
    with on_own_core(size):
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "tests.bench.minimal_server", redis_url, str(port)
        )
    phones = [BenchPhone() for _ in range(size.phones)]
    base = f"http://127.0.0.1:{port}"
    try:
        async with asyncio.timeout(ANSWER_SECONDS):
            while True:
                with contextlib.suppress(OSError):
                    await phones[0].connect(base, "/")
                    break
                await asyncio.sleep(0.05)
        await asyncio.gather(*(phone.connect(base, "/") for phone in phones[1:]))
        yield phones, process.pid
    finally:
        for phone in phones:
            if phone.socket is not None:
                await phone.socket.cut()
        process.kill()
        await process.wait()


@contextlib.contextmanager
def on_own_core(size: Size) -> Iterator[None]:
    """What is started inside has the first core, or all; afterwards we and our children have the
    rest."""
    if sys.platform != "linux" or not size.pin or len(CORES) < 2:
        yield
        return
    os.sched_setaffinity(0, CORES if size.share else CORES[:1])
    try:
        yield
    finally:
        os.sched_setaffinity(0, CORES[1:])
