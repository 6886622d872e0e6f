"""Drafts and what is live: what ran and what is untouched stay, and all see the rest at once."""

import asyncio
from collections.abc import Sequence
from typing import Any

import pytest
from redis.asyncio.client import Pipeline

from poll_server.drafts import (
    EVENT,
    Change,
    Copy,
    Draft,
    DraftMistakes,
    Drafts,
    Insert,
    Move,
    Ran,
    Remove,
    TooMuch,
    Write,
    keep,
    verbs,
)
from poll_server.drafts.going_live import go_live
from poll_server.live.ballots import Ballots
from poll_server.live.crowd import Crowd
from poll_server.live.ending.archive import archive
from poll_server.live.polls import Polls
from poll_server.questions import Choice
from poll_server.store.events import Events
from poll_server.store.records import UnknownEvent
from poll_server.store.store import Store
from poll_server.wire.messages import Conflict, Counted, Done
from tests.support.cases import PHONES, YES, Hall
from tests.support.report_cases import HOSTILE

ASKED = {"de": "Geändert?", "en": "Changed?"}
TEXT = {"kind": "text", "prompt": "Was noch?"}


@pytest.fixture
def events(store: Store) -> Events:
    return Events(store)


@pytest.fixture
def drafts(store: Store, events: Events) -> Drafts:
    return Drafts(store, events)


class Desk:
    """One editor at one event."""

    def __init__(self, drafts: Drafts, event_id: str, who: str = "anna") -> None:
        self.drafts, self.event_id, self.who = drafts, event_id, who

    async def draft(self) -> Draft:
        return await self.drafts.get(self.event_id)

    async def uid(self, question: str, poll: str = "forum-1") -> str:
        """The uid of what has this id in the deck."""
        found = (await self.draft()).document["polls"]
        in_poll = next(each for each in found if each["id"] == poll)
        if not question:
            return str(in_poll["uid"])
        return str(next(each["uid"] for each in in_poll["questions"] if each["id"] == question))

    async def change(self, *changes: Change) -> Draft:
        """Ask for changes, all of which must be carried out."""
        changed = await self.drafts.change(self.event_id, changes, self.who)
        assert changed.clashes == ()
        return changed.draft

    async def write(self, question: str, field: str, now: Any) -> Draft:
        """Write what the deck calls `question`, having seen what stands there."""
        uid = await self.uid(question)
        was: Any = (await self.draft()).item(uid)
        for step in field.split("."):
            was = was[int(step) if isinstance(was, list) else step]
        return await self.change(Write(uid, field, was, now))


@pytest.fixture
async def desk(drafts: Drafts, hall: Hall) -> Desk:
    """An editor at the event of `hall`."""
    return Desk(drafts, "congress")


async def live_keys(store: Store, poll_id: str) -> dict[str, str]:
    about = await store.redis.hgetall(f"poll:{{{poll_id}}}:about")
    live = await store.redis.hgetall(f"poll:{{{poll_id}}}:live")
    return {**about, **live}


# ── What is live ──────────────────────────────────────────────────────────────────────────────


async def test_putting_an_untouched_draft_in_changes_not_a_byte(
    desk: Desk, hall: Hall, store: Store
) -> None:
    before = await live_keys(store, hall.poll_id), await store.events.fields("congress")
    assert (await desk.draft()).pending == 0
    assert (await desk.drafts.put_in("congress")).changed == ()
    assert (await live_keys(store, hall.poll_id), await store.events.fields("congress")) == before


async def test_a_change_stays_in_the_draft_until_it_is_put_in(desk: Desk, hall: Hall) -> None:
    draft = await desk.write("phones", "prompt", ASKED)
    assert draft.pending == 1
    assert (await hall.polls.state(hall.poll_id)).poll.questions[0].prompt != ASKED
    put = await desk.drafts.put_in("congress")
    assert put.changed == (await desk.uid("phones"),)
    assert put.draft.pending == 0
    assert (await hall.polls.state(hall.poll_id)).poll.questions[0].prompt == ASKED


async def test_a_moderator_who_looks_at_the_old_text_opens_nothing(desk: Desk, hall: Hall) -> None:
    await hall.do("goto", "phones")
    seen = (await hall.polls.state(hall.poll_id)).control
    await desk.write("phones", "prompt", ASKED)
    await desk.drafts.put_in("congress")
    assert isinstance(await hall.try_to("open", expected=seen), Conflict)
    assert (await hall.polls.state(hall.poll_id)).state == "ready"
    assert isinstance(await hall.try_to("open"), Done)


async def test_another_process_shows_the_new_text_at_once(
    desk: Desk, hall: Hall, store: Store, ballots: Ballots
) -> None:
    other = Polls(store, ballots, Crowd(store))
    assert (await other.state(hall.poll_id)).poll.questions[0].prompt == PHONES.prompt
    await desk.write("phones", "prompt", ASKED)
    await desk.drafts.put_in("congress")
    state = await other.state(hall.poll_id)
    assert state.poll.questions[0].prompt == ASKED
    second = Hall(other, hall.poll_id)
    await second.ask("phones")
    assert isinstance(await second.vote(1, YES), Counted)
    opened = (await other.state(hall.poll_id)).question
    assert opened is not None
    assert opened.prompt == ASKED


async def test_a_round_that_runs_goes_on_under_other_questions(desk: Desk, hall: Hall) -> None:
    number = await hall.ask("phones")
    await hall.vote(1, YES)
    await desk.write("topics", "prompt", ASKED)
    await desk.write("skills", "timer", 30)
    skills, words = await desk.uid("skills"), await desk.uid("words")
    await desk.change(Move(skills, await desk.uid("")), Remove(words))
    await desk.drafts.put_in("congress")
    state = await hall.polls.state(hall.poll_id)
    assert (state.state, state.votes, state.live.round) == ("open", 1, number)
    assert [each.id for each in state.poll.questions] == ["skills", "phones", "topics", "thoughts"]
    assert state.question == PHONES
    assert await hall.vote(1, YES) == Counted(round=number, seq=1, outcome="duplicate")
    assert isinstance(await hall.vote(2, YES), Counted)
    await hall.do("close")
    assert [each.round.votes for each in await hall.polls.frozen(hall.poll_id, "de")] == [2]


async def test_a_question_that_goes_while_it_is_in_sight_leaves_the_poll_waiting(
    desk: Desk, hall: Hall
) -> None:
    await hall.do("goto", "topics")
    await desk.change(Remove(await desk.uid("topics")))
    await desk.drafts.put_in("congress")
    state = await hall.polls.state(hall.poll_id)
    assert (state.question, state.live.question, state.live.round) == (None, "", 0)
    await hall.ask("phones")
    assert isinstance(await hall.vote(1, YES), Counted)


async def test_screens_are_told_of_it(desk: Desk, hall: Hall) -> None:
    before = await hall.polls.state(hall.poll_id)
    await desk.write("phones", "prompt", ASKED)
    await desk.drafts.put_in("congress")
    after = await hall.polls.state(hall.poll_id)
    assert after.version > before.version
    assert after.epoch == before.epoch


async def test_hostile_text_goes_live_as_it_was_typed(desk: Desk, hall: Hall) -> None:
    options = [{"de": text, "en": f"{text}!"} for text in HOSTILE]
    uid, poll = await desk.uid("phones"), await desk.uid("")
    phones = (await desk.draft()).item(uid)
    await desk.change(
        Write(uid, "options", phones["options"], options),
        *(Write(uid, f"{name}.de", phones[name]["de"], HOSTILE[0]) for name in ("hint", "notes")),
        *(Write(uid, f"{name}.en", phones[name]["en"], HOSTILE[5]) for name in ("hint", "notes")),
        *(Insert(poll, {"kind": "text", "prompt": text}) for text in HOSTILE),
        Write(EVENT, "hosts", [], list(HOSTILE)),
    )
    await desk.drafts.put_in("congress")
    live = (await hall.polls.state(hall.poll_id)).about
    *new, changed = live.poll.questions[: len(HOSTILE) + 1]
    assert isinstance(changed, Choice)
    assert list(changed.options) == options
    assert changed.hint == changed.notes == {"de": HOSTILE[0], "en": HOSTILE[5]}
    assert [each.prompt for each in reversed(new)] == list(HOSTILE)
    assert live.event.hosts == HOSTILE


# ── New and removed polls ─────────────────────────────────────────────────────────────────────


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


# ── What ran ──────────────────────────────────────────────────────────────────────────────────


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
        Write(EVENT, "languages", ["de", "en"], ["de"]),
    ]
    changed = await desk.drafts.change("congress", wanted, "anna", "de")
    assert [clash.reason for clash in changed.clashes] == ["locked"] * len(wanted)
    assert changed.clashes[0].yours == ASKED
    assert changed.clashes[0].sentence.startswith("Darüber wurde schon abgestimmt")
    assert changed.draft.revision == other.draft.revision
    assert changed.draft.fixed == {poll: {"linkable", "smallest_group"}, EVENT: {"languages"}}
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


# ── Mistakes ──────────────────────────────────────────────────────────────────────────────────


async def test_a_draft_with_mistakes_changes_nothing_that_is_live(
    desk: Desk, hall: Hall, store: Store
) -> None:
    before = await live_keys(store, hall.poll_id), await store.events.fields("congress")
    uid = await desk.uid("phones")
    await desk.write("topics", "timer", 30)
    await desk.change(Write(uid, "prompt.en", "Private phones in class?", ""))
    with pytest.raises(DraftMistakes) as caught:
        await desk.drafts.put_in("congress", "de")
    (mistake,) = caught.value.mistakes
    assert (mistake.uid, mistake.field) == (uid, "prompt.en")
    assert mistake.message == "Das fehlt noch auf Englisch."
    assert (await live_keys(store, hall.poll_id), await store.events.fields("congress")) == before


async def test_dropping_the_draft_goes_back_to_what_is_live(desk: Desk) -> None:
    before = await desk.draft()
    await desk.write("phones", "prompt", ASKED)
    await desk.change(Remove(await desk.uid("topics")))
    dropped = await desk.drafts.drop("congress")
    assert dropped.document == before.document
    assert dropped.revision > before.revision
    assert not dropped.undoable("anna")


# ── Several at once ───────────────────────────────────────────────────────────────────────────


async def test_twenty_changes_at_once_are_all_there(desk: Desk) -> None:
    poll = await desk.uid("")
    uids = [f"aaaabb{one}{two}" for one in "abcde" for two in "abcd"]
    await asyncio.gather(*(desk.change(Insert(poll, {**TEXT, "uid": uid})) for uid in uids))
    draft = await desk.draft()
    assert draft.revision == len(uids)
    assert all(draft.item(uid) for uid in uids)


async def test_of_three_who_put_in_at_once_one_does_and_the_others_wait(
    desk: Desk, drafts: Drafts, events: Events, monkeypatch: pytest.MonkeyPatch
) -> None:
    there = most = 0

    async def counted(*args: Any, **more: Any) -> Any:
        nonlocal there, most
        there += 1
        most = max(most, there)
        try:
            return await go_live(*args, **more)
        finally:
            there -= 1

    monkeypatch.setattr(verbs, "go_live", counted)
    await desk.change(Insert(EVENT, {"title": "Forum 2", "questions": [TEXT]}, await desk.uid("")))
    await asyncio.gather(*(drafts.put_in("congress") for _ in range(3)))
    assert most == 1
    assert [each.slug for each in (await events.get("congress")).polls] == ["forum-1", "forum-2"]


async def test_the_history_is_bounded(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keep, "LONGEST_HISTORY", 3)
    uid = await desk.uid("phones")
    for seconds in range(6):
        await desk.write("phones", "timer", seconds + 1)
    assert len((await desk.draft()).steps) == 3
    for _ in range(5):
        await desk.drafts.undo("congress", "anna")
    assert (await desk.draft()).item(uid)["timer"] == 3
    unseen = await desk.drafts.change("congress", [Remove(uid, seen=1)], "ben")
    assert [clash.reason for clash in unseen.clashes] == ["changed"]


async def test_a_change_writes_little(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every byte goes to disk before votes that wait behind it."""
    written: list[set[str]] = []
    hset: Any = Pipeline.hset

    def noted(pipe: Any, key: str, *, mapping: dict[str, str]) -> Any:
        written.append(set(mapping))
        return hset(pipe, key, mapping=mapping)

    uid = await desk.uid("phones")
    await desk.write("topics", "timer", 5)
    monkeypatch.setattr(Pipeline, "hset", noted)
    await desk.write("phones", "timer", 6)
    assert written == [{"revision", f"item:{uid}", "step:2"}]


async def test_too_much_at_once_is_refused_and_changes_nothing(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    uid = await desk.uid("phones")
    with pytest.raises(TooMuch):
        await desk.change(*[Write(uid, "timer", 0, 1)] * (verbs.MOST_CHANGES + 1))
    monkeypatch.setattr(verbs, "LARGEST_DRAFT", 1000)
    with pytest.raises(TooMuch):
        await desk.change(Write(uid, "timer", 0, 1))
    assert (await desk.draft()).revision == 0
