"""The speakers' list: each person once, called by one moderator, in an order that can be told."""

import asyncio
from typing import Any

import pytest

from poll_server.live.beside.speakers import LONGEST_SEAT, Speaking, order_of
from poll_server.live.screens import views
from poll_server.store.keys import PollKeys
from poll_server.store.parts.beside.speaker_store import Hand, SpeakersList
from poll_server.store.store import Store
from tests.support.cases import Hall, credential


class Room:
    """The speakers' list of one poll, in few words."""

    def __init__(self, hall: Hall) -> None:
        self.speaking: Speaking = hall.polls.speakers
        self.poll_id = hall.poll_id

    async def raises(self, who: int, seq: int = 1, **more: Any) -> str:
        told = await self.speaking.raise_hand(self.poll_id, credential(who), seq, **more)
        return told.outcome

    async def lowers(self, who: int, seq: int = 2) -> str:
        return (await self.speaking.lower_hand(self.poll_id, credential(who), seq)).outcome

    async def do(self, verb: Any, value: str = "") -> bool:
        """As a moderator who sees the present state."""
        current = (await self.speaking.listing(self.poll_id)).current
        seen = str(current.number) if current else ""
        return await self.speaking.moderate(self.poll_id, verb, value, seen)

    async def stands(self) -> tuple[int, list[int]]:
        """Who speaks (0: nobody) and who waits, by number."""
        listing = await self.speaking.listing(self.poll_id)
        current = listing.current.number if listing.current else 0
        return current, [each.number for each in listing.waiting]


@pytest.fixture
async def room(hall: Hall) -> Room:
    room = Room(hall)
    await room.do("open", "1")
    return room


async def test_it_is_off_until_a_moderator_opens_it_and_phones_are_told(hall: Hall) -> None:
    room = Room(hall)
    assert await room.raises(1) == "closed"
    assert not views.phone(await hall.polls.state(hall.poll_id), "en").speakers
    await room.do("open", "1")
    assert views.phone(await hall.polls.state(hall.poll_id), "en").speakers
    assert not views.stage(await hall.polls.state(hall.poll_id), "en", "light").speakers
    await room.do("stage", "1")
    assert views.stage(await hall.polls.state(hall.poll_id), "en", "light").speakers


async def test_one_person_stands_on_it_once_and_a_retry_is_the_same_word(room: Room) -> None:
    assert await room.raises(1) == "accepted"
    assert await room.raises(1) == "duplicate"
    assert await room.lowers(1, 1) == "conflict"
    assert await room.raises(1, 2) == "accepted"  # from another tab: still the same place
    assert await room.raises(2) == "accepted"
    assert await room.stands() == (0, [1, 2])
    assert await room.raises(1, 1) == "stale"
    mine = await room.speaking.mine(room.poll_id, credential(2))
    assert (mine.state, mine.number, mine.before) == ("waiting", 2, 1)
    await room.do("open", "0")
    assert await room.raises(1, 2) == "duplicate"  # answered whatever happened since
    assert await room.lowers(1, 3) == "accepted"
    assert await room.stands() == (0, [2])
    assert await room.raises(1, 4) == "closed"
    assert await room.lowers(9) == "unknown"


async def test_many_at_once_each_get_a_number_of_their_own(room: Room) -> None:
    said = await asyncio.gather(*(room.raises(who) for who in range(1, 61) for _ in range(2)))
    assert sorted(said) == ["accepted"] * 60 + ["duplicate"] * 60
    assert await room.stands() == (0, list(range(1, 61)))


async def test_called_spoken_passed_over_and_of_two_moderators_one_moves(room: Room) -> None:
    for who in (1, 2, 3, 4):
        await room.raises(who)
    both = await asyncio.gather(
        *(room.speaking.moderate(room.poll_id, "next", seen="") for _ in range(2))
    )
    assert sorted(both) == [False, True]
    assert await room.stands() == (1, [2, 3, 4])
    assert await room.lowers(1) == "called"
    assert await room.do("skip")
    assert await room.do("call", "3")
    assert await room.do("next")  # whoever spoke has spoken
    assert await room.stands() == (2, [4])
    assert not await room.speaking.moderate(room.poll_id, "done", seen="3")
    assert await room.do("remove", "4")
    assert await room.do("done")
    assert not await room.do("next")
    everything = await room.speaking.all(room.poll_id)
    assert (everything.raised, everything.spoken) == (4, 2)
    mine = await room.speaking.mine(room.poll_id, credential(1))
    assert mine.state == "skipped"
    # Who has spoken comes after those who have not, unless the moderator wants it otherwise.
    await room.raises(3, 2)
    await room.raises(5)
    assert await room.stands() == (0, [6, 5])
    await room.do("first", "0")
    assert await room.stands() == (0, [5, 6])


def hand(number: int, at: int = 0, times: int = 0) -> Hand:
    return Hand(number, 1, "raise", list=at, times=times)


def test_lists_take_turns_and_an_empty_one_is_passed_over() -> None:
    hands = {"a": hand(1), "b": hand(2), "c": hand(3), "x": hand(4, 1), "y": hand(5, 1, 1)}
    lists = SpeakersList(lists=("A", "B"), hands=hands)
    assert order_of(lists) == ["a", "x", "b", "y", "c"]
    assert order_of(SpeakersList(lists=("A", "B"), hands=hands, turn=1)) == list("xaybc")
    assert order_of(SpeakersList(hands=hands)) == list("abcxy")  # lists were taken away meanwhile
    assert order_of(SpeakersList(lists=("A", "B", "C"), turn=2, hands=hands)) == list("axbyc")


async def test_lists_seats_and_the_time_box(room: Room, store: Store) -> None:
    await room.raises(1, seat="A 7")
    await room.do("lists", "Plenum, Online , Online,")
    await room.do("seats", "1")
    await room.do("seconds", "120")
    await room.raises(2, list_=1, seat="x" * 90)
    await room.raises(3, list_=7)
    listing = await room.speaking.listing(room.poll_id)
    assert listing.lists == ("Plenum", "Online")
    assert [(each.list, each.seat) for each in listing.waiting] == [
        ("Plenum", ""), ("Online", "x" * LONGEST_SEAT), ("Plenum", "")
    ]  # fmt: skip
    await room.do("next")
    await room.do("next")
    before = int((await store.redis.time())[0]) * 1000
    until_ms = (await room.speaking.listing(room.poll_id)).until_ms
    assert before < until_ms <= before + 122_000
    await room.do("clock", "0")
    assert (await room.speaking.listing(room.poll_id)).until_ms == 0
    assert await room.stands() == (2, [3])


async def test_hands_go_with_the_single_votes_and_all_with_the_event(
    room: Room, store: Store
) -> None:
    await room.raises(1)
    await room.do("next")
    await room.do("done")
    assert await store.speakers.unlink(room.poll_id)
    assert not await store.speakers.unlink(room.poll_id)
    everything = await room.speaking.all(room.poll_id)
    assert (everything.open, everything.hands, everything.spoken) == (False, {}, 1)
    await store.events.delete_poll(room.poll_id)
    assert not await store.redis.exists(PollKeys(room.poll_id).speakers)
