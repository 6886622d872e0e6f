"""Work beside ends when it is told to, also where the first word gets lost."""

import asyncio
import re
import sys
from pathlib import Path

import pytest
from starlette.applications import Starlette
from structlog.testing import capture_logs

from poll_server.base import background
from poll_server.base.background import beginning, ended, within
from poll_server.base.settings import Settings
from poll_server.live.crowd import Crowd
from poll_server.run import app
from poll_server.store.reach.ear import Ear
from poll_server.web import health
from tests.support.cases import Hall

ROOT = Path(__file__).parents[2]
TURNS = 60
"""Loop turns of the longest try; one round of a crowd's report to Redis takes about 20."""


@pytest.fixture(autouse=True)
def in_a_hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(background, "AGAIN_SECONDS", 0.02)


class Deaf:
    """A loop around something that swallows cancels, as `asyncio.wait_for` may in Python 3.11."""

    def __init__(self, swallowed: int) -> None:
        self.left = swallowed

    async def run(self) -> None:
        while True:
            try:
                await asyncio.Event().wait()
            except asyncio.CancelledError:
                if not self.left:
                    raise
                self.left -= 1


@pytest.mark.parametrize("swallowed", [0, 1, 3])
async def test_a_task_is_cancelled_until_it_is_done(swallowed: int) -> None:
    deaf = Deaf(swallowed)
    task = asyncio.create_task(deaf.run())
    await asyncio.sleep(0)
    async with asyncio.timeout(30):
        await ended([task])
    assert task.cancelled()
    assert deaf.left == 0


@pytest.mark.parametrize("swallowed", [0, 1, 3])
async def test_what_a_task_began_ends_with_it_until_it_is_done(swallowed: int) -> None:
    """A task group would pass on the first cancel alone, and wait for ever."""
    deaf = Deaf(swallowed)

    async def work() -> None:
        async with beginning() as begin:
            begin(deaf.run(), "deaf")
            await asyncio.Event().wait()

    async with asyncio.timeout(30):
        async with background.background({"work": work()}):
            await asyncio.sleep(0.01)
    assert deaf.left == 0
    assert not [each for each in asyncio.all_tasks() if each.get_name() == "deaf"]


async def test_whoever_does_not_end_is_named_and_left_alone() -> None:
    deaf = Deaf(1_000_000)
    task = asyncio.create_task(deaf.run(), name="deaf")
    await asyncio.sleep(0)
    with capture_logs() as said:
        async with asyncio.timeout(30):
            await ended([task], seconds=0.1)
    assert said == [{"event": "tasks_do_not_end", "tasks": ["deaf"], "log_level": "critical"}]
    deaf.left = 0
    await ended([task])


async def test_what_hangs_up_too_slowly_is_named_and_left() -> None:
    with capture_logs() as said:
        async with asyncio.timeout(30):
            await within(0.1, "redis", Deaf(2).run)
    assert [(each["event"], each["of"]) for each in said] == [("close_takes_too_long", "redis")]


async def test_what_fails_to_hang_up_says_so() -> None:
    async def fails() -> None:
        raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        await within(1, "redis", fails)


async def test_a_task_that_died_is_told_of_at_once_and_raised_in_the_end() -> None:
    async def dies() -> None:
        raise ZeroDivisionError

    told: list[str] = []
    survivor = Deaf(1)

    async def block() -> None:
        async with background.background(
            {"dies": dies(), "stays": survivor.run()},
            died=lambda task: told.append(task.get_name()),
        ):
            await asyncio.sleep(0)
            await asyncio.sleep(0)
            assert told == ["dies"]

    with pytest.raises(ZeroDivisionError):
        await block()
    assert sorted(told) == ["dies", "stays"]
    assert survivor.left == 0


async def test_no_moment_to_end_the_report_of_the_crowd_is_a_wrong_one(
    hall: Hall, crowd_here: Crowd
) -> None:
    """The cancel comes in each loop turn of a write to Redis, so also when redis-py swallows it."""
    for turns in range(TURNS):
        task = asyncio.create_task(crowd_here.run())
        for _ in range(turns):
            await asyncio.sleep(0)
        await ended([task], seconds=5)
        assert task.done(), f"cancelled after {turns} turns, it goes on"


async def test_no_moment_to_end_what_listens_is_a_wrong_one(fresh_redis_url: str) -> None:
    """Cancelled once while it connects, every seventh went on for ever: see `ended`."""
    for turns in range(TURNS):
        ear = Ear(fresh_redis_url)
        ear.want("poll")
        task = asyncio.create_task(ear.run(lambda poll_id, votes: None))
        for _ in range(turns):
            await asyncio.sleep(0)
        await ended([task], seconds=5)
        assert task.done(), f"cancelled after {turns} turns, it goes on"
        await ear.close()


ENDS_ONCE = re.compile(r"(\w+)\.cancel\(\)\n\s*await asyncio\.wait\(\[\1\]\)")
"""Python 3.11 may lose that one word, and then the wait is for ever."""


def test_nobody_waits_without_limit_for_what_was_cancelled_once() -> None:
    assert ENDS_ONCE.search("task.cancel()\n    await asyncio.wait([task])")
    for part in ("poll_server", "presenter", "audience", "tests"):
        for path in (ROOT / part).rglob("*.py"):
            assert not ENDS_ONCE.search(path.read_text()), path


@pytest.fixture
def crowd_here(hall: Hall, crowd: Crowd, monkeypatch: pytest.MonkeyPatch) -> Crowd:
    """A crowd of one that says so without a pause."""
    monkeypatch.setattr(sys.modules[Crowd.__module__], "SAY_EVERY", 0)
    crowd.arrive(hall.poll_id, b"somebody")
    return crowd


async def test_the_server_ends_although_each_of_its_loops_loses_a_cancel(
    fresh_redis_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """F2: an end that waits for a loop that was never told is no end."""
    loops: list[Deaf] = []

    def deaf(*_: object) -> object:
        loops.append(Deaf(1))
        return loops[-1].run()

    monkeypatch.setattr(health, "watch_settings", deaf)
    for module, name in [
        ("live.crowd", "Crowd"),
        ("live.ending.retention", "Retention"),
        ("report.making.jobs", "Jobs"),
        ("store.reach.ear", "Ear"),
    ]:
        monkeypatch.setattr(getattr(sys.modules[f"poll_server.{module}"], name), "run", deaf)
    for name in ("_ticks", "_truth"):
        monkeypatch.setattr(sys.modules["poll_server.live.screens.hub"].Hub, name, deaf)
    server: Starlette = app.create_app(Settings(redis_url=fresh_redis_url))
    async with asyncio.timeout(60):
        async with server.router.lifespan_context(server):
            await asyncio.sleep(0)
    assert [loop.left for loop in loops] == [0] * 7
