"""Carry each change to the screens that watch it: whole snapshots, at most one per tick.

Redis says that a poll changed; on the next tick this process reads the poll once, encodes one
frame for each view that somebody watches, and puts it into their mailboxes. A hundred votes
between two ticks make one frame.

The message from Redis only shortens the wait. The truth is a look at every watched poll's version
twice a second, because pub/sub drops messages without a word.
"""

import asyncio
import random
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, Literal

import msgspec
import structlog
from redis.asyncio import Redis
from redis.exceptions import RedisError

from poll_server.base.metrics import FRAMES
from poll_server.store.records import Generations, UnknownPoll, now_ms
from poll_server.store.store import Store
from poll_server.wire.messages import Message, Stalled, encode

from .ballots import GRACE_MS
from .outbox import Outbox
from .polls import Polls
from .state import PollState

TICK = 0.05
"""Seconds between two looks for polls that changed; each view has its own least interval."""
LIFE_SIGN = 30.0
"""Seconds after which a screen gets its snapshot again: pages take 45 s of silence for a dead line,
and a pong is nothing that a page can see."""
STALLED = 1.5
"""Seconds without the truth, beyond the time between two looks, after which screens that somebody
answers for are told how old their picture is."""
LOOK_AT_LINE = 0.25
"""Seconds between two looks whether the truth came."""
TOLD_OF_STALLS = ("stage", "moderator")
"""Phones show no numbers that could be old, and keep their votes by themselves."""
LISTEN_AGAIN = 0.5
"""Seconds before listening to Redis again after the connection broke, plus as much at random."""

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class View:
    """One way to see a poll. Equal views share one encoded frame."""

    role: str
    make: Callable[[PollState], Message] = field(compare=False)
    every: float = field(compare=False)
    """seconds between two snapshots, at least"""
    variant: tuple[str, ...] = ()
    """what tells this role's views apart: language, theme, …"""


@dataclass
class Watch:
    """The screens that share one view of one poll."""

    outboxes: set[Outbox] = field(default_factory=set)
    newcomers: set[Outbox] = field(default_factory=set)
    """those who need the present picture even if nothing changes"""
    sent_at: float = float("-inf")
    heard_at: float = float("-inf")
    """when all of them, not only newcomers, were sent something"""
    content: bytes = b""


@dataclass(frozen=True, eq=False)
class Guest:
    """One screen's way to be sent off."""

    gone: Callable[[], None]
    """called when the poll was deleted"""
    revoked: Callable[[], None] | None = None
    """called when the poll's links of its kind are of another generation than `links`"""
    links: int = 0
    over: Callable[[], None] | None = None
    """called when the poll's event is in the archive"""
    came_by: Literal["moderator", "stage"] = "moderator"
    """the kind of link"""


@dataclass
class Topic:
    """A poll that somebody watches."""

    epoch: str = ""
    version: int = -1
    due_at: float = float("inf")
    """loop time at which the countdown and its grace are over, or a closed round is to be frozen"""
    changed: bool = True
    watches: dict[View, Watch] = field(default_factory=lambda: defaultdict(Watch))
    guests: set[Guest] = field(default_factory=set)


class Hub:
    """The screens of this process."""

    def __init__(self, polls: Polls, store: Store, redis: Redis, truth_every: float) -> None:
        """Args:
        redis: a client whose pub/sub connection the hub may keep.
        truth_every: seconds between two looks at each watched poll's version.
        """
        self._polls, self._store, self._redis = polls, store, redis
        self._truth_every = truth_every
        self._topics: dict[str, Topic] = {}
        self._true_at = float("inf")
        """loop time of the last look at the truth that was answered; before the first: never old"""
        self._true_ms = 0
        self._stalled = False

    @asynccontextmanager
    async def watching(
        self, poll_id: str, view: View, outbox: Outbox, guest: Guest | None = None
    ) -> AsyncIterator[None]:
        """Keep `outbox` supplied with `view`'s latest snapshot until the block ends.

        Args:
            guest: called back when the screen may not stay.
        """
        topic = self._topics.setdefault(poll_id, Topic())
        watch = topic.watches[view]
        watch.outboxes.add(outbox)
        watch.newcomers.add(outbox)
        topic.changed = True
        if guest:
            topic.guests.add(guest)
        try:
            yield
        finally:
            watch.outboxes.discard(outbox)
            watch.newcomers.discard(outbox)
            if not watch.outboxes:
                topic.watches.pop(view, None)
            if guest:
                topic.guests.discard(guest)
            if not topic.watches:
                self._topics.pop(poll_id, None)

    def changed(self, poll_id: str) -> None:
        """This poll may have changed."""
        if topic := self._topics.get(poll_id):
            topic.changed = True

    def work(self) -> dict[str, Coroutine[Any, Any, None]]:
        """Ticks, the truth, and Redis's messages, by name, for `background`.

        Each goes on until it is cancelled, or fails.
        """
        return {
            "hub ticks": self._ticks(),
            "hub truth": self._truth(),
            "hub listening": self._listen(),
            "hub line": self._watch_line(),
        }

    async def _ticks(self) -> None:
        while True:
            await asyncio.sleep(TICK)
            for poll_id, topic in list(self._topics.items()):
                if topic.changed:
                    try:
                        await self._tick(poll_id, topic)
                    except (RedisError, OSError) as error:
                        topic.changed = True
                        log.warning("tick_failed", error=type(error).__name__)
                    except UnknownPoll:
                        self._send_off(topic)

    async def _tick(self, poll_id: str, topic: Topic) -> None:
        """Read the poll once and supply every view that is due."""
        topic.changed = False
        state = await self._polls.state(poll_id)
        if not await self._credible(poll_id, topic, state.epoch, state.version):
            topic.changed = True
            return
        now = asyncio.get_running_loop().time()
        due_ms = state.deadline_ms + GRACE_MS if state.deadline_ms else state.freeze_ms
        topic.due_at = now + (due_ms - state.at_ms) / 1000 if due_ms else float("inf")
        self._check_links(topic, state.live.generations)
        if state.live.over:
            self._say_over(topic)
        for view, watch in list(topic.watches.items()):
            if now - watch.sent_at < view.every:
                topic.changed = True  # not yet; the next tick looks again
                continue
            try:
                self._supply(view, watch, state, now)
            except Exception:
                # One picture that cannot be drawn must not take the others away.
                watch.sent_at = now
                log.exception("view_failed", role=view.role, poll=state.about.slug)

    def _supply(self, view: View, watch: Watch, state: PollState, now: float) -> None:
        snapshot = view.make(state)
        # A snapshot that says nothing new but its version and clock is not worth 600 sends.
        content = encode(_content(snapshot))
        # After half a minute it is sent all the same: silence is how a page knows a dead line.
        news = content != watch.content or now - watch.heard_at >= LIFE_SIGN
        receivers = watch.outboxes if news else watch.newcomers
        if not receivers:
            return
        frame = encode(snapshot).decode()
        for outbox in receivers:
            outbox.show(frame)
        FRAMES.labels(view.role).inc(len(receivers))
        watch.content, watch.sent_at, watch.newcomers = content, now, set()
        if news:
            watch.heard_at = now

    async def _credible(self, poll_id: str, topic: Topic, epoch: str, version: int) -> bool:
        """False when Redis went back in time: no screen may follow it under the same epoch."""
        if epoch == topic.epoch and version < topic.version:
            await self._polls.set_back(poll_id, epoch, topic.version, version)
            return False
        topic.epoch, topic.version = epoch, version
        return True

    async def _truth(self) -> None:
        """Look at every watched poll's version, whether or not Redis said anything."""
        while True:
            await asyncio.sleep(self._truth_every)
            watched = list(self._topics.items())
            if not watched:
                self._note_truth()
                continue
            try:
                versions = await self._store.versions([poll_id for poll_id, _ in watched])
                self._note_truth()
                for (poll_id, topic), found in zip(watched, versions, strict=True):
                    await self._compare(poll_id, topic, found)
                    self._give_life_signs(topic)
            except (RedisError, OSError) as error:
                log.warning("truth_unknown", error=type(error).__name__)

    def _note_truth(self) -> None:
        self._true_at, self._true_ms = asyncio.get_running_loop().time(), now_ms()

    async def _watch_line(self) -> None:
        """Tell screens when Redis has not answered for a while: they would show old numbers as new.

        A look of its own, because the one that waits for Redis waits as long as its connection.
        """
        while True:
            await asyncio.sleep(LOOK_AT_LINE)
            silent = asyncio.get_running_loop().time() - self._true_at
            stalled = silent > self._truth_every + STALLED
            if stalled and not self._stalled:
                log.warning("redis_stalled", seconds=round(silent, 1))
                self._say_stalled()
            self._stalled = stalled

    def _say_stalled(self) -> None:
        frame = encode(Stalled(as_of_ms=self._true_ms)).decode()
        for topic in self._topics.values():
            topic.changed = True
            for view, watch in topic.watches.items():
                if view.role in TOLD_OF_STALLS:
                    # The next picture goes to them even if nothing has changed: it ends the stall.
                    watch.newcomers |= watch.outboxes
                    for outbox in watch.outboxes:
                        outbox.answer(frame)

    @staticmethod
    def _give_life_signs(topic: Topic) -> None:
        """Have a poll in which nothing happens looked at before its pages give up the line."""
        now = asyncio.get_running_loop().time()
        if any(now - watch.heard_at >= LIFE_SIGN for watch in topic.watches.values()):
            topic.changed = True

    async def _compare(
        self, poll_id: str, topic: Topic, found: tuple[str, int, Generations] | None
    ) -> None:
        if found is None:
            self._send_off(topic)
            return
        epoch, version, links = found
        if (epoch, version) != (topic.epoch, topic.version):
            topic.changed = True
        self._check_links(topic, links)
        if asyncio.get_running_loop().time() > topic.due_at:
            try:
                await self._polls.close_overdue(await self._polls.state(poll_id))
            except UnknownPoll:
                self._send_off(topic)

    @staticmethod
    def _check_links(topic: Topic, links: Generations) -> None:
        for guest in list(topic.guests):
            if guest.revoked and guest.links != getattr(links, guest.came_by):
                guest.revoked()

    @staticmethod
    def _say_over(topic: Topic) -> None:
        for guest in list(topic.guests):
            if guest.over:
                guest.over()

    @staticmethod
    def _send_off(topic: Topic) -> None:
        for guest in list(topic.guests):
            guest.gone()

    async def _listen(self) -> None:
        """Hear of changes at once, for as long as Redis lets us."""
        while True:
            try:
                async with self._redis.pubsub() as pubsub:
                    await pubsub.psubscribe("poll:*:changes")
                    async for message in pubsub.listen():
                        if message["type"] == "pmessage":
                            channel = str(message["channel"])
                            self.changed(channel.partition("{")[2].partition("}")[0])
            except (RedisError, OSError) as error:
                log.warning("listening_again", error=type(error).__name__)
            await asyncio.sleep(LISTEN_AGAIN * (1 + random.random()))


def _content(snapshot: Any) -> Any:
    """A snapshot without what changes with every version and says nothing new."""
    bare = {"version": 0, "server_ms": 0} | ({"proof": ""} if hasattr(snapshot, "proof") else {})
    return msgspec.structs.replace(snapshot, **bare)
