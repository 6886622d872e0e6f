"""One question for many askers: whoever comes while it is being asked shares the next answer.

600 phones that open the page in the same second want the same reading of the same poll. Sharing the
answer that is already under way would be quicker still, but wrong: it may have been given before
the asker's own vote was counted. The next one is asked after every sharer came.
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

T = TypeVar("T")


class Shared(Generic[T]):
    """`ask`, at most once at a time; await the object's call for an answer newer than the call."""

    def __init__(self, ask: Callable[[], Awaitable[T]]) -> None:
        self._ask = ask
        self._asking: asyncio.Task[T] | None = None
        self._next: asyncio.Task[T] | None = None

    async def __call__(self) -> T:
        """An answer to a question that is asked from now on; raises what `ask` raises."""
        if self._next is None:
            self._next = asyncio.create_task(self._turn(self._asking))
            self._next.add_done_callback(_looked_at)
        return await asyncio.shield(self._next)  # one asker who leaves does not end it for the rest

    async def _turn(self, before: "asyncio.Task[T] | None") -> T:
        if before is not None:
            await asyncio.wait([before])
        self._asking, self._next = self._next, None
        return await self._ask()


def _looked_at(task: "asyncio.Task[T]") -> None:
    """Where all askers have left, nobody is told of an error, and asyncio need not complain."""
    if not task.cancelled():
        task.exception()
