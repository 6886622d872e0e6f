"""The flow of a poll: what the moderator's one large button does, and what it refuses."""

from dataclasses import replace
from inspect import getsource
from typing import cast

import msgspec
import pytest

from poll_server.live.ballots import GRACE_MS
from poll_server.live.flow import scenes
from poll_server.live.flow import steps as flow
from poll_server.live.flow.steps import DEFAULT_TIMER, EXTENSION, LONGEST_TIMER, next_step
from poll_server.live.polls import Polls
from poll_server.live.state import PollState
from poll_server.locale import speak
from poll_server.questions import Slide
from poll_server.store.events import Events
from poll_server.store.keys import PollKeys
from poll_server.store.store import Store
from poll_server.wire.messages import Action, Command, Conflict, Counted, Done, NotDone, Refused
from tests.support.cases import ABSTAIN, EVENT, NO, POLL, YES, Hall


async def now(hall: Hall) -> PollState:
    return await hall.polls.state(hall.poll_id)


async def test_forward_leads_through_the_whole_poll(hall: Hall) -> None:
    steps = []
    while (step := next_step(await now(hall))) is not None:
        steps.append(step)
        await hall.do("forward")
    # A question whose results are live is shown from its opening on.
    assert steps == ["goto", "open", "close", "show"] + ["goto", "open", "close"] + [
        "goto",
        "open",
        "close",
        "show",
    ] * 3 + ["scene"]
    assert isinstance(await hall.try_to("forward"), NotDone)
    state = await now(hall)
    assert [round_.question for round_ in state.rounds.values()] == [q.id for q in POLL.questions]


async def test_back_and_goto_keep_what_was_asked(hall: Hall) -> None:
    await hall.ask("phones")
    await hall.do("close")
    await hall.do("goto", "skills")
    assert (await now(hall)).state == "ready"
    await hall.do("back")
    await hall.do("back")
    state = await now(hall)
    assert (state.position, state.state, state.live.round) == (1, "closed", 1)
    assert isinstance(await hall.try_to("back"), NotDone)


async def test_going_elsewhere_closes_the_open_round(hall: Hall, store: Store) -> None:
    number = await hall.ask("phones")
    await hall.vote(1, YES)
    await hall.do("goto", "skills")
    round_ = await store.rounds.round(hall.poll_id, number)
    assert round_ is not None
    assert (round_.state, round_.votes, round_.audit) == ("closed", 1, "")


async def test_going_where_we_are_closes_nothing(hall: Hall) -> None:
    await hall.ask("phones")
    await hall.do("goto", "phones")
    assert (await now(hall)).state == "open"


async def test_a_closed_round_is_never_opened_again(hall: Hall) -> None:
    await hall.ask("phones")
    await hall.do("close")
    answer = await hall.try_to("open")
    assert isinstance(answer, NotDone)
    assert "Ask again" in answer.detail
    assert isinstance(await hall.try_to("close"), NotDone)


async def test_again_makes_the_next_round_and_keeps_the_old_one(hall: Hall, store: Store) -> None:
    first = await hall.ask("phones")
    await hall.vote(1, YES)
    await hall.do("again")
    state = await now(hall)
    assert state.round is not None
    assert (state.live.round, state.round.attempt, state.state) == (first + 1, 2, "open")
    assert state.votes == 0
    assert state.rounds[first].state == "closed"
    assert await store.rounds.result(hall.poll_id, first) == ({"0": 1}, {})
    assert isinstance(await hall.vote(1, NO), Counted)
    assert isinstance(await hall.vote(1, YES, number=first), Counted)  # the duplicate of old
    assert isinstance(await hall.vote(2, YES, number=first), Refused)


async def test_rounds_are_numbered_through_the_poll(hall: Hall) -> None:
    assert [await hall.ask(q) for q in ("phones", "skills", "phones")] == [1, 2, 3]
    state = await now(hall)
    assert {number: r.attempt for number, r in state.rounds.items()} == {1: 1, 2: 1, 3: 2}


async def test_show_and_hide_change_nothing_but_the_stage(hall: Hall) -> None:
    await hall.ask("phones")
    await hall.do("show")
    assert (await now(hall)).shown
    assert (await now(hall)).state == "open"
    await hall.do("hide")
    assert not (await now(hall)).shown


async def test_opening_hides_the_result_of_an_earlier_attempt(hall: Hall) -> None:
    await hall.ask("phones")
    await hall.do("close")
    await hall.do("show")
    await hall.do("again")
    assert not (await now(hall)).shown


# ── Countdown ─────────────────────────────────────────────────────────────────────────────────


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
    await set_deadline(hall, store, -GRACE_MS // 2)
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


# ── What makes no sense now ───────────────────────────────────────────────────────────────────

IMPOSSIBLE: list[tuple[str, list[tuple[Action, str | int]], Action, str | int]] = [
    ("before any question", [], "open", ""),
    ("before any question", [], "close", ""),
    ("before any question", [], "again", ""),
    ("before any question", [], "show", ""),
    ("before any question", [], "back", ""),
    ("before any question", [], "timer", 30),
    ("before any question", [], "extend", ""),
    ("before any question", [], "approve", "*"),
    ("no such question", [], "goto", "nowhere"),
    ("no such question", [], "goto", 3),
    ("open already", [("forward", ""), ("open", "")], "open", ""),
    ("no such text", [("goto", "thoughts"), ("open", "")], "approve", "text:never written"),
    ("no such text", [("goto", "thoughts"), ("open", "")], "dismiss", "phones"),
]


@pytest.mark.parametrize(("when", "before", "action", "value"), IMPOSSIBLE)
@pytest.mark.parametrize("language", ["de", "en"])
async def test_what_makes_no_sense_is_refused_with_a_sentence(
    hall: Hall,
    when: str,
    before: list[tuple[Action, str | int]],
    action: Action,
    value: str | int,
    language: str,
) -> None:
    for earlier in before:
        await hall.do(*earlier)
    was = await now(hall)
    answer = await hall.try_to(action, value, language=language)
    assert isinstance(answer, NotDone), when
    assert answer.detail.endswith(".")
    assert (await now(hall)).control == was.control


def test_every_refusal_is_said_in_german_too() -> None:
    german = speak("de")
    source = "".join(map(getsource, (flow, scenes)))
    messages = [
        line.split('_("')[1].split('")')[0] for line in source.splitlines() if '_("' in line
    ]
    assert len(messages) >= 10
    for message in messages:
        assert german(message) != message, message


async def test_what_is_not_asked_of_a_moderator_is_never_a_crash(hall: Hall) -> None:
    """Every action, in every state, with every odd value: done, conflict or a sentence."""
    odd: list[str | int] = ["", "x", -1, 0, 2**53, "*", "text:x", "percent"]
    for action in flow.STEPS:
        for value in odd:
            assert isinstance(await hall.try_to(action, value), Done | NotDone | Conflict)


async def test_abstentions_are_votes(hall: Hall) -> None:
    await hall.ask("phones")
    await hall.vote(1, ABSTAIN)
    assert (await now(hall)).votes == 1


# ── Slips ─────────────────────────────────────────────────────────────────────────────────────


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


SLIDES = msgspec.structs.replace(
    POLL,
    questions=(
        Slide(id="welcome", prompt="Welcome"),
        POLL.questions[0],
        Slide(id="break", prompt="Break", minutes=5),
        Slide(id="end", prompt="The end"),
    ),
)


async def test_slides_are_passed_over_and_leave_no_round(polls: Polls, store: Store) -> None:
    """Their countdown is their own: it can be lengthened and ends with them, and closes nothing."""
    event = msgspec.structs.replace(EVENT, polls=(SLIDES,))
    listing = (await Events(store).get(await Events(store).add(event))).polls[0]
    hall, steps = Hall(polls, listing.poll_id), []
    left = {}
    while (step := next_step(await now(hall))) is not None:
        steps.append(step)
        await hall.do("forward")
        state = await now(hall)
        left[state.live.question] = state.deadline_ms and state.deadline_ms - state.at_ms
        if state.live.question == "break":
            assert (state.state, state.number, state.position, state.ends_ms) == ("ready", 1, 3, 0)
            await polls.close_overdue(state)
            await hall.do("extend", 60)
            state = await now(hall)
            assert 355_000 < state.deadline_ms - state.at_ms <= 360_000
            assert isinstance(await hall.try_to("extend"), Done)
            await hall.do("timer", -1)
            assert (await now(hall)).deadline_ms == 0
            await hall.do("timer")  # its own five minutes again
            refused: tuple[Action, ...] = ("open", "show", "again", "close", "reopen")
            for action in refused:
                answer = await hall.try_to(action)
                assert isinstance(answer, NotDone), action
            assert "slide" in cast(NotDone, await hall.try_to("open", language="en")).detail
    assert steps == ["goto", "goto", "open", "close", "show", "goto", "goto", "scene"]
    assert left["welcome"] == left["end"] == 0
    assert 295_000 < left["break"] <= 300_000
    state = await now(hall)
    assert [round_.question for round_ in state.rounds.values()] == [POLL.questions[0].id]
    await hall.do("goto", "break")
    await hall.do("goto", POLL.questions[0].id)
    assert (await now(hall)).live.deadline_ms == 0
    await hall.do("again")
    assert (await now(hall)).deadline_ms == 0
