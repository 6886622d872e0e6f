"""What a closed round is held to: T33, and that no checksum is ever written over."""

from collections.abc import Awaitable, Callable
from typing import Any

import msgspec
import pytest

from poll_server.base.settings import Settings
from poll_server.live.ending.auditing import BrokenTally
from poll_server.live.ending.retention import HOUR_MS, Retention
from poll_server.live.polls import Polls
from poll_server.store.auditing import (
    SCHEME,
    SCHEME_OF_OLD,
    checksum,
    difference,
    fold,
    old_checksum,
    result_checksum,
)
from poll_server.store.keys import PollKeys
from poll_server.store.records import Round, now_ms
from poll_server.store.store import Store
from tests.support.cases import NO, YES, Hall

VOTES = {"ann": (1, {"0": 1}, YES), "bob": (2, {"1": 1}, NO)}
CLOSED = Round(number=1, question="phones", state="closed", votes=2, scheme=SCHEME)

# ── The tally is a cache ──────────────────────────────────────────────────────────────────────


async def test_a_sound_round_is_exported_with_its_checksum(hall: Hall, store: Store) -> None:
    number = await hall.ask("phones")
    for who in range(5):
        await hall.vote(who, YES if who else NO)
    await hall.do("close")
    (found,) = await hall.polls.frozen(hall.poll_id, "en")
    assert found.tally == {"0": 4, "1": 1}
    assert found.results.base == 5
    assert found.round.sha256 == checksum(
        hall.poll_id, found.round, await store.rounds.votes(hall.poll_id, number)
    )


async def test_a_tampered_tally_blocks_the_export_and_says_so(hall: Hall, store: Store) -> None:
    number = await hall.ask("phones")
    await hall.vote(1, YES)
    await store.redis.hincrby(PollKeys(hall.poll_id).round(number).tally, "1", 1)
    await hall.do("close")
    round_ = await store.rounds.round(hall.poll_id, number)
    assert round_ is not None
    assert round_.audit == "tally"
    with pytest.raises(BrokenTally, match="round 1: the tally is not the sum"):
        await hall.polls.frozen(hall.poll_id, "en")


@pytest.mark.parametrize("what", ["result", "votes", "number"])
async def test_so_does_anything_tampered_with_after_the_close(
    hall: Hall, store: Store, what: str
) -> None:
    number = await hall.ask("phones")
    await hall.vote(1, YES)
    await hall.vote(2, NO)
    await hall.do("close")
    assert await hall.polls.frozen(hall.poll_id, "en")
    of = PollKeys(hall.poll_id).round(number)
    if what == "result":
        await store.redis.hset(of.result, "0", 7)
    elif what == "votes":
        await store.redis.hdel(of.votes, next(iter(await store.rounds.votes(hall.poll_id, number))))
    else:
        await store.redis.hset(of.base, "votes", 3)
    with pytest.raises(BrokenTally):
        await hall.polls.frozen(hall.poll_id, "en")


async def test_an_open_round_is_not_exported(hall: Hall) -> None:
    await hall.ask("phones")
    await hall.vote(1, YES)
    assert await hall.polls.frozen(hall.poll_id, "en") == []


# ── Checksums ─────────────────────────────────────────────────────────────────────────────────


def test_the_checksum_depends_on_no_order() -> None:
    turned = dict(reversed(VOTES.items()))
    assert checksum("p", CLOSED, VOTES) == checksum("p", CLOSED, turned)
    assert fold(VOTES) == {"0": 1, "1": 1}


@pytest.mark.parametrize(
    "other",
    [
        {**VOTES, "bob": (3, {"1": 1}, NO)},
        {**VOTES, "bob": (2, {"1": 1}, YES)},
        {**VOTES, "bob": (2, {"0": 1}, NO)},
        {"ann": VOTES["ann"]},
        {"ann": VOTES["bob"], "bob": VOTES["ann"]},
        {"ann": VOTES["ann"], "eve": VOTES["bob"]},
        {"ann": (1, {"0": 1, "bob": 2}, YES)},
    ],
    ids=["seq", "answer", "counts", "missing", "swapped", "renamed", "run together"],
)
def test_the_checksum_covers_who_voted_what(other: dict[str, Any]) -> None:
    assert checksum("p", CLOSED, VOTES) != checksum("p", CLOSED, other)


def test_it_covers_poll_round_and_question_too() -> None:
    other = msgspec.structs.replace
    found = {
        checksum("p", CLOSED, VOTES),
        checksum("q", CLOSED, VOTES),
        checksum("p", other(CLOSED, number=2), VOTES),
        checksum("p", other(CLOSED, question="topics"), VOTES),
        result_checksum("p", CLOSED, fold(VOTES)),
    }
    assert len(found) == 5


def test_what_the_version_before_closed_is_checked_its_way() -> None:
    old = Round(number=1, question="phones", state="closed", votes=2, sha256=old_checksum(VOTES))
    assert old.scheme == SCHEME_OF_OLD
    assert difference("p", old, VOTES, fold(VOTES)) is None
    swapped = {"ann": VOTES["bob"], "bob": VOTES["ann"]}
    assert difference("p", old, swapped, fold(VOTES)) == "votes"
    assert difference("p", old, {}, fold(VOTES)) is None  # deleted after their time, unsaid


# ── T33: both changed ─────────────────────────────────────────────────────────────────────────


async def closed(hall: Hall) -> int:
    """A frozen round of three votes."""
    number = await hall.ask("phones")
    for who, answer in enumerate((YES, YES, NO)):
        await hall.vote(who, answer)
    await hall.do("close")
    assert await hall.polls.frozen(hall.poll_id, "en")
    return number


async def a_ballot_and_the_result(store: Store, poll_id: str, number: int) -> None:
    """As somebody who knows how things are stored."""
    of = PollKeys(poll_id).round(number)
    raw = await store.redis.hgetall(of.votes)
    voter = next(voter for voter, record in raw.items() if '"0"' in record)
    seq, _, _ = raw[voter].split("\n", 2)
    answer = msgspec.json.encode(NO).decode()
    await store.redis.hset(of.votes, voter, f'{seq}\n{{"1":1}}\n{answer}')
    for counters in (of.result, of.tally):
        await store.redis.hset(counters, mapping={"0": 1, "1": 2})
    votes = await store.rounds.votes(poll_id, number)
    assert fold(votes) == (await store.rounds.result(poll_id, number))[0]


async def two_ballots_change_places(store: Store, poll_id: str, number: int) -> None:
    of = PollKeys(poll_id).round(number)
    raw = await store.redis.hgetall(of.votes)
    one = next(voter for voter, record in raw.items() if '"0"' in record)
    other = next(voter for voter, record in raw.items() if '"1"' in record)
    await store.redis.hset(of.votes, mapping={one: raw[other], other: raw[one]})


async def all_ballots_go(store: Store, poll_id: str, number: int) -> None:
    await store.redis.delete(PollKeys(poll_id).round(number).votes)


TAMPER: dict[str, Callable[[Store, str, int], Awaitable[None]]] = {
    "votes are no longer those": two_ballots_change_places,
    "result is no longer": a_ballot_and_the_result,
    "gone before their time": all_ballots_go,
}


@pytest.mark.parametrize("what", TAMPER)
async def test_t33_a_difference_refuses_every_export_and_stays_so(
    hall: Hall, store: Store, what: str
) -> None:
    number = await closed(hall)
    before = await store.rounds.round(hall.poll_id, number)
    assert before is not None
    await TAMPER[what](store, hall.poll_id, number)
    for _ in ("asked", "asked again", "by another process"):
        with pytest.raises(BrokenTally, match=what):
            await hall.polls.frozen(hall.poll_id, "en")
        with pytest.raises(BrokenTally, match="Runde 1: "):
            await Polls.reading(store).frozen(hall.poll_id, "de")
        await hall.polls.audit(hall.poll_id, number)
        await hall.polls.freeze(hall.poll_id, number)
        await hall.do("show")
    after = await store.rounds.round(hall.poll_id, number)
    assert after is not None
    assert (after.sha256, after.result_sha256) == (before.sha256, before.result_sha256)


async def test_a_result_is_held_to_its_checksum_when_single_votes_are_long_gone(
    hall: Hall, store: Store, polls: Polls
) -> None:
    number = await closed(hall)
    await Retention(store, Settings(), polls).look(now_ms() + 25 * HOUR_MS)
    assert await store.rounds.votes(hall.poll_id, number) == {}
    assert await hall.polls.frozen(hall.poll_id, "en")
    await store.redis.hset(PollKeys(hall.poll_id).round(number).result, "0", 99)
    with pytest.raises(BrokenTally, match="result is no longer"):
        await hall.polls.frozen(hall.poll_id, "en")


async def test_a_round_of_the_version_before_keeps_its_checksum(hall: Hall, store: Store) -> None:
    """It gains one over its result, so that this is noticed from now on."""
    number = await closed(hall)
    base = PollKeys(hall.poll_id).round(number).base
    old = old_checksum(await store.rounds.votes(hall.poll_id, number))
    await store.redis.hdel(base, "result_sha256", "scheme", "frozen_ms")
    await store.redis.hset(base, "sha256", old)
    (found,) = await hall.polls.frozen(hall.poll_id, "en")
    assert (found.round.sha256, found.round.scheme) == (old, SCHEME_OF_OLD)
    sealed = await store.rounds.round(hall.poll_id, number)
    assert sealed is not None
    assert len(sealed.result_sha256) == 64
    await a_ballot_and_the_result(store, hall.poll_id, number)
    with pytest.raises(BrokenTally, match="result is no longer"):
        await hall.polls.frozen(hall.poll_id, "en")
