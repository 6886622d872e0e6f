"""Fixtures that every test may use: a real Redis, one for the whole session."""

from collections.abc import Iterator

import pytest
import redis

from poll_server.embedded import EmbeddedRedis


@pytest.fixture(scope="session")
def redis_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A Redis with the settings that the contract asks for, shared by all tests of a session."""
    with EmbeddedRedis(tmp_path_factory.mktemp("redis")) as server:
        yield server.url


@pytest.fixture
def fresh_redis_url(redis_url: str) -> str:
    """The session's Redis without a key in it."""
    with redis.Redis.from_url(redis_url) as client:
        client.flushall()
    return redis_url
