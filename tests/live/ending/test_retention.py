"""The end of an event: single votes go, results stay, and then they go too, from disk as well."""

import os
from collections.abc import AsyncIterator
from pathlib import Path

import msgspec
import pytest

from poll_server.base.settings import Settings
from poll_server.live.ballots import Ballots
from poll_server.live.crowd import Crowd
from poll_server.live.ending.retention import DAY_MS, HOUR_MS, Retention
from poll_server.live.polls import Polls
from poll_server.live.verbs.voting import voter_key
from poll_server.store.events import Events
from poll_server.store.keys import SERVER, PollKeys
from poll_server.store.records import UnknownEvent, now_ms
from poll_server.store.redis.embedded import EmbeddedRedis
from poll_server.store.store import Store
from poll_server.wire.messages import Counted, Refused
from tests.support.cases import EVENT, POLL, YES, Hall, credential
from tests.support.waiting import until

AFTER_VOTES = 24 * HOUR_MS + HOUR_MS
AFTER_RESULTS = 91 * DAY_MS
CANARY = "Kanarienvogel"


@pytest.fixture
def retention(store: Store, polls: Polls) -> Retention:
    return Retention(store, Settings(), polls)


async def results_go(retention: Retention) -> None:
    for at in (AFTER_RESULTS - DAY_MS, AFTER_RESULTS):
        await retention.look(now_ms() + at)


async def test_after_their_time_single_votes_and_what_links_them_are_gone(
    hall: Hall, store: Store, retention: Retention
) -> None:
    number = await hall.one_vote()
    (before,) = await hall.polls.frozen(hall.poll_id, "en")
    await retention.look(now_ms() + AFTER_VOTES)
    keys = PollKeys(hall.poll_id)
    assert await store.rounds.votes(hall.poll_id, number) == {}
    assert not await store.redis.exists(keys.secret, keys.round(number).tally, keys.commands)
    # The results stay, with the verdict and the checksum of the votes they came from.
    hall.polls.forget(hall.poll_id)
    (after,) = await hall.polls.frozen(hall.poll_id, "en")
    assert after == before


async def test_before_their_time_nothing_goes(
    hall: Hall, store: Store, retention: Retention
) -> None:
    number = await hall.one_vote()
    await retention.look(now_ms() + AFTER_VOTES - 2 * HOUR_MS)
    assert len(await store.rounds.votes(hall.poll_id, number)) == 1


async def test_who_asked_and_who_supports_goes_in_its_time_also_where_nothing_was_voted_on(
    hall: Hall, store: Store, retention: Retention
) -> None:
    asking, entry = hall.polls.floor, "question-1"
    await asking.moderate(hall.poll_id, "open", value="1")
    await asking.moderate(hall.poll_id, "first", value="0")
    await asking.ask(hall.poll_id, credential(1), entry, "Why?")
    await asking.support(hall.poll_id, credential(2), entry, 1, on=True)
    supporters = PollKeys(hall.poll_id).floor.supporters(entry)
    await retention.look(now_ms() + AFTER_VOTES - 2 * HOUR_MS)
    assert await store.redis.exists(supporters)
    await retention.look(now_ms() + AFTER_VOTES)
    assert not await store.redis.exists(supporters)
    board, _ = await asking.board(hall.poll_id)
    assert [(each.text, each.votes) for each in board.entries] == [("Why?", 1)]
    # What the keys were made with is gone, too. Opened again, people may ask by a new one.
    assert not await store.redis.exists(PollKeys(hall.poll_id).secret)
    hall.polls.forget(hall.poll_id)
    assert await asking.ask(hall.poll_id, credential(1), "question-2", "And?") == "closed"
    await asking.moderate(hall.poll_id, "open", value="1")
    assert await asking.ask(hall.poll_id, credential(1), "question-2", "And?") == "done"
    await results_go(retention)
    with pytest.raises(UnknownEvent):
        await store.events.polls((await store.events.all() or ["gone"])[0])


async def test_lists_that_are_opened_again_are_open_in_every_process_at_once(
    hall: Hall, store: Store, retention: Retention, ballots: Ballots, crowd: Crowd
) -> None:
    other, poll_id = Polls(store, ballots, crowd), hall.poll_id
    await hall.polls.speakers.moderate(poll_id, "open", "1")
    await hall.polls.speakers.raise_hand(poll_id, credential(1), 1)
    await retention.look(now_ms() + AFTER_VOTES)
    assert not await store.redis.exists(PollKeys(poll_id).secret)
    # The other process looks now, and remembers for some seconds that there is no secret.
    assert await other.floor.ask(poll_id, credential(1), "question-1", "Why?") == "closed"
    assert (await other.speakers.raise_hand(poll_id, credential(1), 1)).outcome == "closed"
    await hall.polls.floor.moderate(poll_id, "open", value="1")
    assert await other.floor.ask(poll_id, credential(1), "question-1", "Why?") == "done"
    other.forget(poll_id)
    await store.redis.delete(PollKeys(poll_id).secret)
    await other.about(poll_id)
    await hall.polls.speakers.moderate(poll_id, "open", "1")
    assert (await other.speakers.raise_hand(poll_id, credential(1), 1)).outcome == "accepted"


async def test_while_a_round_is_open_nothing_goes(
    hall: Hall, store: Store, retention: Retention
) -> None:
    first = await hall.ask("phones")
    await hall.vote(1, YES)
    await hall.do("again")
    await retention.look(now_ms() + 13 * DAY_MS)
    assert len(await store.rounds.votes(hall.poll_id, first)) == 1
    assert (await hall.polls.state(hall.poll_id)).state == "open"


async def test_a_round_that_nobody_closed_closes_by_itself_and_then_its_votes_go(
    hall: Hall, store: Store, retention: Retention
) -> None:
    """Rule 29: days after its opening, as the setting says; its result stays."""
    number = await hall.ask("phones")
    await hall.vote(1, YES)
    await retention.look(now_ms() + 15 * DAY_MS)
    assert (await hall.polls.state(hall.poll_id)).state == "closed"
    await retention.look(now_ms() + AFTER_VOTES)
    assert await store.rounds.votes(hall.poll_id, number) == {}
    assert not await store.redis.exists(PollKeys(hall.poll_id).secret)
    (found,) = await hall.polls.frozen(hall.poll_id, "en")
    assert (found.tally, found.round.votes) == ({"0": 1}, 1)
    await results_go(retention)
    assert await store.redis.keys("*") == [SERVER]


async def test_a_round_that_opens_at_that_moment_loses_nothing(
    hall: Hall, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    await hall.one_vote()
    numbers = store.polls.numbers

    async def and_then_it_opens(poll_id: str) -> range:
        found = await numbers(poll_id)
        monkeypatch.setattr(store.polls, "numbers", numbers)
        number = await hall.ask("skills")
        assert isinstance(await hall.vote(1, {"steps": [1, 1]}, number=number), Counted)
        return found

    monkeypatch.setattr(store.polls, "numbers", and_then_it_opens)
    assert not await store.events.delete_votes(hall.poll_id)
    assert len(await store.rounds.votes(hall.poll_id, 2)) == 1


async def test_a_poll_goes_on_under_a_new_secret(
    hall: Hall, store: Store, retention: Retention, ballots: Ballots, crowd: Crowd
) -> None:
    """Votes on a later day cannot be joined with those of the first, and count once each."""
    first = await hall.one_vote()
    old = await hall.polls.about(hall.poll_id)
    other = Hall(Polls(store, ballots, crowd), hall.poll_id)
    assert (await other.polls.about(hall.poll_id)).secret == old.secret
    await retention.look(now_ms() + AFTER_VOTES)
    late = await hall.vote(1, YES, number=first)
    assert isinstance(late, Refused)
    assert late.reason == "closed"
    second = await hall.ask("phones")
    # The other process still remembers the old secret; it may not use it for the new round.
    assert isinstance(await other.vote(1, YES, number=second), Counted)
    assert isinstance(await hall.vote(1, YES, seq=2, number=second), Counted)
    new = await store.polls.about(hall.poll_id)
    assert new.secret != old.secret
    assert set(await store.rounds.votes(hall.poll_id, second)) == {
        voter_key(new, credential(1), "phones")
    }


async def test_a_round_nobody_audited_yet_is_audited_before_its_votes_go(
    hall: Hall, store: Store, retention: Retention
) -> None:
    """As after a crash between close and audit."""
    number = await hall.one_vote()
    await store.redis.hdel(PollKeys(hall.poll_id).round(number).base, "sha256", "audit")
    await retention.look(now_ms() + AFTER_VOTES)
    (found,) = await hall.polls.frozen(hall.poll_id, "en")
    assert len(found.round.sha256) == 64


async def test_then_the_whole_event_goes(hall: Hall, store: Store, retention: Retention) -> None:
    await hall.ask("phones")
    await hall.do("close")
    await results_go(retention)
    assert await store.redis.keys("*") == [SERVER]
    with pytest.raises(UnknownEvent):
        await store.events.fields("congress")


async def test_a_clock_that_leaps_and_is_set_right_deletes_no_results_f22(
    hall: Hall, store: Store, retention: Retention
) -> None:
    await hall.ask("phones")
    await hall.do("close")
    for at in (0, 400, 0, 401, 300):
        await retention.look(now_ms() + at * DAY_MS)
        assert await store.events.all() == ["congress"], at
    await retention.look(now_ms() + 301 * DAY_MS)
    assert await store.events.all() == []


async def test_polls_that_were_never_opened_keep_no_event_alive(
    polls: Polls, store: Store, retention: Retention
) -> None:
    more = msgspec.structs.replace(POLL, id="forum-2")
    event = msgspec.structs.replace(EVENT, polls=(POLL, more))
    events = Events(store)
    listing = await events.get(await events.add(event))
    hall = Hall(polls, listing.polls[0].poll_id)
    await hall.ask("phones")
    await hall.do("close")
    await results_go(retention)
    assert await events.all() == []


async def test_an_event_printed_months_before_is_not_touched(
    hall: Hall, store: Store, retention: Retention
) -> None:
    await retention.look(now_ms() + 365 * DAY_MS)
    assert await store.events.all() == ["congress"]


# ── From disk ─────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
async def on_disk(tmp_path: Path) -> AsyncIterator[tuple[Hall, Store]]:
    """A poll in a Redis whose files can be looked into."""
    with EmbeddedRedis(tmp_path) as server:
        store, ballots = Store.connect(server.url), Ballots(server.url)
        events = Events(store)
        poll = (await events.get(await events.add(EVENT))).polls[0]
        yield Hall(Polls(store, ballots, Crowd(store)), poll.poll_id), store
        await ballots.close()
        await store.redis.aclose()


def holds(folder: Path, text: str) -> bool:
    """Whether any file in the folder has these bytes."""
    files = [Path(at) / name for at, _, names in os.walk(folder) for name in names]
    return any(text.encode() in content(file) for file in files if file.is_file())


def content(file: Path) -> bytes:
    """What a file holds; nothing, where Redis has deleted it since it was listed."""
    try:
        return file.read_bytes()
    except FileNotFoundError:
        return b""


async def gone_from(folder: Path, *texts: str) -> None:
    """Wait until Redis has written its file anew and deleted the old one."""
    await until(lambda: not any(holds(folder, text) for text in texts))


async def test_no_single_vote_stays_on_disk(on_disk: tuple[Hall, Store], tmp_path: Path) -> None:
    hall, store = on_disk
    number = await hall.one_vote("thoughts", {"text": CANARY})
    about = await store.polls.about(hall.poll_id)
    key = voter_key(about, credential(1), "thoughts")
    assert holds(tmp_path, key)
    assert holds(tmp_path, about.secret.hex())
    await Retention(store, Settings(), hall.polls).look(now_ms() + AFTER_VOTES)
    await gone_from(tmp_path, key, about.secret.hex())
    assert await store.rounds.result(hall.poll_id, number) == (
        {f"text:{CANARY.lower()}": 1, f"form:{CANARY}": 1},
        {},
    )


async def test_a_deleted_event_is_nowhere_on_disk(
    on_disk: tuple[Hall, Store], tmp_path: Path
) -> None:
    hall, store = on_disk
    await hall.ask("thoughts")
    await hall.vote(1, {"text": CANARY})
    # One rewrite is under way when the next is asked for: it began too early to do.
    await store.redis.bgrewriteaof()
    await Events(store).delete("congress")
    await gone_from(tmp_path, CANARY, hall.poll_id)
