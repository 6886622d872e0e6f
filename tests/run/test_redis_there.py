"""A worker that waits for Redis can be ended; that it goes on, `test_processes.py` shows."""

import asyncio
import multiprocessing
import os
import signal
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager

import pytest
import uvicorn
from redis.exceptions import AuthenticationError, ConnectionError
from starlette.applications import Starlette
from uvicorn.config import STARTUP_FAILURE

from poll_server.run import server
from poll_server.run.redis_there import replaced, until_there
from poll_server.store.store import Store

NOBODY_THERE = "redis://127.0.0.1:1"


class Ended(Exception):
    """In place of the end of this process."""


@pytest.fixture
def handlers() -> Iterator[None]:
    before = {each: signal.getsignal(each) for each in (signal.SIGTERM, signal.SIGINT)}
    yield
    for each, handler in before.items():
        signal.signal(each, handler)


@pytest.mark.usefixtures("handlers")
@pytest.mark.parametrize("which", [signal.SIGTERM, signal.SIGINT])
async def test_a_worker_told_to_end_before_it_waits_does_not_wait(
    which: signal.Signals, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The signal came while it looked for Redis: uvicorn has noted it for after the start."""

    def ended(number: int) -> None:
        assert signal.getsignal(number) is signal.SIG_DFL  # so it is the end indeed
        raise Ended

    monkeypatch.setattr(multiprocessing, "parent_process", lambda: object())
    monkeypatch.setattr(signal, "raise_signal", ended)
    noting = uvicorn.Server(uvicorn.Config("nothing:here"))
    for each in (signal.SIGTERM, signal.SIGINT):
        signal.signal(each, noting.handle_exit)
    os.kill(os.getpid(), which)
    store = Store.connect(NOBODY_THERE)
    with pytest.raises(Ended):
        async with asyncio.timeout(20):
            await until_there(store)
    await store.redis.aclose()


def failing(error: Exception) -> Callable[[Starlette], AbstractAsyncContextManager[None]]:
    """A start in whose middle this happens."""

    async def ask_redis() -> None:
        raise error

    @asynccontextmanager
    async def start(app: Starlette) -> AsyncIterator[None]:
        await ask_redis()
        yield

    return start


@pytest.mark.parametrize("error", [ConnectionError(), OSError()])
async def test_a_worker_that_loses_redis_while_it_starts_is_replaced(
    error: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    """F3: it had just answered. uvicorn would take the other workers down with it.

    Of what each process serves, but for the watch over its end, which would end this one.
    """
    monkeypatch.setattr(multiprocessing, "parent_process", lambda: object())

    def ended(code: int) -> None:
        assert code not in (0, STARTUP_FAILURE)
        raise Ended

    monkeypatch.setattr(replaced, "__defaults__", (ended,))
    monkeypatch.setattr(server, "in_time", lambda lifespan: lifespan)
    monkeypatch.setattr(server, "create_app", lambda: Starlette(lifespan=failing(error)))
    app = server.application()
    with pytest.raises(Ended):
        await app.router.lifespan_context(app).__aenter__()


@pytest.mark.parametrize(
    ("error", "worker"), [(AuthenticationError(), True), (ValueError(), True), (OSError(), False)]
)
async def test_a_start_that_fails_for_good_is_said(
    error: Exception, worker: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The next one would fail in the same way; and one process of its own has nobody behind it."""
    monkeypatch.setattr(multiprocessing, "parent_process", lambda: object() if worker else None)
    told: list[int] = []
    with pytest.raises(type(error)):
        await replaced(failing(error), told.append)(Starlette()).__aenter__()
    assert told == []


async def test_what_comes_up_runs_and_ends_as_it_would() -> None:
    seen: list[str] = []

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[str]:
        yield "state"
        seen.append("ended")

    async with replaced(lifespan)(Starlette()) as state:
        assert (state, seen) == ("state", [])
    assert seen == ["ended"]
