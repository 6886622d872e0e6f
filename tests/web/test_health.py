"""`/readyz`: red where a vote could be lost, with the cure."""

import asyncio
import re
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
import redis
from starlette.applications import Starlette
from structlog.testing import capture_logs

from poll_server.base import metrics
from poll_server.base.background import ended
from poll_server.base.machine import disk
from poll_server.base.settings import Settings
from poll_server.command import cli
from poll_server.live.ballots import Ballots
from poll_server.live.crowd import Crowd
from poll_server.live.polls import Polls
from poll_server.live.screens.views import moderator
from poll_server.store.reach.checked import REQUIRED
from poll_server.store.reach.probe import Probe
from poll_server.store.store import Store
from poll_server.web import health
from poll_server.web.access.places import Places
from tests.support.servers.some_services import server_state
from tests.support.waiting import until

CAPACITY = Path(__file__).parents[2] / "docs" / "capacity.md"
WRONG = {
    "appendonly": "no",
    "appendfsync": "everysec",
    "no-appendfsync-on-rewrite": "yes",
    "aof-load-truncated": "no",
    "maxmemory-policy": "allkeys-lru",
}


@pytest.fixture
def config(fresh_redis_url: str) -> Iterator[Any]:
    """A client that may set Redis wrong; afterwards all is right again."""
    client: Any = redis.Redis.from_url(fresh_redis_url, decode_responses=True)
    with client:
        yield client
        client.execute_command("ACL", "SETUSER", "default", "+config")
        for name, right in REQUIRED.items():
            client.config_set(name, right)


@asynccontextmanager
async def asking(store: Store, settings: Settings) -> AsyncIterator[httpx.AsyncClient]:
    """A client of the three pages."""
    app = Starlette(routes=health.routes)
    probe, ballots = Probe(store.url), Ballots(store.url)
    state = server_state(
        store=store, settings=settings, places=Places(1024), probe=probe, ballots=ballots
    )

    async def with_state(scope: object, receive: object, send: object) -> None:
        scope["state"] = state  # type: ignore[index]
        await app(scope, receive, send)  # type: ignore[arg-type]

    transport = httpx.ASGITransport(with_state)
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as http:
        yield http
    await probe.close()
    await ballots.close()


async def test_a_redis_that_is_set_right_is_ready(store: Store) -> None:
    async with asking(store, Settings()) as http:
        response = await http.get("/readyz")
        said = response.json()
        assert said.pop("files")["limit"] == 1024
        assert said.pop("disk")["free"] > 0
        del said["warnings"]  # it depends on this machine's disk
        assert (response.status_code, said) == (200, {"ready": True, "accepted_risks": []})
        assert (await http.get("/healthz")).text == "ok\n"


@pytest.mark.parametrize("name", REQUIRED)
async def test_each_wrong_setting_is_red_with_its_cure(
    store: Store, config: Any, name: str
) -> None:
    config.config_set(name, WRONG[name])
    async with asking(store, Settings()) as http:
        response = await http.get("/readyz")
    assert response.status_code == 503
    assert response.json() == {
        "ready": False,
        "wrong": [f"{name} is “{WRONG[name]}”: redis-cli CONFIG SET {name} {REQUIRED[name]}"],
    }


async def test_the_cure_cures(store: Store, config: Any) -> None:
    config.config_set("appendfsync", "everysec")
    (wrong,) = await store.wrong_settings()
    words = wrong.partition("redis-cli ")[2].split()
    config.execute_command(*words)
    assert await store.wrong_settings() == []


async def test_an_accepted_risk_is_ready_and_named(store: Store, config: Any) -> None:
    config.config_set("appendfsync", "everysec")
    async with asking(store, Settings(accept_risk=True)) as http:
        response = await http.get("/readyz")
    assert response.status_code == 200
    assert "appendfsync" in response.json()["accepted_risks"][0]


async def test_settings_nobody_may_read_are_a_risk(store: Store, config: Any) -> None:
    config.execute_command("ACL", "SETUSER", "default", "-config")
    (wrong,) = await store.wrong_settings()
    assert wrong.startswith("CONFIG GET answered")
    assert "allow it" in wrong


@pytest.mark.parametrize("accept_risk", [False, True])
async def test_a_redis_that_is_away_is_red_whatever_was_accepted(accept_risk: bool) -> None:
    store = Store.connect("unix:///nowhere/redis.sock")
    async with asking(store, Settings(accept_risk=accept_risk)) as http:
        response = await http.get("/readyz")
        assert response.status_code == 503
        assert "Redis does not answer" in response.json()["wrong"][0]
        assert (await http.get("/healthz")).status_code == 200
    await store.redis.aclose()


async def test_a_redis_that_is_away_says_nothing_of_its_settings(
    fresh_redis_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Or a moderator could not open for a minute after every restart of Redis."""
    away = Store.connect("unix:///nowhere/redis.sock")
    ballots = Ballots(fresh_redis_url)
    polls = Polls(away, ballots, Crowd(away))
    monkeypatch.setattr(health, "CHECK_EVERY", 0.0)
    rounds = 0

    async def wrong_settings() -> list[str]:
        nonlocal rounds
        rounds += 1
        if rounds > 2:
            raise KeyboardInterrupt
        return await Store.wrong_settings(away)

    monkeypatch.setattr(away, "wrong_settings", wrong_settings)
    with pytest.raises(KeyboardInterrupt):
        await health.watch_settings(away, polls, Path("/nowhere"))
    assert polls.risks.found == []
    await ballots.close()
    await away.redis.aclose()


async def test_a_disk_that_fills_is_said_before_it_is_full_f6(
    store: Store, polls: Polls, poll_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """F6: while votes are still taken, everywhere where somebody may see it."""
    monkeypatch.setattr(disk, "look", lambda folder: disk.Disk(1_500 * disk.MB, 10_000 * disk.MB))
    async with asking(store, Settings()) as http:
        ready = await http.get("/readyz")
        numbers = (await http.get("/metrics")).text
    assert (ready.status_code, ready.json()["ready"]) == (200, True)
    (warning,) = ready.json()["warnings"]
    assert "1,500 MB of 10,000 MB are free: make some room" in warning
    assert "poll_disk_free_bytes 1.5e+09" in numbers
    watching = asyncio.create_task(health.watch_settings(store, polls, Path("/nowhere")))
    with capture_logs() as logged:
        await until(lambda: polls.risks.disk is not None)
    await ended([watching])
    assert [line["event"] for line in logged] == ["disk_nearly_full"]
    console = moderator(await polls.state(poll_id), "de", "light")
    assert "1500 MB sind frei" in console.risk


def test_check_says_it_too_f6(
    fresh_redis_url: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(disk, "look", lambda folder: disk.Disk(1, 10))
    assert cli.main(["check", "--redis-url", fresh_redis_url, "--port", "0"]) == 0
    assert "Make some room" in capsys.readouterr().out


async def test_metrics_name_nobody(store: Store) -> None:
    async with asking(store, Settings()) as http:
        text = (await http.get("/metrics")).text
    assert "poll_votes_total" in text
    assert "poll_screens" in text
    assert "poll_votes_waiting 0.0" in text
    for name in re.findall(r"`(poll_\w+)", CAPACITY.read_text(encoding="utf-8")):
        assert name in text, f"{CAPACITY.name} names what is not there"
    labels = {line.partition("{")[2].partition("=")[0] for line in text.splitlines() if "{" in line}
    assert labels <= {"outcome", "role", "why", "le", "implementation", "generation"}


async def test_a_process_that_is_held_up_is_seen_to_be_late(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(metrics, "LOOK_EVERY", 0.01)
    before = metrics.LATE_SECONDS._sum.get()
    watching = asyncio.create_task(metrics.watch_lateness())
    await asyncio.sleep(0)  # it looks at the clock, and sleeps
    held = time.monotonic()
    while time.monotonic() < held + 0.1:
        pass
    await until(lambda: metrics.LATE_SECONDS._sum.get() >= before + 0.09)
    await ended([watching])
