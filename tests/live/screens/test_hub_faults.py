"""What may go wrong under the screens: Redis, a link, a picture; each is found out and told."""

import asyncio
from typing import Any

import msgspec
import pytest
from redis.exceptions import RedisError

from poll_server.base.background import background
from poll_server.live.ballots import GRACE_MS
from poll_server.live.links import end_links
from poll_server.live.screens.delivery import stalled as at_line
from poll_server.live.screens.pictures import View
from poll_server.live.screens.topics import Guest
from poll_server.live.state import PollState
from poll_server.store.keys import PollKeys
from poll_server.store.parts.poll_store import PollStore
from poll_server.store.reach.ear import Ear
from poll_server.store.store import Store
from poll_server.wire.messages import Snapshot, StageSnapshot, Stalled
from tests.live.screens.watching import DEAF, NEVER, TRUTH, Watched, heard, phones, running, stages
from tests.support.cases import YES, Hall
from tests.support.waiting import until


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


@pytest.mark.one_redis
async def test_without_the_truth_redis_word_is_enough(hall: Hall, store: Store) -> None:
    async with running(hall.polls, store, hall.poll_id, truth=NEVER) as watched:
        stage = await watched.watch(stages())
        await heard(store)
        await hall.do("goto", "phones")
        await stage.until(lambda screen: screen.stage.position == 1)


@pytest.mark.one_redis
async def test_a_line_that_broke_is_listened_to_again(
    hall: Hall, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("poll_server.store.reach.ear.LISTEN_AGAIN", 0.01)
    async with running(hall.polls, store, hall.poll_id, truth=NEVER) as watched:
        stage = await watched.watch(stages())
        old = await heard(store)
        await store.redis.client_kill_filter(_type="pubsub")
        await heard(store, unlike=old)
        await hall.do("goto", "phones")
        await stage.until(lambda screen: screen.stage.position == 1)


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
    await store.redis.spublish(PollKeys(hall.poll_id).changes, "links")
    await until(lambda: "old" in ended)  # the hub has looked again
    assert set(ended) == {"old"}


async def test_it_is_heard_whether_a_poll_moved_by_votes_alone(hall: Hall, store: Store) -> None:
    words: list[tuple[str, bool]] = []
    ear = Ear(store.url)
    ear.want(hall.poll_id)
    async with background({"listening": ear.run(lambda *word: words.append(word))}):
        await until(lambda: bool(words))
        await hall.ask("phones")
        await hall.vote(1, YES)
        await until(lambda: words[-1] == (hall.poll_id, True))
        await hall.do("close")
        await until(lambda: words[-1] == (hall.poll_id, False))
    await ear.close()


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


@pytest.mark.parametrize("error", [RedisError("away"), ZeroDivisionError("a mistake of ours")])
async def test_a_poll_that_cannot_be_read_for_a_while_comes_back(
    error: Exception, hall: Hall, watched: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage = await watched.watch(stages())
    failing = 3
    state = hall.polls.state

    async def at_first_failing(poll_id: str) -> PollState:
        nonlocal failing
        if failing:
            failing -= 1
            raise error
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


async def test_screens_with_numbers_are_told_once_that_redis_stands_still(
    watched: Watched, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """F9: and the next picture, though it says nothing new, tells them that it is over."""
    monkeypatch.setattr(at_line, "LOOK_AT_LINE", TRUTH / 10)
    stage, phone = await watched.watch(stages()), await watched.watch(phones())
    watched.hub._pulse.answers.clear()
    await until(lambda: bool(watched.hub._pulse.answers))  # Redis has answered since the picture
    stalled, gone_on = asyncio.Event(), asyncio.Event()
    versions = PollStore.versions

    async def stand_still(self: PollStore, poll_ids: Any) -> Any:
        stalled.set()
        await gone_on.wait()
        return await versions(self, poll_ids)

    monkeypatch.setattr(PollStore, "versions", stand_still)
    await stalled.wait()
    # Only from here on: before, this process may stand still itself for as long.
    monkeypatch.setattr(at_line, "STALLED", TRUTH)
    await stage.until(lambda screen: any('"stalled"' in frame for frame in screen.frames))
    said = msgspec.json.decode(
        next(frame for frame in stage.frames if '"stalled"' in frame), type=Stalled
    )
    assert said.as_of_ms >= json_ms(stage.frames[0])
    await asyncio.sleep(5 * TRUTH)
    monkeypatch.setattr(at_line, "STALLED", NEVER)  # and so afterwards
    gone_on.set()
    await stage.until(lambda screen: screen.frames[-1].startswith('{"type":"stage_snapshot"'))
    assert sum('"stalled"' in frame for frame in stage.frames) == 1
    assert not any('"stalled"' in frame for frame in phone.frames)


def json_ms(frame: str) -> int:
    """When a snapshot was true, by Redis's clock; here the same machine's."""
    return int(msgspec.json.decode(frame)["server_ms"])
