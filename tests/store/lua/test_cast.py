"""`lua/cast.lua`: what becomes of every vote, in which order that is decided, and what it moves."""

import pytest

from poll_server.live.ballots import GRACE_MS
from poll_server.store.keys import VOTES
from tests.store.lua.votes import Poll, poll
from tests.support.waiting import LONGEST

__all__ = ["poll"]  # fixtures


LONG_AGO = 1
"""A deadline in ms since 1970 that is over."""


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


@pytest.mark.parametrize(("known", "more"), [("before", 0), ("e", 1)])
def test_nothing_is_decided_that_was_worked_out_before_redis_went_back_f34(
    poll: Poll, known: str, more: int
) -> None:
    poll.cast(("ann", 1, "0"))
    poll.known, poll.seen = known, poll.version + more
    before = poll.votes, poll.tally, poll.version
    assert [poll.one(who, 1, "0") for who in ("ann", "bob")] == ["outdated"] * 2
    assert (poll.votes, poll.tally, poll.version) == before
    poll.known = ""  # as where nobody knows
    assert [poll.one(who, 1, "0") for who in ("ann", "bob")] == ["duplicate", "accepted"]


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
        assert pubsub.get_message(timeout=LONGEST)["type"] == "ssubscribe"
        poll.cast(("ann", 1, ""))
        poll.cast(("ann", 1, "0"), ("bob", 1, "1"))
        assert pubsub.get_message(timeout=LONGEST)["data"] == f"{VOTES}{poll.version}"
        assert pubsub.get_message() is None


def test_an_answer_may_hold_what_separates_the_parts_of_a_record(poll: Poll) -> None:
    poll.cast(("ann", 1, "text:a\nb\\n\0 \U0001f389 % %s"))
    poll.cast(("ann", 2, "0"))
    assert poll.tally == {"0": 1}
