"""How many phones are here, over all processes, and why votes are missing."""

import pytest

from poll_server.live.crowd import AWAY_AFTER, Crowd, attendance
from poll_server.store.keys import PollKeys
from poll_server.store.parts.poll_store import CROWD_SILENCE_MS
from poll_server.store.store import Store
from poll_server.wire.messages import Attendance
from tests.support.cases import YES, Hall, credential


async def present(hall: Hall) -> Attendance:
    return (await hall.polls.state(hall.poll_id)).attendance


async def version(hall: Hall) -> int:
    return (await hall.polls.state(hall.poll_id)).version


async def test_what_two_processes_see_adds_up(hall: Hall, store: Store) -> None:
    one, other = Crowd(store), Crowd(store)
    for who in range(3):
        one.arrive(hall.poll_id, credential(who))
    other.arrive(hall.poll_id, credential(3))
    other.stage(hall.poll_id, 1)
    await one.say()
    await other.say()
    state = await hall.polls.state(hall.poll_id)
    assert (state.attendance.here, state.stages) == (4, 1)


async def test_people_are_counted_not_tabs(hall: Hall, crowd: Crowd) -> None:
    for _ in range(3):
        crowd.arrive(hall.poll_id, credential(1))
    crowd.leave(hall.poll_id, credential(1))
    await crowd.say()
    assert (await present(hall)).here == 1
    for _ in range(2):
        crowd.leave(hall.poll_id, credential(1))
    await crowd.say()
    assert (await present(hall)).here == 0


async def test_a_process_that_ends_takes_its_phones_along(hall: Hall, crowd: Crowd) -> None:
    crowd.arrive(hall.poll_id, credential(1))
    await crowd.say()
    await crowd.close()
    assert (await present(hall)).here == 0


async def fall_silent(store: Store, poll_id: str) -> None:
    """As if everybody had last spoken a little too long ago."""
    key = PollKeys(poll_id).crowd
    for process, entry in (await store.redis.hgetall(key)).items():
        said_ms, _, body = entry.partition(" ")
        await store.redis.hset(key, process, f"{int(said_ms) - CROWD_SILENCE_MS - 1} {body}")


async def test_one_that_was_killed_counts_no_longer_even_if_nobody_else_is_here(
    hall: Hall, store: Store
) -> None:
    killed = Crowd(store)
    killed.arrive(hall.poll_id, credential(1))
    await killed.say()
    assert (await present(hall)).here == 1
    await fall_silent(store, hall.poll_id)
    assert (await present(hall)).here == 0


async def test_and_is_forgotten_by_the_next_that_speaks(hall: Hall, store: Store) -> None:
    killed, alive = Crowd(store), Crowd(store)
    for each in (killed, alive):
        each.arrive(hall.poll_id, credential(1))
        await each.say()
    await fall_silent(store, hall.poll_id)
    before = await version(hall)
    await alive.say()
    assert await store.redis.hlen(PollKeys(hall.poll_id).crowd) == 1
    assert await version(hall) == before + 1


async def test_saying_the_same_again_moves_no_screen(hall: Hall, crowd: Crowd) -> None:
    crowd.arrive(hall.poll_id, credential(1))
    await crowd.say()
    before = await version(hall)
    for _ in range(3):
        await crowd.say()
    assert await version(hall) == before
    crowd.arrive(hall.poll_id, credential(2))
    await crowd.say()
    assert await version(hall) == before + 1


async def test_whoever_comes_while_an_empty_room_is_reported_is_not_lost(
    hall: Hall, crowd: Crowd, monkeypatch: pytest.MonkeyPatch
) -> None:
    crowd.arrive(hall.poll_id, credential(1))
    crowd.leave(hall.poll_id, credential(1))
    note = crowd._store.polls.note_crowd

    async def slowly(poll_id: str, process: str, seen: str) -> None:
        await note(poll_id, process, seen)
        crowd.arrive(hall.poll_id, credential(2))

    with monkeypatch.context() as patched:
        patched.setattr(crowd._store.polls, "note_crowd", slowly)
        await crowd.say()
    await crowd.say()
    assert (await present(hall)).here == 1


async def test_a_phone_without_a_socket_is_here_for_a_while(hall: Hall, crowd: Crowd) -> None:
    crowd.visit(hall.poll_id, credential(1))
    await crowd.say()
    assert (await present(hall)).here == 1
    room = crowd._rooms[hall.poll_id]
    room.visits = {who: at - AWAY_AFTER for who, at in room.visits.items()}
    await crowd.say()
    assert (await present(hall)).here == 0


async def test_why_votes_are_missing_is_told_for_the_round_in_sight(
    hall: Hall, crowd: Crowd
) -> None:
    for who in range(4):
        crowd.arrive(hall.poll_id, credential(who))
    number = await hall.ask("phones")
    for who in range(3):
        crowd.see(hall.poll_id, number, credential(who))
    await hall.vote(0, YES)
    await hall.vote(1, {"options": [9]})
    crowd.wait(hall.poll_id, 1)
    await crowd.say()
    assert await present(hall) == Attendance(4, 3, 1, 1, {"invalid": 1})
    await hall.ask("skills")
    await crowd.say()
    assert await present(hall) == Attendance(4, 0, 0, 1, {})


async def test_a_phone_that_names_a_round_of_its_own_confuses_nobody(
    hall: Hall, crowd: Crowd
) -> None:
    """Whoever says “I have seen round 2,147,483,648” would stop the count for everybody."""
    crowd.arrive(hall.poll_id, credential(1))
    number = await hall.ask("phones")
    crowd.see(hall.poll_id, 2**31, credential(1))
    await hall.vote(1, YES, number=2**31)
    crowd.see(hall.poll_id, number, credential(2))
    await crowd.say()
    assert (await present(hall)).seen == 1


async def test_a_late_look_at_the_past_forgets_nobody(hall: Hall, crowd: Crowd) -> None:
    """Two reads of a poll may end in another order than they began."""
    crowd.arrive(hall.poll_id, credential(1))
    old = await hall.polls.state(hall.poll_id)
    number = await hall.ask("phones")
    crowd.see(hall.poll_id, number, credential(1))
    crowd.enter(hall.poll_id, old.live.round, old.at_ms - 1)
    await crowd.say()
    assert (await present(hall)).seen == 1


def test_whoever_voted_was_here_and_saw_the_question() -> None:
    report = {"here": 1, "round": 1, "seen": 0, "refused": {}, "stages": 0, "waiting": 0}
    assert attendance([report], 1, voted=5)[0] == Attendance(5, 5, 5, 0, {})


async def test_a_poll_that_was_deleted_is_not_brought_back(
    hall: Hall, store: Store, crowd: Crowd
) -> None:
    crowd.arrive(hall.poll_id, credential(1))
    await store.events.delete_poll(hall.poll_id)
    await crowd.say()
    assert await store.redis.keys(f"*{hall.poll_id}*") == []
