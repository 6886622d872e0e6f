"""`serve` as processes: what dies comes back or ends, and leaves nothing in the way."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
import redis
from uvicorn.supervisors.multiprocess import Process

from poll_server.base.settings import Settings
from poll_server.run.server import Workers, config
from poll_server.store.redis.embedded import EmbeddedRedis
from tests.support.running import START_SECONDS, RunningServer, until
from tests.support.servers.processes import children, status
from tests.support.suite.no_skips import LINUX

pytestmark = LINUX


@pytest.fixture
async def private(tmp_path: Path) -> AsyncIterator[RunningServer]:
    """Two workers and a private Redis of their own."""
    server = RunningServer("", tmp_path / "server.log", workers=2)
    await server.start()
    yield server
    await server.kill()


def workers(server: RunningServer) -> set[int]:
    """Its processes that answer requests."""
    spawned = b"spawn_main"  # `multiprocessing` says it in their command lines
    return {
        pid for pid in children(server.pid) if spawned in Path(f"/proc/{pid}/cmdline").read_bytes()
    }


async def ready(server: RunningServer) -> tuple[int, str]:
    async with httpx.AsyncClient(trust_env=False, timeout=20) as http:
        response = await http.get(f"{server.base}/readyz")
        return response.status_code, response.text


def test_a_worker_that_is_slow_to_start_is_not_taken_for_hung() -> None:
    """It can answer its parent only when it has read the program in, on a busy machine for long."""
    assert config(Settings()).timeout_worker_healthcheck >= START_SECONDS


def test_a_worker_that_dies_before_its_first_sign_is_seen_at_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The parent waits for the sign of one that starts; its death ends that wait."""
    monkeypatch.setattr(signal, "signal", lambda *_: None)  # they stay this process's own
    parent = Workers(config(Settings()), sockets=[])
    process = Process(parent.config, [])
    parent.processes.append(process)
    parent.should_exit.set()  # nobody is to be replaced here
    worker = process.child_conn.fileno()
    parent.keep_subprocess_alive()
    with pytest.raises(OSError, match="Bad file descriptor"):
        os.fstat(worker)
    assert not process.ping()  # and not after 5 s


async def test_workers_end_with_their_parent_and_the_next_start_has_the_port(
    private: RunningServer,
) -> None:
    """F29: the parent is killed; nothing of it stays, and votes are where they were."""
    started = children(private.pid)
    assert len(started) >= 3  # two workers and Redis
    await private.kill()
    await until(lambda: not any(status(pid) for pid in started))
    await private.start()
    assert (await ready(private))[0] == 200


async def test_a_private_redis_that_is_killed_comes_back_under_its_workers(
    private: RunningServer, tmp_path: Path
) -> None:
    """F3: the same data, and `/readyz` says meanwhile what happens, not what nobody can do."""
    url = f"unix://{(tmp_path / 'server' / 'socket').read_text()}"
    with redis.Redis.from_url(url) as client:
        client.set("kept", "yes")
        pid = client.info("server")["process_id"]
    os.kill(pid, signal.SIGSTOP)  # so that there is a while without an answer
    os.kill(pid, signal.SIGKILL)
    seen: set[str] = set()
    async with asyncio.timeout(60):
        while (found := await ready(private))[0] != 200:
            seen.add(found[1])
            await asyncio.sleep(0.02)
    assert [each for each in seen if "by itself" not in each or "--redis-url" in each] == []
    with redis.Redis.from_url(url) as client:
        assert client.get("kept") == b"yes"
        assert client.info("server")["process_id"] != pid


async def test_a_worker_that_dies_while_redis_is_away_takes_nobody_with_it(tmp_path: Path) -> None:
    """F3: its successor waits for Redis. A start that failed would end the other workers too."""

    async def away() -> None:
        os.kill(store.pid, signal.SIGKILL)
        await until(lambda: not store.alive)

    with EmbeddedRedis(tmp_path / "redis") as store:
        log = tmp_path / "server.log"
        server = RunningServer(store.url, log, workers=2)
        await server.start()
        try:
            dies, stays = workers(server)
            await away()
            os.kill(dies, signal.SIGKILL)
            await until(lambda: "worker_waits_for_redis" in log.read_text())
            assert stays in workers(server)
            store.start_again()
            await until(lambda: "worker_goes_on" in log.read_text())
            assert stays in workers(server)
            assert len(workers(server)) == 2

            await away()
            os.kill(stays, signal.SIGKILL)
            await until(lambda: log.read_text().count("worker_waits_for_redis") == 2)
            await server.drain()  # also while one waits
        finally:
            await server.kill()
