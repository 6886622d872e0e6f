"""Work for many polls, of which those of one Redis server wait for no other server.

A single Redis has one queue: whatever it does takes its turn. In a cluster each primary has one, so
that a primary that is away or stands still holds up its own polls alone.
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

Item = TypeVar("Item")


async def one_after_the_other(
    due: "asyncio.Queue[Item]",
    shard: Callable[[Item], str],
    work: Callable[[Item], Awaitable[None]],
) -> None:
    """Have all that comes out of `due` worked off, until cancelled.

    Args:
        shard: to which server an item goes.
    """
    queues: dict[str, asyncio.Queue[Item]] = {}

    async def worker(queue: "asyncio.Queue[Item]") -> None:
        while True:
            await work(await queue.get())

    async with asyncio.TaskGroup() as workers:
        while True:
            item = await due.get()
            name = shard(item)
            if name not in queues:
                queues[name] = asyncio.Queue()
                workers.create_task(worker(queues[name]))
            queues[name].put_nowait(item)


class LooksUnderWay:
    """One look at each server at a time: who has not answered is not asked again."""

    def __init__(self, group: asyncio.TaskGroup) -> None:
        self._group = group
        self._under_way: dict[str, asyncio.Task[None]] = {}

    def begin(self, name: str, look: Callable[..., Any], *given: Any) -> None:
        """Begin a look at the server of this name, unless one is under way."""
        before = self._under_way.get(name)
        if before is None or before.done():
            self._under_way[name] = self._group.create_task(look(name, *given))
