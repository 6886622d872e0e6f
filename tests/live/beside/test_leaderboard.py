"""The leaderboard: points of those with a nickname, once their questions' results were shown."""

from typing import Any

import msgspec
import pytest

from poll_server.live.beside.leaderboard import FirstPlaces, Placed
from poll_server.live.polls import Polls
from poll_server.live.screens import views as views
from poll_server.report import gather
from poll_server.report.making.making import tasks
from poll_server.report.making.orders import Order
from poll_server.store.events import Events
from poll_server.store.store import Store
from tests.live.steps import now
from tests.support.cases import Hall, credential
from tests.support.events.quizzes import QUIZ, QUIZ_EVENT, RIGHT, WRONG


async def quiz(polls: Polls, store: Store, **poll: object) -> Hall:
    made = msgspec.structs.replace(QUIZ, **{"nicknames": True, "leaderboard": True, **poll})
    event = msgspec.structs.replace(QUIZ_EVENT, polls=(made,))
    listing = (await Events(store).get(await Events(store).add(event))).polls[0]
    return Hall(polls, listing.poll_id)


async def name(hall: Hall, *names: str) -> None:
    """Phone number 1 takes the first name, and so on."""
    for who, each in enumerate(names, 1):
        given = await hall.polls.nicknames.give(await now(hall), credential(who), each)
        assert given == "done", each


async def places(hall: Hall) -> list[tuple[int, str, int]]:
    board = await hall.polls.leaderboards.now(await now(hall))
    return [(each.place, each.name, each.points) for each in board.by_voter.values()]


async def asked(hall: Hall, question: str, right: tuple[int, ...], wrong: tuple[int, ...]) -> None:
    answers = {"capital": (RIGHT, WRONG), "river": ({"words": ["Spree"]}, {"words": ["Elbe"]})}
    await hall.ask(question)
    for who in right:
        await hall.vote(who, answers[question][0])
    for who in wrong:
        await hall.vote(who, answers[question][1])
    await hall.do("close")


async def test_points_are_added_up_of_what_was_shown_and_whoever_has_as_many_shares_a_place(
    polls: Polls, store: Store
) -> None:
    hall = await quiz(polls, store)
    await name(hall, "dora", "Anna", "Ben", "Carl")
    await asked(hall, "capital", right=(1, 2, 3, 9), wrong=(4,))
    assert await places(hall) == []  # what is right is nobody's to know yet
    await hall.do("show")
    assert await places(hall) == [(1, "Anna", 2), (1, "Ben", 2), (1, "dora", 2)]
    state = await now(hall)
    board = await hall.polls.leaderboards.now(state)
    assert board.own(state, credential(9)) is None  # no name
    await asked(hall, "river", right=(3, 4), wrong=(1,))
    await hall.do("show")
    standing = [(1, "Ben", 3), (2, "Anna", 2), (2, "dora", 2), (4, "Carl", 1)]
    assert await places(hall) == standing
    other = Polls.reading(store)  # one that has seen nothing of it
    board = await other.leaderboards.now(await other.state(hall.poll_id))
    assert [(each.place, each.name, each.points) for each in board.by_voter.values()] == standing

    # Whoever comes later, is taken down, or takes a name back.
    assert await hall.polls.nicknames.give(await now(hall), credential(9), "Eva") == "done"
    (held, *_) = await hall.polls.nicknames.listed(hall.poll_id)
    assert (2, "Eva", 2) in await places(hall)
    await hall.polls.nicknames.judge(hall.poll_id, "hide", held.number)
    await hall.polls.nicknames.take_back(await now(hall), credential(3))
    assert await places(hall) == [(1, "Anna", 2), (1, "dora", 2), (3, "Carl", 1)]

    # Asked again, the round that was shown last counts, and nothing of the one before it.
    await asked(hall, "capital", right=(4,), wrong=(1,))
    await hall.do("show")
    assert await places(hall) == [(1, "Carl", 3)]
    state = await now(hall)
    own = (await hall.polls.leaderboards.now(state)).own(state, credential(4))
    assert own
    assert (own.place, own.points) == (1, 3)
    await store.events.delete_votes(hall.poll_id)
    assert await places(hall) == []


async def test_ten_are_shown_and_how_many_more_have_as_many(polls: Polls, store: Store) -> None:
    hall = await quiz(polls, store)
    await name(hall, *(f"P {n:02}" for n in range(1, 14)))
    await asked(hall, "capital", right=tuple(range(1, 14)), wrong=())
    await hall.do("show")
    board = await hall.polls.leaderboards.now(await now(hall))
    first, level = board.places
    assert [each.name for each in first] == [f"P {n:02}" for n in range(1, 11)]
    assert level == 3


async def test_there_is_none_where_the_deck_does_not_say_so_or_few_answered(
    polls: Polls, store: Store
) -> None:
    for poll in ({"leaderboard": False}, {"smallest_group": 3}, {"nicknames": False}):
        hall = await quiz(polls, store, **poll)
        await hall.polls.nicknames.give(await now(hall), credential(1), "Anna")
        await asked(hall, "capital", right=(1, 2), wrong=())
        await hall.do("show")
        assert await places(hall) == []
        await hall.polls.nicknames.on_stage(hall.poll_id, shown=True)
        assert views.stage(await now(hall), "en", "light").leaderboard == (
            "leaderboard" not in poll
        )


async def test_the_stage_hears_of_it_at_once(polls: Polls, store: Store) -> None:
    hall = await quiz(polls, store)
    before = await now(hall)
    assert not views.stage(before, "en", "light").leaderboard
    await hall.polls.nicknames.on_stage(hall.poll_id, shown=True)
    after = await now(hall)
    assert after.version > before.version
    assert views.stage(after, "en", "light").leaderboard
    await hall.polls.nicknames.on_stage(hall.poll_id, shown=False)
    assert not views.stage(await now(hall), "en", "light").leaderboard


@pytest.mark.parametrize("wanted", [True, False])
async def test_the_report_has_it_where_the_deck_wants_it_and_the_public_page_never(
    polls: Polls, store: Store, wanted: bool
) -> None:
    hall = await quiz(polls, store, leaderboard_in_report=wanted)
    await name(hall, "Anna")
    for question in ("capital", "river"):
        await asked(hall, question, right=(1,), wrong=())
        await hall.do("show")
    events = Events(store)
    (event,) = await store.events.all()
    listing = await events.get(event)
    found = (await gather(polls, listing, "en")).polls[0].places
    assert found == FirstPlaces((Placed(1, "Anna", 3),) if wanted else (), 0)

    async def made(**order: Any) -> bytes:
        given = Order(redis_url=store.url, event=event, language="en", **order)
        (task,) = await tasks(polls, events, given)
        return task.make().content

    assert (b"Anna" in await made(formats=("json",))) == wanted
    assert b"Anna" not in await made(page="online")
