"""The process that makes files: beside the server, behind everybody else, and never in the way."""

import asyncio
import io
import os
import sys
import zipfile
from pathlib import Path

import msgspec
import pytest

from poll_server.live.auditing import BrokenTally
from poll_server.live.polls import Polls
from poll_server.locale import speak
from poll_server.report import gather, render
from poll_server.report.making import workshop
from poll_server.report.making.orders import Answer, Made, Order, frame
from poll_server.report.making.workshop import CannotMake, Workshop
from poll_server.store.events import Events, Listing
from poll_server.store.keys import PollKeys
from poll_server.store.records import UnknownEvent, UnknownPoll
from poll_server.store.store import Store
from tests.support.cases import NO, YES, Hall
from tests.support.waiting import until


@pytest.fixture
async def listing(hall: Hall, store: Store) -> Listing:
    """The event of `cases`, its first question answered."""
    await hall.ask("phones")
    for who in range(3):
        await hall.vote(who, NO if who else YES)
    await hall.do("close")
    events = Events(store)
    return (await events.all())[0]


def order(store: Store, **what: object) -> Order:
    plain = {"redis_url": store.url, "event": "congress", "language": "en", **what}
    return msgspec.convert(plain, Order)


async def test_files_are_what_this_process_would_make_of_them(
    store: Store, polls: Polls, hall: Hall, listing: Listing, monkeypatch: pytest.MonkeyPatch
) -> None:
    beside = Workshop(store.url, nice=0)
    one = order(store, of=["forum-1"], formats=["csv", "xlsx"])
    book, table = await beside.files(one)
    here = await gather(polls, listing, "en", "forum-1")
    assert table.content == render(here, "csv")
    assert (table.name, table.size) == ("congress-forum-1-results.csv", len(table.content))
    assert zipfile.is_zipfile(io.BytesIO(book.content))

    process = beside._quick._process
    assert process is not None

    # What cannot be made is said as the server itself would say it, by the same process.
    for wrong, error in (
        ({"event": "nothing"}, UnknownEvent),
        ({"of": ["forum-9"]}, UnknownPoll),
        ({"pictures": ["svg"], "question": "skills"}, CannotMake),
    ):
        with pytest.raises(error):
            await beside.files(order(store, **wrong))
    await store.redis.hset(PollKeys(hall.poll_id).round(1).result, "0", 7)
    monkeypatch.setattr(workshop, "IDLE_SECONDS", 0.05)
    with pytest.raises(BrokenTally, match="round 1"):
        await beside.files(one)
    assert beside._quick._process is process
    await until(lambda: process.returncode is not None)  # idle by now
    await beside.close()


async def killed(beside: Workshop, times: int) -> None:
    """Kill the process as soon as it is there, long before it has made anything, so often."""
    dead = None
    for _ in range(times):

        def there(before: asyncio.subprocess.Process | None = dead) -> bool:
            return beside._long._process not in (None, before)

        await until(there)
        dead = beside._long._process
        assert dead is not None
        dead.kill()


async def test_a_process_that_dies_is_started_again_once(
    store: Store, listing: Listing, monkeypatch: pytest.MonkeyPatch
) -> None:
    beside = Workshop(store.url, nice=0)
    files: list[str] = []
    again: list[bool] = []

    async def hear(answer: Answer) -> None:
        if isinstance(answer, Made):
            files.append(answer.name)

    def anew() -> None:
        again.append(True)

    formats = order(store, formats=["json", "csv"])
    await asyncio.gather(beside.watch(formats, hear, anew), killed(beside, 1))
    assert again == [True]
    assert files == ["congress-results.csv", "congress-results.json"]
    await beside.close()

    with pytest.raises(CannotMake) as failed:
        await asyncio.gather(beside.watch(formats, hear, anew), killed(beside, 2))
    assert "All results are kept" in failed.value.sentence(speak("en"))
    assert beside._long._process is None

    monkeypatch.setattr(workshop, "MOST_WAITING", 0)
    with pytest.raises(CannotMake, match="busy"):
        await beside.files(formats)
    await beside.close()


def niceness_of_its_group(pid: int) -> int:
    """19 also where Linux does not group by session, and there is nothing to be set."""
    group = Path(f"/proc/{pid}/autogroup")
    return int(group.read_text().split()[-1]) if group.exists() else 19


async def test_it_lets_every_other_process_go_first() -> None:
    """From its very beginning: what it imports takes a second of computing, or a busy minute."""
    beside = Workshop("", nice=19)
    process = await beside._quick._start()
    assert os.getpriority(os.PRIO_PROCESS, process.pid) == 19
    if sys.platform == "linux":
        assert os.sched_getscheduler(process.pid) == os.SCHED_IDLE
        assert niceness_of_its_group(process.pid) == 19
        assert os.getsid(process.pid) == process.pid
    await beside.close()


async def test_it_ends_with_the_server_that_started_it(store: Store, listing: Listing) -> None:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "poll_server.report.making.worker"),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(frame(order(store, formats=["docx", "pdf"])))
    await process.stdout.readexactly(4)  # it is at work
    process.stdin.close()
    async with asyncio.timeout(30):
        await process.wait()
