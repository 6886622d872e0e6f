"""What was asked stays as it was, whatever is edited meanwhile."""

from typing import Any

import pytest

from poll_server.drafts import (
    EVENT,
    Change,
    Copy,
    Insert,
    Move,
    Ran,
    Remove,
    Write,
    verbs,
)
from poll_server.drafts.live.going_live import go_live
from poll_server.store.events import Events
from poll_server.wire.messages import Counted
from tests.drafts.desk import ASKED, TEXT, Desk
from tests.support.cases import PHONES, YES, Hall


async def test_what_ran_can_be_copied_and_moved_and_nothing_else(desk: Desk, hall: Hall) -> None:
    await hall.ask("phones")
    uid, poll = await desk.uid("phones"), await desk.uid("")
    other = await desk.drafts.change("congress", [Insert(EVENT, {"uid": "ccccdddd"})], "anna")
    wanted: list[Change] = [
        Write(uid, "prompt", PHONES.prompt, ASKED),
        Write(uid, "notes.de", "", "Notiz"),
        Write(uid, "id", "phones", "phone"),
        Remove(uid),
        Remove(poll),
        Move(uid, "ccccdddd"),
        Write(poll, "linkable", False, True),
        Write(poll, "smallest_group", 1, 2),
        Write(poll, "here_as", [], [{"de": "Schule"}, {"de": "Betrieb"}]),
        Write(EVENT, "languages", ["de", "en"], ["de"]),
    ]
    changed = await desk.drafts.change("congress", wanted, "anna", "de")
    assert [clash.reason for clash in changed.clashes] == ["locked"] * len(wanted)
    assert changed.clashes[0].yours == ASKED
    assert changed.clashes[0].sentence.startswith("Darüber wurde schon abgestimmt")
    assert changed.draft.revision == other.draft.revision
    assert changed.draft.fixed == {
        poll: {"linkable", "smallest_group", "here_as"},
        EVENT: {"languages"},
    }
    draft = await desk.change(Copy(uid, "aaaabbbb"), Move(uid, poll, await desk.uid("words")))
    assert draft.item("aaaabbbb")["prompt"] == PHONES.prompt
    assert draft.locked == {uid}


async def test_a_question_asked_while_it_is_edited_is_put_back_and_the_text_kept(
    desk: Desk, hall: Hall
) -> None:
    uid = await desk.uid("phones")
    await desk.write("phones", "prompt", ASKED)
    await desk.write("topics", "timer", 5)
    await hall.ask("phones")
    draft = await desk.draft()
    questions = draft.document["polls"][0]["questions"]
    assert (questions[0]["uid"], questions[0]["prompt"]) == (uid, PHONES.prompt)
    assert (questions[1]["id"], questions[1]["prompt"]) == ("", ASKED)
    assert questions[2]["timer"] == 5
    assert await desk.draft() == draft
    await desk.drafts.put_in("congress")
    assert (await hall.polls.state(hall.poll_id)).question == PHONES


async def test_an_empty_row_is_no_change(desk: Desk, hall: Hall) -> None:
    options = (await desk.draft()).item(await desk.uid("phones"))["options"]
    empty = {"text": "", "of": [""], "when": {"below": None}}
    draft = await desk.write("phones", "options", [*options, {"de": "", "en": " "}])
    draft = await desk.write("phones", "sentences", [empty])
    assert draft.pending == 0
    before = (await hall.polls.state(hall.poll_id)).version
    await desk.drafts.put_in("congress")
    assert (await hall.polls.state(hall.poll_id)).version == before
    await hall.ask("phones")
    assert len((await desk.draft()).document["polls"][0]["questions"]) == 5


async def test_a_server_that_dies_while_it_puts_in_makes_no_poll_twice(
    desk: Desk, events: Events, monkeypatch: pytest.MonkeyPatch
) -> None:
    await desk.change(Copy(await desk.uid(""), "ccccdddd"))

    async def dies_after_it(*args: Any, **more: Any) -> Any:
        await go_live(*args, **more)
        raise ConnectionError("gone")

    monkeypatch.setattr(verbs, "go_live", dies_after_it)
    with pytest.raises(ConnectionError):
        await desk.drafts.put_in("congress")
    made = (await events.get("congress")).polls
    monkeypatch.setattr(verbs, "go_live", go_live)
    await desk.drafts.put_in("congress")
    assert (await events.get("congress")).polls == made


async def test_a_language_taken_away_before_the_vote_comes_back_with_it(
    desk: Desk, hall: Hall
) -> None:
    await desk.change(
        Write(EVENT, "languages", ["de", "en"], ["en"]),
        Insert(await desk.uid(""), {"uid": "aaaabbbb", "kind": "text", "prompt": "New?"}),
    )
    await hall.ask("phones")
    draft = await desk.draft()
    assert draft.languages == ["de", "en"]
    assert draft.item("aaaabbbb")["prompt"] == {"de": "", "en": "New?"}


async def test_a_question_asked_after_it_was_removed_comes_back(desk: Desk, hall: Hall) -> None:
    await desk.change(Remove(await desk.uid("topics")))
    await hall.ask("topics")
    questions = (await desk.draft()).document["polls"][0]["questions"]
    assert [each["id"] for each in questions][:3] == ["phones", "topics", "skills"]


async def test_a_poll_asked_after_it_was_removed_comes_back(desk: Desk, hall: Hall) -> None:
    await desk.change(Insert(EVENT, {"title": "Forum 2"}), Remove(await desk.uid("")))
    await hall.ask("topics")
    assert "forum-1" in [each["id"] for each in (await desk.draft()).document["polls"]]


async def test_what_is_opened_between_the_check_and_the_write_stays_as_it_was(
    desk: Desk, hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    uid = await desk.uid("phones")
    await desk.write("phones", "prompt", ASKED)
    await desk.change(Write(EVENT, "title.de", "Kongress", "Tagung"))

    async def opened_first(*args: Any, **more: Any) -> Any:
        await hall.ask("phones")
        return await go_live(*args, **more)

    monkeypatch.setattr(verbs, "go_live", opened_first)
    with pytest.raises(Ran) as caught:
        await desk.drafts.put_in("congress")
    assert caught.value.uids == (uid,)
    state = await hall.polls.state(hall.poll_id)
    assert (state.state, state.question) == ("open", PHONES)
    assert state.event.title == {"de": "Tagung", "en": "Congress"}
    assert isinstance(await hall.vote(1, YES), Counted)
    assert (await desk.draft()).document["polls"][0]["questions"][1]["prompt"] == ASKED
    monkeypatch.setattr(verbs, "go_live", go_live)
    assert (await desk.drafts.put_in("congress")).draft.pending == 0


@pytest.mark.parametrize("change", ["linkable", "remove"])
async def test_a_poll_that_starts_while_it_changes_keeps_what_was_promised(
    desk: Desk, hall: Hall, events: Events, monkeypatch: pytest.MonkeyPatch, change: str
) -> None:
    poll = await desk.uid("")
    await desk.change(Insert(EVENT, {"title": "Forum 2", "questions": [TEXT]}, after=poll))
    if change == "linkable":
        await desk.change(Write(poll, "linkable", False, True))
    else:
        await desk.change(Remove(poll))

    async def opened_first(*args: Any, **more: Any) -> Any:
        await hall.ask("phones")
        return await go_live(*args, **more)

    monkeypatch.setattr(verbs, "go_live", opened_first)
    with pytest.raises(Ran):
        await desk.drafts.put_in("congress")
    assert not (await hall.polls.state(hall.poll_id)).poll.linkable
    assert {each.slug for each in (await events.get("congress")).polls} == {"forum-1", "forum-2"}
    assert isinstance(await hall.vote(1, YES), Counted)
