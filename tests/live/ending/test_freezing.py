"""A close can be taken back until its result is frozen (rules 6, 23), and freezing is one step."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from poll_server.base.background import ended
from poll_server.base.settings import Settings
from poll_server.live.ballots import GRACE_MS, Ballots
from poll_server.live.crowd import Crowd
from poll_server.live.ending.archive import archive
from poll_server.live.ending.retention import Retention
from poll_server.live.polls import Polls
from poll_server.live.screens.views import moderator as moderator_snapshot
from poll_server.live.state import PollState
from poll_server.store.auditing import Evidence
from poll_server.store.keys import PollKeys
from poll_server.store.parts.round_store import RoundStore
from poll_server.store.records import Round, now_ms
from poll_server.store.store import Store
from poll_server.wire.messages import Conflict, Counted, Done, NotDone, Refused
from tests.live.screens.watching import running, stages
from tests.support.cases import EVENT, NO, YES, Hall
from tests.support.waiting import until

LONG = 3600.0
"""Seconds: nothing is frozen by time while a test looks."""


@pytest.fixture
def polls(store: Store, ballots: Ballots, crowd: Crowd) -> Polls:
    """The verbs of a process that leaves much time to take a close back."""
    return Polls(store, ballots, crowd, take_back=LONG)


async def now(hall: Hall) -> PollState:
    hall.polls.forget(hall.poll_id)
    return await hall.polls.state(hall.poll_id)


async def stored(hall: Hall, store: Store, number: int) -> Round:
    round_ = await store.rounds.round(hall.poll_id, number)
    assert round_ is not None
    return round_


async def time_is_up(hall: Hall, store: Store, number: int) -> None:
    """As if the seconds in which the close can be taken back were over."""
    await store.redis.hset(PollKeys(hall.poll_id).round(number).base, "freeze_ms", 1)


@pytest.fixture
async def number(hall: Hall) -> int:
    """A closed round of one vote, which can still be taken back."""
    return await hall.one_vote()


async def test_exports_do_not_wait_for_a_clock_that_was_set_back_f22(
    hall: Hall, store: Store, number: int
) -> None:
    assert not await hall.polls.freeze(hall.poll_id, number)
    for field in ("closed_ms", "freeze_ms"):
        await store.redis.hincrby(PollKeys(hall.poll_id).round(number).base, field, 3_600_000)
    assert await hall.polls.freeze(hall.poll_id, number)


# ── Taken back ────────────────────────────────────────────────────────────────────────────────


async def test_a_close_refuses_votes_at_once_and_freezes_nothing_yet(
    hall: Hall, store: Store, number: int
) -> None:
    late = await hall.vote(2, NO)
    assert isinstance(late, Refused)
    assert late.reason == "closed"
    assert isinstance(await hall.vote(1, YES), Counted)  # the duplicate, as ever
    assert await store.rounds.result(hall.poll_id, number) == ({}, {})
    round_ = await stored(hall, store, number)
    assert (round_.state, round_.frozen) == ("closed", False)
    assert (round_.sha256, round_.frozen_ms) == ("", 0)
    state = await now(hall)
    assert (state.state, state.votes, dict(state.tally)) == ("closed", 1, {"0": 1})


async def test_taken_back_it_goes_on_with_all_its_votes(
    hall: Hall, store: Store, number: int
) -> None:
    await hall.do("reopen")
    assert (await now(hall)).state == "open"
    assert isinstance(await hall.vote(2, NO), Counted)
    assert isinstance(await hall.vote(1, NO, seq=2), Counted)
    round_ = await stored(hall, store, number)
    assert (round_.closed_ms, round_.freeze_ms, round_.votes) == (0, 0, 0)
    await hall.do("close")
    await hall.do("show")
    assert await store.rounds.result(hall.poll_id, number) == ({"1": 2}, {})
    assert await hall.polls.frozen(hall.poll_id, "en")


async def test_a_countdown_that_ended_can_be_taken_back_and_then_has_no_limit(
    hall: Hall, store: Store
) -> None:
    number = await hall.ask("phones")
    await hall.do("timer", 20)
    at = (await now(hall)).at_ms
    key = PollKeys(hall.poll_id).round(number).base
    await store.redis.hset(key, "deadline_ms", at - GRACE_MS - 1)
    await hall.polls.close_overdue(await now(hall))
    assert (await now(hall)).state == "closed"
    await hall.do("reopen")
    state = await now(hall)
    assert (state.state, state.deadline_ms) == ("open", 0)
    await hall.polls.close_overdue(state)
    assert isinstance(await hall.vote(1, YES), Counted)


@pytest.mark.parametrize("language", ["de", "en"])
async def test_once_its_time_is_up_it_stays_closed_whether_or_not_it_is_frozen(
    hall: Hall, store: Store, number: int, language: str
) -> None:
    await time_is_up(hall, store, number)
    for _ in ("not frozen yet", "frozen"):
        answer = await hall.try_to("reopen", language=language)
        assert isinstance(answer, NotDone)
        assert ("Too late" in answer.detail) == (language == "en")
        await hall.polls.close_overdue(await now(hall))
    assert (await stored(hall, store, number)).frozen


async def test_what_was_shown_is_frozen_and_not_taken_back(
    hall: Hall, store: Store, number: int
) -> None:
    await hall.do("show")
    round_ = await stored(hall, store, number)
    assert round_.frozen
    assert len(round_.sha256) == len(round_.result_sha256) == 64
    assert isinstance(await hall.try_to("reopen"), NotDone)
    assert await store.rounds.result(hall.poll_id, number) == ({"0": 1}, {})


@pytest.mark.parametrize("step", [("goto", "skills"), ("again", ""), ("forward", "")])
async def test_moving_on_freezes_what_is_left_behind(
    hall: Hall, store: Store, step: tuple[str, str]
) -> None:
    """From open and from closed alike."""
    for before in ("open", "closed"):
        number = await hall.ask("phones")
        await hall.vote(1, YES)
        if before == "closed" or step[0] == "forward":
            await hall.do("close")
        await hall.do(*step)  # type: ignore[arg-type]
        round_ = await stored(hall, store, number)
        assert (round_.frozen, round_.votes, round_.audit) == (True, 1, "")
        assert len(round_.sha256) == 64
        assert await store.rounds.result(hall.poll_id, number) == ({"0": 1}, {})


async def test_of_show_and_take_back_at_once_one_wins(hall: Hall, number: int) -> None:
    control = (await now(hall)).control
    answers = await asyncio.gather(
        hall.try_to("show", expected=control), hall.try_to("reopen", expected=control)
    )
    assert sorted(type(answer).__name__ for answer in answers) == ["Conflict", "Done"]
    state = await now(hall)
    assert state.round is not None
    assert state.round.frozen == state.shown == isinstance(answers[0], Done)
    assert Conflict in {type(answer) for answer in answers}


async def test_an_archived_event_takes_nothing_back(hall: Hall, store: Store, number: int) -> None:
    await archive(store, EVENT.id)
    answer = await hall.try_to("reopen")
    assert isinstance(answer, NotDone)
    assert "archive" in answer.detail
    assert moderator_snapshot(await now(hall), "en", "light").take_back_ms == 0


async def test_the_console_is_told_until_when(hall: Hall, store: Store, number: int) -> None:
    state = await now(hall)
    assert moderator_snapshot(state, "en", "light").take_back_ms > state.at_ms
    await time_is_up(hall, store, number)
    await hall.polls.close_overdue(await now(hall))
    assert moderator_snapshot(await now(hall), "en", "light").take_back_ms == 0


# ── Frozen by whoever looks ───────────────────────────────────────────────────────────────────


async def test_every_process_that_watches_freezes_when_time_is_up(
    hall: Hall, store: Store, number: int
) -> None:
    """The one that closed it may be gone."""
    async with running(hall.polls, store, hall.poll_id) as watched:
        stage = await watched.watch(stages())
        assert not (await stored(hall, store, number)).frozen
        await time_is_up(hall, store, number)
        await store.redis.hincrby(PollKeys(hall.poll_id).live, "version", 1)
        await until(lambda: len(stage.frames) >= 1)
        async with asyncio.timeout(30):
            while not (await stored(hall, store, number)).frozen:  # noqa: ASYNC110 - Redis says nothing
                await asyncio.sleep(0.05)


async def test_where_nobody_is_connected_the_look_for_old_votes_freezes(
    hall: Hall, store: Store, polls: Polls, number: int
) -> None:
    """As after a restart."""
    retention = Retention(store, Settings(), polls)
    await retention.look(now_ms())
    assert not (await stored(hall, store, number)).frozen  # it can still be taken back
    await time_is_up(hall, store, number)
    await retention.look(now_ms())
    assert (await stored(hall, store, number)).frozen


async def test_an_export_waits_and_takes_the_moderator_nothing_away(
    hall: Hall, store: Store, number: int
) -> None:
    export = asyncio.create_task(Polls.reading(store).frozen(hall.poll_id, "en"))
    await asyncio.wait([export], timeout=0.6)
    assert not export.done()
    await hall.do("reopen")
    assert await export == []  # open again: as every open round it is left out
    await hall.do("close")
    export = asyncio.create_task(Polls.reading(store).frozen(hall.poll_id, "en"))
    await asyncio.sleep(0)
    await time_is_up(hall, store, number)
    (found,) = await export
    assert (found.tally, found.round.frozen) == ({"0": 1}, True)


async def test_freezing_late_and_by_many_at_once_changes_nothing(
    hall: Hall, store: Store, number: int
) -> None:
    await time_is_up(hall, store, number)
    control = (await now(hall)).control
    others = [Polls.reading(store) for _ in range(8)]
    assert all(await asyncio.gather(*(each.freeze(hall.poll_id, number) for each in others)))
    first = await stored(hall, store, number)
    await hall.polls.freeze(hall.poll_id, number)
    assert await stored(hall, store, number) == first
    # A moderator who acts just then is in no conflict.
    assert (await now(hall)).control == control


@pytest.fixture
async def busy(hall: Hall) -> AsyncIterator[list[Counted]]:
    """People who never stop voting; gives what of theirs is counted."""
    counted: list[Counted] = []

    async def people() -> None:
        for who in range(10**6):
            answer = await hall.vote(who, YES if who % 2 else NO, number=1)
            if isinstance(answer, Counted):
                counted.append(answer)

    task = asyncio.create_task(people())
    yield counted
    await ended([task])


async def test_what_is_frozen_is_what_was_counted_whatever_is_in_the_air(
    hall: Hall, store: Store, busy: list[Counted]
) -> None:
    """Closed and taken back in the middle of a burst, again and again, and then shown."""
    number = await hall.ask("phones")
    for times in range(10):
        await until(lambda n=2 * times: len(busy) > n)  # type: ignore[misc]
        await hall.do("close")
        await hall.do("reopen")
    await hall.do("close")
    await hall.do("show")
    await asyncio.sleep(0.05)
    round_ = await stored(hall, store, number)
    result, _ = await store.rounds.result(hall.poll_id, number)
    assert (
        round_.votes == len(await store.rounds.votes(hall.poll_id, number)) == sum(result.values())
    )
    assert round_.votes >= len(busy) > 18
    assert await hall.polls.audit(hall.poll_id, number) == ""


async def test_a_report_reads_the_votes_of_a_frozen_round_once(
    hall: Hall, store: Store, number: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """To check them: six hundred of them in each of a congress's hundred rounds."""
    whole, read = RoundStore.evidence, list[int]()

    async def evidence(rounds: RoundStore, poll_id: str, of: int) -> Evidence | None:
        read.append(of)
        return await whole(rounds, poll_id, of)

    await time_is_up(hall, store, number)
    assert [each.round.number for each in await hall.polls.frozen(hall.poll_id, "en")] == [number]
    monkeypatch.setattr(RoundStore, "evidence", evidence)
    assert [each.round.number for each in await hall.polls.frozen(hall.poll_id, "en")] == [number]
    assert read == [number]
