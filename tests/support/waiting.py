"""Waiting for what will happen, instead of for a time."""

import asyncio
from collections.abc import Awaitable, Callable

LONGEST = 60.0
"""Seconds; far above anything here, so that only what never happens meets it."""
LOOK = 0.005
"""Seconds between two looks."""


async def until(holds: Callable[[], bool | Awaitable[bool]]) -> None:
    """Wait until `holds()` is true.

    Raises:
        TimeoutError: it never became so.
    """
    async with asyncio.timeout(LONGEST):
        while True:
            found = holds()
            if found if isinstance(found, bool) else await found:
                return
            await asyncio.sleep(LOOK)
