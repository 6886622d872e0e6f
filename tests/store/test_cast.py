"""`lua/cast.lua`: what becomes of every vote, in which order that is decided, and what it moves."""

import json
from collections.abc import Iterator
from importlib.resources import files
from typing import Any, ClassVar

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from poll_server.live.ballots import GRACE_MS
from poll_server.store.auditing import fold
from poll_server.store.keys import PollKeys
from poll_server.store.records import new_id
from tests.support.redis_cluster import plain_client

SCRIPT = (files("poll_server.store") / "lua/cast.lua").read_text()
LONG_AGO = 1
"""A deadline in ms since 1970 that is over."""
Cast = tuple[str, int, str]
"""Voter key, seq, and the one option picked; '' for an answer that does not fit."""


class Poll:
    """One poll's keys, and the script on them."""

    def __init__(self, client: Any) -> None:
        self.redis: Any = client
        self.id = new_id()
        self.keys = PollKeys(self.id)
        self.number = 0
        self.confirmed = False
        self._script = client.register_script(SCRIPT)

    def start(self) -> None:
        """A poll as the store makes it, its first round open."""
        self.redis.hset(self.keys.live, mapping={"epoch": "e", "version": 1, "control": 1})
        self.open_round()

    def open_round(self) -> None:
        self.number += 1
        self.redis.hset(self.keys.live, "round", self.number)
        self.redis.hset(self.keys.round(self.number).base, "state", "open")

    def close_round(self) -> None:
        self.redis.hset(self.keys.round(self.number).base, "state", "closed")

    def deadline(self, ms: int) -> None:
        self.redis.hset(self.keys.round(self.number).base, "deadline_ms", ms)

    def cast(self, *votes: Cast, number: int | None = None) -> list[tuple[str, int, str]]:
        """Outcome, seq that counts and answer that is held, for each vote of one batch."""
        number = self.number if number is None else number
        of = self.keys.round(number)
        args: list[Any] = [number, GRACE_MS, self.keys.changes, int(self.confirmed)]
        for voter, seq, picked in votes:
            counts = json.dumps({picked: 1}) if picked else ""
            args += [voter, seq, json.dumps(picked), counts]
        reply = self._script(keys=[self.keys.live, of.base, of.votes, of.tally], args=args)
        assert len(reply) == 2 + 3 * len(votes)
        return [(reply[at], reply[at + 1], reply[at + 2]) for at in range(2, len(reply), 3)]

    def one(self, voter: str, seq: int, picked: str, number: int | None = None) -> str:
        """The outcome of a single vote."""
        return self.cast((voter, seq, picked), number=number)[0][0]

    @property
    def tally(self) -> dict[str, int]:
        raw = self.redis.hgetall(self.keys.round(self.number).tally)
        return {counter: int(n) for counter, n in raw.items()}

    @property
    def version(self) -> int:
        return int(self.redis.hget(self.keys.live, "version"))

    @property
    def votes(self) -> dict[str, tuple[int, dict[str, int], str]]:
        raw = self.redis.hgetall(self.keys.round(self.number).votes)
        records = {voter: record.split("\n", 2) for voter, record in raw.items()}
        return {v: (int(seq), json.loads(c), a) for v, (seq, c, a) in records.items()}


@pytest.fixture
def poll(fresh_redis_url: str) -> Iterator[Poll]:
    with plain_client(fresh_redis_url) as client:
        poll = Poll(client)
        poll.start()
        yield poll


def test_a_first_vote_is_recorded_and_counted(poll: Poll) -> None:
    assert poll.cast(("ann", 1, "0")) == [("accepted", 1, '"0"')]
    assert poll.tally == {"0": 1}
    assert poll.votes == {"ann": (1, {"0": 1}, '"0"')}


def test_the_same_vote_again_is_a_duplicate_and_counts_nothing(poll: Poll) -> None:
    poll.cast(("ann", 1, "0"))
    assert poll.cast(("ann", 1, "0")) == [("duplicate", 1, '"0"')]
    assert poll.tally == {"0": 1}


def test_a_change_of_mind_takes_the_old_counts_back(poll: Poll) -> None:
    poll.cast(("ann", 1, "0"), ("bob", 1, "0"))
    assert poll.cast(("ann", 2, "1")) == [("accepted", 2, '"1"')]
    assert poll.tally == {"0": 1, "1": 1}


def test_a_counter_back_at_nothing_vanishes(poll: Poll) -> None:
    poll.cast(("ann", 1, "text:regretted"))
    poll.cast(("ann", 2, "1"))
    assert poll.tally == {"1": 1}


def test_an_older_seq_is_stale_and_told_what_counts(poll: Poll) -> None:
    poll.cast(("ann", 5, "0"))
    assert poll.cast(("ann", 4, "1")) == [("stale", 5, '"0"')]
    assert poll.tally == {"0": 1}


def test_the_same_seq_with_another_answer_is_a_conflict(poll: Poll) -> None:
    poll.cast(("ann", 1, "0"))
    assert poll.cast(("ann", 1, "1")) == [("conflict", 1, '"0"')]
    assert poll.tally == {"0": 1}


def test_a_seq_may_be_skipped(poll: Poll) -> None:
    poll.cast(("ann", 1, "0"))
    assert poll.one("ann", 7, "1") == "accepted"


def test_another_round_than_the_one_in_sight_is_refused(poll: Poll) -> None:
    poll.open_round()
    assert poll.one("ann", 1, "0", number=1) == "wrong_round"
    assert poll.one("ann", 1, "0", number=3) == "wrong_round"


def test_a_closed_round_takes_no_vote(poll: Poll) -> None:
    poll.close_round()
    assert poll.one("ann", 1, "0") == "closed"
    assert poll.tally == {}


def test_after_deadline_and_grace_the_round_is_closed(poll: Poll) -> None:
    poll.deadline(LONG_AGO)
    assert poll.one("ann", 1, "0") == "closed"


def test_within_the_grace_a_vote_in_the_air_still_counts(poll: Poll) -> None:
    seconds, micros = poll.redis.time()
    now = seconds * 1000 + micros // 1000
    poll.deadline(now - GRACE_MS // 2)
    assert poll.one("ann", 1, "0") == "accepted"
    poll.deadline(now - GRACE_MS - 1)
    assert poll.one("bob", 1, "0") == "closed"


def test_an_answer_that_does_not_fit_is_invalid(poll: Poll) -> None:
    assert poll.cast(("ann", 1, "")) == [("invalid", 0, "")]
    assert poll.votes == {}


def test_a_poll_that_is_gone_is_unknown(poll: Poll) -> None:
    poll.redis.delete(poll.keys.live)
    assert poll.one("ann", 1, "0") == "unknown"
    assert poll.redis.exists(poll.keys.live) == 0


@pytest.mark.parametrize(
    ("own", "expected"),
    [(1, "stale"), (2, "duplicate")],
    ids=["an older vote", "the vote that counts"],
)
def test_whoever_voted_is_answered_before_anything_else_is_looked_at(
    poll: Poll, own: int, expected: str
) -> None:
    """An honest retry is answered after close, deadline and the next round, in this order."""
    poll.cast(("ann", 1, "0"))
    poll.cast(("ann", 2, "1"))
    picked = "1" if own == 2 else "0"
    poll.deadline(LONG_AGO)
    assert poll.one("ann", own, picked) == expected
    poll.close_round()
    assert poll.one("ann", own, picked) == expected
    poll.open_round()
    assert poll.one("ann", own, picked, number=1) == expected
    poll.redis.delete(poll.keys.live)
    assert poll.one("ann", own, picked, number=1) == expected


def test_then_come_round_state_deadline_and_fit(poll: Poll) -> None:
    """With everything wrong at once, each repair shows the next refusal."""
    poll.deadline(LONG_AGO)
    poll.close_round()
    poll.redis.hset(poll.keys.live, "round", 9)
    assert poll.one("ann", 1, "") == "wrong_round"
    poll.redis.hset(poll.keys.live, "round", 1)
    assert poll.one("ann", 1, "") == "closed"
    poll.redis.hset(poll.keys.round(1).base, "state", "open")
    assert poll.one("ann", 1, "") == "closed"
    poll.deadline(0)
    assert poll.one("ann", 1, "") == "invalid"


def test_one_batch_knows_its_own_earlier_votes(poll: Poll) -> None:
    outcomes = poll.cast(
        ("ann", 1, "0"), ("ann", 1, "0"), ("ann", 1, "1"), ("ann", 2, "1"), ("ann", 1, "0")
    )
    assert [o for o, _, _ in outcomes] == [
        "accepted",
        "duplicate",
        "conflict",
        "accepted",
        "stale",
    ]
    assert poll.tally == {"1": 1}


def test_the_version_moves_by_the_votes_accepted(poll: Poll) -> None:
    poll.cast(("ann", 1, "0"), ("bob", 1, "1"), ("ann", 1, "0"), ("cid", 1, ""))
    assert poll.version == 3


def test_nothing_accepted_moves_no_version(poll: Poll) -> None:
    poll.cast(("ann", 1, "0"))
    before = poll.version
    poll.cast(("ann", 1, "0"), ("bob", 1, ""))
    assert poll.version == before


@pytest.mark.one_redis
def test_a_change_is_published_once_with_its_version(poll: Poll) -> None:
    with poll.redis.pubsub() as pubsub:
        pubsub.ssubscribe(poll.keys.changes)
        assert pubsub.get_message(timeout=5)["type"] == "ssubscribe"
        poll.cast(("ann", 1, ""))
        poll.cast(("ann", 1, "0"), ("bob", 1, "1"))
        assert pubsub.get_message(timeout=5)["data"] == str(poll.version)
        assert pubsub.get_message() is None


def test_an_answer_may_hold_what_separates_the_parts_of_a_record(poll: Poll) -> None:
    poll.cast(("ann", 1, "text:a\nb\\n\0 \U0001f389 % %s"))
    poll.cast(("ann", 2, "0"))
    assert poll.tally == {"0": 1}


class AgainstModel(RuleBasedStateMachine):
    """Any order of votes, retries, closes and openings: the script agrees with ten lines."""

    url: ClassVar[str] = ""

    @initialize()
    def start(self) -> None:
        self.redis = plain_client(self.url)
        self.poll = Poll(self.redis)
        self.poll.start()
        self.is_open = True
        self.held: dict[tuple[int, str], tuple[int, str]] = {}

    def expect(self, number: int, voter: str, seq: int, picked: str) -> str:
        own_seq, own_picked = self.held.get((number, voter), (0, ""))
        if own_seq and seq == own_seq:
            return "duplicate" if picked == own_picked else "conflict"
        if seq < own_seq:
            return "stale"
        if number != self.poll.number:
            return "wrong_round"
        if not self.is_open:
            return "closed"
        if not picked:
            return "invalid"
        self.held[number, voter] = seq, picked
        return "accepted"

    @rule(
        votes=st.lists(
            st.tuples(
                st.sampled_from(["ann", "bob", "cid"]),
                st.integers(1, 4),
                st.sampled_from(["", "0", "1", "text:a\n"]),
            ),
            min_size=1,
            max_size=5,
        ),
        back=st.integers(0, 1),
    )
    def cast(self, votes: list[Cast], back: int) -> None:
        number = max(1, self.poll.number - back)
        before = self.poll.version
        expected = [self.expect(number, *vote) for vote in votes]
        assert [outcome for outcome, _, _ in self.poll.cast(*votes, number=number)] == expected
        assert self.poll.version == before + expected.count("accepted")

    @rule()
    def close(self) -> None:
        self.poll.close_round()
        self.is_open = False

    @rule()
    def open_next(self) -> None:
        self.poll.open_round()
        self.is_open = True

    @invariant()
    def tally_is_the_sum_of_the_votes(self) -> None:
        votes = self.poll.votes
        assert self.poll.tally == fold(votes)
        assert sum(self.poll.tally.values()) == len(votes) <= 3
        assert {v: (seq, json.loads(answer)) for v, (seq, _, answer) in votes.items()} == {
            voter: own for (number, voter), own in self.held.items() if number == self.poll.number
        }

    def teardown(self) -> None:
        if hasattr(self, "redis"):
            self.redis.close()


def test_any_history_agrees_with_a_model(fresh_redis_url: str) -> None:
    class OnThisRedis(AgainstModel):
        url = fresh_redis_url

    case = OnThisRedis.TestCase
    case.settings = settings(max_examples=40, stateful_step_count=25, deadline=None)
    case().runTest()
