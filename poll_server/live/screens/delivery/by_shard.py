"""Work for many polls, of which those of one Redis server wait for no other server.

A single Redis has one queue: whatever it does takes its turn. In a cluster each primary has one, so
that a primary that is away or stands still holds up its own polls alone.
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

import structlog

from poll_server.base.background import AsyncTask, Begin, beginning

Item = TypeVar("Item")

log = structlog.get_logger(__name__)


async def one_after_the_other(
    due: "asyncio.Queue[Item]",
    shard: Callable[[Item], str],
    work: Callable[[Item], Awaitable[None]],
) -> None:
    """Have all that comes out of `due` worked off, until cancelled.

    A mistake in the work on one item is logged: one poll's trouble is not the others'.

    Args:
        shard: to which server an item goes.
    """
    queues: dict[str, asyncio.Queue[Item]] = {}

    async def worker(queue: "asyncio.Queue[Item]") -> None:
        while True:
            await _safely(work, await queue.get())

    async with beginning() as begin:
        while True:
            item = await due.get()
            name = shard(item)
            if name not in queues:
                queues[name] = asyncio.Queue()
                begin(worker(queues[name]), f"hub ticks {name}")
            queues[name].put_nowait(item)


class LooksUnderWay:
    """One look at each server at a time: who has not answered is not asked again."""

    def __init__(self, begin: Begin) -> None:
        self._begin = begin
        self._under_way: dict[str, AsyncTask] = {}

    def begin(self, name: str, look: Callable[..., Awaitable[None]], *given: Any) -> None:
        """Begin a look at the server of this name, unless one is under way."""
        before = self._under_way.get(name)
        if before is None or before.done():
            self._under_way[name] = self._begin(_safely(look, name, *given), f"hub truth {name}")


async def _safely(work: Callable[..., Awaitable[None]], *given: Any) -> None:
    try:
        await work(*given)
    except Exception:
        log.exception("screens_failed")
