"""Each change reaches every screen: whole, newest first, not too often, and without being asked."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from copy import copy
from typing import Any

import msgspec
import pytest
from redis.asyncio import Redis
from redis.exceptions import RedisError

from poll_server.base.background import background
from poll_server.live.ballots import GRACE_MS
from poll_server.live.links import end_links
from poll_server.live.polls import Polls
from poll_server.live.screens import hub as module
from poll_server.live.screens import pictures
from poll_server.live.screens import stalled as at_line
from poll_server.live.screens.hub import Hub
from poll_server.live.screens.outbox import Outbox
from poll_server.live.screens.pictures import Picture, View, draw
from poll_server.live.screens.topics import Guest
from poll_server.live.screens.views import phone as phone_snapshot
from poll_server.live.screens.views import stage as stage_snapshot
from poll_server.live.state import PollState
from poll_server.store.keys import PollKeys
from poll_server.store.parts.poll_store import PollStore
from poll_server.store.store import Store
from poll_server.wire.messages import MyVote, Snapshot, StageSnapshot, Stalled, encode
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
        task.cancel()
        await asyncio.wait([task])

    def stop(self) -> None:
        for task in self._watching.values():
            task.cancel()


@asynccontextmanager
async def running(
    polls: Polls, store: Store, poll_id: str, *, listen: str = "", truth: float = TRUTH
) -> AsyncIterator[Watched]:
    """A hub of a process of its own. Args: listen: another Redis to listen to."""
    redis = Redis.from_url(listen or store.url, decode_responses=True, socket_timeout=None)
    hub = Hub(polls, store, redis, truth)
    async with background(hub.work()), asyncio.TaskGroup() as tasks:
        watched = Watched(hub, tasks, poll_id)
        try:
            yield watched
        finally:
            watched.stop()
    await redis.aclose()


@pytest.fixture
async def watched(hall: Hall, store: Store) -> AsyncIterator[Watched]:
    async with running(hall.polls, store, hall.poll_id) as watched:
        yield watched


async def burst(hall: Hall, seconds: float) -> None:
    """People who vote without a pause."""
    loop = asyncio.get_running_loop()
    end, who = loop.time() + seconds, 0
    while loop.time() < end:
        who += 1
        await hall.vote(who, YES, number=1)


# ── What arrives ──────────────────────────────────────────────────────────────────────────────


async def test_a_newcomer_sees_the_present_picture(hall: Hall, watched: Watched) -> None:
    await hall.ask("phones")
    assert (await watched.watch(stages())).stage.prompt == "Private Handys im Unterricht?"


async def test_every_change_reaches_every_screen(hall: Hall, watched: Watched) -> None:
    stage, phone = await watched.watch(stages()), await watched.watch(phones())
    await hall.one_vote()
    await hall.do("show")
    await stage.until(lambda screen: screen.stage.result is not None)
    await phone.until(lambda screen: screen.phone.results is not None)
    assert stage.stage.votes == 1


async def test_of_many_votes_the_newest_picture_is_right(hall: Hall, watched: Watched) -> None:
    stage = await watched.watch(stages())
    await hall.ask("phones")
    await asyncio.gather(*(hall.vote(who, YES, number=1) for who in range(300)))
    await stage.until(lambda screen: screen.stage.votes == 300)


async def test_a_newcomer_costs_the_others_nothing(hall: Hall, watched: Watched) -> None:
    await hall.ask("phones")
    first = await watched.watch(phones())
    for _ in range(5):
        await watched.watch(phones())
    assert len(first.frames) == 1


async def test_who_was_welcomed_with_the_picture_gets_it_no_second_time(
    hall: Hall, watched: Watched
) -> None:
    """A thousand phones that join are a thousand frames, not two thousand."""
    await hall.ask("phones")
    looks_for = readings(hall, watched)
    welcomed = [watched.newcomer(phones(), seen=await picture(hall)) for _ in range(5)]
    stage = await watched.watch(stages())
    await until(lambda: looks_for() >= 1)
    await hall.vote(1, YES)  # what phones do not see
    await stage.until(lambda screen: screen.stage.votes == 1)
    assert [screen.frames for screen in welcomed] == [[]] * 5
    await hall.do("close")
    for screen in welcomed:
        await screen.until(lambda s: s.phone.state == "closed")
        assert len(screen.frames) == 1


async def test_who_was_welcomed_with_an_older_picture_gets_the_newer_one(
    hall: Hall, watched: Watched
) -> None:
    await hall.ask("phones")
    old = await picture(hall)
    await hall.do("close")
    alone = watched.newcomer(phones(), seen=old)
    await alone.until(lambda screen: screen.phone.state == "closed")
    beside = watched.newcomer(phones(), seen=old)
    await beside.until(lambda screen: screen.phone.state == "closed")
    assert len(alone.frames) == 1


async def picture(hall: Hall) -> Picture:
    """What a phone is welcomed with now."""
    return draw(phones(), await hall.polls.state(hall.poll_id))


def readings(hall: Hall, watched: Watched) -> Callable[[], int]:
    """How often the hub read the poll, from now on."""
    count = 0
    state = hall.polls.state

    async def counting(poll_id: str) -> PollState:
        nonlocal count
        count += 1
        return await state(poll_id)

    watched.hub._polls = copy(hall.polls)
    watched.hub._polls.state = counting
    return lambda: count


async def test_what_changes_nothing_a_phone_shows_sends_it_nothing(
    hall: Hall, watched: Watched
) -> None:
    await hall.ask("phones")
    phone, stage = await watched.watch(phones()), await watched.watch(stages())
    await hall.vote(1, YES)
    await stage.until(lambda screen: screen.stage.votes == 1)
    assert len(phone.frames) == 1


async def test_versions_never_go_back(hall: Hall, watched: Watched) -> None:
    stage = await watched.watch(stages(0.0))
    await hall.ask("phones")
    await burst(hall, 0.5)
    versions = [msgspec.json.decode(frame)["version"] for frame in stage.frames]
    assert len(versions) > 2
    assert versions == sorted(set(versions))


async def test_a_screen_where_nothing_happens_is_given_signs_of_life(
    hall: Hall, watched: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "LIFE_SIGN", TRUTH)
    phone = await watched.watch(phones())
    await phone.until(lambda screen: len(screen.frames) == 3)
    assert len({screen_content(frame) for frame in phone.frames}) == 1


def screen_content(frame: str) -> Snapshot:
    """What a frame says but for its version and clock."""
    snapshot = msgspec.json.decode(frame, type=Snapshot)
    return msgspec.structs.replace(snapshot, version=0, server_ms=0)


# ── How often ─────────────────────────────────────────────────────────────────────────────────


def too_often(screen: Screen, every: float) -> bool:
    """Whether more frames came than fit into the time; the first and last may lie close by."""
    return (len(screen.at) - 2) * every > screen.at[-1] - screen.at[0]


async def test_a_phone_gets_four_a_second_at_most_and_a_stage_ten(
    hall: Hall, watched: Watched
) -> None:
    """Live results on phones: each vote changes every picture."""
    await hall.ask("topics")
    phone, stage = await watched.watch(phones()), await watched.watch(stages())
    hasty = await watched.watch(View("hasty", stages().make, 0.0))
    for screen in (phone, stage, hasty):
        screen.at.clear()
    voting = asyncio.create_task(burst(hall, 20))
    # Until the limits have told: without one there would have been more.
    await hasty.until(lambda s: len(s.at) > len(stage.at) + 5 > len(phone.at) + 10)
    voting.cancel()
    assert not too_often(phone, 0.25)
    assert not too_often(stage, 0.1)


async def test_after_a_quiet_moment_a_change_is_sent_at_once(
    hall: Hall, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No tick is waited for: here the next one would come in an hour."""
    monkeypatch.setattr(module, "TICK", NEVER)
    async with running(hall.polls, store, hall.poll_id, truth=NEVER) as watched:
        stage = await watched.watch(stages())
        await _heard(store)
        watched.hub._topics[hall.poll_id].read_at -= NEVER  # it was quiet for long
        await hall.do("goto", "phones")
        await stage.until(lambda screen: screen.stage.position == 1)


async def test_what_a_moderator_does_waits_for_no_tick(
    hall: Hall, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "TICK", NEVER)
    async with running(hall.polls, store, hall.poll_id, listen=DEAF, truth=NEVER) as watched:
        stage = await watched.watch(stages(0.0))
        await hall.do("goto", "phones")
        watched.hub.changed(hall.poll_id)
        watched.hub.changed(hall.poll_id, at_once=True)
        await stage.until(lambda screen: screen.stage.position == 1)


async def test_the_poll_is_read_no_more_often_than_somebody_is_due(
    hall: Hall, watched: Watched
) -> None:
    """Every vote is news, and still no reading is made for screens that may have none yet."""
    await hall.ask("topics")
    phone = await watched.watch(phones())
    loop, readings_since = asyncio.get_running_loop(), readings(hall, watched)
    began = loop.time()
    voting = asyncio.create_task(burst(hall, 20))
    frames = len(phone.frames)
    await phone.until(lambda screen: len(screen.frames) >= frames + 4)
    voting.cancel()
    assert (readings_since() - 2) * 0.25 <= loop.time() - began


async def test_a_frame_is_encoded_once_for_all_who_share_a_view(
    hall: Hall, watched: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    screens = [await watched.watch(stages()) for _ in range(20)]
    await hall.do("goto", "phones")
    for screen in screens:
        await screen.until(lambda s: s.stage.position == 1)
    encoded = 0

    def counting(message: Any) -> bytes:
        nonlocal encoded
        encoded += 1
        return encode(message)

    monkeypatch.setattr(pictures, "encode", counting)
    await hall.do("open")
    for screen in screens:
        await screen.until(lambda s: s.stage.state == "open")
    assert encoded <= 4  # content and frame; twice where a tick fell between version and content
    assert len({screen.frames[-1] for screen in screens}) == 1


async def test_a_slow_screen_holds_nobody(hall: Hall, watched: Watched) -> None:
    stage = await watched.watch(stages())
    stuck = asyncio.Event()

    async def never(_: str) -> None:
        await stuck.wait()

    outbox = Outbox(never, timeout=60)
    async with watched.hub.watching(hall.poll_id, stages(), outbox):
        writer = asyncio.create_task(outbox.run())
        await hall.ask("phones")
        await asyncio.gather(*(hall.vote(who, YES, number=1) for who in range(50)))
        await stage.until(lambda screen: screen.stage.votes == 50)
        writer.cancel()


# ── What could go wrong ───────────────────────────────────────────────────────────────────────


async def test_a_line_on_which_nothing_happens_gives_a_life_sign(
    hall: Hall, watched: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = await watched.watch(stages()), await watched.watch(stages())
    monkeypatch.setattr(module, "LIFE_SIGN", 0.2)
    frames = len(one.frames), len(other.frames)
    await one.until(lambda screen: len(screen.frames) >= frames[0] + 2)
    await other.until(lambda screen: len(screen.frames) >= frames[1] + 2)
    assert one.stage.version == other.stage.version


async def test_where_redis_says_nothing_the_truth_is_looked_up(hall: Hall, store: Store) -> None:
    async with running(hall.polls, store, hall.poll_id, listen=DEAF) as watched:
        stage = await watched.watch(stages())
        await hall.do("goto", "phones")
        await stage.until(lambda screen: screen.stage.position == 1)


async def test_without_the_truth_a_deaf_hub_would_miss_it(hall: Hall, store: Store) -> None:
    async with running(hall.polls, store, hall.poll_id, listen=DEAF, truth=NEVER) as watched:
        stage = await watched.watch(stages())
        await hall.do("goto", "phones")
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(5 * TRUTH):
                await stage.until(lambda screen: screen.stage.position == 1)


async def test_without_the_truth_redis_word_is_enough(hall: Hall, store: Store) -> None:
    async with running(hall.polls, store, hall.poll_id, truth=NEVER) as watched:
        stage = await watched.watch(stages())
        await _heard(store)
        await hall.do("goto", "phones")
        await stage.until(lambda screen: screen.stage.position == 1)


async def test_a_line_that_broke_is_listened_to_again(
    hall: Hall, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "LISTEN_AGAIN", 0.01)
    async with running(hall.polls, store, hall.poll_id, truth=NEVER) as watched:
        stage = await watched.watch(stages())
        old = await _heard(store)
        await store.redis.client_kill_filter(_type="pubsub")
        await _heard(store, unlike=old)
        await hall.do("goto", "phones")
        await stage.until(lambda screen: screen.stage.position == 1)


async def _heard(store: Store, unlike: str = "") -> str:
    """Wait until a hub listens, on another connection than `unlike`; its connection's number."""
    async with asyncio.timeout(LONGEST):
        while True:
            listening = [
                client["id"]
                for client in await store.redis.client_list(_type="pubsub")
                if client["psub"] == "1"
            ]
            if listening and listening != [unlike]:
                return str(listening[-1])
            await asyncio.sleep(0.005)


async def test_a_redis_that_went_back_in_time_freezes_screens_until_a_new_epoch(
    hall: Hall, watched: Watched, store: Store, capsys: pytest.CaptureFixture[str]
) -> None:
    await hall.ask("phones")
    stage = await watched.watch(stages())
    before = stage.stage
    frames = len(stage.frames)
    await store.redis.hset(PollKeys(hall.poll_id).live, "version", before.version - 2)
    await stage.until(lambda screen: screen.stage.epoch != before.epoch)
    after = [msgspec.json.decode(f, type=StageSnapshot) for f in stage.frames[frames:]]
    assert all(each.epoch != before.epoch for each in after)
    assert "redis_rolled_back" in capsys.readouterr().out
    assert (await store.polls.live(hall.poll_id)).epoch == stage.stage.epoch


async def test_two_processes_that_notice_agree_on_one_new_epoch(hall: Hall, store: Store) -> None:
    old = (await store.polls.live(hall.poll_id)).epoch
    one, other = [await store.polls.renew_epoch(hall.poll_id, old) for _ in range(2)]
    assert one == other != old


async def test_an_overdue_round_closes_without_anybody_asking(
    hall: Hall, watched: Watched, store: Store
) -> None:
    await hall.ask("phones")
    stage = await watched.watch(stages())
    key = PollKeys(hall.poll_id).round(1).base
    await store.redis.hset(key, "deadline_ms", stage.stage.server_ms - GRACE_MS)
    watched.hub.changed(hall.poll_id)
    await stage.until(lambda screen: screen.stage.state == "closed")


async def test_renewed_links_end_only_who_came_by_the_old_one(
    hall: Hall, watched: Watched, store: Store
) -> None:
    ended: list[str] = []
    links = (await store.polls.live(hall.poll_id)).links

    def guest(name: str, generation: int) -> Guest:
        return Guest(lambda: ended.append("gone"), lambda: ended.append(name), generation)

    await watched.watch(stages(), guest("old", links))
    await watched.watch(phones(), Guest(lambda: ended.append("gone")))
    assert ended == []
    await end_links(store, "moderator", hall.poll_id)
    await until(lambda: "old" in ended)
    await watched.watch(stages(), guest("new", links + 1))
    ended.clear()
    await store.redis.publish(PollKeys(hall.poll_id).changes, "links")
    await until(lambda: "old" in ended)  # the hub has looked again
    assert set(ended) == {"old"}


async def test_a_deleted_poll_ends_everybody(hall: Hall, watched: Watched, store: Store) -> None:
    ended: list[str] = []
    for view in (stages(), phones()):
        await watched.watch(view, Guest(lambda role=view.role: ended.append(role)))  # type: ignore[misc]
    await store.events.delete_poll(hall.poll_id)
    await until(lambda: set(ended) == {"stage", "phone"})


async def test_one_picture_that_cannot_be_drawn_takes_no_other_away(
    hall: Hall, watched: Watched
) -> None:
    def broken(state: PollState) -> Snapshot:
        raise ZeroDivisionError

    stage = await watched.watch(stages())
    watched.newcomer(View("broken", broken, 0.1))
    await hall.do("goto", "phones")
    await stage.until(lambda screen: screen.stage.position == 1)


async def test_redis_may_go_away_for_a_while(
    hall: Hall, watched: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage = await watched.watch(stages())
    failing = 3
    state = hall.polls.state

    async def at_first_failing(poll_id: str) -> PollState:
        nonlocal failing
        if failing:
            failing -= 1
            raise RedisError("away")
        return await state(poll_id)

    with monkeypatch.context() as patched:
        await hall.do("goto", "phones")
        patched.setattr(hall.polls, "state", at_first_failing)
        await stage.until(lambda screen: screen.stage.position == 1)


async def test_who_leaves_is_forgotten(hall: Hall, watched: Watched) -> None:
    stage, phone = await watched.watch(stages()), await watched.watch(phones())
    topic = watched.hub._topics[hall.poll_id]
    assert len(topic.watches) == 2
    await watched.leave(phone)
    assert len(topic.watches) == 1
    await watched.leave(stage)
    assert watched.hub._topics == {}


# ── Where Redis stands still ──────────────────────────────────────────────────────────────────


async def test_screens_with_numbers_are_told_once_that_redis_stands_still(
    watched: Watched, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """F9: and the next picture, though it says nothing new, tells them that it is over."""
    monkeypatch.setattr(at_line, "STALLED", TRUTH)
    monkeypatch.setattr(at_line, "LOOK_AT_LINE", TRUTH / 10)
    stage, phone = await watched.watch(stages()), await watched.watch(phones())
    await until(lambda: watched.hub._pulse._true_at < float("inf"))  # Redis has answered once
    stalled, gone_on = asyncio.Event(), asyncio.Event()
    versions = PollStore.versions

    async def stand_still(self: PollStore, poll_ids: Any) -> Any:
        stalled.set()
        await gone_on.wait()
        return await versions(self, poll_ids)

    monkeypatch.setattr(PollStore, "versions", stand_still)
    await stalled.wait()
    await stage.until(lambda screen: any('"stalled"' in frame for frame in screen.frames))
    said = msgspec.json.decode(
        next(frame for frame in stage.frames if '"stalled"' in frame), type=Stalled
    )
    assert said.as_of_ms >= json_ms(stage.frames[0])
    await asyncio.sleep(5 * TRUTH)
    gone_on.set()
    await stage.until(lambda screen: screen.frames[-1].startswith('{"type":"stage_snapshot"'))
    assert sum('"stalled"' in frame for frame in stage.frames) == 1
    assert not any('"stalled"' in frame for frame in phone.frames)


def json_ms(frame: str) -> int:
    """When a snapshot was true, by Redis's clock; here the same machine's."""
    return int(msgspec.json.decode(frame)["server_ms"])


class Noting:
    """A mailbox that notes in what turn of the loop it was shown something."""

    def __init__(self, name: str, shown: list[tuple[str, int]], turn: list[int]) -> None:
        self._name, self._shown, self._turn = name, shown, turn

    def show(self, picture: Picture) -> None:
        self._shown.append((self._name, self._turn[0]))

    def answer(self, frame: str) -> None:
        """Nothing is answered here."""

    def welcome(self, picture: Picture, mine: MyVote | None) -> None:
        """Nobody says hello."""


async def test_a_stage_does_not_wait_for_a_hall_and_votes_are_read_between(
    hall: Hall, watched: Watched
) -> None:
    """5,000 phones in one go would keep everybody else waiting for 50 ms."""
    turn, shown = [0], list[tuple[str, int]]()
    loop, going = asyncio.get_running_loop(), True

    def count() -> None:
        turn[0] += 1
        if going:
            loop.call_soon(count)

    people = 2 * module.AT_ONCE + 1
    for _ in range(people):
        watched.hub.watch(hall.poll_id, phones(), Noting("phone", shown, turn))
    watched.hub.watch(hall.poll_id, stages(), Noting("stage", shown, turn))
    await hall.do("goto", "phones")
    await until(lambda: len(shown) >= people + 2)
    await asyncio.sleep(0.3)  # both views may have their next frame
    shown.clear()
    count()
    await hall.do("open")
    await until(lambda: sum(name == "phone" for name, _ in shown) == people)
    going = False
    assert shown[0][0] == "stage"
    turns = [at for name, at in shown if name == "phone"]
    assert len(set(turns)) == 3
