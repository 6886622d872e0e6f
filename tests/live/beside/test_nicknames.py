"""Nicknames: one for each who gives one, shown unless held back, and gone with the votes."""

from typing import Literal

import msgspec
import pytest

from poll_server.live.beside.nicknames import LONGEST_NICKNAME, Nicknames
from poll_server.live.polls import Polls
from poll_server.store.events import Events
from poll_server.store.keys import PollKeys
from poll_server.store.parts.beside import nickname_store
from poll_server.store.store import Store
from tests.live.steps import now
from tests.support.cases import Hall, credential
from tests.support.events.quizzes import QUIZ, QUIZ_EVENT, RIGHT


class Named:
    """The nicknames of one poll, in few words."""

    def __init__(self, hall: Hall) -> None:
        self.hall = hall
        self.nicknames: Nicknames = hall.polls.nicknames

    async def gives(self, who: int, name: str) -> str:
        return await self.nicknames.give(await now(self.hall), credential(who), name)

    async def takes_back(self, who: int) -> str:
        return await self.nicknames.take_back(await now(self.hall), credential(who))

    async def own(self, who: int) -> tuple[str, str | None]:
        return await self.nicknames.mine(await now(self.hall), credential(who))

    async def judge(self, verb: Literal["show", "hide"], name: str) -> bool:
        listed = await self.nicknames.listed(self.hall.poll_id)
        number = next(each.number for each in listed if each.name == name)
        return await self.nicknames.judge(self.hall.poll_id, verb, number)

    async def all(self) -> list[tuple[str, str]]:
        """As moderators see them."""
        listed = await self.nicknames.listed(self.hall.poll_id)
        return [(each.name, each.state) for each in listed]


async def named(polls: Polls, store: Store, *, nicknames: bool = True) -> Named:
    poll = msgspec.structs.replace(QUIZ, nicknames=nicknames)
    event = msgspec.structs.replace(QUIZ_EVENT, polls=(poll,), stop_words=("Montag",))
    listing = (await Events(store).get(await Events(store).add(event))).polls[0]
    return Named(Hall(polls, listing.poll_id))


async def test_each_has_one_and_nobody_has_anothers(polls: Polls, store: Store) -> None:
    room = await named(polls, store)
    assert await room.own(1) == ("", None)
    assert await room.gives(1, "  Anna\u202e B. ") == "done"
    assert await room.gives(1, "Anna B.") == "done"  # sent twice
    assert await room.own(1) == ("Anna B.", "shown")
    assert await room.gives(2, "anna  b.") == "taken"
    assert (await room.gives(2, ""), await room.gives(2, "x" * (LONGEST_NICKNAME + 1))) == (
        "empty",
        "long",
    )
    assert await room.gives(1, "Anna") == "done"
    assert await room.gives(2, "Anna B.") == "done"  # it is free again
    assert await room.all() == [("Anna B.", "shown"), ("Anna", "shown")]
    assert await room.takes_back(1) == "done"
    assert (await room.takes_back(1), await room.takes_back(3)) == ("unknown", "unknown")
    assert (await room.own(1), await room.all()) == (("", None), [("Anna B.", "shown")])
    assert await room.gives(3, "Anna") == "done"


async def test_what_is_rude_waits_and_so_does_whoever_was_taken_down(
    polls: Polls, store: Store
) -> None:
    room = await named(polls, store)
    assert (await room.gives(1, "Scheißding"), await room.gives(2, "Montag")) == ("done", "done")
    assert await room.gives(3, "Clara") == "done"
    waiting = [("Montag", "waiting"), ("Scheißding", "waiting")]
    assert await room.all() == [*waiting, ("Clara", "shown")]
    assert await room.judge("show", "Montag")
    assert await room.own(2) == ("Montag", "shown")
    assert await room.gives(1, "Dora") == "done"  # thought better of it
    assert await room.own(1) == ("Dora", "shown")
    assert await room.judge("hide", "Clara")
    for again in ("Clara", "Claire"):
        assert await room.gives(3, again) == "done"
        assert (await room.own(3))[1] == ("hidden" if again == "Clara" else "waiting")
    # Nor is it a way round to take it back first.
    assert await room.takes_back(3) == "done"
    assert (await room.own(3), ("", "gone") in await room.all()) == (("", None), False)
    assert await room.gives(3, "Cleo") == "done"
    assert await room.own(3) == ("Cleo", "waiting")
    assert await room.judge("show", "Cleo")
    assert await room.gives(3, "Clio") == "done"
    assert await room.own(3) == ("Clio", "shown")
    assert not await room.nicknames.judge(room.hall.poll_id, "hide", 99)


async def test_there_are_none_where_the_deck_does_not_say_so_or_too_many_are_there(
    polls: Polls, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    room = await named(polls, store, nicknames=False)
    assert (await room.gives(1, "Anna"), await room.all()) == ("closed", [])
    monkeypatch.setattr(nickname_store, "MOST_NICKNAMES", 1)
    room = await named(polls, store)
    assert (await room.gives(1, "Anna"), await room.gives(2, "Ben")) == ("done", "full")
    assert await room.gives(1, "Berta") == "done"


async def test_ballots_are_joined_of_those_alone_who_gave_one_and_all_of_it_goes_with_them(
    polls: Polls, store: Store
) -> None:
    room = await named(polls, store)
    hall, keys = room.hall, PollKeys(room.hall.poll_id)
    number = await hall.ask("capital")
    for who in (1, 2):
        await hall.vote(who, RIGHT)
    await room.gives(1, "Anna")
    held = await store.nicknames.ballots(hall.poll_id)
    (ballots,) = held.values()
    assert ballots.keys() == {"capital", "river", "at-home"}  # and not what brings no points
    votes = await store.rounds.votes(hall.poll_id, number)
    assert ballots["capital"] in votes
    assert not held.keys() & votes.keys()  # none is called by a ballot's key
    assert await store.redis.type(keys.round(number).votes) == "hash"
    # What was put in since is added where its phone looks at its points.
    await store.nicknames.link(hall.poll_id, next(iter(held)), {"capital": ballots["capital"]})
    await room.own(1)
    assert await store.nicknames.ballots(hall.poll_id) == held

    await hall.do("close")
    await hall.do("show")
    before = await store.nicknames.version(hall.poll_id)
    assert await store.events.delete_votes(hall.poll_id)
    assert not await store.redis.exists(*keys.nicknames.every)
    assert await store.nicknames.version(hall.poll_id) > before  # nobody is shown what was kept
    assert await room.gives(2, "Ben") == "closed"


async def test_time_runs_from_the_last_one_where_nothing_was_asked(
    polls: Polls, store: Store
) -> None:
    room = await named(polls, store)
    assert not await store.nicknames.last_ms(room.hall.poll_id)
    await room.gives(1, "Anna")
    assert await store.nicknames.last_ms(room.hall.poll_id) > 0
    assert await store.events.delete_votes(room.hall.poll_id)
    assert await room.all() == []
