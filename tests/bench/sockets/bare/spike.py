"""How fast Python can be here: frames are calls, and votes go to Redis in groups, as bare RESP."""

import asyncio
import contextlib
from collections import deque
from collections.abc import AsyncIterator, Callable
from typing import Any, cast

import hiredis
import uvicorn
from starlette.applications import Starlette
from websockets.frames import Frame, Opcode
from websockets.http11 import Request
from websockets.server import ServerProtocol

from poll_server.wire.frames import framed

from . import votes
from .minimal import AT_ONCE

LARGEST_BATCH = 512
Waiting = tuple[str, dict[str, Any], "Phone"]


class Line(asyncio.Protocol):
    """To Redis: a call is bytes written, its answer a function called."""

    def __init__(self) -> None:
        self._reader = hiredis.Reader()
        self._asked: deque[Callable[[Any], None]] = deque()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)

    def call(self, told: Callable[[Any], None], *words: str) -> None:
        """Have a command done."""
        self._asked.append(told)
        packed: Any = words  # its stub knows commands of one word only
        self._transport.write(hiredis.pack_command(packed))

    def data_received(self, data: bytes) -> None:
        self._reader.feed(data)
        while (answer := self._reader.gets()) is not False:
            self._asked.popleft()(answer)


class Hall:
    """Everybody who is here, and the votes on their way."""

    def __init__(self) -> None:
        self.rounds, self.phones = votes.Rounds(), set[Phone]()
        self.line, self.sha = Line(), ""
        self._waiting: list[Waiting] = []
        self._flying = False

    def put(self, waiting: Waiting) -> None:
        """Have a vote counted, with all that come in the meantime."""
        self._waiting.append(waiting)
        if not self._flying:
            self._flying = True
            asyncio.get_running_loop().call_soon(self._fly)

    def _fly(self) -> None:
        group, self._waiting = self._waiting[:LARGEST_BATCH], self._waiting[LARGEST_BATCH:]
        words = [word for voter, vote, _ in group for word in (voter, votes.chosen(vote))]

        def told(answer: Any) -> None:
            assert isinstance(answer, int), answer
            for _, vote, phone in group:
                phone.say(framed(votes.counted(vote).encode()))
            self._flying = bool(self._waiting)
            if self._waiting:
                self._fly()

        self.line.call(told, "EVALSHA", self.sha, "3", *votes.KEYS, *words)

    async def asked(self) -> None:
        """Send everybody the question."""
        picture = framed(self.rounds.snapshot().encode())
        for at, phone in enumerate(list(self.phones), 1):
            phone.say(picture)
            if at % AT_ONCE == 0:
                await asyncio.sleep(0)


class Phone(asyncio.Protocol):
    """One phone, from its handshake on."""

    __slots__ = ("_connections", "_hall", "_socket", "_transport")

    def __init__(self, config: Any, server_state: Any, app_state: dict[str, Any], **_: Any) -> None:
        self._connections, self._hall = server_state.connections, app_state["hall"]
        self._socket: ServerProtocol | None = ServerProtocol(max_size=4096)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)
        before: Any = self._transport.get_protocol()
        # uvicorn's protocol and its parser hold each other: a circle a phone.
        asyncio.get_running_loop().call_soon(setattr, before, "parser", None)
        self._connections.add(self)

    def connection_lost(self, exc: Exception | None) -> None:
        self._connections.discard(self)
        self._hall.phones.discard(self)
        if self._socket is not None:
            self._socket.parser.close()
        self._socket = None

    def data_received(self, data: bytes) -> None:
        if (socket := self._socket) is None:
            return
        socket.receive_data(data)
        for event in socket.events_received():
            if isinstance(event, Request):
                socket.send_response(socket.accept(event))
                self.say(b"".join(socket.data_to_send()))
            elif isinstance(event, Frame) and event.opcode is Opcode.TEXT:
                self._hear(votes.decode(event.data))

    def _hear(self, message: dict[str, Any]) -> None:
        if message["type"] == "vote":
            self._hall.put((str(id(self)), message, self))
        else:
            self._hall.phones.add(self)
            self.say(framed(self._hall.rounds.welcome().encode()))

    def say(self, wire: bytes) -> None:
        """Send these bytes."""
        self._transport.write(wire)

    def shutdown(self) -> None:
        """The process ends."""
        self._transport.abort()


def config(redis_url: str, port: int, backlog: int) -> uvicorn.Config:
    """How to serve it."""
    hall = Hall()

    @contextlib.asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[dict[str, Hall]]:
        path = redis_url.removeprefix("unix://").partition("?")[0]
        loop = asyncio.get_running_loop()
        await loop.create_unix_connection(lambda: hall.line, path)
        loaded: asyncio.Future[bytes] = loop.create_future()
        hall.line.call(loaded.set_result, "SCRIPT", "LOAD", votes.SCRIPT)
        hall.sha = (await loaded).decode()
        hall.rounds.follow(hall.asked)
        yield {"hall": hall}

    return uvicorn.Config(
        Starlette(lifespan=lifespan),
        port=port,
        loop="uvloop",
        ws=Phone,
        backlog=backlog,
        access_log=False,
        log_level="error",
    )
