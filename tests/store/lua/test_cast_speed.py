"""`lua/cast.lua` with a bonus for speed: Redis's clock says in which tenth a vote came."""

import pytest

from poll_server.store.auditing import fold
from tests.store.lua.votes import Poll, poll

__all__ = ["poll"]  # fixtures

LIMIT_MS = 1_000_000_000
"""Eleven days: however slow the machine, the tenth stays what the test has set."""
RIGHT, WRONG = "0+right+speed", "1"


def since_opening(poll: Poll, tenths: float) -> None:
    """Let the round have been opened so long ago."""
    seconds, _micros = poll.redis.time()
    opened = seconds * 1000 - int(tenths * LIMIT_MS / 10)
    poll.redis.hset(
        poll.keys.round(poll.number).base, mapping={"opened_ms": opened, "speed_ms": LIMIT_MS}
    )


@pytest.mark.parametrize(
    ("tenths", "kept"),
    [(-3, {"speed:0": 1}), (0.5, {"speed:0": 1}), (9.5, {"speed:9": 1}), (10.5, {}), (40, {})],
)
def test_a_right_answer_is_kept_with_its_tenth_and_a_wrong_one_with_none(
    poll: Poll, tenths: float, kept: dict[str, int]
) -> None:
    since_opening(poll, tenths)
    poll.cast(("ann", 1, RIGHT), ("bob", 1, WRONG))
    assert poll.votes["ann"][1] == {"0": 1, "right": 1, **kept}
    assert poll.votes["bob"][1] == {"1": 1}
    assert poll.tally == fold(poll.votes) == {"0": 1, "1": 1, "right": 1, **kept}


def test_what_counts_is_the_time_of_the_answer_that_counts(poll: Poll) -> None:
    since_opening(poll, 1.5)
    poll.cast(("ann", 1, RIGHT), ("bob", 1, RIGHT), ("cid", 1, WRONG))
    since_opening(poll, 6.5)
    assert poll.cast(("ann", 1, RIGHT))[0][0] == "duplicate"
    # The same answer once more keeps its time; another one in between does not.
    poll.cast(("ann", 2, RIGHT), ("bob", 2, WRONG), ("bob", 3, RIGHT), ("cid", 2, RIGHT))
    tenths = {voter: set(counts) - {"0", "right"} for voter, (_, counts, _) in poll.votes.items()}
    assert tenths == {"ann": {"speed:1"}, "bob": {"speed:6"}, "cid": {"speed:6"}}
    poll.cast(("ann", 3, WRONG))
    assert poll.tally == fold(poll.votes)
    assert poll.tally == {"0": 2, "right": 2, "1": 1, "speed:6": 2}


def test_without_a_bonus_counters_stay_as_they_came(poll: Poll) -> None:
    poll.cast(("ann", 1, "0+right"))
    assert poll.votes["ann"] == (1, {"0": 1, "right": 1}, '"0+right"')


def test_a_round_that_was_opened_without_a_bonus_keeps_no_time(poll: Poll) -> None:
    """It came to the question later, or is the only one that brings points."""
    poll.cast(("ann", 1, RIGHT), ("bob", 1, WRONG))
    poll.cast(("ann", 2, RIGHT))
    assert poll.votes["ann"][1] == {"0": 1, "right": 1}
    assert poll.tally == fold(poll.votes) == {"0": 1, "1": 1, "right": 1}
