"""Work that goes on beside, and that ends when it is told to.

    async with background({"crowd": crowd.run(), "jobs": jobs.run()}, died=stop_the_server):
        …
    async with beginning() as begin:   # within a task that needs further ones as it goes on
        begin(watch(poll), "watch")
    await ended(tasks)                 # wherever a task is ended that does not end by itself

One cancel is a request that may get lost. In Python 3.11 `asyncio.wait_for`, which redis-py and
others use inside, swallows it where the work it waits for ends in the same turn; a loop around it
then goes on for ever, and whoever waits for its end as well. So a task is cancelled until it is
done. It must be a flat group: `asyncio.TaskGroup` passes on the first cancel only, and so would
keep a task of its own that had swallowed it.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Iterable, Mapping
from contextlib import asynccontextmanager, suppress
from typing import Any

import structlog

AGAIN_SECONDS = 0.5
"""Before a task that was cancelled is cancelled again: it may be hanging up politely."""
END_SECONDS = 5.0
"""Before nobody waits any longer: what supervises a server kills it after ten or more."""

log = structlog.get_logger(__name__)

AsyncTask = asyncio.Task[Any]


@asynccontextmanager
async def background(
    work: Mapping[str, Coroutine[Any, Any, None]], died: Callable[[AsyncTask], None] | None = None
) -> AsyncIterator[None]:
    """Do all of `work` beside, for the length of the block.

    Args:
        work: by the name that the log gives it.
        died: is told of a task that ended before its time, with an error.

    Raises:
        Exception: that of the first task that died, when the block has ended.
    """
    tasks = [asyncio.create_task(each, name=name) for name, each in work.items()]
    for task in tasks:
        if died is not None:
            task.add_done_callback(died)
    try:
        yield
    finally:
        await ended(tasks)
    for task in tasks:
        if task.done() and not task.cancelled() and (error := task.exception()) is not None:
            raise error


Begin = Callable[[Coroutine[Any, Any, None], str], AsyncTask]
"""Has work done beside, under the name that the log gives it."""


@asynccontextmanager
async def beginning() -> AsyncIterator[Begin]:
    """Begin further work from within a task; it ends with the block, however often it is told."""
    tasks: set[AsyncTask] = set()

    def begin(work: Coroutine[Any, Any, None], name: str) -> AsyncTask:
        task = asyncio.create_task(work, name=name)
        tasks.add(task)
        task.add_done_callback(tasks.discard)
        return task

    try:
        yield begin
    finally:
        ending = asyncio.create_task(ended(tasks))
        while not ending.done():
            # Whoever ends this task cancels it again meanwhile: those below would be forgotten.
            with suppress(asyncio.CancelledError):
                await asyncio.shield(ending)


async def ended(tasks: Iterable[AsyncTask], seconds: float = END_SECONDS) -> None:
    """Cancel `tasks` until they are done; what they return or raise is left in them.

    Args:
        seconds: after which a task that is still not done is named in the log, and left alone.
    """
    loop = asyncio.get_running_loop()
    over = loop.time() + seconds
    waiting = list(tasks)
    while waiting := [task for task in waiting if not task.done()]:
        left = over - loop.time()
        if left <= 0:
            log.critical("tasks_do_not_end", tasks=sorted(task.get_name() for task in waiting))
            return
        for task in waiting:
            task.cancel()
        await asyncio.wait(waiting, timeout=min(AGAIN_SECONDS, left))


async def within(seconds: float, name: str, close: Callable[[], Awaitable[None]]) -> None:
    """Let `close` hang up; where that takes too long, name it in the log and go on.

    Args:
        seconds: it may take.

    Raises:
        Exception: what `close` raises.
    """

    async def closing() -> None:
        await close()

    task = asyncio.create_task(closing(), name=name)
    await asyncio.wait([task], timeout=seconds)
    if not task.done():
        log.error("close_takes_too_long", of=name, seconds=seconds)
        await ended([task])
    if task.done() and not task.cancelled():
        task.result()
