"""A fishbowl: chairs, one of them free, each left by a press on the phone or by the moderator."""

import asyncio

import pytest

from poll_server.store.keys import PollKeys
from poll_server.store.store import Store
from tests.live.beside.test_speakers import Room
from tests.support.cases import Hall, credential


@pytest.fixture
async def circle(hall: Hall) -> Room:
    """A fishbowl of three chairs, for which four people wait."""
    room = Room(hall)
    await room.do("open", "1")
    await room.do("chairs", "3")
    for who in (1, 2, 3, 4):
        await room.raises(who)
    return room


async def inside(room: Room) -> list[int]:
    """Who sits on which chair, by number; 0: it is free."""
    chairs = (await room.speaking.listing(room.poll_id)).chairs
    return [each.number if each else 0 for each in chairs]


async def test_they_sit_down_and_leave_by_phone_or_by_the_moderator(circle: Room) -> None:
    assert await inside(circle) == [0, 0, 0]
    assert await circle.do("next")
    assert await circle.do("call", "3")
    listing = await circle.speaking.listing(circle.poll_id)
    assert (await inside(circle), listing.one_leaves) == ([1, 3, 0], False)
    # Whoever takes the free chair lets another go; there is no room for one more.
    assert await circle.do("next")
    assert (await circle.speaking.listing(circle.poll_id)).one_leaves
    assert not await circle.do("next")
    assert await circle.stands() == (0, [4])
    # A retry of leaving is the same word: they are counted once, and their chair is free once.
    assert await circle.raises(1, 2) == "called"
    assert await circle.lowers(1, 2) == "accepted"
    assert await circle.lowers(1, 2) == "duplicate"
    assert await inside(circle) == [0, 3, 2]
    assert (await circle.speaking.mine(circle.poll_id, credential(1))).state == "done"
    assert await circle.do("done", "3")
    assert not await circle.do("done", "3")
    assert not await circle.do("skip")
    assert (await circle.speaking.all(circle.poll_id)).spoken == 2
    assert await circle.raises(1, 3) == "accepted"
    assert await circle.do("remove", "5")


async def test_of_two_moderators_one_gives_the_chair(circle: Room) -> None:
    await circle.do("free", "0")
    both = await asyncio.gather(*(circle.do("call", "1") for _ in range(2)))
    assert sorted(both) == [False, True]
    assert await inside(circle) == [1, 0, 0]
    await circle.do("call", "2")
    await circle.do("call", "3")
    assert not (await circle.speaking.listing(circle.poll_id)).one_leaves


async def test_it_begins_with_who_speaks_and_ends_with_nobody_inside(
    circle: Room, store: Store
) -> None:
    await circle.do("chairs", "0")
    await circle.do("next")
    assert (await circle.stands())[0] == 1
    await circle.do("chairs", "7")
    assert await inside(circle) == []
    await circle.do("chairs", "4")
    assert (await inside(circle), await circle.stands()) == ([1, 0, 0, 0], (0, [2, 3, 4]))
    await circle.do("next")
    await circle.do("chairs", "0")
    everything = await circle.speaking.all(circle.poll_id)
    assert ([*filter(None, everything.inside)], everything.spoken) == ([], 2)
    # Who sits where goes with the hands.
    await circle.do("chairs", "3")
    await circle.do("next")
    assert await store.speakers.unlink(circle.poll_id)
    kept = await store.redis.hkeys(PollKeys(circle.poll_id).speakers)
    assert not [field for field in kept if field.startswith("chair:")]


async def test_a_practice_leaves_nobody_inside(hall: Hall) -> None:
    room = Room(hall)
    await hall.do("practice", "on")
    await room.do("open", "1")
    await room.do("chairs", "3")
    await room.raises(1)
    await room.do("next")
    await hall.do("practice", "off")
    assert await inside(room) == [0, 0, 0]
