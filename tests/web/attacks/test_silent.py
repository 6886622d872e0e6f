"""Connections that say nothing, or sit in many places, shut nobody out."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
import msgspec
from websockets.asyncio.client import ClientConnection, connect

from poll_server.hall.simulated import SimulatedStage
from poll_server.live.links import new_link
from poll_server.store.events import Events, PollListing
from poll_server.store.store import Store
from poll_server.web.sockets.codes import NO_HELLO, TOO_MANY
from poll_server.web.sockets.seats import SEATS
from tests.support.cases import EVENT
from tests.support.running import RunningServer
from tests.support.waiting import LONGEST

from .small_server import FILES, control_gets_in, cookie_of, poll, small, socket_of

__all__ = ["poll", "small"]  # fixtures


@asynccontextmanager
async def silent_lines(
    server: RunningServer, count: int
) -> AsyncIterator[list[asyncio.StreamWriter]]:
    """Connections that say nothing, one after another."""
    lines = []
    for _ in range(count):
        _, writer = await asyncio.open_connection("127.0.0.1", server.port)
        lines.append(writer)
    try:
        yield lines
    finally:
        for line in lines:
            line.transport.abort()


async def test_silent_connections_shut_nobody_out_t19(
    small: RunningServer, store: Store, poll: PollListing
) -> None:
    """T19: three times as many as there are files, and half a header on each."""
    async with silent_lines(small, FILES) as lines:
        for line in lines:
            line.write(b"GET / HTTP/1.1\r\nX-Slow: ")
        async with silent_lines(small, 2 * FILES):
            await control_gets_in(small, store, poll)
            cookie = await cookie_of(small, poll)
            phone = await socket_of(small, poll, cookie)
            assert not phone.closed.done()
            await phone.cut()
    await control_gets_in(small, store, poll)


async def test_one_cookie_holds_six_sockets_and_the_newest_win_t19(
    running_server: RunningServer, store: Store
) -> None:
    events = Events(store)
    poll = (await events.get(await events.add(EVENT))).polls[0]
    cookie = await cookie_of(running_server, poll)
    sockets = [await socket_of(running_server, poll, cookie) for _ in range(SEATS + 4)]
    assert [await one.end() for one in sockets[:4]] == [TOO_MANY] * 4
    other = await socket_of(running_server, poll, await cookie_of(running_server, poll))
    for one in sockets[4:]:
        assert not one.closed.done()
        await one.cut()
    await other.cut()


async def test_who_says_no_hello_is_sent_away_t19(
    running_server: RunningServer, store: Store
) -> None:
    """T19: also where something is said that is no hello; but a stage need say nothing."""
    events = Events(store)
    poll = (await events.get(await events.add(EVENT))).polls[0]
    async with _silent_stage(running_server, store, poll) as stage:
        silent, chatty, polite = [
            await socket_of(
                running_server, poll, await cookie_of(running_server, poll), hello=hello
            )
            for hello in (False, False, True)
        ]
        chatty.send(b'{"type":"seen","round":1}')
        assert await silent.end() == NO_HELLO
        assert await chatty.end() == NO_HELLO
        assert not polite.closed.done()
        await polite.cut()
        await (await stage.ping())


@asynccontextmanager
async def _silent_stage(
    server: RunningServer, store: Store, poll: PollListing
) -> AsyncIterator[ClientConnection]:
    """A stage's socket, packed, that has been sent what it shows."""
    screen = SimulatedStage(server.base, poll.poll_id, await new_link(store, "stage", poll.poll_id))
    async with httpx.AsyncClient(trust_env=False, timeout=LONGEST) as http:
        await screen.enter(http)
    async with connect(
        f"ws://127.0.0.1:{server.port}/ws/stage/{poll.poll_id}",
        additional_headers={"Cookie": screen.cookies},
        origin=server.base,  # type: ignore[arg-type]  # a plain str is what it sends
        proxy=None,
    ) as stage:
        assert stage.response is not None
        assert "permessage-deflate" in stage.response.headers["Sec-WebSocket-Extensions"]
        assert msgspec.json.decode(await stage.recv())["code"] == poll.code
        yield stage
