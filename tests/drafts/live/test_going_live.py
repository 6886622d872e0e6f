"""New polls go live, removed ones go, and nothing is left of what is deleted."""

from collections.abc import Sequence

import pytest

from poll_server.drafts import (
    Copy,
    DraftMistakes,
    Drafts,
    Insert,
    Remove,
    Write,
)
from poll_server.live.ending.archive import archive
from poll_server.live.polls import Polls
from poll_server.store.events import Events
from poll_server.store.records import UnknownEvent
from poll_server.store.store import Store
from poll_server.wire.messages import Counted
from tests.drafts.desk import ASKED, Desk
from tests.support.cases import YES, Hall


async def test_a_new_event_is_edited_from_nothing_and_goes_live(
    drafts: Drafts, events: Events, polls: Polls
) -> None:
    event_id = await events.add_empty("Tagung für Bildung", ["de"])
    assert event_id == "tagung-fuer-bildung"
    assert (await events.get(event_id)).polls == ()
    desk = Desk(drafts, event_id)
    draft = await desk.draft()
    assert (draft.revision, draft.pending) == (0, 0)
    (poll,) = draft.document["polls"]
    question = {
        "uid": "aaaabbbb",
        "kind": "choice",
        "prompt": "Kreativität?",
        "options": ["Ja", "Nein"],
    }
    with pytest.raises(DraftMistakes):
        await drafts.put_in(event_id)
    await desk.change(
        Write(poll["uid"], "title.de", "Tagung für Bildung", "Forum Größe"),
        Insert(poll["uid"], question),
    )
    put = await drafts.put_in(event_id)
    assert put.draft.pending == 0
    (listing,) = (await events.get(event_id)).polls
    assert listing.slug == "forum-groesse"
    assert put.draft.codes == {poll["uid"]: listing.code}
    assert put.draft.poll_ids == {poll["uid"]: listing.poll_id}
    hall = Hall(polls, listing.poll_id)
    await hall.ask("kreativitaet")
    assert isinstance(await hall.vote(1, YES), Counted)
    assert (await drafts.get(event_id)).locked == {"aaaabbbb"}


async def test_a_second_poll_gets_a_code_of_its_own_and_goes_again(
    desk: Desk, events: Events, store: Store
) -> None:
    keys = set(await store.redis.keys("*"))
    copied = await desk.change(Copy(await desk.uid(""), "ccccdddd"))
    assert len(copied.document["polls"]) == 2
    await desk.drafts.put_in("congress")
    one, two = (await events.get("congress")).polls
    assert (one.slug, two.slug) == ("forum-1", "themenforum-1")
    assert one.code != two.code
    await desk.change(Remove("ccccdddd"))
    await desk.drafts.put_in("congress")
    assert [each.slug for each in (await events.get("congress")).polls] == ["forum-1"]
    assert set(await store.redis.keys("*")) - keys == {"draft:congress"}


async def test_in_an_archived_event_a_new_poll_is_over_too(
    desk: Desk, events: Events, store: Store
) -> None:
    await archive(store, "congress")
    await desk.change(Copy(await desk.uid("")))
    await desk.drafts.put_in("congress")
    polls = (await events.get("congress")).polls
    assert [(await store.polls.live(each.poll_id)).over for each in polls] == [True, True]


async def test_a_draft_goes_with_its_event_and_is_not_copied(
    desk: Desk, events: Events, store: Store
) -> None:
    await desk.write("phones", "prompt", ASKED)
    copy = await events.copy("congress")
    assert (await desk.drafts.get(copy)).revision == 0
    await events.delete("congress")
    assert await store.redis.keys("draft:*") == []
    with pytest.raises(UnknownEvent):
        await desk.draft()


async def test_a_change_to_an_event_that_is_being_deleted_leaves_nothing(
    desk: Desk, events: Events, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = store.polls.asked

    async def too_late(poll_ids: Sequence[str]) -> list[set[str]]:
        found = await read(poll_ids)
        await events.delete("congress")
        return found

    uid = await desk.uid("phones")
    monkeypatch.setattr(store.polls, "asked", too_late)
    await desk.change(Write(uid, "timer", 0, 5))
    assert await store.redis.keys("*congress*") == []
