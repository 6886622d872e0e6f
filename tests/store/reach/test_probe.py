"""`/readyz` has written something: where no vote could be stored, it is red with the right cure."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import redis
from redis.exceptions import ResponseError

from poll_server.base.background import ended
from poll_server.base.settings import Settings
from poll_server.hall.simulated import SimulatedModerator
from poll_server.live.links import new_link
from poll_server.run.app import create_app
from poll_server.store.events import Events
from poll_server.store.reach import probe
from poll_server.store.reach.probe import Probe, refusal
from poll_server.store.redis.embedded import EmbeddedRedis
from poll_server.store.store import Store
from poll_server.wire.messages import Command, NotDone
from tests.support.cases import EVENT
from tests.support.running import RunningServer
from tests.support.waiting import LONGEST


@pytest.fixture
def own(tmp_path: Path) -> Iterator[EmbeddedRedis]:
    """A Redis that the test may spoil."""
    with EmbeddedRedis(tmp_path / "data") as one:
        yield one


def _full(client: Any, folder: Path) -> None:
    client.config_set("maxmemory", "1")


def _replica(client: Any, folder: Path) -> None:
    client.replicaof("127.0.0.1", "1")


def _alone(client: Any, folder: Path) -> None:
    client.config_set("min-replicas-to-write", "1")


def _forbidden(client: Any, folder: Path) -> None:
    client.execute_command("ACL", "SETUSER", "default", "-set")


def _no_disk(client: Any, folder: Path) -> None:
    """A save that fails, as where the disk is full: a folder is where its file should go."""
    (folder / "dump.rdb").mkdir()
    client.config_set("save", "3600 1")
    client.bgsave()
    while client.info("persistence")["rdb_bgsave_in_progress"]:
        pass


CAUSES: dict[str, tuple[Callable[[Any, Path], None], str]] = {
    "memory": (_full, "maxmemory"),
    "replica": (_replica, "REPLICAOF NO ONE"),
    "no replicas": (_alone, "min-replicas-to-write"),
    "rights": (_forbidden, "ACL SETUSER"),
    "disk": (_no_disk, "free some space"),
}


@pytest.fixture(params=CAUSES)
def spoiled(
    request: pytest.FixtureRequest, own: EmbeddedRedis, tmp_path: Path
) -> Iterator[tuple[str, str]]:
    """(a Redis that takes no votes, what its cure names)."""
    spoil, cure = CAUSES[request.param]
    with redis.Redis.from_url(own.url) as client:
        spoil(client, tmp_path / "data")
    yield own.url, cure
    os.kill(own.pid, signal.SIGKILL)  # asked to go, it would first want to save


async def test_what_takes_no_votes_is_told_with_its_cure(spoiled: tuple[str, str]) -> None:
    url, cure = spoiled
    asked = Probe(url)
    assert cure in await asked.wrong()
    store = Store.connect(url)
    assert await store.redis.get("nothing") is None  # reads are answered all the while
    assert await store.wrong_settings() == []
    await store.redis.aclose()
    await asked.close()


@pytest.fixture
async def app_state(own: EmbeddedRedis) -> AsyncIterator[tuple[httpx.AsyncClient, Any]]:
    app = create_app(Settings(redis_url=own.url))
    async with app.router.lifespan_context(app) as state:
        assert state is not None

        async def with_state(scope: Any, receive: Any, send: Any) -> None:
            scope["state"] = dict(state)
            await app(scope, receive, send)

        transport = httpx.ASGITransport(with_state, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as http:
            yield http, state


async def test_readyz_is_red_while_no_vote_can_be_stored(
    app_state: tuple[httpx.AsyncClient, Any], own: EmbeddedRedis, monkeypatch: pytest.MonkeyPatch
) -> None:
    """F7, F10: and green again by itself."""
    monkeypatch.setattr(probe, "REMEMBERED", 0.0)
    http, _ = app_state
    assert (await http.get("/readyz")).status_code == 200
    with redis.Redis.from_url(own.url) as client:
        client.config_set("maxmemory", "1")
        red = await http.get("/readyz")
        client.config_set("maxmemory", "0")
    assert red.status_code == 503
    assert "maxmemory" in red.json()["wrong"][0]
    assert (await http.get("/readyz")).status_code == 200


async def test_one_probe_serves_all_who_ask_at_once(
    own: EmbeddedRedis, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever hammers `/readyz` must not keep the disk from the votes."""
    asked = Probe(own.url)
    with redis.Redis.from_url(own.url) as client:
        before = client.info("commandstats").get("cmdstat_eval", {"calls": 0})["calls"]
        for _ in range(20):
            assert await asked.wrong() == ""
        calls = client.info("commandstats")["cmdstat_eval"]["calls"] - before
    assert calls < 20
    await asked.close()


async def test_a_redis_that_has_gone_is_told(own: EmbeddedRedis) -> None:
    asked = Probe(own.url)
    own.stop()
    assert "does not answer" in await asked.wrong()
    await asked.close()


def test_a_mistake_of_ours_is_no_refusal() -> None:
    assert refusal(ResponseError("WRONGTYPE Operation against a key")) == ""
    assert refusal(ValueError("MISCONFIGURED")) == ""


async def test_a_moderator_hears_why_nothing_is_stored(
    running_server: RunningServer, store: Store
) -> None:
    events = Events(store)
    poll = (await events.get(await events.add(EVENT))).polls[0]
    secret = await new_link(store, "moderator", poll.poll_id)
    moderator = SimulatedModerator(running_server.base, poll.poll_id, secret)
    async with httpx.AsyncClient(trust_env=False, timeout=LONGEST) as http:
        await moderator.enter(http)

    running = asyncio.create_task(moderator.run())
    await moderator.until(lambda: moderator.snapshot is not None)
    await store.redis.config_set("maxmemory", "1")
    try:
        assert moderator.snapshot is not None
        command = Command(id="one", expected_version=moderator.snapshot.control, action="join")
        answer = await moderator._ask(command)
        assert isinstance(answer, NotDone)
        assert "maxmemory" in answer.detail
    finally:
        await store.redis.config_set("maxmemory", "0")
        await ended([running])
    assert running.done()
