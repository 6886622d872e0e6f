"""Screens that watch a poll through a hub, as tests have them."""

import asyncio
import itertools
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import msgspec

from poll_server.base.background import background, ended
from poll_server.live.polls import Polls
from poll_server.live.screens.delivery.outbox import Outbox
from poll_server.live.screens.hub import Hub
from poll_server.live.screens.pictures import Picture, View
from poll_server.live.screens.topics import Guest
from poll_server.live.screens.views import phone as phone_snapshot
from poll_server.live.screens.views import stage as stage_snapshot
from poll_server.store.reach.ear import Ear
from poll_server.store.store import Store
from poll_server.wire.messages import Snapshot, StageSnapshot
from tests.support.cases import YES, Hall
from tests.support.waiting import LONGEST, until

TRUTH = 0.1
"""Seconds between two looks at the truth, here."""
NEVER = 3600.0
DEAF = "unix:///nowhere/redis.sock"
"""A Redis that says nothing."""


def phones(every: float = 0.25) -> View:
    return View("phone", lambda state: phone_snapshot(state, "de"), every, ("de",))


def stages(every: float = 0.1) -> View:
    return View("stage", lambda state: stage_snapshot(state, "de", "light"), every, ("de", "light"))


class Screen:
    """Somebody who watches."""

    def __init__(self) -> None:
        self.frames: list[str] = []
        self.at: list[float] = []
        self.outbox = Outbox(self._take, timeout=60)

    async def _take(self, frame: str) -> None:
        self.frames.append(frame)
        self.at.append(asyncio.get_running_loop().time())

    @property
    def stage(self) -> StageSnapshot:
        """The last frame, on a stage."""
        return msgspec.json.decode(self.frames[-1], type=StageSnapshot)

    @property
    def phone(self) -> Snapshot:
        """The last frame, on a phone."""
        return msgspec.json.decode(self.frames[-1], type=Snapshot)

    async def until(self, holds: Callable[["Screen"], bool]) -> None:
        """Wait for a frame of which `holds` is true."""
        await until(lambda: bool(self.frames) and holds(self))


class Watched:
    """A hub that runs, with screens that watch one poll."""

    def __init__(self, hub: Hub, tasks: asyncio.TaskGroup, poll_id: str) -> None:
        self.hub, self._tasks, self._poll_id = hub, tasks, poll_id
        self._watching: dict[Screen, asyncio.Task[None]] = {}

    async def watch(self, view: View, guest: Guest | None = None) -> Screen:
        """One more screen, which has its first frame."""
        screen = self.newcomer(view, guest)
        await screen.until(lambda _: True)
        return screen

    def newcomer(
        self, view: View, guest: Guest | None = None, *, seen: Picture | None = None
    ) -> Screen:
        screen = Screen()

        async def watching() -> None:
            async with self.hub.watching(self._poll_id, view, screen.outbox, guest, seen=seen):
                await screen.outbox.run()

        self._watching[screen] = self._tasks.create_task(watching())
        return screen

    async def leave(self, screen: Screen) -> None:
        task = self._watching.pop(screen)
        await ended([task])

    def stop(self) -> None:
        for task in self._watching.values():
            task.cancel()


@asynccontextmanager
async def running(
    polls: Polls, store: Store, poll_id: str, *, listen: str = "", truth: float = TRUTH
) -> AsyncIterator[Watched]:
    """A hub of a process of its own. Args: listen: another Redis to listen to."""
    ear = Ear(listen or store.url)
    hub = Hub(polls, store, ear, truth)
    async with background(hub.work()), asyncio.TaskGroup() as tasks:
        watched = Watched(hub, tasks, poll_id)
        try:
            yield watched
        finally:
            watched.stop()
    await ear.close()


async def burst(hall: Hall) -> None:
    """People who vote without a pause, until it is ended."""
    for who in itertools.count(1):
        await hall.vote(who, YES, number=1)


async def heard(store: Store, unlike: str = "") -> str:
    """Wait until a hub listens, on another connection than `unlike`; its connection's number."""
    async with asyncio.timeout(LONGEST):
        while True:
            listening = [
                client["id"]
                for client in await store.redis.client_list(_type="pubsub")
                if client["ssub"] == "1"
            ]
            if listening and listening != [unlike]:
                return str(listening[-1])
            await asyncio.sleep(0.005)
