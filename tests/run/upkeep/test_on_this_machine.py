"""What `check` looks at on this machine: each thing can be well and not, and then has a cure."""

import json
from pathlib import Path

import pytest
import redis

from poll_server.base.machine import disk, open_files
from poll_server.base.settings import Settings
from poll_server.command import cli
from poll_server.locale import speak
from poll_server.store.keys import DATA, SERVER
from poll_server.store.store import Store
from poll_server.upkeep import on_this_machine
from poll_server.upkeep.findings import Finding, findings

HERE = on_this_machine.LOOKS
Said = pytest.CaptureFixture[str]


async def found(store: Store, settings: Settings | None = None) -> dict[str, Finding]:
    made = await findings(HERE, settings or Settings(), store, "en")
    return {each.what: each for each in made}


def assert_a_cure_where_not_well(all_: dict[str, Finding]) -> None:
    for each in all_.values():
        assert bool(each.cure) == (each.level != "good"), each


async def test_all_is_well_here(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(disk, "look", lambda folder: disk.Disk(2**40, 2**41))
    all_ = await found(store)
    assert set(all_) == {
        "Versions", "Redis", "Time to disk", "Data", "Memory of Redis", "Disk", "Memory",
        "Open files", "Clock",
    }  # fmt: skip
    assert {
        each.level for name, each in all_.items() if name not in ("Time to disk", "Memory")
    } == {"good"}
    assert_a_cure_where_not_well(all_)


@pytest.mark.one_redis
async def test_each_thing_that_is_not_well(
    store: Store, redis_client: redis.Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(disk, "look", lambda folder: disk.Disk(10**6, 10**9))
    monkeypatch.setattr(on_this_machine, "free_memory", lambda: 100 * 2**20)
    monkeypatch.setattr(on_this_machine, "SLOW_MS", -1.0)
    monkeypatch.setattr(on_this_machine, "CLOCK_S", -1.0)
    monkeypatch.setattr(open_files, "limit", lambda: 256)
    redis_client.hset(SERVER, DATA, 99)
    redis_client.config_set("appendfsync", "everysec")
    redis_client.config_set("maxmemory", 2**20 * 3)
    try:
        all_ = await found(store)
        accepted = await found(store, Settings(accept_risk=True))
    finally:
        redis_client.config_set("appendfsync", "always")
        redis_client.config_set("maxmemory", 0)
    assert {name: each.level for name, each in all_.items()} == {
        "Versions": "good",
        "Redis": "wrong",
        "Time to disk": "care",
        "Data": "wrong",
        "Memory of Redis": all_["Memory of Redis"].level,
        "Disk": "care",
        "Memory": "wrong",
        "Open files": "care",
        "Clock": "care",
    }
    assert (
        all_["Redis"].cure == "appendfsync is “everysec”: redis-cli CONFIG SET appendfsync always"
    )
    assert "LimitNOFILE=1364" in all_["Open files"].cure
    assert "of 3 MB are in use" in all_["Memory of Redis"].said
    assert accepted["Redis"].level == "care"
    assert_a_cure_where_not_well(all_)


async def test_data_of_another_version(store: Store, redis_client: redis.Redis) -> None:
    redis_client.delete(SERVER)
    assert (await found(store))["Data"].said == "There is none yet."
    redis_client.hset(SERVER, DATA, 1)
    older = (await found(store))["Data"]
    assert (older.level, older.said) == ("care", "Version 1; this program’s is 2.")


def test_memory_is_the_smaller_of_machine_and_container(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    info = tmp_path / "meminfo"
    monkeypatch.setattr(on_this_machine, "MEMINFO", info)
    monkeypatch.setattr(on_this_machine, "CGROUP", tmp_path)
    assert on_this_machine.free_memory() is None
    info.write_text("MemTotal: 9000 kB\nMemAvailable:    2048 kB\n")
    assert on_this_machine.free_memory() == 2**21
    (tmp_path / "memory.max").write_text("max\n")
    (tmp_path / "memory.current").write_text("1000\n")
    assert on_this_machine.free_memory() == 2**21
    (tmp_path / "memory.max").write_text("5000\n")
    assert on_this_machine.free_memory() == 4000


async def test_what_cannot_be_looked_at_is_said_and_keeps_nothing_else_up(store: Store) -> None:
    async def broken(*_: object) -> list[Finding]:
        """Moon."""
        raise OSError("behind clouds")

    broken_, well = await findings((broken, on_this_machine.files), Settings(), store, "de")
    assert (broken_.level, broken_.said) == (
        "care",
        "„Moon“ ließ sich nicht prüfen: behind clouds.",
    )
    assert well.what == speak("de")("Open files")


def test_the_command_says_all_and_its_exit_code_is_for_scripts(
    capsys: Said, fresh_redis_url: str, redis_client: redis.Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(on_this_machine, "SLOW_MS", -1.0)
    at = ("--redis-url", fresh_redis_url, "--host", "127.0.0.1", "--port", "0")
    assert cli.main(["import", "workshop", *at[:2]]) == 0
    capsys.readouterr()
    assert cli.main(["check", *at]) == 0
    out = capsys.readouterr().out
    assert "good   Redis            Its settings keep every acknowledged vote.\n" in out
    assert "\n                        → Put the data folder" in out
    assert "\nworkshop\n" in out
    assert cli.main(["check", "--strict", *at]) == 1
    redis_client.config_set("appendfsync", "everysec")
    capsys.readouterr()
    try:
        assert cli.main(["check", "--json", *at]) == 1
    finally:
        redis_client.config_set("appendfsync", "always")
    told = {each["what"]: each["level"] for each in json.loads(capsys.readouterr().out)}
    assert told["Redis"] == "wrong"
