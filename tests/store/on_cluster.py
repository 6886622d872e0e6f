"""Polls on a cluster of six servers, one on each primary, and what becomes of votes in them."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager

import pytest

from poll_server.base.background import ended
from poll_server.live.ballots import Ballots, Unanswered
from poll_server.live.lane import Ballot
from poll_server.store.keys import DATA, SERVER, PollKeys
from poll_server.store.reach.ear import Ear
from poll_server.store.store import Store
from poll_server.upkeep.data_version import current
from tests.support.redis.redis_cluster import PATIENT_MS, RedisCluster, plain_client
from tests.support.waiting import LONGEST, until


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RedisCluster]:
    with RedisCluster(tmp_path_factory.mktemp("cluster")) as cluster:
        cluster.look_out(PATIENT_MS)
        yield cluster


@pytest.fixture
def fresh_redis_url(cluster: RedisCluster) -> str:
    """Instead of the session's single Redis."""
    with plain_client(cluster.url) as client:
        client.flushall()
        client.hset(SERVER, DATA, current())
    return cluster.url


def ballot(poll_id: str, who: int, number: int = 1) -> Ballot:
    return Ballot(poll_id, number, f"voter-{who}", 1, b"0", b'{"0":1}')


async def spread(store: Store, cluster: RedisCluster) -> dict[int, str]:
    """Polls with an open round, one on each primary: port -> poll."""
    found: dict[int, str] = {}
    for number in range(100):
        keys = PollKeys(f"poll{number}")
        port = cluster.primary_of(keys.live).port
        if port not in found:
            found[port] = keys.poll
            await store.redis.hset(keys.live, mapping={"epoch": "e", "version": 1, "round": 1})
            await store.redis.hset(keys.round(1).base, "state", "open")
        if len(found) == 3:
            break
    return found


async def tally(store: Store, poll_id: str) -> dict[str, int]:
    return await store.rounds.tally(poll_id, 1)


async def told(ballots: Ballots, *votes: Ballot) -> Counter[str]:
    """What became of them."""
    found = await asyncio.gather(*map(ballots.cast, votes), return_exceptions=True)
    return Counter(
        type(each).__name__ if isinstance(each, BaseException) else each.outcome for each in found
    )


async def accepted(ballots: Ballots, vote: Ballot) -> str:
    """As a phone does: again, until there is an answer."""
    async with asyncio.timeout(LONGEST):
        while True:
            try:
                return (await ballots.cast(vote)).outcome
            except Unanswered:
                await asyncio.sleep(0.05)


@asynccontextmanager
async def hearing(url: str, *polls: str) -> AsyncIterator[list[str]]:
    """What one process hears of these polls, once it listens for each."""
    ear, heard = Ear(url), list[str]()
    for poll_id in polls:
        ear.want(poll_id)
    task = asyncio.create_task(ear.run(lambda poll_id, votes: heard.append(poll_id)))
    try:
        await until(lambda: set(heard) == set(polls))
        heard.clear()
        yield heard
    finally:
        await ended([task])
        await ear.close()
