"""Reactions and the tempo: sums of processes, bounded, forgotten, and only where wanted."""

from typing import Any

import pytest

from poll_server.live.beside import mood
from poll_server.live.beside.mood import MOST_A_SECOND, SILENT_MS, WINDOW, Moods, added_up
from poll_server.live.flow.moods import USUAL
from poll_server.live.screens import views
from poll_server.store.keys import PollKeys
from poll_server.store.records import now_ms
from poll_server.store.store import Store
from poll_server.wire.messages import MoodNow, NotDone, Tapped
from presenter.screens.mood import in_shares
from tests.live.screens.watching import Watched, phones
from tests.support.cases import Hall, credential
from tests.support.waiting import until


async def test_it_is_off_until_a_moderator_wants_it(hall: Hall) -> None:
    state = await hall.polls.state(hall.poll_id)
    assert views.phone(state, "en").mood is views.stage(state, "en", "light").mood is None
    await hall.do("mood", "reactions")
    state = await hall.polls.state(hall.poll_id)
    offered, console = views.phone(state, "en").mood, views.moderator(state, "en", "light").mood
    assert offered is not None
    assert console is not None
    assert (offered.emoji, offered.reactions, offered.tempo) == (USUAL, True, False)
    assert views.stage(state, "en", "light").mood is None  # not unless it is wanted there, too
    for name in ("stage", "tempo"):
        await hall.do("mood", name)
    await hall.do("mood", "🎉 👍🏽 🧑‍🏫 ❓")
    state = await hall.polls.state(hall.poll_id)
    on_stage = views.stage(state, "en", "light").mood
    assert on_stage is not None
    assert on_stage.emoji == ("🎉", "👍🏽", "🧑‍🏫", "❓")
    await hall.do("mood", "reactions")
    offered = views.phone(await hall.polls.state(hall.poll_id), "en").mood
    assert offered is not None
    assert (offered.emoji, offered.tempo) == ((), True)
    for wrong in ("🎉 🎉 👍 ❓", "🎉 👍 ❓", "a b c d", "<b> 👍 ❓ 🎉", 3):
        assert isinstance(await hall.try_to("mood", wrong), NotDone), wrong


async def test_what_two_processes_heard_adds_up_and_no_screen_is_drawn_anew(
    hall: Hall, store: Store
) -> None:
    await hall.do("mood", "reactions")
    await hall.do("mood", "tempo")
    version = (await hall.polls.state(hall.poll_id)).version
    one, other = Moods(store), Moods(store)
    one.tap(hall.poll_id, credential(1), Tapped(reactions=(2, 0, 1, 0), tempo="slower"))
    one.tap(hall.poll_id, credential(1), Tapped(tempo="lost"))  # its last word counts
    other.tap(hall.poll_id, credential(2), Tapped(reactions=(1,), tempo="lost"))
    for process in (one, other):
        await process.say()
        await process.say()  # nothing new is not written again
    assert await one.now(hall.poll_id) == MoodNow((3, 0, 1, 0), {"lost": 2})
    totals = await store.mood.totals(hall.poll_id)
    assert (totals.reactions, totals.tempo) == (4, 3)
    assert (await hall.polls.state(hall.poll_id)).version == version
    kept = await store.redis.hvals(PollKeys(hall.poll_id).mood)
    assert credential(1).hex() not in str(kept)
    assert await store.redis.ttl(PollKeys(hall.poll_id).mood) > 0


async def test_a_phone_that_changes_processes_has_one_word(
    hall: Hall, store: Store, watched: Watched
) -> None:
    """The newest, by the screens' own line, of which nothing is written down."""
    await hall.do("mood", "tempo")
    await watched.watch(phones())
    poll_id, mine, other = hall.poll_id, hall.polls.mood, Moods(store)
    channel = PollKeys(poll_id).changes

    async def heard() -> bool:
        return bool(await store.redis.spublish(channel, "links"))  # which only has it look

    async def words() -> dict[str, int]:
        await mine.say()
        return added_up(await store.mood.read(poll_id), now_ms()).tempo

    async def are(wanted: dict[str, int]) -> None:
        async def so() -> bool:
            return await words() == wanted

        await until(so)

    await until(heard)
    mine.tap(poll_id, credential(1), Tapped(tempo="slower"))
    mine.tap(poll_id, credential(2), Tapped(tempo="slower"))
    await are({"slower": 2})
    other.tap(poll_id, credential(1), Tapped(tempo="lost"))
    await other.say()
    await are({"slower": 1, "lost": 1})
    assert [len(room.words) for room in mine._rooms.values()] == [1]


def test_of_two_words_of_a_phone_the_newer_stays() -> None:
    room = mood._Room("poll")
    room.take(credential(1), Tapped(tempo="slower"), 100.0)
    said = room.announcement(101.0)
    who, ago = said.split(":")
    assert ago == "1000"
    assert room.announcement(101.0) == ""
    room.elsewhere(who, 3.0, 102.0)  # heard late: it is told again who is newer
    assert room.announcement(102.0) == f"{who}:2000"
    room.elsewhere(who, 0.5, 103.0)
    assert room.words == {}
    room.elsewhere(who, 0.5, 103.0)
    assert room.announcement(103.0) == ""


async def test_nothing_is_kept_where_nobody_wants_it(hall: Hall, store: Store) -> None:
    moods = Moods(store)
    moods.tap(hall.poll_id, credential(1), Tapped(reactions=(1, 0, 0, 0)))
    await moods.say()
    assert not await store.redis.exists(PollKeys(hall.poll_id).mood)
    assert not await store.mood.totals(hall.poll_id)


async def test_one_phone_cannot_shout_and_what_is_old_is_forgotten(
    hall: Hall, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    await hall.do("mood", "reactions")
    now = 1000.0

    class Loop:
        def time(self) -> float:
            return now

    monkeypatch.setattr("poll_server.live.beside.mood.asyncio.get_running_loop", Loop)
    moods = Moods(store)
    for _ in range(50):
        moods.tap(hall.poll_id, credential(1), Tapped(reactions=(9, 9, 9, 9), tempo="fine"))
    await moods.say()
    assert await moods.now(hall.poll_id) == MoodNow((MOST_A_SECOND, 0, 0, 0), {})
    now += WINDOW / 2
    moods.tap(hall.poll_id, credential(2), Tapped(reactions=(0, 1), tempo="fine"))
    now += WINDOW / 2 + 10
    await moods.say()
    assert await moods.now(hall.poll_id) == MoodNow((0, 1, 0, 0), {"fine": 1})
    now += WINDOW
    await moods.say()
    assert await moods.now(hall.poll_id) == MoodNow((0, 0, 0, 0), {})
    await moods.say()
    assert moods._rooms == {}


def test_a_process_that_fell_silent_counts_no_longer() -> None:
    said = '{"at_ms":1000,"reactions":[1,0,0,0],"tempo":{"lost":1}}'
    assert added_up([said], 1000 + SILENT_MS).tempo == {"lost": 1}
    assert added_up([said], 1001 + SILENT_MS) == MoodNow((0, 0, 0, 0), {})


def test_shares_are_of_phones_and_of_enough_of_them() -> None:
    now = MoodNow((7, 0, 0, 0), {"fine": 2, "lost": 1})
    whole: dict[str, Any] = {"reactions": (7, 0, 0, 0), "tempo": {"fine": 67, "lost": 33}, "of": 3}
    assert in_shares(now, 1) == whole
    assert in_shares(now, 5) == whole | {"tempo": {}}
