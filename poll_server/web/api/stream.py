"""What the stage gets, as it gets it: server-sent events, for programs that show it elsewhere.

    event: stage_snapshot    whole, never a difference; results only while they are shown
    id: <epoch>.<version>    sent back as `Last-Event-ID`: what was seen is not sent again
    : …                      a sign of life

It ends after an hour, when its token ends, when the event is archived or the poll deleted, when the
server ends, and when the listener takes nothing for some seconds; whoever wants more comes again. A
stream has a place of a stage: phones keep one free for it, and moderators stay before it.
"""

import asyncio
from collections import Counter, deque
from contextlib import suppress
from typing import Any

import msgspec
from redis.exceptions import RedisError
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from poll_server.base.background import beginning
from poll_server.live.screens.pictures import Picture, View
from poll_server.live.screens.topics import Guest
from poll_server.live.screens.views import stage
from poll_server.wire.messages import MyVote

from .operation import ApiCall, operation
from .problems import Problem
from .shapes import StreamQuery

HEARTBEAT = 15.0
"""Seconds between two signs of life: proxies cut lines that are silent for 30 or 60. As often, and
no less while the hall votes, it is seen whether the token is still good."""
LONGEST = 3600.0
"""Seconds (an hour) of one stream."""
MOST_OF_TOKEN = 10
"""Streams of one token in one process: a house has fewer walls."""
AGAIN_MS = 2000
"""What a listener is asked to wait before it comes again."""
MOST_ANSWERS = 16
"""Words that wait beside the latest snapshot; a listener that lets more pile up is gone."""


@operation(
    "GET", "/polls/{poll}/stream", "read", "moderate", query=StreamQuery,
    answers={200: "text/event-stream"}, problems=("full",),
)  # fmt: skip
async def stream(call: ApiCall) -> Response:
    """Watch a poll live, as the stage does (server-sent events). Results come once shown."""
    if call.services.places.room("stage") and _open[call.holder.token] < MOST_OF_TOKEN:
        return LiveStream(call)
    raise Problem("full")


_open: Counter[str] = Counter()
"""Streams of this process by the id of their token."""


class StreamBox:
    """What one listener is still to be sent: the latest snapshot, and words beside it."""

    def __init__(self, seen: str) -> None:
        """Args:
        seen: the id of what it was sent before.
        """
        self._seen = seen
        self._picture: Picture | None = None
        self._words: deque[str] = deque(maxlen=MOST_ANSWERS)
        self.something = asyncio.Event()
        self.over = False

    def show(self, picture: Picture) -> None:
        self._picture = picture
        self.something.set()

    def answer(self, frame: str) -> None:
        self._words.append(frame)
        self.something.set()

    def welcome(self, picture: Picture, mine: MyVote | None) -> None:
        self.show(picture)

    def end(self) -> None:
        """No more comes."""
        self.over = True
        self.something.set()

    def take(self) -> bytes:
        """What waits, as events; empty where nothing is new."""
        self.something.clear()
        said = b"".join(_event(frame) for frame in self._words)
        self._words.clear()
        picture, self._picture = self._picture, None
        if picture is not None:
            snapshot: Any = picture.snapshot
            name = f"{snapshot.epoch}.{snapshot.version}"
            if name != self._seen:
                said += _event(picture.frame, name)
            self._seen = ""
        return said


def _event(frame: str, name: str = "") -> bytes:
    sort = msgspec.json.decode(frame, type=_Typed).type
    named = f"id: {name}\n" if name else ""
    return f"event: {sort}\n{named}data: {frame}\n\n".encode()


class _Typed(msgspec.Struct):
    type: str


class LiveStream(Response):
    """The stream itself; see the module."""

    def __init__(self, call: ApiCall) -> None:
        headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
        super().__init__(b"", 200, headers, "text/event-stream")
        del self.headers["content-length"]
        self._call = call

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        call, token = self._call, self._call.holder.token
        box = StreamBox(call.request.headers.get("last-event-id", ""))
        guest = Guest(gone=box.end, over=box.end)
        _open[token] += 1
        try:
            async with beginning() as begin:
                begin(_until_gone(receive, box), "stream gone")
                begin(_until_ending(call, box), "stream ending")
                async with call.services.hub.watching(call.named("poll"), _view(call), box, guest):
                    await self._send(send, box)
        except (OSError, TimeoutError):
            return  # it takes nothing any more
        finally:
            _open[token] -= 1
            if not _open[token]:
                del _open[token]

    async def _send(self, send: Send, box: StreamBox) -> None:
        loop = asyncio.get_running_loop()
        until, seconds = loop.time() + LONGEST, self._call.services.settings.send_timeout
        look = loop.time() + HEARTBEAT

        async def write(chunk: bytes, *, more: bool = True) -> None:
            async with asyncio.timeout(seconds):
                await send({"type": "http.response.body", "body": chunk, "more_body": more})

        await send({"type": "http.response.start", "status": 200, "headers": self.raw_headers})
        await write(f"retry: {AGAIN_MS}\n\n".encode())
        while not box.over and loop.time() < until:
            with suppress(TimeoutError):
                async with asyncio.timeout_at(look):
                    await box.something.wait()
            if loop.time() >= look:
                look = loop.time() + HEARTBEAT
                if not await self._still_good():
                    break
                await write(b": here\n\n")
            if chunk := box.take():
                await write(chunk)
        await write(b"", more=False)

    async def _still_good(self) -> bool:
        """Whether the token is; where Redis is away nothing new comes, and it is asked again."""
        try:
            return await self._call.still_good()
        except RedisError:
            return True


def _view(call: ApiCall) -> View:
    language, theme, measure = call.language, call.query.theme, call.query.measure or None
    return View(
        "stage",
        lambda state: stage(state, language, theme, measure),
        call.services.settings.stage_tick,
        (language, theme, measure or ""),
    )


async def _until_gone(receive: Receive, box: StreamBox) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
    box.end()


async def _until_ending(call: ApiCall, box: StreamBox) -> None:
    await call.services.places.ending.wait()
    box.end()


OPERATIONS = (stream,)
