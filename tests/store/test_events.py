"""What an organiser does with events: take in, list, copy, delete."""

import asyncio

import msgspec
import pytest

from poll_server.deck.deck import Event
from poll_server.live.crowd import Crowd
from poll_server.live.polls import Polls
from poll_server.store.events import CodeTaken, Events, format_code
from poll_server.store.keys import SERVER
from poll_server.store.records import UnknownEvent, UnknownPoll
from poll_server.store.store import Store
from tests.support.cases import EVENT, POLL, Hall


@pytest.fixture
def events(store: Store) -> Events:
    return Events(store)


def with_codes(*codes: str) -> Event:
    """An event with a poll for each code."""
    polls = tuple(
        msgspec.structs.replace(POLL, id=f"forum-{n}", code=code) for n, code in enumerate(codes)
    )
    return msgspec.structs.replace(EVENT, polls=polls)


async def test_an_event_comes_back_as_it_was_with_its_codes(events: Events) -> None:
    event_id = await events.add(with_codes("482913", ""))
    first, second = (await events.deck(event_id)).polls
    assert first.code == "482913"
    assert second.code.isdecimal()
    assert len(second.code) == 6
    assert not second.code.startswith("0")
    assert msgspec.structs.replace(second, code="") == with_codes("", "").polls[1]


async def test_each_poll_has_its_own_unguessable_links(events: Events) -> None:
    polls = (await events.get(await events.add(with_codes("", "", "")))).polls
    assert len({poll.poll_id for poll in polls}) == 3
    assert all(len(poll.poll_id) == 16 for poll in polls)


async def test_codes_lead_to_polls(events: Events, polls: Polls) -> None:
    (poll,) = (await events.get(await events.add(with_codes("482913")))).polls
    assert await polls.poll_of_code("482913") == poll.poll_id
    assert await polls.poll_of_code("482914") is None


async def test_a_code_in_use_is_refused_and_leaves_nothing_behind(
    events: Events, store: Store
) -> None:
    await events.add(with_codes("482913"))
    before = set(await store.redis.keys("*"))
    with pytest.raises(CodeTaken, match="482913"):
        await events.add(with_codes("", "482913"))
    assert set(await store.redis.keys("*")) == before


async def test_of_two_that_take_the_same_code_at_once_one_gets_it(
    events: Events, store: Store
) -> None:
    found = await asyncio.gather(
        *(events.add(with_codes("", "482913")) for _ in range(5)), return_exceptions=True
    )
    made = [each for each in found if isinstance(each, str)]
    assert len(made) == 1
    assert all(isinstance(each, CodeTaken) for each in found if each not in made)
    assert [listing.id for listing in await events.all()] == made
    assert len(await store.redis.keys("code:*")) == 2
    assert len(await store.redis.keys("event:*")) == 1
    assert len(await store.redis.keys("poll:*:live")) == 2


async def test_an_id_that_is_taken_gets_a_number(events: Events) -> None:
    assert [await events.add(EVENT) for _ in range(3)] == ["congress", "congress-2", "congress-3"]


async def test_a_long_id_stays_short_enough_for_a_deck(events: Events) -> None:
    long = msgspec.structs.replace(EVENT, id="a" * 40)
    made = [await events.add(long) for _ in range(3)]
    assert len(set(made)) == 3
    assert all(len(event_id) <= 40 for event_id in made)


async def test_a_copy_has_the_questions_and_nothing_else(events: Events, polls: Polls) -> None:
    original = await events.add(with_codes("482913"))
    hall = Hall(polls, (await events.get(original)).polls[0].poll_id)
    await hall.one_vote()
    one, other = await events.get(original), await events.get(await events.copy(original))
    assert (one.polls[0].votes, one.polls[0].rounds) == (1, 1)
    assert (other.polls[0].votes, other.polls[0].rounds) == (0, 0)
    assert other.polls[0].code != "482913"
    assert other.event.polls[0].questions == one.event.polls[0].questions


async def test_the_newest_event_comes_first(events: Events, store: Store) -> None:
    made = [await events.add(EVENT) for _ in range(3)]
    for number, event_id in enumerate(made):
        await store.redis.hset(f"event:{event_id}", "created_ms", number)
    assert [listing.id for listing in await events.all()] == made[::-1]


async def test_simulated_voters_are_told_apart(events: Events) -> None:
    assert (await events.get(await events.add(EVENT, simulated=150))).simulated == 150
    assert (await events.get(await events.add(EVENT))).simulated == 0


async def test_deleting_leaves_no_key(
    events: Events, polls: Polls, crowd: Crowd, store: Store
) -> None:
    event_id = await events.add(EVENT)
    hall = Hall(polls, (await events.get(event_id)).polls[0].poll_id)
    await hall.ask("thoughts")
    await hall.vote(1, {"text": "geheim"})
    await hall.do("approve", "*")
    await hall.do("again")
    await hall.do("close")
    await crowd.say()
    await events.delete(event_id)
    assert await store.redis.keys("*") == [SERVER]
    with pytest.raises(UnknownEvent):
        await events.get(event_id)
    with pytest.raises(UnknownPoll):
        await store.polls.about(hall.poll_id)


async def test_an_event_deleted_meanwhile_is_left_out_of_the_list(
    events: Events, store: Store
) -> None:
    kept, gone = await events.add(EVENT), await events.add(EVENT)
    await store.events.delete_poll((await events.get(gone)).polls[0].poll_id)
    assert [listing.id for listing in await events.all()] == [kept]


def test_a_code_is_read_in_two_halves() -> None:
    assert format_code("482913") == "482 913"
