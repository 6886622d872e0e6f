"""Whoever does not end is ended; whoever does is left alone, however long it puts things away."""

import asyncio
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import partial
from typing import Any

import pytest
from starlette.applications import Starlette

from poll_server.run import last_resort
from poll_server.run.last_resort import in_time


@asynccontextmanager
async def lifespan(app: Starlette) -> AsyncIterator[str]:
    yield "state"


def served(how: last_resort.Lifespan, ended: list[int], over: threading.Event) -> None:
    """What a process does, in a thread that stands for it."""

    def end(code: int) -> None:
        ended.append(code)
        over.set()

    async def serve() -> None:
        async with in_time(how, end)(Starlette()) as state:
            assert state == "state"

    with asyncio.Runner() as runner:
        runner.run(serve())


def test_a_process_that_ends_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Also long past the limits: it may still have a Redis to put away."""
    looks: list[Callable[[], None]] = []

    def later(seconds: float, *whom: Any) -> None:
        looks.append(partial(last_resort._end, *whom))

    monkeypatch.setattr(last_resort, "_after", later)
    ended: list[int] = []
    served(lifespan, ended, threading.Event())
    for look in looks:
        look()
    assert (len(looks), ended) == (2, [])


def test_one_whose_end_is_stuck_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(last_resort, "LIFESPAN_SECONDS", 0.05)
    monkeypatch.setattr(last_resort, "LOOP_SECONDS", 1000)
    ended: list[int] = []
    over, let_go = threading.Event(), threading.Event()

    @asynccontextmanager
    async def stuck(app: Starlette) -> AsyncIterator[str]:
        yield "state"
        await asyncio.to_thread(let_go.wait)

    process = threading.Thread(target=served, args=(stuck, ended, over))
    process.start()
    was_ended = over.wait(20)
    let_go.set()
    process.join()
    assert was_ended
    assert ended == [1]


def test_one_whose_threads_hold_it_after_all_is_put_away_is_ended(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(last_resort, "LOOP_SECONDS", 0.05)
    monkeypatch.setattr(last_resort, "LIFESPAN_SECONDS", 1000)
    ended: list[int] = []
    over, let_go = threading.Event(), threading.Event()

    @asynccontextmanager
    async def left_behind(app: Starlette) -> AsyncIterator[str]:
        asyncio.get_running_loop().run_in_executor(None, let_go.wait)
        yield "state"

    process = threading.Thread(target=served, args=(left_behind, ended, over))
    process.start()
    was_ended = over.wait(20)
    let_go.set()
    process.join()
    assert was_ended
    assert ended == [1]
