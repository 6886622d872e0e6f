"""A request has a time to arrive in; a slow line that lives gets more of it (T19)."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from poll_server.base.settings import Settings
from poll_server.run.server import bind, config
from poll_server.web import page_protocol
from poll_server.web.access import places
from poll_server.web.access.places import Drain, Places
from poll_server.web.page_protocol import MOST_QUEUED
from poll_server.web.services import ServerState
from tests.support.servers.some_services import server_state
from tests.support.waiting import until

SHORT = 0.3
"""Seconds of a limit that is waited for."""
LARGE = "x" * 2**23
"""More than every buffer between server and browser holds."""


class House:
    """A server that answers, and the connections it has."""

    def __init__(self, port: int, server: uvicorn.Server) -> None:
        self.port, self._server = port, server

    @property
    def lines(self) -> int:
        return len(self._server.server_state.connections)

    @property
    def tasks(self) -> int:
        return len(self._server.server_state.tasks)

    async def line(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        return await asyncio.open_connection("127.0.0.1", self.port)


async def _length(request: Request) -> Response:
    try:
        return PlainTextResponse(str(len(await request.body())))
    except ClientDisconnect:
        return PlainTextResponse("gone")


async def _large(request: Request) -> Response:
    return PlainTextResponse(LARGE)


@pytest.fixture
async def house(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[House]:
    monkeypatch.setattr(places, "SWEEP", SHORT / 10)
    monkeypatch.setattr(page_protocol, "HEADER_SECONDS", SHORT)
    monkeypatch.setattr(page_protocol, "BODY_SECONDS", SHORT)
    monkeypatch.setattr(Drain, "SECONDS", SHORT)

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[ServerState]:
        yield server_state(places=Places())

    app = Starlette(
        routes=[Route("/length", _length, methods=["POST"]), Route("/large", _large)],
        lifespan=lifespan,
    )
    how = config(Settings())
    how.app, how.factory = app, False
    listener = bind("127.0.0.1", 0)
    server = uvicorn.Server(how)
    server.install_signal_handlers = lambda: None  # type: ignore[attr-defined]
    running = asyncio.create_task(server.serve(sockets=[listener]))
    await until(lambda: server.started)
    yield House(listener.getsockname()[1], server)
    server.should_exit = True
    await running


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        (b"", b""),
        (b"\r\n", b"HTTP/1.1 408 "),
        (b"GET /length HTTP/1.1\r\nX-Slow: ", b"HTTP/1.1 408 "),
        (b"POST /length HTTP/1.1\r\nContent-Length: 9\r\n\r\n1234", b"HTTP/1.1 408 "),
        (b"POST /length HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n4\r\n12", b"HTTP/1.1 408 "),
    ],
    ids=["silent", "blank", "half a header", "half a body", "half a chunk"],
)
async def test_half_a_request_does_not_stay(house: House, sent: bytes, said: bytes) -> None:
    reader, writer = await house.line()
    writer.write(sent)
    async with asyncio.timeout(20):
        answer = await reader.read()
    assert answer.startswith(said)
    assert bool(answer) is bool(said)
    await until(lambda: house.lines == 0)
    writer.close()


async def test_byte_by_byte_is_no_way_to_stay(house: House) -> None:
    """Each byte in time, and never a whole header; likewise on a connection that was served."""
    for first in (b"", b"POST /length HTTP/1.1\r\nContent-Length: 2\r\n\r\nab"):
        reader, writer = await house.line()
        if first:
            writer.write(first)
            assert b"200 OK" in await reader.readuntil(b"\r\n\r\n2")
        # A connection that is closed while we write ends in a reset: that is an end as well.
        with suppress(ConnectionError):
            async with asyncio.timeout(20):
                while not reader.at_eof():
                    writer.write(b"G" if not first else b"\r\n")
                    with suppress(TimeoutError):
                        await asyncio.wait_for(reader.read(100), SHORT / 5)
        writer.close()
    await until(lambda: house.lines == 0)


async def test_a_slow_upload_that_goes_on_is_taken(house: House) -> None:
    reader, writer = await house.line()
    size = 8 * int(SHORT * page_protocol.SLOWEST)
    writer.write(f"POST /length HTTP/1.1\r\nContent-Length: {8 * size}\r\n\r\n".encode())
    for _ in range(8):
        writer.write(b"x" * size)
        await asyncio.sleep(SHORT / 2)
    async with asyncio.timeout(20):
        assert b"200 OK" in await reader.readuntil(str(8 * size).encode())
    writer.close()


async def test_who_takes_no_answer_does_not_stay(house: House) -> None:
    _, writer = await house.line()
    writer.transport.pause_reading()  # type: ignore[attr-defined]
    writer.write(b"GET /large HTTP/1.1\r\nHost: x\r\n\r\n")
    await until(lambda: house.lines == 1)
    await until(lambda: house.lines == 0)
    writer.close()


def answers_held(monkeypatch: pytest.MonkeyPatch) -> asyncio.Event:
    """Pages with a body are answered once this is set."""
    release = asyncio.Event()

    async def wait(request: Request) -> str:
        await release.wait()
        return "0"

    monkeypatch.setattr(Request, "body", wait)
    return release


async def test_an_answer_may_take_as_long_as_it_likes(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Making a report takes minutes: nobody is late while the server works."""
    release = answers_held(monkeypatch)
    reader, writer = await house.line()
    writer.write(b"POST /length HTTP/1.1\r\nContent-Length: 0\r\n\r\n")
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(reader.read(1), 4 * SHORT)
    release.set()
    assert b"200 OK" in await reader.readuntil(b"\r\n\r\n1")
    writer.close()


async def test_requests_that_wait_for_each_other_are_few(
    house: House, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    begun: list[Request] = []
    go_on = asyncio.Event()
    go_on.set()

    async def count(request: Request) -> str:
        begun.append(request)
        await go_on.wait()
        return ""

    monkeypatch.setattr(Request, "body", count)
    one = b"POST /length HTTP/1.1\r\nContent-Length: 0\r\n\r\n"
    reader, writer = await house.line()
    writer.write(one * MOST_QUEUED)
    for _ in range(MOST_QUEUED):
        assert b"200 OK" in await reader.readuntil(b"\r\n\r\n0")
    assert len(begun) == MOST_QUEUED
    go_on.clear()
    writer.write(one * 5_000)
    async with asyncio.timeout(20):
        with suppress(ConnectionError):
            await reader.read()
    await until(lambda: house.lines == 0)
    go_on.set()
    await until(lambda: house.tasks == 0)
    assert len(begun) == MOST_QUEUED + 1
    assert "Traceback" not in caplog.text, "who has gone is answered without a word"
    writer.close()


async def test_no_answer_comes_in_the_middle_of_a_socket(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A socket is asked for while a page is not answered yet: neither is, and nobody complains."""
    release = answers_held(monkeypatch)
    reader, writer = await house.line()
    page = b"POST /length HTTP/1.1\r\nContent-Length: 0\r\n\r\n"
    writer.write(page + b"GET /ws HTTP/1.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n")
    async with asyncio.timeout(20):
        with suppress(ConnectionError):
            assert await reader.read() == b""
    await until(lambda: house.lines == 0)
    release.set()
    writer.close()


async def test_http_1_0_asks_for_no_socket(house: House) -> None:
    reader, writer = await house.line()
    socket = b"Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
    socket += b"Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n"
    writer.write(b"POST /length HTTP/1.0\r\nContent-Length: 0\r\n" + socket + b"\r\n")
    async with asyncio.timeout(20):
        answer = await reader.read()
    assert answer.startswith(b"HTTP/1.1 200 OK")
    assert answer.endswith(b"\r\n\r\n0")
    writer.close()


async def test_where_places_are_scarce_a_connection_is_not_kept(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Places, "room", lambda self, role: False)
    reader, writer = await house.line()
    writer.write(b"POST /length HTTP/1.1\r\nContent-Length: 1\r\n\r\nx")
    async with asyncio.timeout(20):
        assert b"connection: close" in await reader.read()
    writer.close()
