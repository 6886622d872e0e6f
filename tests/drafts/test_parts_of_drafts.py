"""A survey in a draft: its questions are items like any other, moved in and out, kept, put in."""

import pytest

from poll_server.deck.deck import Poll
from poll_server.drafts import Copy, Insert, Move, Remove, Write
from poll_server.drafts.changes import Change
from poll_server.questions import Survey
from poll_server.store.events import Events
from presenter.editor.positions import behind, moved
from tests.support.cases import Hall

from .desk import Desk

SURVEY, PART = "surveyaa", "partaaaa"


async def begun(desk: Desk) -> str:
    """A survey with one question behind the first one; the uid of the poll."""
    poll = await desk.uid("")
    await desk.change(
        Insert(poll, {"uid": SURVEY, "kind": "survey", "prompt": "Ende"}, await desk.uid("phones")),
        Insert(SURVEY, {"uid": PART, "kind": "text", "prompt": "Was fehlt?"}),
    )
    return poll


async def parts(desk: Desk) -> list[str]:
    return [each["uid"] for each in (await desk.draft()).item(SURVEY)["questions"]]


async def test_questions_go_in_and_out_and_stay_put_in(
    desk: Desk, hall: Hall, events: Events
) -> None:
    poll, topics = await begun(desk), await desk.uid("topics")
    draft = await desk.draft()
    assert (draft.parent(PART), draft.poll_of(PART)["uid"]) == (SURVEY, poll)
    assert draft.mistakes("en") == []
    down = moved(draft, topics, "up")  # the survey stands before it: into it, at its end
    assert down == Move(topics, SURVEY, PART)
    await desk.change(down)
    assert await parts(desk) == [PART, topics]
    out = moved(await desk.draft(), topics, "down")
    assert out == Move(topics, poll, SURVEY)
    await desk.change(Write(topics, "live", True, False), Write(topics, "timer", 60, 0))
    await desk.drafts.put_in("congress")
    (survey,) = (q for q in (await live(events)).questions if isinstance(q, Survey))
    assert [each.id for each in survey.questions] == ["was-fehlt", "topics"]
    kept = await desk.draft()  # read anew, and nothing of it differs from what is live
    assert (await parts(desk), kept.pending) == ([PART, topics], 0)
    await desk.change(out)
    assert await parts(desk) == [PART]
    await desk.drafts.undo("congress", "anna")
    assert await parts(desk) == [PART, topics]


async def live(events: Events) -> Poll:
    return (await events.get("congress")).event.polls[0]


async def test_what_does_not_fit_stays_outside(desk: Desk, hall: Hall) -> None:
    poll = await begun(desk)
    phones = await desk.uid("phones")
    wanted: list[Change] = [
        Insert(SURVEY, {"kind": "slide"}),
        Insert(SURVEY, {"kind": "survey"}),
        Insert(phones, {"kind": "text"}),
        Move(SURVEY, SURVEY),
        Insert(poll, {"kind": "survey", "questions": [{"kind": "slide"}]}),
    ]
    changed = await desk.drafts.change("congress", wanted, "anna")
    assert [each.reason for each in changed.clashes] == [
        "refused", "refused", "gone", "refused", "refused",
    ]  # fmt: skip
    draft = await desk.draft()
    assert behind(draft, SURVEY, "text") == (SURVEY, PART)
    assert behind(draft, PART, "text") == (SURVEY, PART)
    assert behind(draft, PART, "slide") == (poll, SURVEY)
    whole = await desk.change(Copy(SURVEY, "copyaaaa"))
    (copied,) = whole.item("copyaaaa")["questions"]
    assert (copied["prompt"], copied["uid"] == PART) == (whole.item(PART)["prompt"], False)
    await desk.change(Remove(PART))
    (empty,) = (each for each in (await desk.draft()).mistakes("en") if each.uid == SURVEY)
    assert empty.field == "questions"


async def test_a_survey_that_ran_stays_as_it_was_with_all_its_questions(
    desk: Desk, hall: Hall
) -> None:
    poll = await begun(desk)
    await desk.drafts.put_in("congress")
    await hall.ask("ende")
    topics = await desk.uid("topics")
    wanted: list[Change] = [
        Write(PART, "prompt.de", "Was fehlt?", "Anders?"),
        Insert(SURVEY, {"kind": "text"}),
        Move(topics, SURVEY),
        Move(PART, poll),
        Remove(PART),
        Copy(PART),
    ]
    changed = await desk.drafts.change("congress", wanted, "anna")
    assert [each.reason for each in changed.clashes] == ["locked"] * len(wanted)
    assert changed.draft.locked == {SURVEY, PART}


@pytest.mark.parametrize("edited", [True, False])
async def test_what_was_edited_while_it_was_opened_stands_behind_it(
    desk: Desk, hall: Hall, edited: bool
) -> None:
    await begun(desk)
    await desk.drafts.put_in("congress")
    if edited:
        await desk.change(Write(PART, "prompt.de", "Was fehlt?", "Anders?"))
    await hall.ask("ende")
    questions = (await desk.draft()).document["polls"][0]["questions"]
    surveys = [each for each in questions if each["kind"] == "survey"]
    said = [part["prompt"]["de"] for each in surveys for part in each["questions"]]
    assert said == (["Was fehlt?", "Anders?"] if edited else ["Was fehlt?"])
