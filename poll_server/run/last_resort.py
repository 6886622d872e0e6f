"""A process that was told to end ends in time, whatever goes on in it.

Work that swallows every cancel, or a thread that never returns, would hold the end of its process
for ever: Python waits for both when an event loop is closed. By then votes have been answered and
Redis has what was acknowledged, so nothing is lost by ending without them. The log names them.
"""

import asyncio
import os
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any

import structlog
from starlette.applications import Starlette

LIFESPAN_SECONDS = 8.0
"""For all that is closed in turn: work beside has 5 s of its own, and few things take time."""
LOOP_SECONDS = 2.0
"""For the event loop after that: nothing in it is waited for any more."""

log = structlog.get_logger(__name__)

Lifespan = Callable[[Starlette], AbstractAsyncContextManager[Any]]


def in_time(lifespan: Lifespan, end: Callable[[int], Any] = os._exit) -> Lifespan:
    """`lifespan`, of a process that is ended where its end takes too long.

    Args:
        end: is called with the exit code, from a thread of its own.
    """

    @asynccontextmanager
    async def limited(app: Starlette) -> AsyncIterator[Any]:
        loop = asyncio.get_running_loop()
        try:
            async with lifespan(app) as state:
                yield state
                _after(LIFESPAN_SECONDS, loop, end)
        finally:
            _after(LOOP_SECONDS, loop, end)

    return limited


def _after(seconds: float, loop: asyncio.AbstractEventLoop, end: Callable[[int], Any]) -> None:
    timer = threading.Timer(seconds, _end, (loop, end))
    timer.daemon = True  # it holds nobody's end itself
    timer.start()


def _end(loop: asyncio.AbstractEventLoop, end: Callable[[int], Any]) -> None:
    if loop.is_closed():
        return  # all is well; the process may have other things to put away, such as its Redis
    names = sorted({task.get_name() for task in asyncio.all_tasks(loop)})
    log.critical("process_did_not_end", tasks=names, threads=threading.active_count())
    end(1)
