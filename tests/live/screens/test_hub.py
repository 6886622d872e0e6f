"""Each change reaches every screen: whole, newest first, not too often, and without being asked."""

import asyncio
from collections.abc import Callable
from copy import copy
from typing import Any

import msgspec
import pytest

from poll_server.base.background import ended
from poll_server.live.screens import hub as module
from poll_server.live.screens import pictures
from poll_server.live.screens.delivery.outbox import Outbox
from poll_server.live.screens.pictures import Picture, View, draw
from poll_server.live.state import PollState
from poll_server.store.store import Store
from poll_server.wire.messages import MyVote, Snapshot, encode
from tests.live.screens.watching import (
    DEAF,
    NEVER,
    TRUTH,
    Screen,
    Watched,
    burst,
    heard,
    phones,
    running,
    stages,
)
from tests.support.cases import YES, Hall
from tests.support.waiting import until

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
    voting = asyncio.create_task(burst(hall))
    await stage.until(lambda screen: len(screen.frames) > 8)
    await ended([voting])
    versions = [msgspec.json.decode(frame)["version"] for frame in stage.frames]
    assert versions == sorted(set(versions))


async def test_a_screen_where_nothing_happens_is_given_signs_of_life(
    hall: Hall, watched: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "LIFE_SIGN", TRUTH)
    phone = await watched.watch(phones())
    await phone.until(lambda screen: len(screen.frames) >= 3)
    assert len({screen_content(frame) for frame in phone.frames}) == 1


def screen_content(frame: str) -> Snapshot:
    """What a frame says but for its version and clock."""
    snapshot = msgspec.json.decode(frame, type=Snapshot)
    return msgspec.structs.replace(snapshot, version=0, server_ms=0)


# ── How often ─────────────────────────────────────────────────────────────────────────────────


def too_often(screen: Screen, every: float, since: float) -> bool:
    """Whether more frames came than fit into the time; the first may have been on its way then."""
    return (len(screen.at) - 2) * every > screen.at[-1] - since


async def test_a_phone_gets_four_a_second_at_most_and_a_stage_ten(
    hall: Hall, watched: Watched
) -> None:
    """Live results on phones: each vote changes every picture."""
    await hall.ask("topics")
    phone, stage = await watched.watch(phones()), await watched.watch(stages())
    hasty = await watched.watch(View("hasty", stages().make, 0.0))
    since = asyncio.get_running_loop().time()
    for screen in (phone, stage, hasty):
        screen.at.clear()
    voting = asyncio.create_task(burst(hall))
    # Until the limits have told: without one there would have been more.
    await hasty.until(lambda s: len(s.at) > len(stage.at) + 5 > len(phone.at) + 10)
    await ended([voting])
    assert not too_often(phone, 0.25, since)
    assert not too_often(stage, 0.1, since)


async def test_after_a_quiet_moment_a_change_is_sent_at_once(
    hall: Hall, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No tick is waited for: here the next one would come in an hour."""
    monkeypatch.setattr(module, "TICK", NEVER)
    async with running(hall.polls, store, hall.poll_id, truth=NEVER) as watched:
        stage = await watched.watch(stages())
        await heard(store)
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
    phone, readings_since = await watched.watch(phones()), readings(hall, watched)
    loop, frames = asyncio.get_running_loop(), len(phone.frames)
    began = loop.time()
    voting = asyncio.create_task(burst(hall))
    await phone.until(lambda screen: len(screen.frames) >= frames + 4)
    await ended([voting])
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
        await ended([writer])


# ── Where Redis stands still ──────────────────────────────────────────────────────────────────


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
    await hall.do("goto", "phones")
    for _ in range(people):
        watched.hub.watch(hall.poll_id, phones(), Noting("phone", shown, turn))
    watched.hub.watch(hall.poll_id, stages(), Noting("stage", shown, turn))
    await until(lambda: len(shown) == people + 1)
    await asyncio.sleep(0.3)  # both views may have their next frame
    shown.clear()
    count()
    await hall.do("open")
    await until(lambda: sum(name == "phone" for name, _ in shown) == people)
    going = False
    assert shown[0][0] == "stage"
    turns = [at for name, at in shown if name == "phone"]
    assert len(set(turns)) == 3
