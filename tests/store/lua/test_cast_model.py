"""Any history of votes, rounds and changes agrees with a model of it."""

import json
from typing import ClassVar

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from poll_server.store.auditing import fold
from tests.store.lua.votes import Cast, Poll
from tests.support.redis.redis_cluster import plain_client
from tests.support.suite.at_length import WHOLE


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


@pytest.mark.survey
def test_any_history_agrees_with_a_model(fresh_redis_url: str) -> None:
    class OnThisRedis(AgainstModel):
        url = fresh_redis_url

    case = OnThisRedis.TestCase
    case.settings = settings(max_examples=40 if WHOLE else 20, stateful_step_count=25)
    case().runTest()
