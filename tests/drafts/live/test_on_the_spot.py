"""A moderator puts a question in while the show runs, takes it out, and moves others."""

from typing import Any

import pytest

from poll_server.base.text import say
from poll_server.drafts import Drafts, Remove
from poll_server.drafts.live.on_the_spot import PREFIX, NotOnTheSpot, OnTheSpot
from poll_server.report.model.gather import gather
from poll_server.store.events import Events
from poll_server.store.store import Store
from tests.drafts.desk import ASKED, Desk
from tests.support.cases import YES, Hall

UID = "aaaabbbb"
SPOT = PREFIX + UID
TYPED: dict[str, Any] = {
    "uid": UID,
    "kind": "choice",
    "prompt": "Pause jetzt?",
    "options": [{"de": "Ja", "en": "Yes"}, {"de": "Nein", "en": "No"}],
}
BEFORE = ["phones", "topics", "skills", "words", "thoughts"]


@pytest.fixture
def spot(store: Store, drafts: Drafts) -> OnTheSpot:
    return OnTheSpot(store, drafts)


async def order(hall: Hall) -> list[str]:
    return [each.id for each in (await hall.polls.state(hall.poll_id)).poll.questions]


async def insert(spot: OnTheSpot, after: str = "phones", **fields: Any) -> str:
    return await spot.insert("congress", "forum-1", {**TYPED, **fields}, after, "en")


async def test_it_comes_behind_the_one_in_sight_and_is_asked_like_any_other(
    spot: OnTheSpot, hall: Hall, desk: Desk
) -> None:
    await hall.ask("phones")
    assert await insert(spot) == SPOT
    assert await insert(spot) == SPOT  # a retry: the answer had been lost
    assert await order(hall) == ["phones", SPOT, *BEFORE[1:]]
    assert (await desk.draft()).pending == 0
    await hall.ask(SPOT)
    await hall.vote(1, YES)
    state = await hall.polls.state(hall.poll_id)
    question = state.question
    assert question is not None
    assert question.on_the_spot
    assert [say(question.prompt, each) for each in ("de", "en")] == ["Pause jetzt?"] * 2
    with pytest.raises(NotOnTheSpot, match="asked already"):
        await spot.take_out("congress", "forum-1", SPOT, "en")
    assert state.votes == 1


async def test_the_report_says_so_and_a_copy_of_it_is_like_any_other(
    spot: OnTheSpot, hall: Hall, desk: Desk, events: Events
) -> None:
    await insert(spot)
    await hall.one_vote(SPOT)
    await hall.do("show")
    report = await gather(hall.polls, await events.get("congress"), "de")
    (told,) = report.polls[0].questions
    assert told.asked_as == "Einfachauswahl, spontan gestellt"


async def test_what_an_organiser_is_writing_stays_as_it_is(
    spot: OnTheSpot, hall: Hall, desk: Desk, drafts: Drafts
) -> None:
    await desk.write("topics", "prompt", ASKED)
    await desk.change(Remove(await desk.uid("words")))
    await insert(spot, after="words")
    draft = await desk.draft()
    assert sorted(each.what for each in draft.differences()) == ["changed", "removed"]
    assert await order(hall) == [*BEFORE[:4], SPOT, "thoughts"]
    await drafts.put_in("congress")
    assert await order(hall) == ["phones", "topics", "skills", SPOT, "thoughts"]


async def test_it_can_be_taken_out_before_it_is_asked_and_nothing_else_can(
    spot: OnTheSpot, hall: Hall, desk: Desk
) -> None:
    await insert(spot)
    for _ in range(2):
        await spot.take_out("congress", "forum-1", SPOT, "en")
    assert await order(hall) == BEFORE
    assert await insert(spot) == SPOT  # a retry of long ago, which had been under way since
    assert await order(hall) == BEFORE
    assert (await desk.draft()).pending == 0
    with pytest.raises(NotOnTheSpot, match="Only what was put in"):
        await spot.take_out("congress", "forum-1", "words", "en")


async def test_questions_change_their_places_asked_or_not(
    spot: OnTheSpot, hall: Hall, desk: Desk
) -> None:
    await hall.ask("phones")
    await spot.move("congress", "forum-1", "words", "phones", "en")
    await spot.move("congress", "forum-1", "phones", "thoughts", "en")
    assert await order(hall) == ["words", "topics", "skills", "thoughts", "phones"]
    assert (await desk.draft()).pending == 0
    assert (await hall.polls.state(hall.poll_id)).state == "open"
    with pytest.raises(NotOnTheSpot, match="no such question"):
        await spot.move("congress", "forum-1", "nothing", "", "en")
    # Behind one that another moderator just took out: last, and not before all that was asked.
    await insert(spot, after="spot-gone")
    assert (await order(hall))[-1] == SPOT
    assert (await desk.draft()).pending == 0


@pytest.mark.parametrize(
    "fields", [{"options": ["Ja"]}, {"prompt": ""}, {"prompt": "x" * 400}, {"kind": "nothing"}]
)
async def test_what_is_no_question_is_refused_in_a_sentence_and_leaves_nothing(
    spot: OnTheSpot, hall: Hall, desk: Desk, fields: dict[str, Any]
) -> None:
    with pytest.raises(NotOnTheSpot):
        await insert(spot, **fields)
    assert await order(hall) == BEFORE
    assert (await desk.draft()).pending == 0
