"""The hall stays open: no visitor, and no crowd, shuts moderators, stages and phones out.

A server process with few files, and more connections than they are enough for (contract, rule 30).
"""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from pathlib import Path

import httpx
import msgspec
import pytest
from websockets.asyncio.client import ClientConnection, connect

from poll_server.base import open_files
from poll_server.base.background import ended
from poll_server.hall.simulated import SimulatedModerator, SimulatedStage
from poll_server.live.links import new_link
from poll_server.store.events import Events, PollListing
from poll_server.store.store import Store
from poll_server.web.sockets.codes import NO_HELLO, TOO_MANY, TRY_AGAIN
from poll_server.web.sockets.seats import SEATS
from poll_server.wire.messages import Hello, encode
from tests.support.cases import EVENT
from tests.support.no_skips import LINUX
from tests.support.raw_socket import RawSocket, get
from tests.support.running import RunningServer
from tests.support.waiting import LONGEST, until

FILES = 240
"""Open files of the server: places for some 170 connections, and for the tests soon taken."""
PHONES = FILES - open_files.OWN - open_files.reserve(FILES)
"""Connections from which on phones are turned away."""
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
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)


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


@LINUX
def test_a_server_takes_the_files_it_may_have(small: RunningServer) -> None:
    """Its soft limit was half of that."""
    limits = Path(f"/proc/{small.pid}/limits").read_text()
    (line,) = [each for each in limits.splitlines() if each.startswith("Max open")]
    assert line.split()[3:5] == [str(FILES), str(FILES)]


async def test_files_are_said_where_operators_look(small: RunningServer) -> None:
    def ask() -> tuple[httpx.Response, httpx.Response]:
        with browser(small) as client:
            return client.get("/readyz"), client.get("/metrics")

    ready, metrics = await asyncio.to_thread(ask)
    files = ready.json()["files"]
    assert files["limit"] == FILES
    assert 0 < files["used"] < open_files.OWN
    assert files["phones_that_fit"] == open_files.phones(FILES) > 0
    said = dict(line.split(" ") for line in metrics.text.splitlines() if line[0] != "#")
    assert float(said["poll_files_limit"]) == FILES
    assert 0 < float(said["poll_files_used"]) < open_files.OWN
    assert float(said["poll_phones_that_fit"]) == files["phones_that_fit"]
    log = await asyncio.to_thread(small.said)
    assert f"enough for about {files['phones_that_fit']} phones; 600 phones need" in log


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


async def test_a_full_hall_says_so_to_phones_and_lets_control_in(
    small: RunningServer, store: Store, poll: PollListing
) -> None:
    cookies = [await cookie_of(small, poll) for _ in range(PHONES // SEATS + 3)]
    phones: list[RawSocket] = []
    for cookie in cookies:
        phones += [await socket_of(small, poll, cookie) for _ in range(SEATS)]
    inside = [phone for phone in phones if not phone.closed.done()]
    outside = [phone for phone in phones if phone.closed.done()]
    assert PHONES // 2 < len(inside) <= PHONES
    assert {await phone.end() for phone in outside} == {TRY_AGAIN}

    def ask() -> tuple[httpx.Response, httpx.Response, httpx.Response]:
        with browser(small) as client:
            page = client.get(f"/{poll.code}", headers={"Accept-Language": "de"})
            known = {"Cookie": cookies[-1]}  # who was here before
            vote = {"type": "vote", "round": 1, "seq": 1, "answer": {"options": [0]}}
            return (
                page,
                client.get(f"/{poll.code}/snapshot", headers=known),
                client.post(f"/{poll.code}/vote", headers=known, json=vote),
            )

    page, snapshot, vote = await asyncio.to_thread(ask)
    sent_away = f'poll_sent_away_total{{role="phone"}} {len(outside)}.0'
    with browser(small) as client:
        assert sent_away in (await asyncio.to_thread(client.get, "/metrics")).text
    assert page.status_code == 503
    assert int(page.headers["retry-after"]) >= 5
    assert "Alle Plätze sind belegt" in page.text
    assert snapshot.status_code == 200
    assert vote.json()["type"] == "refused"  # decided, not turned away: nothing is open
    await control_gets_in(small, store, poll)

    for phone in inside[:10]:
        await phone.cut()
    newcomer = await _until_inside(small, poll, cookies[-1])
    assert not newcomer.closed.done()
    for phone in [*inside, newcomer]:
        await phone.cut()


async def _until_inside(server: RunningServer, poll: PollListing, cookie: str) -> RawSocket:
    async with asyncio.timeout(20):
        while True:
            one = await socket_of(server, poll, cookie)
            if not one.closed.done():
                return one


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


async def test_one_visitor_shuts_nobody_out_of_a_hall_that_is_nearly_full_t17(
    small: RunningServer, store: Store, poll: PollListing
) -> None:
    """T17: with one cookie, and as many sockets, half requests and pages as the system lets it."""
    cookies = [await cookie_of(small, poll) for _ in range(PHONES // SEATS - 4)]
    inside = [await socket_of(small, poll, cookie) for cookie in cookies for _ in range(SEATS)]
    mine = await cookie_of(small, poll)
    taken: list[RawSocket] = []
    lines: list[asyncio.StreamWriter] = []

    async def flood() -> None:
        while True:
            with suppress(OSError):
                _, line = await asyncio.open_connection("127.0.0.1", small.port)
                lines.append(line)
                line.write(b"GET / HTTP/1.1\r\nX-Slow: ")
                taken.append(await socket_of(small, poll, mine))
                await get(small.base, f"/{poll.code}")

    flooding = [asyncio.create_task(flood()) for _ in range(4)]
    try:
        await until(lambda: len(lines) > FILES - PHONES)  # more than there is room for
        newcomers = []
        for _ in range(4):
            newcomers.append(await socket_of(small, poll, await cookie_of(small, poll)))
        await control_gets_in(small, store, poll)
    finally:
        await ended(flooding)
        for line in lines:
            line.transport.abort()
    assert not any(phone.closed.done() for phone in [*inside, *newcomers])
    assert sum(not one.closed.done() for one in taken) <= SEATS
    for phone in [*inside, *newcomers, *taken]:
        await phone.cut()
