"""A primary with its replica under three real Sentinels: found through them, and followed."""

import asyncio
from collections.abc import Iterator

import pytest

from poll_server.store.reach.clients import every_server
from poll_server.store.store import Store
from poll_server.wire.messages import Counted, Retry
from tests.store.on_cluster import hearing
from tests.support.cases import YES, Hall
from tests.support.redis.redis_sentinel import DOWN_MS, NEVER_MS, RedisSentinel
from tests.support.waiting import until


@pytest.fixture
def sentinels(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RedisSentinel]:
    with RedisSentinel(tmp_path_factory.mktemp("sentinels")) as sentinels:
        yield sentinels


@pytest.fixture
def fresh_redis_url(sentinels: RedisSentinel) -> str:
    """Instead of the session's single Redis."""
    return sentinels.url


async def until_counted(hall: Hall, who: int, number: int) -> None:
    """As a phone does: again, until there is an answer."""
    while not isinstance(answer := await hall.vote(who, YES, number=number), Counted):
        assert isinstance(answer, Retry)
        await asyncio.sleep(0.05)


async def test_a_primary_dies_and_the_sentinels_choice_goes_on(
    sentinels: RedisSentinel, store: Store, hall: Hall
) -> None:
    """F10: nothing that was confirmed is lost; deleted bytes go from the replica, too."""
    assert await store.wrong_settings() == []
    assert await store.warnings() == []
    async with every_server(store.redis) as servers:
        assert len(servers) == 2
    number = await hall.ask("phones")
    async with hearing(store.url, hall.poll_id) as heard:
        for who in range(20):
            await until_counted(hall, who, number)
        old = sentinels.primary()
        old.kill()
        await asyncio.to_thread(sentinels.look_out, DOWN_MS)
        assert isinstance(await hall.vote(20, YES, number=number), Retry)
        (node,) = [each for each in sentinels.servers if each is not old]
        await until(lambda: sentinels.agree_on(node))
        await asyncio.to_thread(sentinels.look_out, NEVER_MS)
        # Alone it takes no votes, and says so.
        assert any("0 replicas" in each for each in await store.wrong_settings())
        # The Sentinels would tell it so after some ten seconds.
        old.start("--replicaof", f"127.0.0.1 {node.port}")
        heard.clear()
        await asyncio.gather(*(until_counted(hall, who, number) for who in range(25)))
        await until(lambda: hall.poll_id in heard)
    assert sentinels.primary() is node
    assert (await store.polls.read(hall.poll_id)).tally == {"0": 25}
    assert len(await store.rounds.votes(hall.poll_id, number)) == 25
