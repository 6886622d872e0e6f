"""Phones that say hello together are answered from one reading."""

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from redis.exceptions import ConnectionError as Away

from poll_server.live.state import PollState
from poll_server.live.verbs import greeting
from poll_server.live.verbs.greeting import LARGEST_GROUP
from poll_server.wire.messages import Hello, MyVote
from tests.live.screens.watching import NEVER
from tests.support.cases import NO, YES, Hall, credential
from tests.support.waiting import until

Told = dict[int, tuple[PollState, MyVote | None] | None]


def counting(monkeypatch: pytest.MonkeyPatch, of: Any, name: str) -> list[Any]:
    """Has the calls of a method noted."""
    calls: list[Any] = []
    call: Callable[..., Any] = getattr(of, name)

    async def noting(*args: Any) -> Any:
        calls.append(args)
        return await call(*args)

    monkeypatch.setattr(of, name, noting)
    return calls


def greet(hall: Hall, people: range, hello: Hello | None = None) -> Told:
    told: Told = {}
    hello = hello or Hello()
    for who in people:
        hall.polls.greet(hall.poll_id, credential(who), hello, partial(told.__setitem__, who))
    return told


async def test_each_hears_of_its_own_vote_and_redis_is_asked_once_for_all(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = await hall.ask("phones")
    await hall.vote(3, YES)
    await hall.vote(7, NO, seq=2)
    store = hall.polls._store
    readings = counting(monkeypatch, store.polls, "read")
    asked = counting(monkeypatch, store.rounds, "held")
    first = greet(hall, range(LARGEST_GROUP))
    await until(lambda: len(first) == LARGEST_GROUP)
    assert (len(readings), len(asked)) == (1, 1)
    votes = {who: said[1] for who, said in first.items() if said}
    assert votes.pop(3) == MyVote(number, 1, YES)
    assert votes.pop(7) == MyVote(number, 2, NO)
    assert set(votes.values()) == {None}
    more = greet(hall, range(2 * LARGEST_GROUP))
    await until(lambda: len(more) == 2 * LARGEST_GROUP)
    assert len(asked) == 3


async def test_groups_of_a_moment_share_a_reading_unless_somebody_has_seen_more(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A hundred phones that join are ten groups; none may be shown what it knows is over."""
    monkeypatch.setattr(greeting, "RECENT", NEVER)
    readings = counting(monkeypatch, hall.polls._store.polls, "read")
    for who in range(3):
        told = greet(hall, range(who, who + 1))
        await until(lambda: len(told) == 1)  # noqa: B023
    assert len(readings) == 1
    state = await hall.polls.lately(hall.poll_id, NEVER)
    hello = Hello(epoch=state.epoch, version=state.version + 1)
    told = greet(hall, range(1), hello)
    await until(lambda: len(told) == 1)
    assert len(readings) > 1


async def test_who_comes_after_a_step_or_a_vote_of_this_process_is_shown_it(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(greeting, "RECENT", NEVER)

    async def shown() -> tuple[str, int]:
        told = greet(hall, range(1))
        await until(lambda: len(told) == 1)
        assert told[0] is not None
        round_ = told[0][0].round
        return (round_.state, round_.votes) if round_ else ("", 0)

    assert await shown() == ("", 0)
    await hall.ask("phones")
    assert await shown() == ("open", 0)
    await hall.vote(1, YES)
    assert await shown() == ("open", 1)
    await hall.do("close")
    assert await shown() == ("closed", 1)


async def test_who_comes_meanwhile_is_greeted_next(hall: Hall) -> None:
    told: list[str] = []

    def late(_: Any) -> None:
        told.append("late")

    def early(_: Any) -> None:
        told.append("early")
        hall.polls.greet(hall.poll_id, credential(2), Hello(), late)
        raise ZeroDivisionError("one phone's trouble")

    hall.polls.greet(hall.poll_id, credential(1), Hello(), early)
    await until(lambda: len(told) == 2)
    assert told == ["early", "late"]


@pytest.mark.parametrize("error", [Away("no line"), RuntimeError("odd")])
async def test_where_redis_says_nothing_everybody_is_told_so(
    hall: Hall, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    await hall.ask("phones")

    async def away(*_: Any) -> None:
        raise error

    with monkeypatch.context() as broken:
        broken.setattr(hall.polls._store.rounds, "held", away)
        told = greet(hall, range(3))
        await until(lambda: len(told) == 3)
    assert set(told.values()) == {None}
    again = greet(hall, range(3))
    await until(lambda: len(again) == 3)
    assert None not in again.values()
