"""Votes in groups: few calls, every vote answered once, and never by a guess."""

import asyncio
import os
import signal
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from redis.asyncio import Redis

from poll_server.base.metrics import TO_REPEAT
from poll_server.live import ballots as module
from poll_server.live.ballots import Ballots, Decision, Unanswered
from poll_server.live.lane import LARGEST_BATCH, Ballot
from poll_server.store.keys import VOTES, PollKeys
from poll_server.store.reach.clients import client_to
from poll_server.store.redis.embedded import EmbeddedRedis
from poll_server.store.store import Store
from tests.support.redis.lossy import LossyLine, socket_of
from tests.support.waiting import LONGEST, until

POLL = "poll"
KEYS = PollKeys(POLL)
SHORT = 1.0
"""Seconds instead of `REDIS_TIMEOUT`, where a test waits for it."""


def ballot(who: int, seq: int = 1, *, number: int = 1, option: int = 0) -> Ballot:
    counts = b'{"%d":1}' % option
    return Ballot(POLL, number, f"voter-{who}", seq, b"%d" % option, counts)


async def open_poll(redis: Any) -> None:
    await redis.hset(KEYS.live, mapping={"epoch": "e", "version": 1, "control": 1, "round": 1})
    await redis.hset(KEYS.round(1).base, "state", "open")


@pytest.fixture
async def redis(fresh_redis_url: str) -> AsyncIterator[Any]:
    """A look at Redis that passes through nothing of ours."""
    client: Any = client_to(fresh_redis_url, decode_responses=True)
    await open_poll(client)
    yield client
    await client.aclose()


@pytest.fixture
async def line(fresh_redis_url: str, redis: Any, tmp_path: Path) -> AsyncIterator[LossyLine]:
    async with LossyLine(socket_of(fresh_redis_url), tmp_path / "line.sock").open() as line:
        yield line


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "REDIS_TIMEOUT", SHORT)  # of the lines; of a lane:
    monkeypatch.setattr("poll_server.live.lane.REDIS_TIMEOUT", SHORT)


async def outcomes(*futures: "asyncio.Future[Decision]") -> list[str]:
    """What became of each vote; `Unanswered` where nobody knows."""
    found = await asyncio.gather(*futures, return_exceptions=True)
    return [f.outcome if isinstance(f, Decision) else type(f).__name__ for f in found]


async def decided(ballots: Ballots, one: Ballot) -> Decision:
    """What Redis says in the end: sent again where it took longer than `SHORT`, as phones do."""
    async with asyncio.timeout(LONGEST):
        while True:
            with suppress(Unanswered):
                return await ballots.cast(one)


async def tally(redis: Any) -> dict[str, str]:
    found: dict[str, str] = await redis.hgetall(KEYS.round(1).tally)
    return found


@pytest.mark.one_redis
async def test_600_votes_at_once_take_three_calls(redis: Any, ballots: Ballots) -> None:
    await redis.config_resetstat()
    assert await outcomes(*(ballots.cast(ballot(who)) for who in range(600))) == ["accepted"] * 600
    stats = await redis.info("commandstats")
    # What came while the first call was under way goes with the next ones.
    assert stats["cmdstat_evalsha"]["calls"] <= 3
    assert await tally(redis) == {"0": "600"}


@pytest.mark.one_redis
async def test_one_at_a_time_each_vote_is_a_call(redis: Any, ballots: Ballots) -> None:
    """The counter of calls would show it."""
    await redis.config_resetstat()
    for who in range(10):
        await ballots.cast(ballot(who))
    stats = await redis.info("commandstats")
    assert stats["cmdstat_evalsha"]["calls"] == 10


@pytest.mark.one_redis
async def test_no_group_is_larger_than_the_largest(redis: Any, ballots: Ballots) -> None:
    await redis.config_resetstat()
    many = 2 * LARGEST_BATCH + 1
    found = await outcomes(*(ballots.cast(ballot(who)) for who in range(many)))
    assert found == ["accepted"] * many
    stats = await redis.info("commandstats")
    assert stats["cmdstat_evalsha"]["calls"] == 3


async def test_votes_of_several_rounds_share_one_round_trip(redis: Any, ballots: Ballots) -> None:
    assert await outcomes(ballots.cast(ballot(1)), ballots.cast(ballot(1, number=2))) == [
        "accepted",
        "wrong_round",
    ]


async def test_each_vote_gets_its_own_answer(redis: Any, ballots: Ballots) -> None:
    decisions = await asyncio.gather(
        *(ballots.cast(ballot(who, seq=who + 1, option=who)) for who in range(50))
    )
    assert decisions == [Decision("accepted", who + 1, who) for who in range(50)]


async def test_a_redis_that_forgot_its_scripts_decides_every_vote_once(
    redis: Any, ballots: Ballots
) -> None:
    await ballots.cast(ballot(0))
    await redis.script_flush()
    found = await outcomes(
        *(ballots.cast(ballot(who)) for who in range(1, 40)),
        *(ballots.cast(ballot(who, number=2)) for who in range(1, 40)),
    )
    assert found == ["accepted"] * 39 + ["wrong_round"] * 39
    assert await tally(redis) == {"0": "40"}


@pytest.mark.usefixtures("impatient")
async def test_a_redis_that_stands_still_leaves_votes_unanswered_in_time(tmp_path: Path) -> None:
    with EmbeddedRedis(tmp_path) as server:
        store, ballots = Store.connect(server.url), Ballots(server.url)
        await open_poll(store.redis)
        await decided(ballots, ballot(0))
        os.kill(server.pid, signal.SIGSTOP)
        try:
            async with asyncio.timeout(10 * SHORT):
                found = await outcomes(*(ballots.cast(ballot(who)) for who in range(1, 9)))
        finally:
            os.kill(server.pid, signal.SIGCONT)
        assert found == ["Unanswered"] * 8
        # Whether Redis had taken them in or not: sent again, each counts once.
        again = [(await decided(ballots, ballot(who))).outcome for who in range(1, 9)]
        assert set(again) <= {"accepted", "duplicate"}
        assert await tally(store.redis) == {"0": "9"}
        await ballots.close()
        await store.redis.aclose()


@pytest.mark.one_redis
@pytest.mark.usefixtures("impatient")
async def test_a_late_reply_is_never_taken_for_another_votes_answer(
    redis: Any, line: LossyLine
) -> None:
    ballots = Ballots(line.url)
    await decided(ballots, ballot(0))
    line.replies = "hold"
    assert await outcomes(ballots.cast(ballot(1, option=1))) == ["Unanswered"]
    line.let_go()
    other = await decided(ballots, ballot(2, seq=7, option=2))
    assert (other.seq, other.answer) == (7, 2)
    assert await decided(ballots, ballot(1, option=1)) == Decision("duplicate", 1, 1)
    assert await tally(redis) == {"0": "1", "1": "1", "2": "1"}
    await ballots.close()


@pytest.mark.one_redis
async def test_a_lost_reply_is_no_second_vote(redis: Any, line: LossyLine) -> None:
    ballots = Ballots(line.url)
    await ballots.cast(ballot(0))
    await redis.config_resetstat()
    line.replies = "lose"
    before = TO_REPEAT.labels("redis")._value.get()
    assert await outcomes(ballots.cast(ballot(1))) == ["Unanswered"]
    assert TO_REPEAT.labels("redis")._value.get() == before + 1
    assert line.lost == 1
    stats = await redis.info("commandstats")
    assert stats["cmdstat_evalsha"]["calls"] == 1  # nothing was sent again behind our back
    line.replies = "pass"
    assert await outcomes(ballots.cast(ballot(1))) == ["duplicate"]
    assert await tally(redis) == {"0": "2"}
    await ballots.close()


@pytest.mark.one_redis
async def test_redis_pys_own_retries_would_have_counted_it_twice(
    redis: Any, line: LossyLine
) -> None:
    """The same loss on a plain counter and a default client: why `Ballots` has its own."""
    client: Any = Redis(unix_socket_path=socket_of(line.url))
    await client.ping()
    line.replies = "lose"
    counting = asyncio.create_task(client.incr("plain"))
    await until(lambda: line.lost > 0)
    line.replies = "pass"
    assert await counting == 2
    await client.aclose()


async def test_past_the_most_that_may_wait_votes_are_told_to_come_back(
    redis: Any, ballots: Ballots, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MOST_WAITING", 3)
    before = TO_REPEAT.labels("many")._value.get()
    found = await outcomes(*(ballots.cast(ballot(who)) for who in range(5)))
    assert Counter(found) == {"accepted": 3, "Unanswered": 2}
    assert TO_REPEAT.labels("many")._value.get() == before + 2


async def test_whoever_went_away_holds_nobody(redis: Any, ballots: Ballots) -> None:
    gone, here = ballots.cast(ballot(1)), ballots.cast(ballot(2))
    gone.cancel()
    assert (await here).outcome == "accepted"
    assert await tally(redis) == {"0": "2"}


async def test_one_broken_round_leaves_the_others_votes_alone(redis: Any, ballots: Ballots) -> None:
    await redis.set(KEYS.round(2).votes, "no hash")
    found = await outcomes(ballots.cast(ballot(1, number=2)), ballots.cast(ballot(1)))
    assert found == ["Unanswered", "accepted"]


async def test_whatever_goes_wrong_nobody_waits_for_ever(
    redis: Any, ballots: Ballots, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*_: object) -> list[Any]:
        raise ValueError("a mistake of ours")

    with monkeypatch.context() as patched:
        patched.setattr(ballots._lines, "run", broken)
        with pytest.raises(Unanswered):
            await ballots.cast(ballot(1))
    assert (await ballots.cast(ballot(1))).outcome == "accepted"


async def test_closing_waits_for_the_votes_under_way(redis: Any, fresh_redis_url: str) -> None:
    ballots = Ballots(fresh_redis_url)
    futures = [ballots.cast(ballot(who)) for who in range(20)]
    assert ballots.on_the_way == 20
    await ballots.close()
    assert await outcomes(*futures) == ["accepted"] * 20
    assert ballots.on_the_way == 0


@pytest.mark.one_redis
async def test_others_hear_of_votes_some_times_a_second_and_of_the_last_one(
    redis: Any, ballots: Ballots
) -> None:
    """A word for each batch would cost every process more than the votes of its own phones."""
    counted: list[str] = []
    ballots.counted = counted.append
    heard: list[int] = []
    async with redis.pubsub() as pubsub:
        await pubsub.execute_command("SSUBSCRIBE", KEYS.changes)
        loop = asyncio.get_running_loop()
        began = loop.time()
        for who in range(40):  # each a batch of its own
            await ballots.cast(ballot(who))
        await ballots.cast(ballot(0))  # counted already: nothing to tell
        # Half as many again: on a busy machine a word that is late comes close to the next one.
        may = 1.5 * (loop.time() - began) / module.SAY_EVERY + 2
        async with asyncio.timeout(20 * SHORT):
            while not heard or heard[-1] != 41:
                kind, _, word = await pubsub.parse_response(block=True)
                if kind == "smessage":
                    heard.append(int(word.removeprefix(VOTES)))
    assert counted == [POLL] * 40
    assert 2 <= len(heard) <= may
    assert await redis.hget(KEYS.live, "version") == "41"
