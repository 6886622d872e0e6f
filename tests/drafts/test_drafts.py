"""Drafts and what is live: what ran and what is untouched stay, and all see the rest at once."""

import asyncio
from typing import Any

import pytest
from redis.asyncio.client import Pipeline

from poll_server.drafts import (
    EVENT,
    DraftMistakes,
    Drafts,
    Insert,
    Move,
    Remove,
    TooMuch,
    Write,
    keep,
    verbs,
)
from poll_server.drafts.live.going_live import go_live
from poll_server.live.ballots import Ballots
from poll_server.live.crowd import Crowd
from poll_server.live.polls import Polls
from poll_server.questions import Choice
from poll_server.store.events import Events
from poll_server.store.store import Store
from poll_server.wire.messages import Conflict, Counted, Done
from tests.support.cases import PHONES, YES, Hall
from tests.support.events.report_cases import HOSTILE

from .desk import ASKED, TEXT, Desk


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
