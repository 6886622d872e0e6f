"""Files that take a while: how far they are, where they lie, and that they go again."""

import os
import zipfile
from collections.abc import AsyncIterator
from pathlib import Path

import msgspec
import pytest

from poll_server.report.making import jobs as module
from poll_server.report.making.jobs import KEPT_SECONDS, Jobs, UnknownJob
from poll_server.report.making.orders import CannotMake, MadeFile, Order, Progress
from poll_server.report.making.workshop import Workshop
from tests.support.running import until

ORDER = Order(redis_url="", event="congress", language="en", formats=("csv",), zip_name="all")


class Pretended(Workshop):
    """A workshop that makes what it is told to, or fails at the second file."""

    def __init__(self, failure: Exception | None = None) -> None:
        super().__init__("")
        self.failure = failure

    async def files(self, order: Order) -> list[MadeFile]:
        folder, made = Path(order.folder), MadeFile("a.csv", "text/csv", 3)
        Progress(language="en", number=1, of=2, name="a.csv").write(folder)
        (folder / made.name).write_bytes(b"xxx")
        Progress(language="en", number=2, of=2, name="b.csv", files=(made,)).write(folder)
        if self.failure:
            raise self.failure
        return [made]


@pytest.fixture
async def jobs(tmp_path: Path) -> AsyncIterator[Jobs]:
    made = Jobs(Pretended(), tmp_path / "made")
    yield made
    await made.close()


async def finished(jobs: Jobs, job: str) -> Progress:
    await until(lambda: not jobs._running)
    return await jobs.look("congress", job)


async def test_a_job_tells_how_far_it_is_and_hands_out_its_files(jobs: Jobs) -> None:
    job = await jobs.start(ORDER)
    done = await finished(jobs, job)
    assert (done.ended, done.why, done.number, done.of, done.share) == (True, "", 2, 2, 100)
    assert [file.name for file in done.files] == ["a.csv"]
    path, kept = await jobs.file("congress", job, "a.csv")
    assert (path.read_bytes(), kept.media_type) == (b"xxx", "text/csv")
    assert path.parent.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    ("event", "job", "name"),
    [
        ("congress", "a" * 16, "a.csv"),
        ("congress", "../../../etc/xxxx", "passwd"),
        ("other", "", "a.csv"),
        ("congress", "", "progress.json"),
        ("congress", "", "../progress.json"),
        ("congress", "", "lock"),
    ],
)
async def test_nothing_else_is_handed_out(jobs: Jobs, event: str, job: str, name: str) -> None:
    started = await jobs.start(ORDER)
    await finished(jobs, started)
    with pytest.raises(UnknownJob):
        await jobs.file(event, job or started, name)


async def test_files_go_after_ten_minutes_and_with_their_event(jobs: Jobs, tmp_path: Path) -> None:
    old, new = await jobs.start(ORDER), await jobs.start(ORDER)
    await finished(jobs, new)
    folder = tmp_path / "made" / "congress"
    age = folder.stat().st_mtime - KEPT_SECONDS - 1
    os.utime(folder / old, (age, age))
    third = await jobs.start(ORDER)  # each start sweeps
    assert {each.name for each in folder.iterdir()} == {new, third}
    await finished(jobs, third)
    await jobs.forget("congress")
    assert not folder.exists()
    with pytest.raises(UnknownJob):
        await jobs.look("congress", new)


async def test_a_job_that_nobody_works_on_any_more_says_so(tmp_path: Path) -> None:
    folder = tmp_path / "made" / "congress" / ("b" * 16)
    folder.mkdir(parents=True)
    (folder / "lock").touch()
    half = Progress(language="en", number=1, of=2, name="a.csv")
    (folder / "progress.json").write_bytes(msgspec.json.encode(half))
    found = await Jobs(Pretended(), tmp_path / "made").look("congress", "b" * 16)
    assert (found.ended, found.why) == (True, "broken_off")


@pytest.mark.parametrize(
    ("error", "why"),
    [(CannotMake("no_room", "full"), "no_room"), (OSError("gone"), "no_room")],
)
async def test_a_job_says_why_there_are_no_files(
    tmp_path: Path, error: Exception, why: str
) -> None:
    jobs = Jobs(Pretended(error), tmp_path / "made")
    found = await finished(jobs, await jobs.start(ORDER))
    assert (found.ended, found.why, found.share) == (True, why, 50)
    assert [file.name for file in found.files] == ["a.csv"], "what is made can be fetched"


async def test_there_is_an_end_to_how_many_are_made_at_once(
    jobs: Jobs, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MOST_JOBS", 1)
    await jobs.start(ORDER)
    with pytest.raises(CannotMake, match="busy"):
        await jobs.start(ORDER)
    (tmp_path / "file").touch()
    with pytest.raises(CannotMake, match="no_room"):
        await Jobs(Pretended(), tmp_path / "file" / "made").start(ORDER)


async def test_a_whole_job_with_the_real_process(
    tmp_path: Path, fresh_redis_url: str, poll_id: str
) -> None:
    beside = Workshop(fresh_redis_url, nice=0)
    jobs = Jobs(beside, tmp_path / "made")
    real = msgspec.structs.replace(ORDER, redis_url=fresh_redis_url, of=("", "forum-1"))
    job = await jobs.start(real)
    assert not (await jobs.look("congress", job)).ended
    done = await finished(jobs, job)
    assert done.why == ""
    assert [file.name for file in done.files] == [
        "congress-results.csv",
        "congress-forum-1-results.csv",
        "all.zip",
    ]
    path, _ = await jobs.file("congress", job, "all.zip")
    with zipfile.ZipFile(path) as archive:
        assert archive.namelist() == ["congress-results.csv", "congress-forum-1-results.csv"]
    await jobs.close()
    await beside.close()
