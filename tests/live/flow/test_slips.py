"""Slips of the hand: one press is one step, and a close with few votes asks first."""

from dataclasses import replace

import msgspec
import pytest

from poll_server.live.flow import steps as flow
from poll_server.store.keys import PollKeys
from poll_server.store.store import Store
from poll_server.wire.messages import Command, Done, NotDone
from tests.live.steps import now
from tests.support.cases import Hall


async def test_forward_does_only_the_step_it_means(hall: Hall) -> None:
    """A second press, sent before the first one was seen to act."""
    await hall.ask("phones")
    await hall.do("close")
    before = await now(hall)
    answer = await hall.try_to("forward", "close")
    assert isinstance(answer, NotDone)
    assert (await now(hall)).control == before.control
    await hall.do("forward", "show")


async def test_right_after_a_step_forward_does_nothing_and_later_it_does(
    hall: Hall, store: Store
) -> None:
    await hall.ask("phones")
    command = Command(
        id="bounce", expected_version=(await now(hall)).control, action="forward", value="close"
    )
    for language in ("de", "en"):
        answer = await hall.polls.command(hall.poll_id, command, language, rest_ms=60_000)
        assert isinstance(answer, NotDone)
        assert answer.detail.endswith(".")
    assert (await now(hall)).state == "open"
    await store.redis.hincrby(PollKeys(hall.poll_id).live, "moved_ms", -60_001)
    assert isinstance(await hall.polls.command(hall.poll_id, command, rest_ms=60_000), Done)
    assert (await now(hall)).state == "closed"


async def test_nobody_waits_for_a_clock_that_was_set_back_f22(hall: Hall, store: Store) -> None:
    await hall.ask("phones")
    await store.redis.hincrby(PollKeys(hall.poll_id).live, "moved_ms", 3_600_000)
    command = Command(id="next", expected_version=(await now(hall)).control, action="forward")
    assert isinstance(await hall.polls.command(hall.poll_id, command, rest_ms=60_000), Done)


async def test_what_is_no_step_keeps_nobody_waiting(hall: Hall, store: Store) -> None:
    await hall.ask("phones")
    await store.redis.hincrby(PollKeys(hall.poll_id).live, "moved_ms", -60_001)
    for action in ("black", "measure", "join", "timer"):
        await hall.do(action)
    command = Command(id="next", expected_version=(await now(hall)).control, action="forward")
    assert isinstance(await hall.polls.command(hall.poll_id, command, rest_ms=60_000), Done)


@pytest.mark.parametrize(
    ("votes", "here", "group", "few"),
    [(0, 0, 1, True), (0, 100, 1, True), (1, 1, 1, False), (4, 4, 5, True), (5, 5, 5, False)],
)
async def test_few_is_nobody_or_less_than_the_smallest_group(
    hall: Hall, votes: int, here: int, group: int, few: bool
) -> None:
    await hall.ask("phones")
    state = await now(hall)
    assert state.round is not None
    changed = replace(
        state,
        about=msgspec.structs.replace(
            state.about, poll=msgspec.structs.replace(state.poll, smallest_group=group)
        ),
        round=msgspec.structs.replace(state.round, votes=votes),
        attendance=msgspec.structs.replace(state.attendance, here=here),
    )
    assert (flow.few_until(changed) > state.at_ms + 10**9) == few


async def test_and_for_its_first_seconds_less_than_a_tenth_of_the_phones(hall: Hall) -> None:
    await hall.ask("phones")
    state = await now(hall)
    assert state.round is not None
    for votes, until in ((9, state.round.opened_ms + flow.SOON_MS), (10, 0)):
        changed = replace(
            state,
            round=msgspec.structs.replace(state.round, votes=votes),
            attendance=msgspec.structs.replace(state.attendance, here=100),
        )
        assert flow.few_until(changed) == until
