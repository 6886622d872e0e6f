"""Practice: everything works, all screens say so, and when it ends nothing of it is left."""

from unittest.mock import AsyncMock

import httpx
import pytest
from redis.exceptions import ConnectionError as RedisConnectionError

from poll_server.live.ballots import Ballots
from poll_server.live.crowd import Crowd
from poll_server.live.ending.archive import StillOpen, archive
from poll_server.live.polls import Polls
from poll_server.live.screens import views
from poll_server.questions.writing.piles import PileStep
from poll_server.report.model.gather import gather
from poll_server.store.events import Events, Listing
from poll_server.store.keys import PollKeys
from poll_server.store.parts import practice
from poll_server.store.parts.beside.mood_store import MoodTotals
from poll_server.store.store import Store
from poll_server.wire.messages import Conflict, Counted, NotDone, Refused
from tests.support.cases import NO, YES, Hall, credential
from tests.support.waiting import LONGEST
from tests.web.presenter.house import House, house, no_pauses

__all__ = ["house", "no_pauses"]  # fixtures
PASSING = ("commands", "crowd", "about", "live", "floor", "speakers", "secret")
"""What is there with and without a practice."""


async def keys_of(store: Store, poll_id: str) -> set[str]:
    """What Redis has of a poll, by the last part of the keys' names."""
    start = PollKeys(poll_id).live.removesuffix("live")
    found = {key.removeprefix(start) async for key in store.redis.scan_iter(f"{start}*")}
    return found - set(PASSING)


async def a_lively_practice(hall: Hall, store: Store) -> None:
    """One with votes, an open vote, a shown result, questions, support, hands and reactions."""
    await hall.do("practice", "on")
    await hall.one_vote("phones")
    await hall.do("show")
    await hall.one_vote("phones", NO)  # asked again: who moved is counted, too
    floor, speakers = hall.polls.floor, hall.polls.speakers
    assert await floor.moderate(hall.poll_id, "open", "", "1")
    assert await floor.moderate(hall.poll_id, "first", "", "0")
    for entry in ("question-1", "question-2"):
        assert await floor.ask(hall.poll_id, credential(1), entry, f"Why {entry}?", "") == "done"
        await floor.support(hall.poll_id, credential(2), entry, 1, on=True)
    assert await floor.moderate(hall.poll_id, "pin", "question-1", "1")
    assert await speakers.moderate(hall.poll_id, "open", "1", "")
    assert (await speakers.raise_hand(hall.poll_id, credential(3), 1)).outcome == "accepted"
    given = await store.nicknames.give(hall.poll_id, "voter", "Anna", "anna", {}, waits=False)
    assert given == "done"
    assert await store.piles.add(hall.poll_id, 1, PileStep("aaaaaaaa"), "")
    await hall.do("mood", "reactions")
    await store.mood.note(hall.poll_id, "process", "{}", MoodTotals(3, 0))
    await hall.ask("topics")
    assert isinstance(await hall.vote(1, YES), Counted)


async def test_nothing_is_left_of_it_and_what_counts_begins_afresh(
    hall: Hall, store: Store, ballots: Ballots, crowd: Crowd
) -> None:
    other = Polls(store, ballots, crowd, take_back=0)
    before = await keys_of(store, hall.poll_id)
    await a_lively_practice(hall, store)
    assert len((await other.state(hall.poll_id)).rounds) == 3, "another process looked on"
    assert len(await keys_of(store, hall.poll_id)) > len(before) + 10
    await hall.do("practice", "off")
    assert await keys_of(store, hall.poll_id) == before
    for polls in (hall.polls, other):
        state = await polls.state(hall.poll_id)
        assert (state.position, state.round, dict(state.rounds)) == (0, None, {})
        assert (state.live.last, state.live.charts, state.live.pinned) == ({}, {}, None)
        assert not state.live.practice
    assert (await hall.polls.floor.board(hall.poll_id))[0].entries == ()
    assert (await hall.polls.speakers.all(hall.poll_id)).raised == 0
    assert await store.nicknames.last_ms(hall.poll_id) == 0
    # A vote that was under way all the time fits no round, and is written nowhere.
    late = await hall.vote(4, YES, number=3)
    assert isinstance(late, Refused)
    assert late.reason == "wrong_round"
    assert await keys_of(store, hall.poll_id) == before
    number = await hall.one_vote("phones", NO)
    assert number == 4, "no number is given twice"
    (result,) = await other.frozen(hall.poll_id, "en")
    assert (result.round.number, result.round.attempt, result.results.votes) == (4, 1, 1)


async def test_all_screens_say_so_and_no_report_has_anything_of_it(
    hall: Hall, store: Store, listing: Listing
) -> None:
    state = await hall.polls.state(hall.poll_id)
    assert views.moderator(state, "en", "light").practicable
    await a_lively_practice(hall, store)
    state = await hall.polls.state(hall.poll_id)
    console = views.moderator(state, "en", "light")
    assert console.practice
    assert not console.practicable
    assert views.phone(state, "en").practice
    assert views.stage(state, "en", "light").practice
    built = await gather(hall.polls, listing, "en")
    assert not any(question.rounds for question in built.polls[0].questions)
    assert built.polls[0].floor is None
    assert built.notice == "Practice goes on in Forum 1: nothing of it is told here."
    with pytest.raises(StillOpen):
        await archive(store, listing.id)
    await hall.do("practice", "off")
    state = await hall.polls.state(hall.poll_id)
    assert not views.phone(state, "en").practice
    assert (await gather(hall.polls, listing, "en")).notice == ""
    await archive(store, listing.id)


async def test_it_begins_only_where_nothing_was_asked(hall: Hall) -> None:
    refused = await hall.try_to("practice", "off")
    assert isinstance(refused, NotDone)
    await hall.polls.floor.moderate(hall.poll_id, "open", "", "1")
    asked = await hall.polls.floor.ask(hall.poll_id, credential(1), "question-1", "Why?", "")
    assert asked == "done"
    refused = await hall.try_to("practice", "on")
    assert isinstance(refused, NotDone)
    assert "audience has asked" in refused.detail
    await hall.one_vote("phones")
    refused = await hall.try_to("practice", "on", language="de")
    assert isinstance(refused, NotDone)
    assert "ihre Stimmen zählen" in refused.detail
    assert len((await hall.polls.state(hall.poll_id)).rounds) == 1


async def test_it_can_be_practised_again_and_a_poll_that_was_is_as_new(
    hall: Hall, store: Store
) -> None:
    for last in (1, 2):
        await hall.do("practice", "on")
        await hall.one_vote("phones")
        assert not await store.polls.retire_poll(hall.poll_id)
        await hall.do("practice", "off")
        assert (await hall.polls.state(hall.poll_id)).live.practised == last
    assert await store.polls.retire_poll(hall.poll_id)


async def test_its_votes_go_from_disk_too(
    hall: Hall, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    await hall.do("practice", "on")
    await hall.one_vote("phones")
    rewrite = AsyncMock(side_effect=RedisConnectionError)
    monkeypatch.setattr(store.events, "rewrite_log", rewrite)
    await hall.do("practice", "off")  # which is over all the same
    rewrite.assert_awaited_once()


async def test_what_the_hall_asks_at_that_moment_is_not_lost_half(
    hall: Hall, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    await a_lively_practice(hall, store)
    doomed = practice.doomed

    async def and_then_somebody_asks(*of: object) -> tuple[list[str], int]:
        found = await doomed(*of)  # type: ignore[arg-type]
        await hall.polls.floor.ask(hall.poll_id, credential(5), "question-3", "And I?", "")
        return found

    with monkeypatch.context() as patched:
        patched.setattr(practice, "doomed", and_then_somebody_asks)
        assert isinstance(await hall.try_to("practice", "off"), Conflict)
    assert len((await hall.polls.state(hall.poll_id)).rounds) == 3
    await hall.do("practice", "off")
    assert await keys_of(store, hall.poll_id) == set()


@pytest.fixture
async def listing(hall: Hall, store: Store) -> Listing:
    """The event of the hall's poll."""
    about = await hall.polls.about(hall.poll_id)
    return await Events(store).get(about.event_id)


async def test_a_phone_without_a_script_says_so_too(house: House) -> None:
    poll = (await house.add()).polls[0]
    hall = Hall(Polls.reading(house.store), poll.poll_id)

    async def banner() -> str:
        async with httpx.AsyncClient(
            base_url=house.base, trust_env=False, timeout=LONGEST
        ) as phone:
            page = (await phone.get(f"/{poll.code}?lang=de", follow_redirects=True)).text
        return page[page.index('<p id="practice"') :].partition("</p>")[0]

    assert "hidden" in await banner()
    await hall.do("practice", "on")
    assert "hidden" not in await banner()
    assert "Probe: Nichts zählt" in await banner()
