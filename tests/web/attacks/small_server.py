"""A server with few places, and who comes to it."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from poll_server.base.background import ended
from poll_server.hall.simulated import SimulatedModerator, SimulatedStage
from poll_server.live.links import new_link
from poll_server.store.events import Events, PollListing
from poll_server.store.store import Store
from poll_server.wire.messages import Hello, encode
from tests.support.cases import EVENT
from tests.support.running import RunningServer
from tests.support.sockets.raw_socket import RawSocket
from tests.support.waiting import LONGEST, until

FILES = 240
"""Open files of the server: places for some 170 connections, and for the tests soon taken."""
HELLO = encode(Hello())


@pytest.fixture
async def small(fresh_redis_url: str, tmp_path: Path) -> AsyncIterator[RunningServer]:
    """A server whose system grants it few files."""
    server = RunningServer(fresh_redis_url, tmp_path / "server.log", files=FILES)
    await server.start()
    yield server
    await server.drain()
    assert server.exceptions() == []


@pytest.fixture
async def poll(small: RunningServer, store: Store) -> PollListing:
    events = Events(store)
    return (await events.get(await events.add(EVENT))).polls[0]


@contextmanager
def browser(server: RunningServer) -> Iterator[httpx.Client]:
    """Somebody without a cookie; each request on a connection of its own."""
    headers = {"Connection": "close"}
    with httpx.Client(
        base_url=server.base, headers=headers, trust_env=False, timeout=LONGEST
    ) as client:
        yield client


async def cookie_of(server: RunningServer, poll: PollListing) -> str:
    """The cookies of a new phone."""

    def ask() -> str:
        with browser(server) as client:
            answer = client.get(f"/{poll.code}")
            assert answer.status_code == 200
            given = answer.headers.get_list("set-cookie")
            return "; ".join(each.split(";")[0] for each in given)

    return await asyncio.to_thread(ask)


async def socket_of(
    server: RunningServer, poll: PollListing, cookie: str, *, hello: bool = True
) -> RawSocket:
    """A phone's socket that was accepted and, with `hello`, answered or closed."""
    heard: list[bytes] = []
    one = await RawSocket.open(server.base, f"/ws/phone/{poll.code}", cookie, heard.append)
    if hello:
        one.send(HELLO)
        await until(lambda: bool(heard) or one.closed.done())
    return one


async def status(server: RunningServer, path: str) -> int:
    def ask() -> int:
        with browser(server) as client:
            return client.get(path).status_code

    return await asyncio.to_thread(ask)


async def control_gets_in(server: RunningServer, store: Store, poll: PollListing) -> None:
    """Moderator, stage and operations are served; the moderator's command is done."""
    assert await status(server, "/healthz") == 200
    assert await status(server, "/readyz") == 200
    assert await status(server, f"/stage/{poll.poll_id}") == 200
    secret = await new_link(store, "stage", poll.poll_id)
    stage = SimulatedStage(server.base, poll.poll_id, secret)
    secret = await new_link(store, "moderator", poll.poll_id)
    moderator = SimulatedModerator(server.base, poll.poll_id, secret)
    async with httpx.AsyncClient(trust_env=False, timeout=LONGEST) as http:
        await stage.enter(http)
        await moderator.enter(http)
    running = [asyncio.create_task(each.run()) for each in (stage, moderator)]
    try:
        await stage.until(lambda: bool(stage.snapshots))
        await moderator.do("join")
    finally:
        await ended(running)
