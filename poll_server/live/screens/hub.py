"""Carry each change to the screens that watch it: whole snapshots, at most one per tick.

Redis says that a poll changed; this process then reads the poll once, encodes one frame for each
view that somebody watches, and puts it into their mailboxes. After a quiet moment it does so at
once, else on the next tick: a hundred votes between two ticks make one frame.

The message from Redis only shortens the wait. The truth is a look at every watched poll's version
twice a second, because pub/sub drops messages without a word.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from functools import partial
from typing import Any

import structlog
from redis.exceptions import RedisError

from poll_server.base.background import beginning
from poll_server.base.metrics import FRAMES
from poll_server.live.ballots import GRACE_MS
from poll_server.live.polls import Polls
from poll_server.live.screens.delivery.stalled import Pulse
from poll_server.live.state import PollState
from poll_server.store.reach.ear import Ear
from poll_server.store.records import Generations, UnknownPoll
from poll_server.store.store import Store
from poll_server.wire.messages import Stalled, encode

from .delivery.by_shard import LooksUnderWay, one_after_the_other
from .pictures import Picture, View, draw
from .topics import Guest, Mailbox, Topic, Watch

TICK = 0.05
"""Seconds from one reading of a poll to the next, at least, unless a moderator did something; each
view has its own least interval between two frames."""
LIFE_SIGN = 30.0
"""Seconds after which a screen gets its snapshot again: pages take 45 s of silence for a dead line,
and a pong is nothing that a page can see."""
AT_ONCE = 200
"""Screens that are sent a picture in one go, some 2 ms; between two goes votes are read."""

log = structlog.get_logger(__name__)


class Hub:
    """The screens of this process."""

    def __init__(self, polls: Polls, store: Store, ear: Ear, truth_every: float) -> None:
        """Args:
        ear: hears of changes; for this hub alone.
        truth_every: seconds between two looks at each watched poll's version.
        """
        self._polls, self._store, self._ear = polls, store, ear
        self._truth_every = truth_every
        self._topics: dict[str, Topic] = {}
        self._due: asyncio.Queue[tuple[str, Topic]] = asyncio.Queue()
        """polls to be read now"""
        self._pulse = Pulse(truth_every)

    @asynccontextmanager
    async def watching(
        self,
        poll_id: str,
        view: View,
        outbox: Mailbox,
        guest: Guest | None = None,
        *,
        seen: Picture | None = None,
    ) -> AsyncIterator[None]:
        """`watch` until the block ends."""
        leave = self.watch(poll_id, view, outbox, guest, seen=seen)
        try:
            yield
        finally:
            leave()

    def watch(
        self,
        poll_id: str,
        view: View,
        outbox: Mailbox,
        guest: Guest | None = None,
        *,
        seen: Picture | None = None,
    ) -> Callable[[], None]:
        """Keep `outbox` supplied with `view`'s latest snapshot.

        Args:
            guest: called back when the screen may not stay.
            seen: what this screen was sent already; it gets no second copy of it.

        Returns:
            Ends it, when the screen has gone.
        """
        if poll_id not in self._topics:
            self._topics[poll_id] = Topic()
            self._ear.want(poll_id)
        topic = self._topics[poll_id]
        self._admit(poll_id, topic, topic.watches[view], outbox, seen)
        if guest:
            topic.admit(guest)
        return partial(self._let_go, poll_id, topic, view, outbox, guest)

    def _admit(
        self, poll_id: str, topic: Topic, watch: Watch, outbox: Mailbox, seen: Picture | None
    ) -> None:
        first = not watch.outboxes
        if first and seen is not None:
            watch.content, watch.heard_at = seen.content, asyncio.get_running_loop().time()
        watch.outboxes.add(outbox)
        # Whoever saw what the others saw last hears of the next change with them.
        if seen is None or seen.content != watch.content:
            watch.newcomers.add(outbox)
        # The first may have seen what was true before the topic was last read.
        if first or outbox in watch.newcomers:
            self.changed(poll_id)

    def _let_go(
        self, poll_id: str, topic: Topic, view: View, outbox: Mailbox, guest: Guest | None
    ) -> None:
        if guest:
            topic.let_go(guest)
        watch = topic.watches[view]
        watch.outboxes.discard(outbox)
        watch.newcomers.discard(outbox)
        if not watch.outboxes:
            topic.watches.pop(view, None)
        if not topic.watches:
            if topic.timer is not None:
                topic.timer.cancel()
            self._topics.pop(poll_id, None)
            self._ear.leave(poll_id)

    def seen_as(self, poll_id: str, role: str) -> set[View]:
        """The views of this role in which screens of this process watch a poll."""
        topic = self._topics.get(poll_id)
        return {view for view in topic.watches if view.role == role} if topic else set()

    def changed(self, poll_id: str, votes: bool = False, *, at_once: bool = False) -> None:
        """This poll may have changed.

        Args:
            votes: by these alone: nobody is due sooner who looked just now and found nothing new.
            at_once: by a moderator, who waits for it; seldom, so no tick need pass before.
        """
        if (topic := self._topics.get(poll_id)) and not (votes and topic.votes_due):
            topic.votes_due |= votes
            due_at = topic.next_look_at if votes else topic.somebody_due_at
            self._read_at(poll_id, topic, max(topic.read_at + (0 if at_once else TICK), due_at))

    def _read_at(self, poll_id: str, topic: Topic, when: float) -> None:
        """Read the poll at this loop time, or now where it is over; or sooner if it is due anyway.

        Until the reading begins, one that was due before stays due, and no second is needed.
        """
        loop = asyncio.get_running_loop()
        when = max(when, loop.time())
        if topic.timer is not None:
            if topic.timer_at <= when:
                return
            topic.timer.cancel()
        topic.timer_at = when
        topic.timer = loop.call_at(when, self._due.put_nowait, (poll_id, topic))

    def work(self) -> dict[str, Coroutine[Any, Any, None]]:
        """Ticks, the truth, and Redis's messages, by name, for `background`.

        Each goes on until it is cancelled, or fails.
        """
        return {
            "hub ticks": self._ticks(),
            "hub truth": self._truth(),
            "hub listening": self._ear.run(self.changed, self._polls.mood.elsewhere),
            "hub line": self._pulse.watch(self._say_stalled),
        }

    async def _ticks(self) -> None:
        await one_after_the_other(self._due, lambda due: self._store.shard(due[0]), self._turn)

    async def _turn(self, due: tuple[str, Topic]) -> None:
        (poll_id, topic), now = due, asyncio.get_running_loop().time()
        topic.timer, topic.votes_due = None, False
        if (due_at := topic.somebody_due_at) > now:  # it changed while the last was read
            self._read_at(poll_id, topic, due_at)
            return
        topic.read_at = now
        try:
            async with topic.turn:
                await self._tick(poll_id, topic)
        except (RedisError, OSError) as error:
            self.changed(poll_id)
            log.warning("tick_failed", error=type(error).__name__)
        except UnknownPoll:
            topic.send_off()

    async def _tick(self, poll_id: str, topic: Topic) -> None:
        """Read the poll once and supply every view that is due."""
        state = await self._polls.state(poll_id)
        topic.epoch, topic.version = state.epoch, state.version
        now = asyncio.get_running_loop().time()
        due_ms = state.ends_ms + GRACE_MS if state.ends_ms else state.freeze_ms
        topic.due_at = now + (due_ms - state.at_ms) / 1000 if due_ms else float("inf")
        topic.check_links(state.live.generations)
        if state.live.over:
            topic.say_over()
        # A stage and a console are a few frames: they do not wait until a hall has been served.
        for view, watch in sorted(topic.watches.items(), key=lambda each: len(each[1].outboxes)):
            if now - watch.sent_at < view.every:
                self._read_at(poll_id, topic, watch.sent_at + view.every)
                continue
            watch.looked_at = now
            try:
                await self._supply(view, watch, state, now)
            except Exception:
                # One picture that cannot be drawn must not take the others away.
                watch.sent_at = now
                log.exception("view_failed", role=view.role, poll=state.about.slug)

    async def _supply(self, view: View, watch: Watch, state: PollState, now: float) -> None:
        picture = draw(view, state)
        # A snapshot that says nothing new but its version and clock is not worth 600 sends. After
        # half a minute it is sent all the same: silence is how a page knows a dead line.
        news = picture.content != watch.content or now - watch.heard_at >= LIFE_SIGN
        receivers = list(watch.outboxes if news else watch.newcomers)
        if not receivers:
            return
        # Noted first: who comes while the others are served is compared with what they get.
        watch.content, watch.sent_at, watch.newcomers = picture.content, now, set()
        if news:
            watch.heard_at = now
        FRAMES.labels(view.role).inc(len(receivers))
        for at in range(0, len(receivers), AT_ONCE):
            if at:
                await asyncio.sleep(0)
            for outbox in receivers[at : at + AT_ONCE]:
                outbox.show(picture)

    async def _truth(self) -> None:
        """Look at every watched poll's version, whether or not Redis said anything."""
        async with beginning() as begin:
            looks = LooksUnderWay(begin)
            while True:
                await asyncio.sleep(self._truth_every)
                shares: dict[str, list[tuple[str, Topic]]] = {}
                for poll_id, topic in self._topics.items():
                    shares.setdefault(self._store.shard(poll_id), []).append((poll_id, topic))
                self._pulse.expect(shares)
                for shard, watched in shares.items():
                    looks.begin(shard, self._truth_of, watched)

    async def _truth_of(self, shard: str, watched: list[tuple[str, Topic]]) -> None:
        try:
            versions = await self._store.polls.versions([poll_id for poll_id, _ in watched])
            self._pulse.answered(shard)
            for (poll_id, topic), found in zip(watched, versions, strict=True):
                await self._compare(poll_id, topic, found)
                self._give_life_signs(poll_id, topic)
        except (RedisError, OSError) as error:
            log.warning("truth_unknown", error=type(error).__name__)

    def _say_stalled(self, shard: str, as_of_ms: int) -> None:
        frame = encode(Stalled(as_of_ms=as_of_ms)).decode()
        for poll_id, topic in self._topics.items():
            if self._store.shard(poll_id) == shard:
                self.changed(poll_id)
                topic.say_stalled(frame)

    def _give_life_signs(self, poll_id: str, topic: Topic) -> None:
        """Have a poll in which nothing happens looked at before its pages give up the line."""
        now = asyncio.get_running_loop().time()
        if any(now - watch.heard_at >= LIFE_SIGN for watch in topic.watches.values()):
            self.changed(poll_id)

    async def _compare(
        self, poll_id: str, topic: Topic, found: tuple[str, int, Generations] | None
    ) -> None:
        if found is None:
            topic.send_off()
            return
        epoch, version, links = found
        if (epoch, version) != (topic.epoch, topic.version):
            self.changed(poll_id)
        topic.check_links(links)
        if asyncio.get_running_loop().time() > topic.due_at:
            try:
                await self._polls.close_overdue(await self._polls.state(poll_id))
            except UnknownPoll:
                topic.send_off()
