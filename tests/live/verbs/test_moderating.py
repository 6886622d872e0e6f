"""Commands and `lua/command.lua`: of two moderators one wins, and nothing is ever done twice."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest

from poll_server.live.ballots import Ballots
from poll_server.live.crowd import Crowd
from poll_server.live.polls import Polls
from poll_server.live.state import PollState
from poll_server.store.auditing import fold
from poll_server.store.keys import PollKeys
from poll_server.store.store import Store
from poll_server.wire.messages import Conflict, Counted, Done, NotDone, Refused
from tests.support.cases import NO, YES, Hall


async def control(hall: Hall) -> int:
    return (await hall.polls.state(hall.poll_id)).control


async def test_a_command_moves_control_by_one(hall: Hall) -> None:
    before = await control(hall)
    assert await hall.try_to("goto", "phones") == Done(id="command-1", control=before + 1)
    assert await control(hall) == before + 1


async def test_a_command_for_an_older_state_is_a_conflict_and_does_nothing(hall: Hall) -> None:
    before = await control(hall)
    await hall.do("goto", "phones")
    answer = await hall.try_to("open", expected=before)
    assert answer == Conflict(id="command-2", control=before + 1)
    assert (await hall.polls.state(hall.poll_id)).state == "ready"


async def test_a_command_for_a_state_to_come_is_a_conflict_too(hall: Hall) -> None:
    before = await control(hall)
    answer = await hall.try_to("goto", "phones", expected=before + 1)
    assert answer == Conflict(id="command-1", control=before)


async def test_a_plan_made_for_an_older_state_is_not_carried_out(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its sender names the present version, but this process has read the one before."""
    await hall.do("goto", "phones")
    old = await hall.polls.state(hall.poll_id)
    await hall.do("goto", "skills")
    now = await control(hall)

    async def late(poll_id: str) -> PollState:
        return old

    with monkeypatch.context() as patched:
        patched.setattr(hall.polls.looking, "state", late)
        assert isinstance(await hall.try_to("open", expected=now), Conflict)
    assert (await hall.polls.state(hall.poll_id)).live.rounds == 0


async def test_the_same_id_again_gets_the_same_answer(hall: Hall) -> None:
    first = await hall.try_to("forward", id="tap")
    for _ in range(3):
        assert await hall.try_to("forward", id="tap") == first
    assert await control(hall) == getattr(first, "control", None)
    assert (await hall.polls.state(hall.poll_id)).position == 1


async def test_it_does_so_even_where_the_command_is_impossible_by_now(hall: Hall) -> None:
    await hall.do("goto", "phones")
    first = await hall.try_to("open", id="tap")
    assert isinstance(first, Done)
    assert await hall.try_to("open", id="tap") == first
    assert isinstance(await hall.try_to("open", id="another tap"), NotDone)


async def test_and_on_another_process(hall: Hall, store: Store, ballots: Any, crowd: Any) -> None:
    first = await hall.try_to("forward", id="tap")
    other = Hall(Polls(store, ballots, crowd), hall.poll_id)
    assert await other.try_to("forward", id="tap") == first


async def test_of_moderators_who_tap_at_once_exactly_one_wins(hall: Hall) -> None:
    before = await control(hall)
    answers = await asyncio.gather(*(hall.try_to("forward", expected=before) for _ in range(10)))
    done = [answer for answer in answers if isinstance(answer, Done)]
    assert len(done) == 1
    assert len([a for a in answers if isinstance(a, Conflict)]) == 9
    assert await control(hall) == before + 1


async def test_close_freezes_what_the_votes_add_up_to_while_votes_arrive(
    hall: Hall, store: Store
) -> None:
    """Nobody is counted after the close, and nobody who was told “counted” is missing."""
    number = await hall.ask("phones")

    async def voter(who: int) -> Counted | Refused:
        await asyncio.sleep(0.001 * (who % 40))
        answer = await hall.vote(who, YES if who % 3 else NO, number=number)
        assert isinstance(answer, Counted | Refused)
        return answer

    async def moderator() -> None:
        await asyncio.sleep(0.02)
        await hall.do("close")

    answers, _ = await asyncio.gather(
        asyncio.gather(*(voter(who) for who in range(400))), moderator()
    )
    counted = [answer for answer in answers if isinstance(answer, Counted)]
    late = [answer for answer in answers if isinstance(answer, Refused)]
    assert {answer.reason for answer in late} <= {"closed"}
    votes = await store.rounds.votes(hall.poll_id, number)
    result, _ = await store.rounds.result(hall.poll_id, number)
    round_ = await store.rounds.round(hall.poll_id, number)
    assert round_ is not None
    assert len(votes) == round_.votes == len(counted)
    assert result == fold(votes) == await store.rounds.tally(hall.poll_id, number)
    assert round_.audit == ""
    assert len(round_.sha256) == 64


async def test_the_result_is_a_copy_that_no_later_vote_moves(hall: Hall, store: Store) -> None:
    number = await hall.one_vote()
    assert isinstance(await hall.vote(2, NO), Refused)
    assert isinstance(await hall.vote(1, NO, seq=2), Refused)
    assert await store.rounds.result(hall.poll_id, number) == ({"0": 1}, {})


async def test_a_command_to_a_poll_that_was_deleted_leaves_nothing_behind(
    hall: Hall, store: Store
) -> None:
    await store.events.delete_poll(hall.poll_id)
    answer = await store.rounds.command(hall.poll_id, "late", -1, {}, in_sight=0, opening=1)
    assert answer == ("conflict", -1)
    assert await store.redis.keys(f"*{hall.poll_id}*") == []


async def test_command_ids_are_forgotten_after_their_hour(hall: Hall, store: Store) -> None:
    await hall.do("goto", "phones")
    assert 0 < await store.redis.ttl(PollKeys(hall.poll_id).commands) <= 3600


async def test_every_command_moves_the_version_that_screens_follow(hall: Hall) -> None:
    seen = {(await hall.polls.state(hall.poll_id)).version}
    for action in ("forward", "forward", "forward", "forward", "black", "join", "measure", "hide"):
        await hall.do(action)
        seen.add((await hall.polls.state(hall.poll_id)).version)
    assert len(seen) == 9


# ── Where Redis may lose votes ────────────────────────────────────────────────────────────────


@pytest.fixture
async def lossy(store: Store) -> AsyncIterator[None]:
    """Somebody has set Redis so that it may lose votes; nobody has looked since."""
    await store.redis.config_set("appendfsync", "everysec")
    yield
    await store.redis.config_set("appendfsync", "always")


@pytest.mark.one_redis
@pytest.mark.usefixtures("lossy")
async def test_with_wrong_settings_no_vote_is_opened_and_the_cure_is_said(hall: Hall) -> None:
    await hall.do("goto", "phones")
    for action in ("open", "forward"):
        for language in ("de", "en"):
            answer = await hall.try_to(action, language=language)
            assert isinstance(answer, NotDone)
            assert answer.detail.endswith("redis-cli CONFIG SET appendfsync always")
    assert (await hall.polls.state(hall.poll_id)).state == "ready"


async def test_where_the_settings_are_mended_a_vote_is_opened_at_once(hall: Hall) -> None:
    hall.polls.risks.found = ["appendfsync is “everysec”, as it was a minute ago"]
    await hall.ask("phones")
    assert (await hall.polls.state(hall.poll_id)).state == "open"


@pytest.mark.one_redis
@pytest.mark.usefixtures("lossy")
async def test_an_organiser_may_accept_the_risk_and_the_moderator_is_told(
    store: Store, ballots: Ballots, crowd: Crowd, hall: Hall, poll_id: str
) -> None:
    brave = Polls(store, ballots, crowd, accept_risk=True)
    await Hall(brave, poll_id).ask("phones")
    state = await brave.state(poll_id)
    assert state.state == "open"
    assert state.risk.startswith("appendfsync is “everysec”")
    assert (await hall.polls.state(poll_id)).risk == ""
