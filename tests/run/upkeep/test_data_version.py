"""Older data is migrated once, after a copy and in one step; newer data is refused."""

import asyncio
import json
from pathlib import Path

import msgspec
import pytest
import redis

from poll_server.command import cli
from poll_server.store.keys import DATA, SERVER
from poll_server.store.redis import torn_log
from poll_server.store.redis.embedded import EmbeddedRedis
from poll_server.store.store import Store
from poll_server.upkeep import cut, data_version
from poll_server.upkeep.backup_file import unpacked
from poll_server.upkeep.data_version import Keys, WrongData, current, found, settle
from tests.support.redis.redis_cluster import plain_client
from tests.support.running import RunningServer

LEFT = json.loads((Path(__file__).parents[1] / "earlier" / "data-0.1.0.json").read_text())


def put(url: str) -> None:
    """What 0.1.0 left behind, and nothing else."""
    adds = {"string": "set", "set": "sadd", "list": "rpush"}
    with plain_client(url) as client:
        client.flushall()
        for key, (kind, value) in LEFT["redis"].items():
            if kind == "hash":
                client.hset(key, mapping=value)
            else:
                getattr(client, adds[kind])(key, *([value] if kind == "string" else value))


def files(folder: Path) -> list[Path]:
    return list(folder.iterdir())


async def all_of(store: Store) -> dict[str, cut.Kept]:
    return {each.key: each for each in await cut.taken(store.redis)}


def moved(keys: Keys) -> Keys:
    """A made-up migration: a key gets another name, one a further field, one goes."""
    new = dict(keys)
    code = new.pop(f"code:{LEFT['code']}")
    new["code:111111"] = msgspec.structs.replace(code, key="code:111111")
    event = new[f"event:{LEFT['event']}"]
    new[event.key] = msgspec.structs.replace(event, value={**event.fields, "colour": "blue"})
    return new


def again(keys: Keys) -> Keys:
    """The next one sees what the first has made."""
    event = keys[f"event:{LEFT['event']}"]
    colour = event.fields["colour"]
    value = {**event.fields, "colour": f"dark {colour}"}
    return {**keys, event.key: msgspec.structs.replace(event, value=value)}


@pytest.fixture
def two_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(data_version, "MIGRATIONS", {1: moved, 2: again})


@pytest.fixture
def left(fresh_redis_url: str) -> None:
    put(fresh_redis_url)


@pytest.mark.usefixtures("left")
async def test_data_of_0_1_0_is_copied_and_marked_once(store: Store, tmp_path: Path) -> None:
    before = await all_of(store)
    assert await found(store) == 1
    copy = await settle(store, tmp_path)
    assert copy
    held = unpacked(copy.read_bytes())
    assert {each.key: each for each in held.kept} == before
    assert held.head.data == 1
    assert copy.stat().st_mode & 0o077 == 0
    after = await all_of(store)
    assert after.pop(SERVER).fields.items() >= before.pop(SERVER).fields.items()
    assert after == before
    assert await found(store) == current()
    assert await settle(store, tmp_path) is None
    assert files(tmp_path) == [copy]


@pytest.mark.usefixtures("left", "two_steps")
async def test_a_chain_of_migrations_is_written_in_one_step(store: Store, tmp_path: Path) -> None:
    copy = await settle(store, tmp_path)
    after = await all_of(store)
    assert f"code:{LEFT['code']}" not in after
    assert after["code:111111"].value == LEFT["poll"]
    assert after[f"event:{LEFT['event']}"].fields["colour"] == "dark blue"
    assert await found(store) == 3
    assert copy
    assert f"code:{LEFT['code']}" in {each.key for each in unpacked(copy.read_bytes()).kept}


@pytest.mark.usefixtures("left")
async def test_a_migration_that_breaks_off_changes_nothing_and_can_be_done_again(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = await all_of(store)

    def broken(keys: Keys) -> Keys:
        raise KeyError("colour")

    monkeypatch.setattr(data_version, "MIGRATIONS", {1: moved, 2: broken})
    for _ in range(2):
        with pytest.raises(KeyError):
            await settle(store, tmp_path)
    assert await all_of(store) == before
    monkeypatch.setattr(data_version, "MIGRATIONS", {1: moved, 2: again})
    copy = await settle(store, tmp_path)
    assert files(tmp_path) == [copy]
    assert await found(store) == 3


@pytest.mark.usefixtures("left", "two_steps")
async def test_without_a_copy_nothing_is_migrated(store: Store, tmp_path: Path) -> None:
    (tmp_path / "copies").write_text("a file where a folder should be")
    before = await all_of(store)
    with pytest.raises(WrongData, match="no copy of it can be written first"):
        await settle(store, tmp_path / "copies")
    assert await all_of(store) == before


@pytest.mark.one_redis
@pytest.mark.usefixtures("left")
async def test_who_writes_meanwhile_loses_nothing(
    store: Store, redis_client: redis.Redis, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An older server that somebody forgot to stop: its write is in the data that is migrated."""
    writes = iter([True, True, False])

    def disturbed(keys: Keys) -> Keys:
        if next(writes, False):
            redis_client.hincrby(f"event:{LEFT['event']}", "disturbed", 1)
        return moved(keys)

    monkeypatch.setattr(data_version, "MIGRATIONS", {1: disturbed})
    assert await settle(store, tmp_path)
    fields = (await all_of(store))[f"event:{LEFT['event']}"].fields
    assert (fields["disturbed"], fields["colour"]) == ("2", "blue")
    monkeypatch.setattr(data_version, "TRIES", 0)
    redis_client.hset(SERVER, DATA, 1)
    with pytest.raises(WrongData, match="stop every other server"):
        await settle(store, tmp_path)


@pytest.mark.one_redis
async def test_two_processes_that_start_at_once_migrate_once(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(store.url)
    monkeypatch.setattr(data_version, "MIGRATIONS", {1: moved, 2: again})
    done = await asyncio.gather(*(settle(store, tmp_path) for _ in range(3)))
    assert len([copy for copy in done if copy]) == 1
    assert (await all_of(store))[f"event:{LEFT['event']}"].fields["colour"] == "dark blue"


@pytest.fixture
def log_of_a_migration(tmp_path: Path) -> tuple[Path, int, int]:
    """A data folder that was migrated, and where in its log that begins and ends."""
    with EmbeddedRedis(tmp_path / "data") as private:
        put(private.url)
        (log,) = (tmp_path / "data" / torn_log.FOLDER).glob("*.incr.aof")
        begin = log.stat().st_size

        async def migrate() -> None:
            store = Store.connect(private.url)
            await settle(store, tmp_path / "copies")
            await store.redis.aclose()

        asyncio.run(migrate())
        end = log.stat().st_size
    return log, begin, end


@pytest.mark.usefixtures("two_steps")
def test_a_cut_of_power_in_a_migration_leaves_all_or_none(
    log_of_a_migration: tuple[Path, int, int], tmp_path: Path
) -> None:
    """Wherever the disk stopped: the data is as before, and the next start migrates it."""
    log, begin, end = log_of_a_migration
    written = log.read_bytes()

    async def look(url: str) -> tuple[int, bool, int]:
        store = Store.connect(url)
        there, old = await found(store), await store.redis.exists(f"code:{LEFT['code']}")
        await settle(store, tmp_path / "copies")
        after = await found(store)
        await store.redis.aclose()
        return there, bool(old), after

    for at in (begin + 1, (begin + end) // 2, end - 1, end):
        log.write_bytes(written[:at])
        with EmbeddedRedis(tmp_path / "data") as private:
            assert asyncio.run(look(private.url)) == ((1, True, 3) if at < end else (3, False, 3))
    assert len(list((tmp_path / "copies").iterdir())) == 1


@pytest.mark.one_redis
def test_newer_data_is_refused_in_a_sentence(
    redis_client: redis.Redis, fresh_redis_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    redis_client.hset(SERVER, mapping={DATA: 99, "data_by": "7.3.0"})
    for verb in (["serve", "--port", "0"], ["import", "workshop"], ["demo", "--port", "0"]):
        assert cli.main([*verb, "--redis-url", fresh_redis_url]) == 1
        (line,) = capsys.readouterr().err.splitlines()
        assert line.startswith("The data is of version 99, written by poll-server 7.3.0; this is ")
        assert "Nothing was changed." in line
    assert redis_client.keys("*") == [SERVER]


@pytest.mark.usefixtures("left")
def test_older_data_is_migrated_by_who_serves_it_alone(
    fresh_redis_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Beside a server of that version nobody may change under it what it reads."""
    assert cli.main(["import", "workshop", "--redis-url", fresh_redis_url]) == 1
    assert "start poll-server serve once" in capsys.readouterr().err


async def test_a_server_ends_when_a_newer_one_has_migrated_its_data(
    fresh_redis_url: str, redis_client: redis.Redis, tmp_path: Path
) -> None:
    """On another machine: what the old one writes would be wrong there."""
    server = RunningServer(fresh_redis_url, tmp_path / "log")
    await server.start()
    redis_client.hset(SERVER, mapping={DATA: 99, "data_by": "7.3.0"})
    assert await server.ended() == 1
    assert "written by poll-server 7.3.0" in (tmp_path / "log").read_text()
