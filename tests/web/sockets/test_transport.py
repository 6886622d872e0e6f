"""A screen that stopped reading is cut off, and costs nobody else anything."""

import asyncio
import socket
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

import msgspec
import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.routing import WebSocketRoute
from starlette.websockets import WebSocket
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.asyncio.client import connect
from websockets.frames import Frame, Opcode

from poll_server.base.settings import Settings
from poll_server.live.screens import views
from poll_server.run.server import bind, config
from poll_server.web.sockets import transport
from poll_server.web.sockets.screens import screen
from poll_server.web.sockets.transport import ENDING, PACKED, ScreenProtocol
from poll_server.wire.messages import encode
from tests.live.screens.test_apart import shown
from tests.support.servers.some_services import server_state
from tests.support.sockets.raw_socket import PING, PONG, frame
from tests.support.waiting import LONGEST, until

SHORT = 0.3
"""Seconds of a timeout that is waited for."""
HANDSHAKE = (
    "Host: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n"
)
LARGE = "x" * 2**20
"""A frame that fills every buffer between server and screen."""


class Ended:
    """What has ended so far."""

    def __init__(self) -> None:
        self.handlers = 0
        self.server: uvicorn.Server | None = None

    @property
    def all_lines(self) -> bool:
        """Whether no connection is left: an unsent byte keeps one."""
        return self.server is not None and not self.server.server_state.connections


@asynccontextmanager
async def serving(
    settings: Settings, ended: Ended, protocol: type[WebSocketsSansIOProtocol] = ScreenProtocol
) -> AsyncIterator[int]:
    """A server whose sockets get a flood of frames (`/flood`) or none; its port."""

    async def handle(websocket: WebSocket[Any]) -> None:
        try:
            websocket.scope["state"]["packed"] = websocket.url.path == "/packed"
            async with screen(websocket, "test") as one:
                if websocket.url.path == "/flood":
                    for _ in range(32):
                        one.outbox.answer(LARGE)
                async for frame in one.frames():
                    one.outbox.answer(str(frame))
        finally:
            ended.handlers += 1

    app = Starlette(routes=[WebSocketRoute("/{any}", handle)])

    async def with_state(scope: Any, receive: Any, send: Any) -> None:
        scope.setdefault("state", {}).update(server_state(settings=settings))
        await app(scope, receive, send)

    how = config(settings)
    how.app, how.factory, how.ws, how.lifespan = with_state, False, protocol, "off"
    listener = bind("127.0.0.1", 0)
    server = ended.server = uvicorn.Server(how)
    server.install_signal_handlers = lambda: None  # type: ignore[attr-defined]
    running = asyncio.create_task(server.serve(sockets=[listener]))
    await until(lambda: server.started)
    try:
        yield listener.getsockname()[1]
    finally:
        server.should_exit = True
        await running


async def deaf(port: int, path: str) -> socket.socket:
    """A screen that shakes hands and never reads again."""
    loop = asyncio.get_running_loop()
    sock = socket.socket()
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    sock.setblocking(False)
    await loop.sock_connect(sock, ("127.0.0.1", port))
    await loop.sock_sendall(
        sock,
        f"GET {path} HTTP/1.1\r\n{HANDSHAKE}\r\n".encode(),
    )
    assert (await loop.sock_recv(sock, 12)).startswith(b"HTTP/1.1 101")
    return sock


async def test_who_takes_no_frame_in_time_is_cut_off() -> None:
    ended = Ended()
    async with serving(Settings(send_timeout=SHORT), ended) as port:
        sock = await deaf(port, "/flood")
        await until(lambda: ended.handlers == 1 and ended.all_lines)
        sock.close()


async def test_who_answers_no_ping_is_cut_off_though_its_buffers_are_full() -> None:
    ended = Ended()
    async with serving(Settings(send_timeout=60, keepalive=SHORT), ended) as port:
        sock = await deaf(port, "/flood")
        await until(lambda: ended.handlers == 1 and ended.all_lines)
        sock.close()


async def test_uvicorns_own_way_would_have_waited_for_the_buffers() -> None:
    """The reason for `ScreenProtocol`: a close that waits for what never empties."""
    ended = Ended()
    settings = Settings(send_timeout=60, keepalive=SHORT)
    async with serving(settings, ended, WebSocketsSansIOProtocol) as port:
        sock = await deaf(port, "/flood")
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(5 * SHORT):
                await until(lambda: ended.handlers == 1)
        sock.close()


async def test_who_answers_pings_may_stay_though_we_are_too_busy_to_read_them_in_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    pinged: list[ScreenProtocol] = []
    ping, keepalive = ScreenProtocol.send_keepalive_ping, SHORT / 3

    def busy(self: ScreenProtocol) -> None:
        ping(self)
        pinged.append(self)
        time.sleep(1.5 * keepalive)  # the pong is late before it can be read

    monkeypatch.setattr(ScreenProtocol, "send_keepalive_ping", busy)
    monkeypatch.setattr(transport, "A_MOMENT", LONGEST)
    async with (
        serving(Settings(keepalive=keepalive), Ended()) as port,
        connect(f"ws://127.0.0.1:{port}/quiet", proxy=None, ping_interval=None) as client,
    ):
        await until(lambda: len(pinged) >= 3)
        await client.send("still here")
        assert await client.recv() == "still here"


async def test_at_the_end_each_side_closes_and_nothing_is_cut_off(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Cutting would lose what the screen has not read yet."""
    monkeypatch.setattr(transport, "DRAIN_SECONDS", LONGEST)  # then it would be cut
    ended = Ended()
    async with AsyncExitStack() as stack:
        port = await stack.enter_async_context(serving(Settings(), ended))
        client = await connect(f"ws://127.0.0.1:{port}/quiet", proxy=None)
        await client.send("hello")
        assert await client.recv() == "hello"
        assert ended.server is not None
        (line,) = ended.server.server_state.connections
        ending = asyncio.create_task(stack.aclose())
        assert b"restart" in encode(msgspec.json.decode(await client.recv()))
        await client.wait_closed()
        assert client.close_code == ENDING
        await ending
        assert line.transport.is_closing()


async def test_a_deaf_screen_holds_no_other_up() -> None:
    ended = Ended()
    async with serving(Settings(send_timeout=SHORT), ended) as port:
        socks = [await deaf(port, "/flood") for _ in range(5)]
        async with connect(f"ws://127.0.0.1:{port}/quiet", proxy=None) as client:
            await client.send("hello")
            assert await client.recv() == "hello"
        await until(lambda: ended.handlers == 6)
        for sock in socks:
            sock.close()


@pytest.mark.parametrize(
    ("more", "said"),
    [("Content-Length: 2\r\n", b" 400 "), ("X: y\r\n" * 500, b" 431 ")],
    ids=["a body", "hundreds of headers"],
)
async def test_a_handshake_that_cannot_be_read_is_answered_and_does_not_stay(
    more: str, said: bytes
) -> None:
    ended = Ended()
    async with serving(Settings(), ended) as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(f"GET /quiet HTTP/1.1\r\n{HANDSHAKE}{more}\r\n{{}}".encode())
        async with asyncio.timeout(20):
            assert said in (await reader.read())[:20]
        await until(lambda: ended.all_lines)
        writer.close()


@pytest.mark.parametrize(
    "flood", [frame(b"", PING) * 200, frame(b"", PONG) * 20_000], ids=["pings", "one packet"]
)
async def test_who_sends_what_no_screen_sends_is_cut_off_t20(flood: bytes) -> None:
    ended = Ended()
    # Nothing else is to cut it off.
    async with serving(Settings(send_timeout=600, keepalive=600), ended) as port:
        sock = await deaf(port, "/quiet")
        assert ended.server is not None
        (line,) = ended.server.server_state.connections
        line.data_received(flood)  # not over the wire, which may cut it into smaller packets
        await until(lambda: ended.handlers == 1 and ended.all_lines)
        sock.close()


async def test_frames_are_packed_only_where_the_handler_says_so() -> None:
    """A window for each of a thousand phones, or of strangers, would take all memory there is."""
    async with serving(Settings(), Ended()) as port:
        for path, packed in (("/quiet", False), ("/packed", True)):
            async with connect(f"ws://127.0.0.1:{port}{path}", proxy=None) as one:
                assert one.response is not None
                assert ("Sec-WebSocket-Extensions" in one.response.headers) == packed
                for words in ("Grüße " * 500, "Grüße " * 501):
                    await one.send(words)
                    assert await one.recv() == words
        offer = {"Sec-WebSocket-Extensions": "=;,"}
        async with connect(
            f"ws://127.0.0.1:{port}/packed", compression=None, additional_headers=offer, proxy=None
        ) as one:
            await one.send("as it is")
            assert await one.recv() == "as it is"


def test_thirty_long_options_are_8_kb_on_a_stage_at_first_sight_and_1_kb_later() -> None:
    _, packing = PACKED.process_request_params([("client_max_window_bits", None)], [])
    sizes = []
    for votes in range(600, 610):
        snapshot = encode(views.stage(shown(votes=votes), "de", "light"))
        sizes.append(len(Frame(Opcode.TEXT, snapshot).serialize(mask=False, extensions=[packing])))
    assert sizes[0] <= 8000
    assert max(sizes[1:]) <= 1000
