"""A private Redis that dies comes back by itself, with its votes, and takes its time."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
import redis
from structlog.testing import capture_logs

from poll_server.store.redis import keeper
from poll_server.store.redis.binary import EmbeddedRedisError, find_binary
from poll_server.store.redis.embedded import EmbeddedRedis
from poll_server.store.redis.keeper import kept_alive, trouble
from tests.support.servers.processes import status

pytestmark = pytest.mark.one_redis

PATIENCE = 60.0
"""Seconds for a start on a busy machine; nothing is measured here."""


def wait_until(happened: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not happened():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def answers(server: EmbeddedRedis) -> bool:
    try:
        with redis.Redis.from_url(server.url) as client:
            return bool(client.ping())
    except redis.RedisError:
        return False


def is_back(server: EmbeddedRedis) -> bool:
    """Whether it answers, and the keeper has its process.

    On a busy machine Redis answers before the keeper's thread has heard that it was started.
    """
    return answers(server) and server.alive


def stored(server: EmbeddedRedis) -> int:
    with redis.Redis.from_url(server.url) as client:
        return int(client.get("votes") or 0)


def vote(server: EmbeddedRedis) -> bool:
    """Whether one more is acknowledged."""
    try:
        with redis.Redis.from_url(server.url) as client:
            return bool(client.incr("votes"))
    except redis.RedisError:
        return False


@pytest.fixture
def full(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A Redis whose disk is full while this file exists: no file of its may grow past 4 KB."""
    sign = tmp_path / "full"
    folder = tmp_path / "bin"
    folder.mkdir()
    wrapper = folder / "redis-server"
    wrapper.write_text(
        "#!/bin/sh\n"
        "trap '' XFSZ\n"  # then a write fails with an error, as on a full disk
        f'[ -e "{sign}" ] && ulimit -f 8\n'  # of 512 bytes
        f'exec "{find_binary().path}" "$@"\n'
    )
    wrapper.chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}:{os.environ['PATH']}")
    return sign


def test_one_that_is_killed_comes_back_with_every_vote(tmp_path: Path) -> None:
    """F3: again and again, on the same socket, and the end is still an end."""
    with EmbeddedRedis(tmp_path / "data") as server:
        with kept_alive(server):
            url = server.url
            for number in range(1, 4):
                assert vote(server)
                os.kill(server.pid, signal.SIGKILL)
                wait_until(lambda: is_back(server))
                assert (stored(server), server.url) == (number, url)
        if server.alive:  # whoever keeps it no longer may have ended it, and seen it end
            os.kill(server.pid, signal.SIGKILL)
        wait_until(lambda: not server.alive)
    assert not (tmp_path / "data" / "socket").exists()


def test_a_full_disk_acknowledges_nothing_and_goes_on_when_there_is_room(
    tmp_path: Path, full: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """F6: what was acknowledged is there afterwards, and the cure names the disk."""
    monkeypatch.setattr(keeper, "LONGEST_PAUSE", 0.4)
    data = tmp_path / "data"
    with EmbeddedRedis(data) as server, kept_alive(server):
        acknowledged = sum(vote(server) for _ in range(300))
        assert acknowledged == 300  # some 8 KB of log
        full.touch()
        os.kill(server.pid, signal.SIGKILL)
        refused = 0

        def is_full() -> bool:
            nonlocal acknowledged, refused
            counted = vote(server)
            acknowledged, refused = acknowledged + counted, refused + (not counted)
            return refused > 20 and "is full: make some room" in trouble(data, server.url)

        wait_until(is_full)
        full.unlink()
        wait_until(lambda: vote(server))
        assert stored(server) == acknowledged + 1


PARENT = """
import sys, time
from pathlib import Path
from poll_server.store.redis.embedded import EmbeddedRedis
from poll_server.store.redis.keeper import kept_alive

with EmbeddedRedis(Path(sys.argv[1])) as server, kept_alive(server):
    while True:
        # In one piece: the keeper's log comes between the pieces, from a thread of its own.
        print(f"redis {server.pid}\\n", end="", flush=True)
        time.sleep(0.05)
"""
"""A server of its own, which says the process id of its Redis again and again."""


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux ends a child with its parent")
def test_whoever_is_killed_takes_the_new_redis_along(tmp_path: Path) -> None:
    """As the first one, so that nothing stays behind; where the system cannot, the next start."""
    command = [sys.executable, "-c", PARENT, str(tmp_path / "data")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as parent:
        try:
            assert parent.stdout is not None
            says = (int(line.split()[1]) for line in parent.stdout if line.startswith("redis "))
            first = next(says)
            os.kill(first, signal.SIGKILL)
            second = next(pid for pid in says if pid != first)
            assert status(second)
        finally:
            parent.kill()
    wait_until(lambda: not status(second))


class Dying:
    """A Redis that does not start any more, and a clock that notes how long one waited."""

    keeper: threading.Thread | None = None

    def __init__(self, starts: int) -> None:
        self.left, self.pauses = starts, []

    pauses: list[float]

    def lives_for(self, *_: object) -> bool:
        return False

    def last_words(self) -> str:
        return "No space left on device"

    def start_again(self) -> None:
        raise EmbeddedRedisError("no room")

    # and as the `over` that ends it
    def is_set(self) -> bool:
        return self.left == 0

    def wait(self, seconds: float) -> bool:
        self.pauses.append(seconds)
        self.left -= 1
        return self.left == 0


def test_one_that_dies_at_once_is_started_ever_more_rarely() -> None:
    dying = Dying(starts=12)
    with capture_logs() as said:
        keeper._keep(dying, dying)  # type: ignore[arg-type]
    assert dying.pauses[:4] == [0.1, 0.2, 0.4, 0.8]
    assert dying.pauses[6:] == [5.0] * 6
    assert {each["event"] for each in said} == {
        "private_redis_is_away",
        "private_redis_does_not_start",
    }


def test_the_cure_is_that_of_the_redis_that_is_meant(tmp_path: Path) -> None:
    data = tmp_path / "data"
    with EmbeddedRedis(data) as server:
        assert "started again by itself" in trouble(data, server.url)
        assert trouble(data, "redis://127.0.0.1:6379/0") == ""
        assert trouble(tmp_path / "nowhere", server.url) == ""
