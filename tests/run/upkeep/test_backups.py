"""A drill: a backup in the middle of a vote, restored on another machine; every number the same."""

import asyncio
import json
import re
import stat
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import redis

from poll_server.base.secret_file import take
from poll_server.command import cli, upkeep_verbs
from poll_server.live.ballots import Ballots
from poll_server.live.crowd import Crowd
from poll_server.live.polls import Polls
from poll_server.report import render
from poll_server.report.model.gather import gather
from poll_server.store.events import Events
from poll_server.store.keys import SERVER, PollKeys
from poll_server.store.redis.embedded import EmbeddedRedis
from poll_server.store.store import Store
from poll_server.upkeep import backup_file, backups
from poll_server.upkeep.backup_file import CannotRestore, packed, unpacked
from poll_server.wire.messages import Counted
from tests.support.cases import EVENT, Hall
from tests.support.sockets.forum import server_here

PEOPLE = 40
Said = pytest.CaptureFixture[str]


@pytest.fixture
def other_url(tmp_path: Path) -> Iterator[str]:
    """The empty Redis of another machine."""
    with EmbeddedRedis(tmp_path / "other") as private:
        yield private.url


@pytest.fixture
async def other(other_url: str) -> AsyncIterator[Store]:
    store = Store.connect(other_url)
    yield store
    await store.redis.aclose()


def mode_of(file: str) -> int:
    return Path(file).stat().st_mode


async def report(store: Store) -> dict[str, Any]:
    """The event's figures, of every round with its checksum; not when it was made."""
    found = await gather(Polls.reading(store), await Events(store).get(EVENT.id), "de")
    # Its method says so, too, to the minute: of two reports one may be made in the next one.
    told: dict[str, Any] = json.loads(render(replace(found, as_of_ms=0), "json"))
    return told


async def figures(store: Store) -> dict[str, list[dict[str, Any]]]:
    """Every round of every question, without the moments at which somebody pressed a key."""
    questions = (await report(store))["polls"][0]["questions"]
    return {
        each["id"]: [
            {name: value for name, value in round_.items() if name not in ("closed", "shown")}
            for round_ in each["rounds"]
        ]
        for each in questions
    }


async def test_a_vote_goes_on_elsewhere_and_every_number_is_the_same(
    store: Store, hall: Hall, other: Store, other_url: str, tmp_path: Path
) -> None:
    await hall.one_vote()
    await hall.do("show")
    number = await hall.ask("skills")
    before = await report(store)  # without the round that is open
    answers = [{"steps": [who % 5, who % 3]} for who in range(PEOPLE)]
    voting = [asyncio.create_task(hall.vote(who, answers[who])) for who in range(PEOPLE // 2)]
    await asyncio.sleep(0)
    data = packed(await backups.backup(store))
    late = [hall.vote(who, answers[who]) for who in range(PEOPLE // 2, PEOPLE)]
    assert all(isinstance(each, Counted) for each in await asyncio.gather(*voting, *late))

    assert await backups.restore(other, unpacked(data), tmp_path) is None
    assert await backups.differences(other) == []
    assert await report(other) == before
    was, now = [await each.polls.live(hall.poll_id) for each in (store, other)]
    assert was.epoch != now.epoch

    # Who has voted keeps the answer until it is counted in this epoch, and sends it again.
    ballots = Ballots(other_url)
    there = Hall(Polls(other, ballots, Crowd(other), take_back=0), hall.poll_id)
    there._commands = 1000
    again = [there.vote(who, answers[who], number=number) for who in range(PEOPLE)]
    told = await asyncio.gather(*again)
    assert all(isinstance(each, Counted) for each in told), told
    for each in (hall, there):
        await each.do("close")
        await each.do("show")
    await ballots.close()
    first, second = await figures(store), await figures(other)
    assert first == second
    assert (first["skills"][0]["votes"], len(first["skills"][0]["sha256"])) == (PEOPLE, 64)


async def test_a_changed_vote_is_found_by_its_checksum(
    store: Store, hall: Hall, other: Store, tmp_path: Path
) -> None:
    number = await hall.one_vote()
    await hall.do("show")
    made = await backups.backup(store)
    votes = PollKeys(hall.poll_id).round(number).votes
    (at,) = [n for n, each in enumerate(made.kept) if each.key == votes]
    ((voter, value),) = made.kept[at].fields.items()
    made.kept[at].fields[voter] = value.replace("[0]", "[1]")
    await backups.restore(other, made, tmp_path)
    (said,) = await backups.differences(other)
    assert said.startswith("congress, round 1: its votes are no longer those")


async def test_what_nobody_could_read_is_not_restored(
    store: Store, hall: Hall, other: Store, tmp_path: Path
) -> None:
    """Somebody wrote into the file, or a disk did."""
    number = await hall.one_vote()
    await hall.do("show")
    keys = PollKeys(hall.poll_id)
    for key, field, value in (
        (keys.live, "version", "many"),
        (keys.live, "control", "٣"),
        (f"event:{EVENT.id}", "deck", "{}"),
        (keys.about, "poll", '{"id": 7}'),
        (keys.about, "code", ""),
    ):
        made = await backups.backup(store)
        (at,) = [each for each in made.kept if each.key == key]
        at.fields[field] = value
        with pytest.raises(CannotRestore, match=f"“{re.escape(key)}” cannot be read"):
            await backups.restore(other, made, tmp_path)
        assert await other.redis.keys("*") == []
    made = await backups.backup(store)
    (votes,) = [each for each in made.kept if each.key == keys.round(number).votes]
    votes.fields["somebody"] = "no vote at all"
    await backups.restore(other, made, tmp_path)
    assert await backups.differences(other) == ["congress, its votes cannot be read."]


async def test_nothing_is_replaced_unless_told_and_then_a_copy_is_kept(
    store: Store, hall: Hall, tmp_path: Path
) -> None:
    made = await backups.backup(store)
    await hall.one_vote()
    await store.redis.set("session:1", "somebody else's")
    with pytest.raises(CannotRestore, match="There is poll data here already"):
        await backups.restore(store, made, tmp_path)
    assert await store.polls.rounds(hall.poll_id) == 1
    copy = await backups.restore(store, made, tmp_path, replace=True)
    assert await store.polls.rounds(hall.poll_id) == 0
    assert await store.redis.get("session:1") == "somebody else's"
    assert copy
    assert backups.held(unpacked(copy.read_bytes()).kept) == (1, 1, 1)
    await backups.restore(store, unpacked(copy.read_bytes()), tmp_path, replace=True)
    assert await store.polls.rounds(hall.poll_id) == 1


async def test_beside_a_running_server_nothing_is_restored(store: Store, tmp_path: Path) -> None:
    async with server_here(store.url):
        await Events(store).add(EVENT)
        made = await backups.backup(store)
        with pytest.raises(CannotRestore, match="A server is running"):
            await backups.restore(store, made, tmp_path, replace=True)


async def test_what_signs_cookies_comes_along_from_a_file_and_from_redis(
    store: Store, hall: Hall, other: Store, tmp_path: Path
) -> None:
    """Else every phone would be a new one, and could vote twice."""
    file, theirs = str(tmp_path / "secret"), str(tmp_path / "elsewhere" / "secret")
    in_redis = await store.secret()
    made = await backups.backup(store)
    await backups.restore(other, made, tmp_path, theirs)
    assert await Store(other.redis, other.url, theirs).secret() == in_redis  # type: ignore[arg-type]
    assert stat.S_IMODE(mode_of(theirs)) == 0o600
    assert await other.redis.hget(SERVER, "secret") is None

    from_file = await backups.backup(other, theirs)
    with pytest.raises(CannotRestore, match="name it with --secret-file"):
        await backups.backup(other, file)
    await backups.restore(store, from_file, tmp_path, replace=True)
    assert await store.secret() == in_redis

    take(Path(file))
    await other.redis.delete(*[key async for key in other.redis.scan_iter()])
    with pytest.raises(CannotRestore, match="poll data here already"):
        await backups.restore(other, made, tmp_path, file)


async def test_a_backup_of_newer_data_and_of_nothing(store: Store, tmp_path: Path) -> None:
    await store.redis.delete(SERVER)
    with pytest.raises(CannotRestore, match="nothing to back up"):
        await backups.backup(store)
    newer = backup_file.Head(program="7.0", data=99, made_ms=1)
    with pytest.raises(CannotRestore, match="written by poll-server 7"):
        await backups.restore(store, backup_file.Backup(newer, []), tmp_path)
    assert await store.redis.keys("*") == []


def run(capsys: Said, *arguments: str) -> tuple[int, str, str]:
    code = cli.main(arguments)
    out, err = capsys.readouterr()
    return code, out, err


def test_the_commands(capsys: Said, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """From one data folder to another, by a passphrase."""
    monkeypatch.setattr(backup_file, "SCRYPT_N", 2**4)
    monkeypatch.setenv("POLL_BACKUP_PASSPHRASE", "geheim")
    here, there = ("--data-dir", str(tmp_path / "a")), ("--data-dir", str(tmp_path / "b"))
    file = str(tmp_path / "one.backup")
    assert run(capsys, "import", "workshop", *here)[0] == 0
    code, out, _ = run(capsys, "backup", "--to", file, *here)
    assert (code, out) == (0, f"{file}: 1 events, 0 rounds, 0 votes.\n")
    assert b"workshop" not in Path(file).read_bytes()
    code, _, err = run(capsys, "backup", "--to", file, *here)
    assert (code, "exists already" in err) == (1, True)

    code, out, _ = run(capsys, "restore", file, *there)
    assert code == 0
    assert "1 events, 0 rounds, 0 votes.\nEvery closed round agrees" in out
    code, _, err = run(capsys, "restore", file, *there)
    assert (code, "write --replace" in err) == (1, True)
    code, out, _ = run(capsys, "restore", file, "--replace", *there)
    assert code == 0
    assert out.startswith(f"What was there before: {tmp_path / 'b' / 'copies'}/before-restore-")

    monkeypatch.delenv("POLL_BACKUP_PASSPHRASE")
    (tmp_path / "phrase").write_text("falsch\n")
    code, _, err = run(
        capsys, "restore", file, "--passphrase-file", str(tmp_path / "phrase"), *there
    )
    assert (code, "another passphrase" in err) == (1, True)
    code, _, err = run(capsys, "restore", str(tmp_path / "none"), *there)
    assert (code, "There is nothing at" in err) == (1, True)


def test_a_schedule_keeps_the_newest_and_goes_on_after_a_failure(
    capsys: Said, fresh_redis_url: str, redis_client: redis.Redis, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    folder, at = tmp_path / "backups", ("--redis-url", fresh_redis_url)
    stamps = (f"poll-server-20270101T00000{n}Z.backup" for n in range(9))
    monkeypatch.setattr(upkeep_verbs, "name_now", lambda: next(stamps))
    slept: list[float] = []

    def sleep(seconds: float) -> None:
        slept.append(seconds)
        if len(slept) == 4:
            raise KeyboardInterrupt
        if len(slept) == 1:
            redis_client.delete(SERVER)  # nothing is there any more
        else:
            redis_client.hset(SERVER, "data", 2)

    monkeypatch.setattr("poll_server.command.upkeep_verbs.time.sleep", sleep)
    folder.mkdir()
    (folder / "poll-server-notes.backup").write_text("not ours")
    args = ("--to", str(folder), "--every", "6h", "--keep", "2", *at)
    code, out, err = run(capsys, "backup", *args)
    assert (code, slept) == (130, [21600.0] * 4)
    assert err.count("No backup this time: There is nothing to back up here") == 1
    assert "not encrypted" in out
    assert sorted(path.name for path in folder.iterdir()) == [
        "poll-server-20270101T000002Z.backup",
        "poll-server-20270101T000003Z.backup",
        "poll-server-notes.backup",
    ]


@pytest.mark.parametrize("every", ["6", "h", "0h", "1w", "٣h"])
def test_a_time_that_is_none(every: str, capsys: Said) -> None:
    with pytest.raises(SystemExit):
        cli.main(["backup", "--to", "x", "--every", every])
    assert "such as 6h" in capsys.readouterr().err
