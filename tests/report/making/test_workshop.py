"""The process that makes files: beside the server, behind everybody else, and never in the way."""

import asyncio
import io
import multiprocessing
import os
import resource
import signal
import subprocess
import sys
import zipfile
from collections.abc import AsyncIterator
from contextlib import suppress
from multiprocessing.process import BaseProcess
from pathlib import Path

import msgspec
import pytest

from poll_server.deck.pictures.paged import CannotUsePdf
from poll_server.live.ending.auditing import BrokenTally
from poll_server.live.polls import Polls
from poll_server.locale import speak
from poll_server.report import gather, render
from poll_server.report.making import pages_worker, workshop
from poll_server.report.making.orders import CannotMake, Order, read_progress
from poll_server.report.making.workshop import Workshop
from poll_server.store.events import Events, Listing
from poll_server.store.keys import PollKeys
from poll_server.store.records import UnknownEvent, UnknownPoll
from poll_server.store.store import Store
from tests.support.cases import NO, YES, Hall
from tests.support.servers.forking import for_files
from tests.support.servers.processes import gone
from tests.support.suite.at_length import AT_LENGTH
from tests.support.waiting import until


@pytest.fixture(autouse=True)
def as_servers_start_them(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each a fresh interpreter, unlike in all other tests (see `servers/forking.py`)."""
    monkeypatch.setattr(workshop, "get_context", multiprocessing.get_context)


@pytest.fixture
async def beside(store: Store) -> AsyncIterator[Workshop]:
    made = Workshop(store.url, nice=1)
    yield made
    await made.close()
    assert processes() == []


def processes() -> list[BaseProcess]:
    """Those that make files just now."""
    return multiprocessing.active_children()


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
    store: Store,
    polls: Polls,
    hall: Hall,
    listing: Listing,
    beside: Workshop,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    one = order(store, of=["forum-1"], formats=["csv", "xlsx"])
    book, table = await beside.files(one)
    here = await gather(polls, listing, "en", "forum-1")
    assert table.content == render(here, "csv")
    assert (table.name, table.size) == ("congress-forum-1-results.csv", len(table.content))
    assert zipfile.is_zipfile(io.BytesIO(book.content))

    (process,) = processes()
    # Where Linux groups processes by session, only this counts against those of others.
    assert process.pid is not None
    if sys.platform == "linux":
        assert os.getsid(process.pid) == process.pid
        assert autogroup(process.pid) in ("", "1")

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
    assert [each.pid for each in processes()] in ([process.pid], [])
    await until(lambda: not process.is_alive())  # idle by now
    assert len(await beside.files(order(store, sheet="poster"))) == 1, "and started again"


async def test_what_stands_in_an_error_comes_back_with_it(
    store: Store, listing: Listing, beside: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workshop, "get_context", for_files)
    with pytest.raises(CannotMake) as failed:
        await beside.files(order(store, folder="/proc/nowhere", formats=["csv"]))
    assert failed.value.why == "no_room"
    assert "No such file" in failed.value.detail


async def killed(times: int) -> None:
    """Kill the process as soon as it is there, long before it has made anything, so often."""
    dead: set[int | None] = set()
    while len(dead) < times:
        await until(lambda: any(each.pid not in dead for each in processes()))
        for each in processes():
            if each.pid not in dead:
                dead.add(each.pid)
                each.kill()


async def test_a_process_that_dies_is_started_again_once(
    store: Store, listing: Listing, beside: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    formats = order(store, formats=["json", "csv"])
    made, _ = await asyncio.gather(beside.files(formats), killed(1))
    assert [file.name for file in made] == ["congress-results.csv", "congress-results.json"]
    await beside.close()

    with pytest.raises(CannotMake) as failed:
        await asyncio.gather(beside.files(formats), killed(2))
    assert "All results are kept" in failed.value.sentence(speak("en"))
    await until(lambda: not processes())

    monkeypatch.setattr(workshop, "MOST_WAITING", 0)
    with pytest.raises(CannotMake, match="busy"):
        await beside.files(formats)


async def test_an_order_that_takes_too_long_or_is_given_up_ends_its_process(
    store: Store, listing: Listing, beside: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    every = order(store, formats=["docx", "pdf", "pptx"])
    given_up = asyncio.create_task(beside.files(every))
    await until(lambda: bool(processes()))
    given_up.cancel()
    with suppress(asyncio.CancelledError):
        await given_up
    await until(lambda: not processes())
    monkeypatch.setattr(workshop, "ORDER_SECONDS", 0.05)
    with pytest.raises(CannotMake, match="mistake"):
        await beside.files(every)
    await until(lambda: not processes())


PATHS = b"0 0 m 700 400 l 0 400 l h f\n" * 300_000
ENDLESS = b"""%%PDF-1.7
1 0 obj << /Type /Catalog /Pages 2 0 R >> endobj
2 0 obj << /Type /Pages /Kids [3 0 R] /Count 1 >> endobj
3 0 obj << /Type /Page /Parent 2 0 R /MediaBox [0 0 720 405] /Contents 4 0 R >> endobj
4 0 obj << /Length %d >>
stream
%b
endstream
endobj
trailer << /Size 5 /Root 1 0 R >>
""" % (len(PATHS), PATHS)
"""A PDF that is drawn for minutes."""


async def test_what_a_pdf_kills_or_keeps_busy_is_the_process_that_reads_it(
    beside: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Once, and not again with the same file."""
    with pytest.raises(CannotMake, match="pages"):
        await asyncio.gather(beside.pages(ENDLESS), killed(1))
    await until(lambda: not processes())
    monkeypatch.setattr(workshop, "PAGES_SECONDS", 0.05)
    with pytest.raises(CannotMake, match="pages"):
        await beside.pages(ENDLESS)
    await until(lambda: not processes())
    monkeypatch.setattr(workshop, "MOST_PDFS", 0)
    with pytest.raises(CannotMake, match="busy"):
        await beside.pages(b"no PDF")


def test_it_takes_no_more_memory_and_computing_than_a_talk_needs(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    limits: dict[int, tuple[int, int]] = {}
    monkeypatch.setattr(resource, "getrlimit", lambda what: (resource.RLIM_INFINITY,) * 2)
    monkeypatch.setattr(resource, "setrlimit", limits.__setitem__)
    with pytest.raises(CannotUsePdf, match="format"):
        pages_worker.make(b"no PDF")
    expected = {resource.RLIMIT_CPU: pages_worker.MOST_COMPUTING, resource.RLIMIT_CORE: 0}
    if sys.platform == "linux":
        expected[resource.RLIMIT_AS] = pages_worker.MOST_MEMORY
    assert limits == {what: (most, most) for what, most in expected.items()}


async def test_it_lets_every_other_process_go_first(store: Store, listing: Listing) -> None:
    """From its very beginning: what it imports takes a second of computing, or a busy minute."""
    beside = Workshop(store.url, nice=19)
    ordered = asyncio.create_task(beside.files(order(store, formats=["csv"])))
    await asyncio.sleep(0)  # it is started at once
    (process,) = processes()
    assert process.pid is not None
    assert os.getpriority(os.PRIO_PROCESS, process.pid) == 19
    if sys.platform == "linux":
        assert os.sched_getscheduler(process.pid) == os.SCHED_IDLE
    ordered.cancel()
    process.kill()  # its turn comes when nobody else has anything to do, such as other tests
    with suppress(asyncio.CancelledError):
        await ordered
    await beside.close()
    await until(lambda: not processes())


def autogroup(pid: int) -> str:
    """How nice a process's session is; empty where Linux does not group by session."""
    group = Path(f"/proc/{pid}/autogroup")
    return group.read_text().split()[-1] if group.exists() else ""


SERVER = """
import asyncio, sys
from poll_server.report.making.orders import Order
from poll_server.report.making.workshop import Workshop

async def serve():
    beside = Workshop(sys.argv[1], nice=0)
    await beside.files(
        Order(redis_url=sys.argv[1], event="congress", language="en", formats=("csv",)))
    print("made", flush=True)
    await beside.files(Order(redis_url=sys.argv[1], event="congress", language="en",
        of=("",) * 400, formats=("docx",), folder=sys.argv[2]))

if __name__ == "__main__":
    asyncio.run(serve())
"""


# The harder end always; that a server ends well by SIGTERM, tests/run holds.
@pytest.mark.parametrize("how", [signal.SIGKILL, pytest.param(signal.SIGTERM, marks=AT_LENGTH)])
async def test_it_ends_with_the_server_that_started_it(
    store: Store, listing: Listing, tmp_path: Path, how: signal.Signals
) -> None:
    with started(store.url, tmp_path) as server:
        assert server.stdout is not None
        await asyncio.to_thread(server.stdout.readline)
        await until(lambda: read_progress(tmp_path) is not None)  # the other one is at work
        children = children_of(server.pid)
        server.send_signal(how)
    assert len(children) > 1
    await until(lambda: all(map(gone, children)))


def started(redis_url: str, folder: Path) -> subprocess.Popen[str]:
    """A server that has made one file and makes many."""
    (folder / "server.py").write_text(SERVER)
    return subprocess.Popen(
        [sys.executable, folder / "server.py", redis_url, folder],
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
    )


def children_of(pid: int) -> list[int]:
    """The processes that another one started."""
    found = subprocess.run(["ps", "-o", "pid=", "--ppid", str(pid)], capture_output=True, text=True)
    return [int(each) for each in found.stdout.split()]
