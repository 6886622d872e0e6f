"""The archive: an event that is over opens nothing, says so everywhere, and can come back."""

import asyncio

import httpx
import msgspec
import pytest

from poll_server.base.settings import Settings
from poll_server.live.ballots import GRACE_MS
from poll_server.live.ending.archive import StillOpen, archive, bring_back
from poll_server.live.ending.retention import DAY_MS, Retention
from poll_server.live.polls import Polls
from poll_server.live.screens.topics import Guest
from poll_server.store.events import Events, Listing
from poll_server.store.keys import PollKeys
from poll_server.store.records import UnknownEvent, now_ms
from poll_server.store.store import Store
from poll_server.wire.messages import Action, Conflict, Counted, NotDone
from tests.live.screens.watching import phones, running, stages
from tests.support.cases import EVENT, POLL, YES, Hall
from tests.support.signing_in import add_organiser, sign_in
from tests.support.waiting import until

FORUMS = tuple(msgspec.structs.replace(POLL, id=f"forum-{n}") for n in (1, 2, 3))


@pytest.fixture
async def listing(store: Store) -> Listing:
    """A congress of three forums."""
    events = Events(store)
    return await events.get(await events.add(msgspec.structs.replace(EVENT, polls=FORUMS)))


@pytest.fixture
def halls(listing: Listing, polls: Polls) -> list[Hall]:
    return [Hall(polls, poll.poll_id) for poll in listing.polls]


async def over(halls: list[Hall]) -> list[bool]:
    return [(await hall.polls.state(hall.poll_id)).over for hall in halls]


async def test_an_archived_event_opens_nothing_and_keeps_everything(
    listing: Listing, halls: list[Hall], store: Store, polls: Polls
) -> None:
    await halls[0].ask("phones")
    await halls[0].vote(1, YES)
    await halls[0].do("close")
    await archive(store, listing.id)
    assert await over(halls) == [True] * 3
    actions: tuple[Action, ...] = ("again", "open", "forward")
    for action in actions:
        await halls[0].try_to("goto", "phones" if action == "again" else "topics")
        answer = await halls[0].try_to(action)
        assert isinstance(answer, NotDone)
        assert "archive" in answer.detail
    (result,) = await polls.frozen(halls[0].poll_id, "en")
    assert result.results.votes == 1
    assert await polls.poll_of_code(listing.polls[0].code) == halls[0].poll_id
    assert (await Events(store).get(listing.id)).archived_ms > 0


async def test_archiving_twice_moves_nothing(
    listing: Listing, halls: list[Hall], store: Store
) -> None:
    await archive(store, listing.id)
    before = [await store.polls.live(hall.poll_id) for hall in halls]
    await archive(store, listing.id)
    assert [await store.polls.live(hall.poll_id) for hall in halls] == before


async def test_a_brought_back_event_goes_on(
    listing: Listing, halls: list[Hall], store: Store
) -> None:
    await archive(store, listing.id)
    for _ in range(2):
        await bring_back(store, listing.id)
    assert await over(halls) == [False] * 3
    assert not (await Events(store).get(listing.id)).archived_ms
    await halls[0].ask("phones")
    assert isinstance(await halls[0].vote(1, YES), Counted)


async def test_while_a_vote_is_open_nothing_is_archived(
    listing: Listing, halls: list[Hall], store: Store
) -> None:
    await halls[2].ask("phones")
    with pytest.raises(StillOpen, match="forum-3"):
        await archive(store, listing.id)
    assert await over(halls) == [False] * 3
    assert not (await Events(store).get(listing.id)).archived_ms
    assert isinstance(await halls[2].vote(1, YES), Counted)


async def test_a_command_that_was_planned_before_is_not_carried_out(
    listing: Listing, halls: list[Hall], store: Store
) -> None:
    await halls[0].do("goto", "phones")
    looked = (await store.polls.live(halls[0].poll_id)).control
    await archive(store, listing.id)
    await store.polls.set_over(halls[0].poll_id, over=False)
    assert isinstance(await halls[0].try_to("open", expected=looked), Conflict)


async def test_of_archiving_and_opening_at_once_one_wins(
    listing: Listing, halls: list[Hall], store: Store
) -> None:
    async def archived(after_seconds: float) -> None:
        await asyncio.sleep(after_seconds)
        await archive(store, listing.id)

    await halls[2].do("goto", "phones")
    for turn in range(20):
        # Opening takes some milliseconds: in the middle of it, and a little before and after.
        opening = halls[2].try_to("again" if turn else "open")
        await asyncio.gather(opening, archived(turn / 4000), return_exceptions=True)
        state = await halls[2].polls.state(halls[2].poll_id)
        assert not (state.over and state.state == "open")
        await bring_back(store, listing.id)
        if state.state == "open":
            await halls[2].do("close")


async def test_a_vote_that_is_opened_meanwhile_is_seen(
    listing: Listing, halls: list[Hall], store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = store.polls.rounds

    async def before_it_is_opened(poll_id: str) -> int:
        number = await read(poll_id)
        monkeypatch.undo()
        await halls[0].ask("phones")
        return number

    monkeypatch.setattr(store.polls, "rounds", before_it_is_opened)
    with pytest.raises(StillOpen):
        await archive(store, listing.id)


async def test_an_event_that_is_gone_is_not_made_anew(store: Store) -> None:
    for verb in (archive, bring_back):
        with pytest.raises(UnknownEvent):
            await verb(store, "gone")
    with pytest.raises(UnknownEvent):
        await store.events.set_published("gone", published=True)
    assert await store.redis.keys("*gone*") == []


async def test_what_is_due_is_deleted_from_the_archive_too(
    listing: Listing, halls: list[Hall], store: Store, polls: Polls
) -> None:
    await halls[0].ask("phones")
    await halls[0].do("close")
    await archive(store, listing.id)
    for days in (90, 91):
        await Retention(store, Settings(), polls).look(now_ms() + days * DAY_MS)
    assert await Events(store).all() == []


async def test_screens_are_told_and_the_moderator_stays(
    listing: Listing, halls: list[Hall], polls: Polls, store: Store
) -> None:
    told: list[str] = []
    async with running(polls, store, halls[0].poll_id) as watched:
        for view in (phones(), stages()):
            name = view.role
            guest = Guest(lambda: None, over=lambda name=name: told.append(name))  # type: ignore[misc]
            await watched.watch(view, guest)
        await watched.watch(stages(0.2), Guest(lambda: told.append("moderator"), links=1))
        assert told == []
        await archive(store, listing.id)
        await until(lambda: set(told) >= {"phone", "stage"})
        assert "moderator" not in told


# ── Pages ─────────────────────────────────────────────────────────────────────────────────────


async def test_pages_say_that_it_is_over(
    listing: Listing,
    halls: list[Hall],
    store: Store,
    browser: httpx.AsyncClient,
) -> None:
    poll, event = listing.polls[0], f"/organise/{listing.id}"
    await add_organiser(store)
    await sign_in(browser)
    phone = await browser.get(f"/{poll.code}")
    assert "next question will appear" in phone.text
    await halls[0].ask("phones")
    refused = await browser.post(f"{event}/archive")
    assert refused.status_code == 409
    assert "Voting is still open in “Forum 1”" in refused.text
    await halls[0].do("close")
    # A countdown that ran out while nobody was there is no open vote.
    number = await halls[1].ask("phones")
    base = PollKeys(halls[1].poll_id).round(number).base
    await store.redis.hset(base, "deadline_ms", now_ms() - 2 * GRACE_MS)
    assert (await browser.post(f"{event}/archive")).headers["location"] == event
    for path in (f"/{poll.code}", f"/stage/{poll.poll_id}"):
        page = await browser.get(path)
        assert page.status_code == 200
        assert "This event is over" in page.text
        assert "<script" not in page.text
    form = {"round": "1", "seq": "1", "choice": "0"}
    assert "This event is over" in (await browser.post(f"/{poll.code}/vote", data=form)).text
    assert (await browser.get(f"/{poll.code}/snapshot")).status_code == 410
    assert (await browser.get(f"/moderate/{poll.poll_id}")).status_code == 200
    listed = (await browser.get("/organise")).text
    assert listed.index('id="archive-title"') < listed.index(f'href="{event}"')
    inside = (await browser.get(event)).text
    assert "Bring it back" in inside
    assert "At a glance" not in inside
    link = f'href="/results/{listing.id}"'
    assert link not in (await browser.get(f"/{poll.code}")).text
    await store.events.set_published(listing.id, published=True)
    assert link in (await browser.get(f"/{poll.code}")).text
    await browser.post(f"{event}/bring-back")
    assert "Voting is closed" in (await browser.get(f"/{poll.code}")).text
    assert 'id="archive-title"' not in (await browser.get("/organise")).text
