"""A worker that starts while Redis is away waits for it.

A start that fails would end the whole server: uvicorn takes it for a mistake that every worker
would make. So one worker that dies in those seconds would take the phones of all others with it.
"""

import asyncio
import multiprocessing
import os
import signal
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from typing import Any

import structlog
from redis.exceptions import AuthenticationError, AuthorizationError, RedisError, ResponseError
from starlette.applications import Starlette

from poll_server.store.store import Store

from .last_resort import Lifespan

AGAIN_SECONDS = 0.5
"""Between two looks."""
REFUSED = (AuthenticationError, AuthorizationError, ResponseError)
"""Not mended by waiting."""

log = structlog.get_logger(__name__)


async def until_there(store: Store) -> None:
    """Return when Redis answers; in a process of its own, which `launch` let wait before, at once.

    Raises:
        RedisError: it refuses us.
    """
    if multiprocessing.parent_process() is None or await _there(store):
        return
    with _ended_at_once():
        log.warning("worker_waits_for_redis")
        while True:
            await asyncio.sleep(AGAIN_SECONDS)
            if await _there(store):
                break
    log.warning("worker_goes_on")


def replaced(lifespan: Lifespan, end: Callable[[int], Any] = os._exit) -> Lifespan:
    """`lifespan`, of a worker that ends where Redis goes away in the middle of its start.

    Its parent then starts another, which waits.

    Args:
        end: is called with an exit code that uvicorn does not take for a failed start.
    """

    @asynccontextmanager
    async def started(app: Starlette) -> AsyncIterator[Any]:
        async with AsyncExitStack() as open_things:
            try:
                state = await open_things.enter_async_context(lifespan(app))
            except (RedisError, OSError) as error:
                if multiprocessing.parent_process() is not None and not isinstance(error, REFUSED):
                    log.warning("worker_lost_redis", error=type(error).__name__)
                    end(1)
                raise
            yield state

    return started


async def _there(store: Store) -> bool:
    try:
        await store.redis.ping()
    except REFUSED:
        raise
    except (RedisError, OSError):
        return False
    return True


@contextmanager
def _ended_at_once() -> Iterator[None]:
    """SIGTERM and Ctrl-C end the process, which has nothing yet to put away.

    uvicorn would only note them, and look again when the start is through: also the one that it
    noted just before.
    """
    before = {each: signal.signal(each, signal.SIG_DFL) for each in (signal.SIGTERM, signal.SIGINT)}
    if any(_noted(handler) for handler in before.values()):
        signal.raise_signal(signal.SIGTERM)
    try:
        yield
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)


def _noted(handler: Any) -> bool:
    """Whether uvicorn, whose server's method `handler` is, was asked to end."""
    return bool(getattr(getattr(handler, "__self__", None), "should_exit", False))
