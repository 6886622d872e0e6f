"""A survey's results one after the other: where a moderator is, the stage and phones are, too."""

import msgspec
import pytest

from poll_server.deck.deck import Event, Poll
from poll_server.live.flow.steps import next_step
from poll_server.live.polls import Polls
from poll_server.live.screens import apart, views
from poll_server.live.screens.groups import groups_of
from poll_server.live.state import PollState
from poll_server.questions import Choice, OpenText, Survey, Words
from poll_server.report.model.apart import apart as apart_in_report
from poll_server.report.model.gather import gather
from poll_server.store.events import Events
from poll_server.store.store import Store
from poll_server.wire.messages import NotDone, PhoneResults
from tests.support.cases import Hall

SURVEY = Survey(
    id="end",
    prompt="At the end",
    questions=(
        Choice(id="again", prompt="Again?", options=("Yes", "No")),
        OpenText(id="wish", prompt="Wish?"),
    ),
)
POLL = Poll(
    id="p",
    title="P",
    smallest_group=2,
    questions=(SURVEY, Words(id="words", prompt="Words?", entries=1)),
)
BEGUN = {"answers": {"again": {"options": [0]}}}
DONE = {"answers": {"again": {"options": [1]}, "wish": {"text": "Mut"}}, "done": True}


@pytest.fixture
async def hall(polls: Polls, store: Store) -> Hall:
    events = Events(store)
    event = Event(id="e", title="E", languages=("en",), polls=(POLL,))
    return Hall(polls, (await events.get(await events.add(event))).polls[0].poll_id)


async def now(hall: Hall) -> PollState:
    return await hall.polls.state(hall.poll_id)


def on_phones(state: PollState) -> PhoneResults:
    found = apart.phone(state, "en").results
    assert found
    return found


async def test_results_come_one_by_one_and_the_same_everywhere(hall: Hall) -> None:
    await hall.ask("end")
    await hall.vote(1, BEGUN)
    await hall.vote(2, DONE)
    await hall.vote(1, {**BEGUN, "done": True}, seq=2)  # the whole of it in place of the old whole
    state = await now(hall)
    stage, console = views.stage(state, "en", "light"), views.moderator(state, "en", "light")
    assert (stage.votes, stage.done, stage.parts, stage.result) == (2, 2, 2, None)
    assert stage.options == console.parts == ("Again?", "Wish?")
    assert [row.count for row in console.series[0].rows] == [2, 1]  # who answered what
    assert console.texts == ()  # of one person, of a smallest group of two
    await hall.do("close")
    for step in ("show", "part", "goto"):
        assert next_step(await now(hall)) == step
        if step == "goto":
            break
        await hall.do("forward")
    state = await now(hall)
    stage = views.stage(state, "en", "light")
    assert (state.part, stage.part, stage.part_prompt) == (2, 2, "Wish?")
    assert stage.result is None  # one answer, of a smallest group of two
    assert apart.phone(state, "en").results is None
    await hall.do("back")
    state = await now(hall)
    stage, results = views.stage(state, "en", "light"), on_phones(state)
    assert stage.result
    assert "Again?" in stage.result.summary
    assert (results.part, [row.percent for row in results.series[0].rows]) == ("again", [50, 50])
    assert not results.series[0].rows[0].label  # the question's own options say it
    await hall.do("part", 0)
    assert on_phones(await now(hall)).part == ""
    for wrong in (3, -1, "again"):
        assert isinstance(await hall.try_to("part", wrong), NotDone)
    await hall.do("goto", "words")
    assert isinstance(await hall.try_to("part", 1), NotDone)
    await hall.do("goto", "end")
    await hall.do("again")
    assert (await now(hall)).part == 0


async def test_a_text_of_a_part_is_seen_once_it_is_approved(hall: Hall) -> None:
    await hall.ask("end")
    for who in (1, 2):
        await hall.vote(who, DONE)
    console = views.moderator(await now(hall), "en", "light")
    assert [(text.text, text.of, text.state) for text in console.texts] == [
        ("Mut", "Wish?", "waiting")
    ]
    await hall.do("close")
    await hall.do("part", 2)
    assert not (views.stage(await now(hall), "en", "light")).result  # not shown yet
    await hall.do("show")
    state = await now(hall)
    assert state.part == 2  # as the moderator had chosen
    found = views.stage(state, "en", "light").result
    assert found
    assert found.cards == ()
    await hall.do("approve", "wish/text:mut")
    found = views.stage(await now(hall), "en", "light").result
    assert found
    assert found.cards == ("Mut",)
    whole, part = (each for each in await hall.polls.frozen(hall.poll_id, "en")), SURVEY
    assert [each.question for each in whole] == [part]


async def test_a_part_is_told_by_group_as_if_it_had_been_asked_alone(
    polls: Polls, store: Store
) -> None:
    events, groups = Events(store), ("School", "Company")
    poll = msgspec.structs.replace(POLL, here_as=groups)
    event = Event(id="e", title="E", languages=("en",), polls=(poll,))
    hall = Hall(polls, (await events.get(await events.add(event))).polls[0].poll_id)
    await hall.ask("end")
    for who in range(20):
        said = {"answers": {"again": {"options": [int(who % 4 == 0)]}}}
        await hall.vote(who, said, group=1 + who % 2)
    for who in range(20, 40):  # who leaves a part out is in none of its groups
        await hall.vote(who, {"answers": {"wish": {"text": "Mut"}}}, group=1)
    await hall.do("close")
    await hall.do("show")
    await hall.do("group", "each")
    state = await now(hall)
    found = groups_of(state, "en")
    assert [(each.name, each.results.base) for each in found.shown] == [
        ("School", 10), ("Company", 10)
    ]  # fmt: skip
    shares = [[row.count for row in each.results.steps] for each in found.shown]
    assert shares == [[5, 5], [10, 0]]
    stage = views.stage(state, "en", "light").result
    assert stage
    assert "School" in str(stage.table)
    (frozen,) = await polls.frozen(hall.poll_id, "en")
    again, wish = frozen.groups_of_parts
    assert [each.name for each in again.shown] == ["School", "Company"]
    assert (frozen.groups.shown, wish.shown) == ((), ())
    _, part, _ = apart_in_report([frozen], "en")
    assert part.groups == again


async def test_of_a_withheld_survey_no_part_is_said_to_have_no_answer(
    polls: Polls, store: Store
) -> None:
    events = Events(store)
    poll = msgspec.structs.replace(POLL, smallest_group=5)
    event = Event(id="e", title="E", languages=("en",), polls=(poll,))
    hall = Hall(polls, (await events.get(await events.add(event))).polls[0].poll_id)
    await hall.ask("end")
    for who in range(3):
        await hall.vote(who, DONE)
    await hall.do("close")
    await hall.do("show")
    told = await gather(hall.polls, await events.get("e"), "en")
    for question in told.polls[0].questions:
        last = question.last
        assert (last.withheld, last.results.votes, last.results.series) == (True, 3, ())
        assert last.texts == ()
