"""The flow of a poll: what the moderator's one large button does, and what it refuses."""

from inspect import getsource
from typing import cast

import msgspec
import pytest

from poll_server.live.flow import scenes
from poll_server.live.flow import steps as flow
from poll_server.live.flow.steps import next_step
from poll_server.live.polls import Polls
from poll_server.locale import speak
from poll_server.questions import Choice, Slide
from poll_server.store.events import Events
from poll_server.store.store import Store
from poll_server.wire.messages import Action, Conflict, Counted, Done, NotDone, Refused
from tests.live.steps import now
from tests.support.cases import ABSTAIN, EVENT, NO, POLL, YES, Hall


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


async def test_what_is_right_is_shown_only_once_nobody_can_vote(polls: Polls, store: Store) -> None:
    quiz = Choice(id="quiz", prompt="?", options=("a", "b"), right_options=("a",))
    poll = msgspec.structs.replace(POLL, questions=(quiz,))
    event = msgspec.structs.replace(EVENT, polls=(poll,))
    listing = (await Events(store).get(await Events(store).add(event))).polls[0]
    hall = Hall(polls, listing.poll_id)
    await hall.ask("quiz")
    await hall.vote(1, {"options": [0]})
    answer = await hall.try_to("show")
    assert isinstance(answer, NotDone)
    assert "Close the vote first" in answer.detail
    await hall.do("close")
    await hall.do("show")
    state = await now(hall)
    assert state.shown
    assert state.tally == {"0": 1, "right": 1}
