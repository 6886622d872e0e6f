"""A question's countdown: started, extended, stopped, and over once its grace is."""

import pytest

from poll_server.live.ballots import GRACE_MS
from poll_server.live.flow.steps import DEFAULT_TIMER, EXTENSION, LONGEST_TIMER
from poll_server.store.keys import PollKeys
from poll_server.store.store import Store
from poll_server.wire.messages import Counted, NotDone, Refused
from tests.live.steps import now
from tests.support.cases import YES, Hall


async def seconds_left(hall: Hall) -> float:
    state = await now(hall)
    return (state.deadline_ms - state.at_ms) / 1000


async def set_deadline(hall: Hall, store: Store, from_now_ms: int) -> None:
    """As if the countdown had been started some time ago."""
    state = await now(hall)
    key = PollKeys(hall.poll_id).round(state.live.round).base
    await store.redis.hset(key, "deadline_ms", state.at_ms + from_now_ms)


async def test_a_question_may_bring_its_own_countdown(hall: Hall) -> None:
    await hall.ask("topics")
    assert 50 < await seconds_left(hall) <= 60


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        (0, DEFAULT_TIMER),
        (90, 90),
        (10**9, LONGEST_TIMER),
        ("", DEFAULT_TIMER),
        (-7, DEFAULT_TIMER),
    ],
)
async def test_a_countdown_is_started_by_hand(hall: Hall, value: int | str, seconds: int) -> None:
    await hall.ask("phones")
    await hall.do("timer", value)
    assert seconds - 10 < await seconds_left(hall) <= seconds


async def test_it_can_be_extended_again_and_again(hall: Hall) -> None:
    await hall.ask("phones")
    await hall.do("timer", 20)
    for _ in range(10):
        await hall.do("extend")
    assert 10 * EXTENSION + 10 < await seconds_left(hall) <= 10 * EXTENSION + 20


async def test_extending_at_zero_counts_from_now(hall: Hall, store: Store) -> None:
    await hall.ask("phones")
    await hall.do("timer", 20)
    await set_deadline(hall, store, -GRACE_MS // 2)
    await hall.do("extend", 40)
    assert 30 < await seconds_left(hall) <= 40


async def test_it_can_be_stopped(hall: Hall) -> None:
    await hall.ask("phones")
    await hall.do("timer", 20)
    await hall.do("timer", -1)
    assert (await now(hall)).deadline_ms == 0
    assert isinstance(await hall.try_to("extend"), NotDone)


async def test_a_vote_counts_two_seconds_longer_than_the_phones_show(
    hall: Hall, store: Store
) -> None:
    await hall.ask("phones")
    await set_deadline(hall, store, -1)
    assert isinstance(await hall.vote(1, YES), Counted)
    await set_deadline(hall, store, -GRACE_MS - 1)
    answer = await hall.vote(2, YES)
    assert isinstance(answer, Refused)
    assert answer.reason == "closed"


async def test_an_overdue_round_is_closed_once_by_any_process(hall: Hall, store: Store) -> None:
    await hall.ask("phones")
    await hall.vote(1, YES)
    await set_deadline(hall, store, -GRACE_MS - 1)
    state = await now(hall)
    await hall.polls.close_overdue(state)
    await hall.polls.close_overdue(state)
    after = await now(hall)
    assert (after.state, after.votes, after.control) == ("closed", 1, state.control + 1)


async def test_before_its_grace_is_over_it_stays_open_whatever_our_clock_says(
    hall: Hall, store: Store
) -> None:
    await hall.ask("phones")
    await set_deadline(hall, store, -1)
    await hall.polls.close_overdue(await now(hall))
    assert (await now(hall)).state == "open"


async def test_a_round_that_was_extended_is_not_closed_by_the_old_countdown(
    hall: Hall, store: Store
) -> None:
    await hall.ask("phones")
    await set_deadline(hall, store, -GRACE_MS - 1)
    late = await now(hall)
    await hall.do("extend")
    await hall.polls.close_overdue(late)
    assert (await now(hall)).state == "open"
