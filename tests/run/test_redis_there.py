"""A worker that waits for Redis can be ended; that it goes on, `test_processes.py` shows."""

import asyncio
import multiprocessing
import os
import signal
from collections.abc import Iterator

import pytest
import uvicorn

from poll_server.run.redis_there import until_there
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
    server = uvicorn.Server(uvicorn.Config("nothing:here"))
    for each in (signal.SIGTERM, signal.SIGINT):
        signal.signal(each, server.handle_exit)
    os.kill(os.getpid(), which)
    store = Store.connect(NOBODY_THERE)
    with pytest.raises(Ended):
        async with asyncio.timeout(20):
            await until_there(store)
    await store.redis.aclose()
