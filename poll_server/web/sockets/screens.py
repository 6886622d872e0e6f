"""What the sockets of phones, stages and moderators have in common: mailbox, writer, good-bye."""

import asyncio
import random
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import asynccontextmanager, suppress
from functools import partial, wraps
from typing import Any

import structlog
from redis.exceptions import RedisError
from starlette.websockets import WebSocketDisconnect

from poll_server.base.metrics import SCREENS, SLOW_SCREENS
from poll_server.live.screens.delivery.outbox import Outbox, TooSlow
from poll_server.live.screens.pictures import Picture, View
from poll_server.live.screens.topics import Guest
from poll_server.store.records import Generations
from poll_server.web.services import Socket, services_of
from poll_server.wire.messages import Message, MyVote, Restart, encode

from .codes import NO_HELLO, NO_SUCH_POLL, OVER, RENEWED, TRY_AGAIN
from .transport import ENDING

FLUSH_SECONDS = 2.0
"""What a phone's votes on their way have to be answered when the process ends."""
RESTART_MS = (500, 3000)
"""Pause before phones come back after a restart, at random, so that they do not come at once."""
LOOK_EVERY = 0.5
"""Seconds between two looks at whether somebody may stay who came in by a role: out within one."""
HELLO_SECONDS = 5.0
"""For a phone's first word: it is sent with the answer to the handshake."""

log = structlog.get_logger(__name__)


class Screen:
    """One accepted socket with its mailbox and the tasks that belong to it."""

    def __init__(self, socket: Socket, tasks: asyncio.TaskGroup) -> None:
        self.socket = socket
        self.outbox = Outbox(socket.send_text, services_of(socket).settings.send_timeout)
        self._tasks = tasks
        self._errands: set[asyncio.Task[None]] = set()
        self.told: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        """the close code, once this socket is to end"""
        self._greeted = False
        self._owed = 0
        self._paid = asyncio.Event()
        self._paid.set()

    def expect_hello(self) -> None:
        """End this socket where it says nothing; until it does, it makes way where room is scarce.

        Phones say hello, and frames of other sites; whoever has a stage's or a moderator's pass has
        shown who they are.
        """
        self._begin(self._hello_in_time())

    def greet(self) -> None:
        """It is known who this is: the socket may stay."""
        self._greeted = True
        if settled := self.socket.scope["state"].get("settled"):
            settled()

    async def _hello_in_time(self) -> None:
        await asyncio.sleep(HELLO_SECONDS)
        if not self._greeted:
            self.end(NO_HELLO)

    def say(self, message: Message) -> None:
        """Put an answer into the mailbox."""
        self.answer(encode(message).decode())

    def answer(self, frame: str) -> None:
        """Put an answer into the mailbox that is encoded already."""
        self.outbox.answer(frame)

    def show(self, picture: Picture) -> None:
        """Put a snapshot into the mailbox, in place of one that waits there."""
        self.outbox.show(picture)

    def welcome(self, picture: Picture, mine: MyVote | None) -> None:
        """Put the answer to a hello into the mailbox."""
        self.outbox.welcome(picture, mine)

    def owe(self) -> None:
        """An answer is on its way, without an errand; the good-bye waits for it, too."""
        self._owed += 1
        self._paid.clear()

    def pay(self) -> None:
        """It was given."""
        self._owed -= 1
        if not self._owed:
            self._paid.set()

    def errand(self, work: Coroutine[Any, Any, None]) -> None:
        """Do something that ends in an answer, beside the loop that reads."""
        task = self._begin(self._quietly(work))
        if task is None:
            work.close()  # or Python complains of work that nobody awaited
            return
        self._errands.add(task)
        task.add_done_callback(self._errands.discard)
        task.add_done_callback(lambda _: work.close())  # it may be cancelled before it starts

    def watch(
        self,
        poll_id: str,
        view: View,
        *,
        links: Generations | None = None,
        seen: Picture | None = None,
    ) -> None:
        """From now on, put `view`'s snapshots into the mailbox.

        Args:
            links: the generations of secret links when this screen was let in by one, if it was;
                the socket ends when those of its kind are renewed. A moderator stays when the
                event is over.
            seen: what the screen was sent already.
        """
        gone, over = partial(self.end, NO_SUCH_POLL), partial(self.end, OVER)
        match view.role:
            case ("moderator" | "stage" | "embed") as role if links:
                kept = None if role == "moderator" else over
                revoked = partial(self.end, RENEWED)
                guest = Guest(gone, revoked, getattr(links, role), kept, role)
            case _:
                guest = Guest(gone, over=over)
        self._begin(self._watch(poll_id, view, guest, seen))

    def stay_while(self, may_stay: Callable[[], Awaitable[bool]]) -> None:
        """End this socket within a second of when it may not stay any more.

        Args:
            may_stay: looked at again and again; where Redis does not say, it stays.
        """
        self._begin(self._end_unless(may_stay))

    async def _end_unless(self, may_stay: Callable[[], Awaitable[bool]]) -> None:
        stays = True
        while stays:
            await asyncio.sleep(LOOK_EVERY)
            with suppress(RedisError, OSError):
                stays = await may_stay()
        self.end(RENEWED)

    def _begin(self, work: Coroutine[Any, Any, None]) -> "asyncio.Task[None] | None":
        """Start `work` beside the loop that reads; None where this screen is going already."""
        try:
            return self._tasks.create_task(work)
        except RuntimeError:  # its writer has failed, and its tasks are being ended
            work.close()
            return None

    async def _watch(self, poll_id: str, view: View, guest: Guest, seen: Picture | None) -> None:
        hub = services_of(self.socket).hub
        async with hub.watching(poll_id, view, self.outbox, guest, seen=seen):
            await asyncio.Event().wait()  # until the screen goes and its tasks are cancelled

    async def frames(self) -> AsyncIterator[str | bytes]:
        """Frames as they come, until the screen goes; then good-bye where the process ends."""
        while True:
            try:
                message = await self.socket.receive()
            except RuntimeError:  # Starlette's word for a socket that is gone already
                return
            if message["type"] == "websocket.disconnect":
                if message.get("code") == ENDING:
                    await self._good_bye()
                return
            text = message.get("text")
            yield text if text is not None else message.get("bytes", b"")

    async def _good_bye(self) -> None:
        """Answer the votes on their way, then ask the screen to come back in a moment."""
        try:
            async with asyncio.timeout(FLUSH_SECONDS):
                while self._errands:
                    await asyncio.wait(list(self._errands))
                await self._paid.wait()
                self.say(Restart(after_ms=random.randint(*RESTART_MS)))
                await self.outbox.flushed()
                await self.socket.close(ENDING)
        except (TimeoutError, WebSocketDisconnect, RuntimeError):
            return  # the phone still has its vote and sends it again elsewhere

    async def _quietly(self, work: Coroutine[Any, Any, None]) -> None:
        """Run an errand. Where Redis fails it, nobody is left waiting: the screen comes back."""
        try:
            await work
        except (RedisError, OSError, LookupError) as error:
            log.warning("errand_failed", error=type(error).__name__)
            self.end(TRY_AGAIN)

    def end(self, code: int) -> None:
        """Close this socket, soon, with `code`."""
        if not self.told.done():
            self.told.set_result(code)


Endpoint = Callable[[Socket], Awaitable[None]]


def patient(endpoint: Endpoint) -> Endpoint:
    """`endpoint`; where Redis does not answer before it accepts, the screen comes back later."""

    @wraps(endpoint)
    async def patiently(socket: Socket) -> None:
        try:
            await endpoint(socket)
        except WebSocketDisconnect:
            return  # it went before it was accepted
        except (RedisError, OSError) as error:
            log.warning("screen_sent_away", error=type(error).__name__)
            with suppress(WebSocketDisconnect, RuntimeError):  # it has gone by itself
                await socket.close(TRY_AGAIN)

    return patiently


async def turn_away(socket: Socket, code: int, reason: str = "") -> None:
    """Close with `code`, at once. A browser learns the code only of a socket that was accepted."""
    with suppress(WebSocketDisconnect, RuntimeError):  # it has gone by itself
        await socket.accept()
        await socket.close(code, reason)


@asynccontextmanager
async def screen(socket: Socket, role: str) -> AsyncIterator[Screen]:
    """Accept `socket` and look after it until the block ends.

    Whatever goes wrong on this one socket ends this one socket.
    """
    await socket.accept()
    SCREENS.labels(role).inc()
    try:
        async with asyncio.TaskGroup() as tasks:
            one = Screen(socket, tasks)
            tasks.create_task(one.outbox.run(), name="writer")
            tasks.create_task(_end_when_told(one))
            yield one
            raise _Left
    except* _Left:
        pass
    except* TooSlow:
        SLOW_SCREENS.inc()
        abort(socket)
    except* (WebSocketDisconnect, OSError, RuntimeError) as group:
        log.debug("screen_gone", errors=[type(e).__name__ for e in group.exceptions])
    finally:
        SCREENS.labels(role).dec()


class _Left(Exception):
    """The screen is gone: ends its task group."""


async def _end_when_told(one: Screen) -> None:
    code = await one.told
    await one.socket.close(code)
    raise _Left


def abort(socket: Socket) -> None:
    """Cut the connection without waiting for a buffer that never empties."""
    if cut := socket.scope["state"].get("abort"):
        cut()
