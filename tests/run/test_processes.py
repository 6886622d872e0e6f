"""`serve` as processes: what dies comes back or ends, and leaves nothing in the way."""

import asyncio
import os
import signal
from pathlib import Path

import httpx
import pytest
import redis
from uvicorn.supervisors.multiprocess import Process

from poll_server.base.settings import Settings
from poll_server.run.server import Workers, config
from poll_server.store.events import Events
from poll_server.store.keys import PollKeys
from poll_server.store.redis.embedded import EmbeddedRedis
from poll_server.store.store import Store
from poll_server.wire.messages import Counted, Snapshot
from tests.support import waiting
from tests.support.cases import EVENT
from tests.support.running import START_SECONDS, RunningServer, until
from tests.support.servers.processes import children, status
from tests.support.sockets.forum import Forum, Phone, vote
from tests.support.suite.no_skips import LINUX

pytestmark = LINUX


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


async def test_a_killed_redis_comes_back_and_a_killed_parent_leaves_nothing_in_the_way(
    tmp_path: Path,
) -> None:
    """Two workers and a private Redis of their own: first it is killed (F3), then who began all
    three (F29); votes are where they were."""
    private = RunningServer("", tmp_path / "server.log", workers=2)
    await private.start()
    try:
        await redis_comes_back(private, tmp_path)
        started = children(private.pid)
        assert len(started) >= 3  # two workers and Redis
        await private.kill()
        await until(lambda: not any(status(pid) for pid in started))
        private.workers = 1  # the next start has port and folder, whatever it begins
        await private.start()
        assert (await ready(private))[0] == 200
        with redis_of(tmp_path) as client:
            assert client.get("kept") == b"yes"
        assert await private.drain() == 0
    finally:
        await private.kill()


def redis_of(folder: Path) -> redis.Redis:
    """A client of the private Redis of a server whose log is in `folder`."""
    return redis.Redis.from_url(f"unix://{(folder / 'server' / 'socket').read_text()}")


async def redis_comes_back(server: RunningServer, folder: Path) -> None:
    """With the same data; `/readyz` says meanwhile what happens, not what nobody can do."""
    with redis_of(folder) as client:
        client.set("kept", "yes")
        pid = client.info("server")["process_id"]
    os.kill(pid, signal.SIGSTOP)  # so that there is a while without an answer
    os.kill(pid, signal.SIGKILL)
    seen: set[str] = set()
    async with asyncio.timeout(60):
        while (found := await ready(server))[0] != 200:
            seen.add(found[1])
            await asyncio.sleep(0.02)
    assert [each for each in seen if "by itself" not in each or "--redis-url" in each] == []
    with redis_of(folder) as client:
        assert client.get("kept") == b"yes"
        assert client.info("server")["process_id"] != pid


async def test_two_workers_are_one_server_and_one_that_dies_takes_nobody_with_it(
    tmp_path: Path,
) -> None:
    with EmbeddedRedis(tmp_path / "redis") as redis_:
        server = RunningServer(redis_.url, tmp_path / "server.log", workers=2)
        await server.start()
        try:
            await two_are_one(server, redis_.url)
            assert server.exceptions() == []
            await one_dies_while_redis_is_away(server, redis_)
        finally:
            await server.kill()


async def two_are_one(server: RunningServer, redis_url: str) -> None:
    """Phones, stages and moderators meet, whichever process took them in (F29)."""
    store = Store.connect(redis_url)
    events = Events(store)
    forum = Forum(server.base, store, (await events.get(await events.add(EVENT))).polls[0])
    try:
        phones = await on_each(workers(server), forum)
        keys = PollKeys(forum.poll.poll_id)

        async def both_speak() -> bool:
            return int(await store.redis.hlen(keys.crowd)) == 2

        await waiting.until(both_speak)
        stages = [await forum.stage() for _ in range(4)]
        moderators = [await forum.moderator() for _ in range(4)]
        await moderators[0].do("forward")
        await moderators[0].do("open")
        number = (await store.polls.live(forum.poll.poll_id)).round
        await waiting.until(lambda: all(_sees(phone, number) for phone in phones))
        await asyncio.gather(*(phone.say(vote(number)) for phone in phones))
        await asyncio.gather(*(phone.hear(Counted) for phone in phones))
        for stage in stages:
            await waiting.until(lambda s=stage: s.snapshots[-1][1].votes == 60)  # type: ignore[misc]
            await waiting.until(lambda s=stage: s.snapshots[-1][1].here == 60)  # type: ignore[misc]
        # Somebody at another laptop closes; both see it, and a command for the past is refused.
        await moderators[3].do("close")
        for moderator in moderators:
            await moderator.until(lambda m=moderator: m.snapshot.state == "closed")  # type: ignore[misc]
        round_ = await store.rounds.round(forum.poll.poll_id, number)
        assert round_ is not None
        assert (round_.votes, round_.audit) == (60, "")
    finally:
        await forum.close()
        await store.redis.aclose()


async def on_each(pids: set[int], forum: Forum) -> list[Phone]:
    """60 phones, 30 on each of two workers: the other one stands still while they come.

    Left to itself, one that gets a core too late finds nobody left to take in.
    """
    phones: list[Phone] = []
    for still in pids:
        os.kill(still, signal.SIGSTOP)
        try:
            phones += await forum.phones(30, len(phones))
        finally:
            os.kill(still, signal.SIGCONT)
    return phones


def _sees(phone: Phone, number: int) -> bool:
    return any(isinstance(each, Snapshot) and each.round == number for each in phone.told)


async def one_dies_while_redis_is_away(server: RunningServer, redis_: EmbeddedRedis) -> None:
    """F3: its successor waits for Redis. A start that failed would end the other workers too."""

    async def away() -> None:
        os.kill(redis_.pid, signal.SIGKILL)
        await until(lambda: not redis_.alive)

    dies, stays = workers(server)
    await away()
    os.kill(dies, signal.SIGKILL)
    await until(lambda: "worker_waits_for_redis" in server.said())
    assert stays in workers(server)
    redis_.start_again()
    await until(lambda: "worker_goes_on" in server.said())
    assert stays in workers(server)
    assert len(workers(server)) == 2

    await away()
    os.kill(stays, signal.SIGKILL)
    # Three where the successor of the first had not come up yet: then it has one, too.
    await until(lambda: server.said().count("worker_waits_for_redis") >= 2)
    assert await server.drain() == 0  # also while one waits
