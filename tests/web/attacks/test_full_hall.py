"""The hall stays open: no visitor, and no crowd, shuts moderators, stages and phones out.

A server process with few files, and more connections than they are enough for (contract, rule 30).
"""

import asyncio
from contextlib import suppress
from pathlib import Path

import httpx

from poll_server.base.background import ended
from poll_server.base.machine import open_files
from poll_server.store.events import PollListing
from poll_server.store.store import Store
from poll_server.web.sockets.codes import TRY_AGAIN
from poll_server.web.sockets.seats import SEATS
from tests.support.running import RunningServer
from tests.support.sockets.raw_socket import RawSocket, get
from tests.support.suite.no_skips import LINUX
from tests.support.waiting import until

from .small_server import FILES, browser, control_gets_in, cookie_of, poll, small, socket_of

__all__ = ["poll", "small"]  # fixtures


PHONES = FILES - open_files.OWN - open_files.reserve(FILES)
"""Connections from which on phones are turned away."""


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
