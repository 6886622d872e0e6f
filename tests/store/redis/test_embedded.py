"""The private Redis: its settings, what it keeps, who may use its folder, and what it says."""

import os
import signal
import stat
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import redis

from poll_server.store.redis.binary import EmbeddedRedisError
from poll_server.store.redis.embedded import EmbeddedRedis
from tests.support.servers.processes import gone

pytestmark = pytest.mark.one_redis


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def server(data: Path) -> Iterator[EmbeddedRedis]:
    with EmbeddedRedis(data) as server:
        yield server


def put(server: EmbeddedRedis, value: str) -> None:
    with redis.Redis.from_url(server.url) as client:
        client.set("vote", value)


def get(server: EmbeddedRedis) -> str | None:
    with redis.Redis.from_url(server.url, decode_responses=True) as client:
        value = client.get("vote")
    assert value is None or isinstance(value, str)
    return value


def kill(server: EmbeddedRedis) -> None:
    """Kills Redis as a crash would, and waits until it is dead."""
    os.kill(server.pid, signal.SIGKILL)
    wait_until(lambda: not server.alive)


def wait_until(happened: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 60  # seconds; Redis ends in milliseconds
    while not happened():
        assert time.monotonic() < deadline
        time.sleep(0.02)


# What it is


def test_it_has_the_settings_a_vote_rests_on(server: EmbeddedRedis) -> None:
    with redis.Redis.from_url(server.url, decode_responses=True) as client:
        for name, value in {
            "appendonly": "yes",
            "appendfsync": "always",
            "no-appendfsync-on-rewrite": "no",
            "aof-load-truncated": "yes",
            "aof-timestamp-enabled": "no",
            "maxmemory-policy": "noeviction",
            "save": "",
            "port": "0",
        }.items():
            assert client.config_get(name) == {name: value}


def test_a_locale_that_the_machine_lacks_is_no_hindrance(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As one comes by ssh from elsewhere, say."""
    for name in ("LANG", "LC_ALL", "LC_COLLATE"):
        monkeypatch.setenv(name, "tlh_QO.UTF-8")
    with EmbeddedRedis(data) as server:
        assert server.alive


def test_extra_arguments_are_stronger(data: Path) -> None:
    with (
        EmbeddedRedis(data, extra=["--appendfsync", "everysec"]) as server,
        redis.Redis.from_url(server.url, decode_responses=True) as client,
    ):
        assert client.config_get("appendfsync") == {"appendfsync": "everysec"}


def test_it_is_private(server: EmbeddedRedis, data: Path) -> None:
    assert stat.S_IMODE(data.stat().st_mode) == 0o700
    assert stat.S_IMODE((data / "redis.sock").stat().st_mode) == 0o700


def test_a_crash_report_would_hold_no_answer(server: EmbeddedRedis) -> None:
    with redis.Redis.from_url(server.url, decode_responses=True) as client:
        setting = client.config_get("hide-user-data-from-log")
    assert setting in ({"hide-user-data-from-log": "yes"}, {})  # Redis 7.2 does not know it


def test_ctrl_c_does_not_reach_it(server: EmbeddedRedis) -> None:
    assert os.getpgid(server.pid) != os.getpgid(0)


def test_a_folder_with_a_long_path_and_odd_letters(tmp_path: Path) -> None:
    data = tmp_path / ("Börse & 100 % 'Saal' " + "x" * 100)
    with EmbeddedRedis(data) as server:
        put(server, "1")
        short = Path((data / "socket").read_text())
        assert short.parent != data
    assert not short.parent.exists()
    with EmbeddedRedis(data) as server:
        assert get(server) == "1"


# What it keeps


def test_votes_survive_stop_and_start(data: Path) -> None:
    with EmbeddedRedis(data) as server:
        put(server, "1")
    with EmbeddedRedis(data) as server:
        assert get(server) == "1"


def test_votes_survive_a_crash_of_redis(server: EmbeddedRedis) -> None:
    put(server, "1")
    before, url = server.pid, server.url
    kill(server)
    server.start()
    assert (get(server), server.url) == ("1", url)
    assert server.pid != before


def test_start_leaves_a_running_redis_alone(server: EmbeddedRedis) -> None:
    before = server.pid
    server.start()
    assert server.pid == before


def test_stop_leaves_nothing_running(data: Path) -> None:
    server = EmbeddedRedis(data)
    server.start()
    pid = server.pid
    server.stop()
    server.stop()
    assert not server.alive
    assert not (data / "redis.sock").exists()
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)
    with pytest.raises(EmbeddedRedisError, match=r"call start\(\)"):
        _ = server.pid


# Whose folder it is


def test_two_servers_never_share_a_folder(server: EmbeddedRedis, data: Path) -> None:
    put(server, "1")
    with pytest.raises(EmbeddedRedisError) as refused:
        EmbeddedRedis(data).start()
    assert str(refused.value) == (
        f"The data folder {data} is in use by another poll server (process {os.getpid()}): "
        "stop that one, or give this one a folder of its own."
    )
    assert get(server) == "1"


@pytest.mark.parametrize("in_main_thread", [True, False], ids=["main thread", "worker thread"])
def test_a_killed_server_does_not_keep_the_folder(data: Path, in_main_thread: bool) -> None:
    """From a worker thread Redis stays behind, as it does on macOS; the next start ends it."""
    script = textwrap.dedent(f"""
        import threading, time
        from pathlib import Path
        import redis
        from poll_server.store.redis.embedded import EmbeddedRedis

        server = EmbeddedRedis(Path({str(data)!r}))
        if {in_main_thread}:
            server.start()
        else:
            worker = threading.Thread(target=server.start)
            worker.start()
            worker.join()
        redis.Redis.from_url(server.url).set("vote", "1")
        print(server.pid, flush=True)
        time.sleep(60)
    """)
    with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE) as parent:
        assert parent.stdout is not None
        left_behind = int(parent.stdout.readline())
        parent.kill()
    if in_main_thread and sys.platform == "linux":
        wait_until(lambda: gone(left_behind))
    with EmbeddedRedis(data) as server:
        assert get(server) == "1"
        assert server.pid != left_behind
        wait_until(lambda: gone(left_behind))


def test_a_shared_folder_with_other_files_is_not_closed(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    (tmp_path / "letter.txt").touch()
    with pytest.raises(EmbeddedRedisError, match="name an empty folder"):
        EmbeddedRedis(tmp_path).start()
    assert stat.S_IMODE(tmp_path.stat().st_mode) == 0o755


def test_a_file_instead_of_a_folder(tmp_path: Path) -> None:
    (tmp_path / "data").touch()
    with pytest.raises(EmbeddedRedisError, match="cannot be used"):
        EmbeddedRedis(tmp_path / "data").start()


def test_redis_own_words_are_in_the_error(data: Path) -> None:
    with pytest.raises(EmbeddedRedisError, match="no-such-setting"):
        EmbeddedRedis(data, extra=["--no-such-setting", "1"]).start()
    with EmbeddedRedis(data):  # and the folder is free again
        pass
