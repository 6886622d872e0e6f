"""Phones that came for a practice leave with it, and a stage is watched beside them."""

import asyncio
from functools import partial

from poll_server.base.background import ended
from poll_server.hall.hall import Hall as Crowded
from poll_server.hall.hall import stay
from poll_server.hall.simulated import StageWatch
from poll_server.live.polls import Polls
from poll_server.store.events import Events
from poll_server.store.store import Store
from tests.support.cases import EVENT, YES, Hall
from tests.support.running import RunningServer
from tests.support.waiting import until


async def test_phones_of_a_practice_answer_nothing_that_counts_and_leave(
    running_server: RunningServer, store: Store, polls: Polls
) -> None:
    listing = (await Events(store).get(await Events(store).add(EVENT))).polls[0]
    poll, people = EVENT.polls[0], 4
    answers = {question.id: [YES] * people for question in poll.questions}
    crowd = Crowded(
        running_server.base, listing.code, poll, answers, thinking=(0, 0), while_practice=True
    )
    crowd._late.clear()
    hall, question = Hall(polls, listing.poll_id), poll.questions[0]
    await hall.do("practice", "on")
    staying = asyncio.create_task(stay(crowd))
    try:
        await until(lambda: all(phone.snapshot is not None for phone in crowd.phones))
        await hall.ask(question.id)
        await until(lambda: all(phone.done_with(question.id) for phone in crowd.phones))
        await hall.do("practice", "off")
        await hall.ask(question.id)  # at once, and it counts
        async with asyncio.timeout(60):
            assert await staying == 0
    finally:
        await ended([staying])
    now = await polls.state(listing.poll_id)
    assert not now.live.practice
    assert await store.rounds.votes(listing.poll_id, now.live.round) == {}


async def test_a_votes_way_to_the_stage_begins_with_its_acknowledgement() -> None:
    stage = StageWatch("http://127.0.0.1:9", "poll", "stage-poll=pass")
    now = asyncio.get_running_loop().time()
    delays = partial(stage.delays, patience=3600.0)
    assert list(delays([(now, 1)])) == []  # there is no stage yet
    stage.seen = [(10.0, 4), (11.0, 7), (12.0, 9)]
    there = [(10.5, 7), (10.5, 6), (12.5, 9), (9.0, 3)]
    assert list(delays(there)) == [0.5, 0.5, 0.0]  # the last one came before the stage
    assert list(delays([(now, 10)])) == []  # under way
    (lost,) = stage.delays([(now - 5, 10)], patience=1.0)
    assert lost >= 5
