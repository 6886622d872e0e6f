"""Results of another tool in an event: closed rounds, marked, without votes, and never lost."""

import json

import msgspec
import pytest

from poll_server import report
from poll_server.base.settings import Settings
from poll_server.drafts import Drafts
from poll_server.drafts.live.taken_over import CannotTakeOver, TakingOver
from poll_server.live.ending.archive import archive
from poll_server.live.ending.auditing import BrokenTally
from poll_server.live.ending.retention import DAY_MS, Retention
from poll_server.live.polls import Polls
from poll_server.report.model.said import people
from poll_server.report.model.side_by_side import rounds_compared
from poll_server.store.events import Events
from poll_server.store.keys import PollKeys
from poll_server.store.records import UnknownEvent, UnknownPoll, now_ms
from poll_server.store.store import Store
from tests.drafts.exchange.results.results_files import FIRST, mentimeter
from tests.support.cases import EVENT, YES, Hall
from tests.support.events.taken_over import of_mentimeter, taken


async def test_old_figures_are_closed_rounds_in_every_format(store: Store, polls: Polls) -> None:
    listing, _hall = await taken(store, polls)
    for language, said in (
        ("en", "taken over from Mentimeter, March 12, 2025"),
        ("de", "übernommen aus Mentimeter, 12. März 2025"),
    ):
        built = await report.gather(polls, listing, language, "old-days")
        (poll,) = built.polls
        lunch = poll.questions[0]
        assert [each.results.votes for each in lunch.rounds] == [8, 4]
        assert lunch.rounds[0].open_in_words == said
    assert said in report.render(built, "html").decode()
    for format_, start in (("pdf", b"%PDF"), ("docx", b"PK"), ("pptx", b"PK"), ("xlsx", b"PK")):
        assert report.render(built, format_).startswith(start)  # type: ignore[arg-type]
    told = json.loads(report.render(built, "json"))["polls"][0]["questions"][0]["rounds"][0]
    assert (told["source"], told["opened"], told["sha256"]) == (
        "Mentimeter", "2025-03-12T09:30:00Z", "",
    )  # fmt: skip
    first, second, *_rest = report.render(built, "csv").decode("utf-8-sig").splitlines()
    assert first.endswith(";Übernommen aus")
    assert second.endswith(";Mentimeter")


async def test_an_audit_finds_no_fault_where_there_never_was_a_vote(
    store: Store, polls: Polls
) -> None:
    _listing, hall = await taken(store, polls)
    rounds = await store.polls.rounds(hall.poll_id)
    assert [await polls.audit(hall.poll_id, n) for n in range(1, rounds + 1)] == [""] * rounds
    assert len(await polls.frozen(hall.poll_id, "en")) == rounds
    assert not await store.rounds.votes(hall.poll_id, 1)


@pytest.mark.parametrize("what", ["result", "mark", "people", "ballot"])
async def test_what_was_taken_over_is_not_changed_unseen(
    store: Store, polls: Polls, what: str
) -> None:
    _listing, hall = await taken(store, polls)
    of = PollKeys(hall.poll_id).round(1)
    match what:
        case "result":
            await store.redis.hincrby(of.result, "0", 1)
        case "mark":
            await store.redis.hset(of.base, "source", "")
        case "people":
            await store.redis.hset(of.base, "votes", 9)
        case "ballot":
            await store.redis.hset(of.votes, "ann", '1\n{"0":1}\n{"options":[0]}')
    with pytest.raises(BrokenTally, match="round 1"):
        await polls.frozen(hall.poll_id, "en")


async def test_asked_again_the_old_figures_stand_beside_the_new_ones(
    store: Store, polls: Polls
) -> None:
    listing, hall = await taken(store, polls)
    number = await hall.ask("q0")
    await hall.vote(1, YES)
    await hall.do("close")
    state = await polls.state(hall.poll_id)
    assert state.round is not None
    assert (state.round.number, state.round.attempt, state.round.moves_from) == (number, 3, 0)
    assert state.earlier is not None
    assert (state.earlier.source, state.earlier.votes) == ("Mentimeter", 4)
    built = await report.gather(polls, listing, "en", "old-days")
    (poll,) = built.polls
    lunch = poll.questions[0]
    assert [(r.source, r.results.votes) for r in lunch.rounds] == [
        ("Mentimeter", 8), ("Mentimeter", 4), ("", 1),
    ]  # fmt: skip
    assert poll.participants == 1
    assert "100%" in people(poll, "en")
    beside = rounds_compared(lunch, "en")
    assert beside is not None
    assert "Round 1: taken over from Mentimeter, March 12, 2025" in beside.caption


async def test_other_tools_answers_are_never_added_to_ours(store: Store, polls: Polls) -> None:
    found = of_mentimeter(
        mentimeter(["Lunch?: Answer"], [[FIRST, 1, n, "ab"[n % 2]] for n in range(8)])
    )
    listing, _hall = await taken(store, polls, found)
    question = msgspec.structs.replace(found[0].question, id="again")
    poll = msgspec.structs.replace(EVENT.polls[0], id="new", questions=(question,))
    events = Events(store)
    about = await events.make_poll(poll, listing.id, msgspec.structs.replace(EVENT, polls=()))
    deck = msgspec.structs.replace(listing.event, polls=(*listing.event.polls, about.poll))
    ids = {each.slug: each.poll_id for each in listing.polls} | {"new": about.poll_id}
    await store.events.change(listing.id, deck, ids)
    new = Hall(polls, about.poll_id)
    await new.ask("again")
    await new.vote(1, YES)
    await new.do("close")
    built = await report.gather(polls, await events.get(listing.id), "en")
    assert built.merged == ()


async def test_it_is_kept_from_the_day_on_which_it_was_taken_over(
    store: Store, polls: Polls
) -> None:
    listing, hall = await taken(store, polls)
    retention, kept = Retention(store, Settings(), polls), Settings().keep_results
    await retention.look(now_ms())
    await retention.look(now_ms() + (kept - 1) * DAY_MS)
    assert len(await polls.frozen(hall.poll_id, "en")) > 0
    await retention.look(now_ms() + (kept + 1) * DAY_MS)
    with pytest.raises(UnknownEvent):
        await Events(store).get(listing.id)


async def test_the_draft_has_it_and_goes_live_as_before(store: Store) -> None:
    events = Events(store)
    drafts = Drafts(store, events)
    event = await events.add(EVENT)
    before = await drafts.get(event)
    await TakingOver(store, events, drafts).take_over(event, "Old", "Kahoot", of_mentimeter())
    draft = await drafts.get(event)
    assert [each["id"] for each in draft.document["polls"]] == ["forum-1", "old"]
    assert not draft.pending
    assert before.document["polls"][0]["uid"] == draft.document["polls"][0]["uid"]
    assert not (await drafts.put_in(event)).changed
    with pytest.raises(CannotTakeOver, match="200"):
        await TakingOver(store, events, drafts).take_over(event, "x" * 201, "K", of_mentimeter())
    assert len((await events.get(event)).polls) == 2


async def test_in_an_archived_event_nothing_of_it_can_be_opened(store: Store) -> None:
    events = Events(store)
    event = await events.add(EVENT)
    await archive(store, event)
    taking = TakingOver(store, events, Drafts(store, events))
    await taking.take_over(event, "Old", "Mentimeter", of_mentimeter())
    assert (await store.polls.live((await events.get(event)).polls[-1].poll_id)).over


async def test_pressed_twice_it_is_taken_over_once(store: Store, polls: Polls) -> None:
    listing, _hall = await taken(store, polls)
    events = Events(store)
    taking = TakingOver(store, events, Drafts(store, events))
    of = (listing.id, "Old days", "Mentimeter", of_mentimeter())
    assert await taking.take_over(*of) == "old-days"
    assert len((await events.get(listing.id)).polls) == len(listing.polls)


async def test_by_mistake_it_is_removed_again_from_draft_and_disk(
    store: Store, polls: Polls
) -> None:
    listing, hall = await taken(store, polls)
    events = Events(store)
    drafts = Drafts(store, events)
    taking = TakingOver(store, events, drafts)
    await taking.remove(listing.id, "old-days")
    assert [each.slug for each in (await events.get(listing.id)).polls] == ["forum-1"]
    draft = await drafts.get(listing.id)
    assert (len(draft.document["polls"]), draft.pending) == (1, False)
    assert await store.redis.keys(f"*{hall.poll_id}*") == []
    with pytest.raises(UnknownPoll):
        await taking.remove(listing.id, "old-days")


@pytest.mark.parametrize("done", ["open", "closed", "asked"])
async def test_it_stays_where_somebody_voted_or_asked(
    store: Store, polls: Polls, done: str
) -> None:
    listing, hall = await taken(store, polls)
    events = Events(store)
    if done == "asked":
        await store.redis.hset(PollKeys(hall.poll_id).floor.base, "at_ms", 1)
    else:
        await hall.ask("q0")
        await hall.vote(1, YES)
    if done == "closed":
        await hall.do("close")
    with pytest.raises(CannotTakeOver, match="it stays"):
        await TakingOver(store, events, Drafts(store, events)).remove(listing.id, "old-days")
    assert len((await events.get(listing.id)).polls) == len(listing.polls)
    assert not (await store.polls.live(hall.poll_id)).over
