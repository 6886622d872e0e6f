"""How fast one phone may speak: no faster than a person taps, and never refused for it.

A phone that sends more is read more slowly; nothing is thrown away, so an honest retry after an
outage is only ever delayed. Never by address: 600 phones share one.
"""

import asyncio

BURST = 20
"""Frames at once: a reconnect with a pending vote, and a few quick changes of mind."""
PER_SECOND = 5.0
"""Frames a second after that; nobody taps faster."""


class Pace:
    """A token bucket for one socket."""

    __slots__ = ("_at", "_tokens")

    def __init__(self) -> None:
        self._tokens = float(BURST)
        self._at = asyncio.get_running_loop().time()

    async def keep(self) -> None:
        """Wait until one more frame may be read."""
        if seconds := self.take():
            await asyncio.sleep(seconds)

    def take(self) -> float:
        """A frame was read; seconds until the next may be, 0 where it may at once."""
        now = asyncio.get_running_loop().time()
        self._tokens = min(BURST, self._tokens + (now - self._at) * PER_SECOND)
        self._at = now
        self._tokens -= 1
        return max(0.0, -self._tokens / PER_SECOND)
