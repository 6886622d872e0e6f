"""The second process for one order: when there is one, that it dies alone, or with the first."""

import asyncio
import multiprocessing
import os
import subprocess
import sys
from concurrent.futures.process import BrokenProcessPool
from functools import partial
from pathlib import Path

import msgspec
import pytest

from poll_server.deck.deck import Event, Poll
from poll_server.live.polls import Polls
from poll_server.questions.kinds.choice import Choice
from poll_server.report.making import making, worker
from poll_server.report.making import second as module
from poll_server.report.making.orders import Order, read_progress
from poll_server.report.making.second import MANY_QUESTIONS, Second, is_worth_it
from poll_server.report.making.standing_back import NICEST
from poll_server.report.making.task import Task
from poll_server.store.events import Events, Listing
from poll_server.store.store import Store
from tests.support.servers.forking import for_files
from tests.support.servers.processes import children, status
from tests.support.suite.no_skips import LINUX
from tests.support.waiting import until

ORDER = Order(
    redis_url="", event="big", language="en", formats=("csv", "json", "html"), folder="there"
)


def big(questions: int = MANY_QUESTIONS) -> Event:
    asked = tuple(
        Choice(id=f"q-{n}", prompt=f"{n}?", options=("Yes", "No")) for n in range(questions)
    )
    return Event(
        id="big",
        title="Big",
        languages=("en",),
        polls=(Poll(id="all", title="All", questions=asked),),
    )


@pytest.mark.parametrize(
    ("is_wanted", "cores", "questions", "change"),
    [
        (True, 2, MANY_QUESTIONS, {}),
        (True, 9, MANY_QUESTIONS, {"of": ("all",)}),
        (True, 2, MANY_QUESTIONS, {"of": ("", "all"), "formats": ("csv",)}),
        (True, 2, MANY_QUESTIONS, {"formats": (), "pictures": ("svg",)}),
        (False, 1, MANY_QUESTIONS, {}),
        (False, 2, MANY_QUESTIONS - 1, {}),
        (False, 2, MANY_QUESTIONS, {"of": ("other",)}),
        (False, 2, MANY_QUESTIONS, {"formats": ("csv",)}),
        (False, 2, MANY_QUESTIONS, {"folder": ""}),
    ],
)
def test_it_is_there_for_several_files_of_many_questions_on_several_cores(
    is_wanted: bool,
    cores: int,
    questions: int,
    change: dict[str, object],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, "cores", lambda: cores)
    listing = Listing("big", big(questions), (), created_ms=0, simulated=0)
    assert is_worth_it(msgspec.structs.replace(ORDER, **change), listing) == is_wanted


async def test_it_makes_what_it_was_told_of_until_it_dies(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        module, "get_context", for_files
    )  # the other two start theirs as servers do
    todo = [Task(name, "text/plain", partial(str.encode, name)) for name in ("a", "b")]
    with Second() as second:
        second.take(todo)
        assert [second.make(1), second.make(0)] == [b"b", b"a"]
        (process,) = multiprocessing.active_children()
        process.kill()
        with pytest.raises(BrokenProcessPool):
            second.make(0)
    with Second():
        pass
    await until(lambda: not multiprocessing.active_children())


async def test_an_order_that_loses_it_is_made_by_the_first_one(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    killed, whole = list[int | None](), making.tasks

    async def tasks(polls: Polls, events: Events, order: Order) -> list[Task]:
        for each in multiprocessing.active_children():
            each.kill()
            killed.append(each.pid)
        return await whole(polls, events, order)

    monkeypatch.setattr(module, "cores", lambda: 2)
    monkeypatch.setattr(worker, "tasks", tasks)
    await Events(store).add(big())
    order = msgspec.structs.replace(ORDER, redis_url=store.url, folder=str(tmp_path))
    made = await asyncio.to_thread(worker.make, order)
    assert len(killed) == 1
    assert [file.name for file in made] == [f"big-results.{end}" for end in order.formats]
    assert not multiprocessing.active_children()


FIRST = """
import sys
from poll_server.report.making import second, worker
from poll_server.report.making.orders import Order
second.cores = lambda: 2
worker.make(Order(redis_url=sys.argv[1], event="big", language="en", of=("",) * 400,
                  formats=("docx",), folder=sys.argv[2]))
"""


def started(redis_url: str, folder: Path) -> subprocess.Popen[bytes]:
    """A first process that makes many files."""
    return subprocess.Popen(
        ["nice", "-n", "1", sys.executable, "-c", FIRST, redis_url, folder],
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
    )


@LINUX
async def test_it_ends_with_the_first_one(store: Store, tmp_path: Path) -> None:
    """However that ends: nothing else would end it. And it is as nice to others."""
    await Events(store).add(big())
    first = started(store.url, tmp_path)
    try:
        await until(lambda: read_progress(tmp_path) is not None)  # both are there
        behind = children(first.pid)
        assert len(behind) == 2, "and what tracks Python's semaphores"
        nice = min(os.getpriority(os.PRIO_PROCESS, 0) + 1, NICEST)
        assert {os.getpriority(os.PRIO_PROCESS, each) for each in behind} == {nice}
    finally:
        first.kill()
        await asyncio.to_thread(first.wait)
    await until(lambda: not any(status(each) for each in behind))
