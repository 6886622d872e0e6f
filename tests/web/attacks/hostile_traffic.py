"""Hostile sockets and requests beside people who vote: what they send, and how each is answered."""

import asyncio
import contextlib
import random
from collections import Counter
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

import httpx
import msgspec
import pytest

from poll_server.hall.simulated import SimulatedModerator, SimulatedPhone, join_all
from poll_server.live.links import new_link
from poll_server.live.polls import Polls
from poll_server.store.events import Events, PollListing
from poll_server.store.store import Store
from poll_server.wire.messages import Command, encode
from tests.campaign.plan import poll as deck
from tests.support.running import RunningServer
from tests.support.sockets.garbage import Garbage, may_count
from tests.support.sockets.raw_socket import RawSocket, frame
from tests.support.waiting import LONGEST

SOCKETS = 400
"""Hostile connections, one after the other in groups."""
FRAMES = 20
"""Messages of each; as many as the server reads without slowing a phone down (`pace.BURST`)."""
MODERATOR_SOCKETS = 40
POSTS = 1200
AT_ONCE = 30
"""Hostile connections at a time."""
GOOD = 3
"""Phones whose people vote."""
OPTIONS, MOST = 4, 2
"""Of the question that is open."""
HELLO = b'{"type":"hello"}'
NOWHERE = "/000000/vote"


@dataclass
class Hall:
    """A running server with an open question, and people who vote on it all the time."""

    server: RunningServer
    store: Store
    poll: PollListing
    good: list[SimulatedPhone]
    hostile: list[SimulatedPhone]
    """Joined like any other, and their cookies misused."""
    moderator: SimulatedModerator

    @property
    def cookie(self) -> str:
        """A cookie for requests, of which one phone may send any number."""
        return self.hostile[0].cookies


@pytest.fixture
async def hall(fresh_redis_url: str, tmp_path: Path) -> AsyncIterator[Hall]:
    store = Store.connect(fresh_redis_url)
    server = RunningServer(fresh_redis_url, tmp_path / "server.log")
    await server.start()
    try:
        events = Events(store)
        poll = (await events.get(await events.add(deck()))).polls[0]
        phones = [SimulatedPhone(server.base, poll.code) for _ in range(GOOD + AT_ONCE)]
        await join_all(phones)
        secret = await new_link(store, "moderator", poll.poll_id)
        moderator = SimulatedModerator(server.base, poll.poll_id, secret)
        async with httpx.AsyncClient(trust_env=False, timeout=LONGEST) as http:
            await moderator.enter(http)
        await command(store, poll.poll_id, "goto", "choice")
        await command(store, poll.poll_id, "open")
        yield Hall(server, store, poll, phones[:GOOD], phones[GOOD:], moderator)
    finally:
        await server.kill()
        await store.redis.aclose()


async def command(store: Store, poll_id: str, action: Any, value: str = "") -> None:
    """What a moderator does, without a moderator."""
    control = (await store.polls.live(poll_id)).control
    ask = Command(id=action, expected_version=control, action=action, value=value)
    assert (await Polls.reading(store).command(poll_id, ask)).control == control + 1  # type: ignore[union-attr]


async def in_groups(work: Iterable[Any]) -> int:
    """Await all of `work`, so many at a time; the sum of what they give."""
    gate = asyncio.Semaphore(AT_ONCE)

    async def one(item: Any) -> int:
        async with gate:
            return int(await item)

    async with asyncio.TaskGroup() as tasks:
        done = [tasks.create_task(one(item)) for item in work]
    return sum(task.result() for task in done)


# ── Hostile sockets ───────────────────────────────────────────────────────────────────────────


async def hostile_phones(hall: Hall) -> int:
    """Each socket with a cookie that no other has at the time: a phone's seventh socket would end
    its first."""
    path = f"/ws/phone/{hall.poll.code}"
    free = [phone.cookies for phone in hall.hostile]

    async def one(seed: int) -> int:
        cookie = free.pop()
        try:
            return await hostile_phone(hall, path, cookie, seed)
        finally:
            free.append(cookie)

    return await in_groups(one(seed) for seed in range(SOCKETS))


async def hostile_phone(hall: Hall, path: str, cookie: str, seed: int) -> int:
    """One phone that sends garbage; at its end it is still heard, or its connection is gone."""
    garbage, heard = Garbage(seed), asyncio.Event()

    def listen(said: bytes) -> None:
        if b'"welcome"' in said:
            heard.set()

    socket = await RawSocket.open(hall.server.base, path, cookie, listen)
    messages = 0
    while messages < FRAMES - 2:
        wire = garbage.wire()
        if not counts(wire):
            socket.write(wire)
            messages += 1
    ends = garbage.chance.random() < 0.4
    socket.write(garbage.fatal() if ends else frame(HELLO))
    try:
        async with asyncio.timeout(30):
            await (socket.end() if ends else heard.wait())
    except TimeoutError:
        pytest.fail(f"seed {seed}: {'not ended' if ends else 'not heard any more'}")
    finally:
        await socket.cut()
    return messages + 1


def counts(wire: bytes) -> bool:
    """Whether the message in these frames might be a vote that counts."""
    return may_count(payload_of(wire), OPTIONS, MOST)


def payload_of(wire: bytes) -> bytes:
    """The message in some frames from `garbage.wire`, put together."""
    payload, at = b"", 0
    while at < len(wire):
        opcode, size, head = wire[at] & 0x0F, wire[at + 1] & 0x7F, 2
        if size == 126:
            size, head = int.from_bytes(wire[at + 2 : at + 4], "big"), 4
        start = at + head + 4  # the mask
        at = start + size
        if opcode < 0x8:
            payload += wire[start:at]
    return payload


async def hostile_moderators(hall: Hall) -> int:
    """Garbage from a moderator's own socket: even with the pass, nothing moves."""
    path = f"/ws/moderator/{hall.poll.poll_id}"

    async def one(seed: int) -> int:
        garbage, answers = Garbage(-seed), Counter[str]()
        answered = asyncio.Event()

        def receive(said: bytes) -> None:
            answers[msgspec.json.decode(said)["type"]] += 1
            if answers.total() - answers["moderator_snapshot"] >= FRAMES:
                answered.set()

        socket = await RawSocket.open(hall.server.base, path, hall.moderator.cookies, receive)
        for _ in range(FRAMES):
            body = encode(garbage.command()) if garbage.chance.random() < 0.7 else garbage.message()
            socket.send(body[:4096].decode(errors="ignore").encode())
        try:
            async with asyncio.timeout(30):
                await answered.wait()  # every single one was answered, none of them with “done”
        finally:
            await socket.cut()
        assert not answers["done"]
        return FRAMES

    return await in_groups(one(seed) for seed in range(MODERATOR_SOCKETS))


# ── Hostile requests ──────────────────────────────────────────────────────────────────────────


async def hostile_posts(hall: Hall) -> int:
    """Garbage in every body and address that takes one; never an error of the server's own."""
    garbage, poll_id = Garbage(2018), hall.poll.poll_id
    targets = (
        f"/{hall.poll.code}/vote", f"/{hall.poll.code}/vote", f"/{hall.poll.code}/vote",
        f"/moderate/{poll_id}/enter", NOWHERE, "/organise/import", "/moderate/nobody/enter",
        "/api/v1/events", "/", f"/{hall.poll.code}", f"/qr/{hall.poll.code}.svg",
    )  # fmt: skip

    async def one() -> int:
        body, kind = garbage.form()
        path = garbage.chance.choice(targets)
        headers = f"Cookie: {hall.cookie}\r\n" if garbage.chance.random() < 0.9 else ""
        if garbage.chance.random() < 0.15:
            name = garbage.chance.choice(("lang", "code", "theme", "at", "refused"))
            query = urlencode({name: "é\0<"})
            status = await status_of(hall, f"GET {path}?{query} HTTP/1.1\r\n{headers}")
        elif may_count(b'{"type":"vote",' + body.removeprefix(b"{"), OPTIONS, MOST):
            return 0
        else:
            headers += f"Content-Type: {kind}\r\nContent-Length: {len(body)}\r\n"
            status = await status_of(hall, f"POST {path} HTTP/1.1\r\n{headers}", body)
        # A code that leads nowhere: after some dozens no more are looked up (`web/access/door.py`).
        held = status == 503 and path == NOWHERE
        assert held or 200 <= status < 500, (path, kind, body[:300], status)
        return 1

    return await in_groups(one() for _ in range(POSTS))


async def status_of(hall: Hall, head: str, body: bytes = b"") -> int:
    """The status with which a request is answered, on a connection of its own.

    By hand, because a client's library takes longer over a request than the server does.
    """
    parts = urlsplit(hall.server.base)
    async with asyncio.timeout(30):
        reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
        try:
            writer.write(f"{head}Host: {parts.netloc}\r\n\r\n".encode() + body)
            return int((await reader.readline()).split(b" ")[1])
        finally:
            writer.close()


async def broken_http(hall: Hall) -> int:
    """Requests that are no HTTP at all."""
    chance = random.Random(7)
    parts = urlsplit(hall.server.base)
    requests = [
        b"\0\r\n\r\n", b"GET / HTTP/9.9\r\n\r\n", b"GET  / HTTP/1.1\r\n\r\n", b"A" * 70_000,
        b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\nCookie: " + b"a=b; " * 20_000 + b"\r\n\r\n",
        b"GET /%ff%fe%00 HTTP/1.1\r\nHost: \xff\r\n\r\n",
        f"GET /ws/phone/{hall.poll.code} HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\n"
        "Connection: Upgrade\r\nOrigin: http://x\r\n\r\n".encode(),
        f"GET /ws/phone/{hall.poll.code} HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\n"
        "Connection: Upgrade\r\nOrigin: http://x\r\nSec-WebSocket-Key: !\r\n"
        "Sec-WebSocket-Version: 99\r\n\r\n".encode(),
    ]  # fmt: skip

    async def one() -> int:
        reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
        with contextlib.suppress(OSError):
            writer.write(chance.choice([*requests, chance.randbytes(300)]))
            writer.write_eof()
            async with asyncio.timeout(30):
                await reader.read()
        writer.close()
        with contextlib.suppress(OSError):
            await writer.wait_closed()
        return 1

    return await in_groups(one() for _ in range(300))
