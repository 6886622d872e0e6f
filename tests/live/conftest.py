"""asyncio looks closely at the tests of whatever runs while people vote.

Its debug mode refuses calls from another thread, says where a coroutine that nobody awaited comes
from, and logs what held the loop for long.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping

import pytest

from poll_server.store.store import Store
from tests.live.screens.watching import Watched, running
from tests.support.cases import Hall

PACED = ("test_hub.py", "test_hub_faults.py")
"""Measure how often screens hear of a vote: no files for what slows every step of the loop."""


def pytest_asyncio_loop_factories() -> Mapping[str, Callable[[], asyncio.AbstractEventLoop]]:
    """That of asyncio, which has the debug mode."""
    return {"asyncio": asyncio.new_event_loop}


@pytest.fixture(autouse=True)
async def asyncio_debug(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """pytest-asyncio tells each loop to be quiet, whatever PYTHONASYNCIODEBUG says; this comes
    before every other fixture that runs in it.

    To keep the stack of each call, future and task, too, would take twice as long as all else, and
    tell no test more: the loop says that it keeps none, and of a coroutine one line is enough.
    """
    loop = asyncio.get_running_loop()
    monkeypatch.setattr("asyncio.constants.DEBUG_STACK_DEPTH", 1)
    loop.set_debug(request.path.name not in PACED)
    monkeypatch.setattr(loop, "get_debug", lambda: False)


@pytest.fixture
async def watched(hall: Hall, store: Store) -> AsyncIterator[Watched]:
    async with running(hall.polls, store, hall.poll_id) as watched:
        yield watched
