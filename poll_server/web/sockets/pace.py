"""How fast one phone may speak: no faster than a person taps, and never refused for it.

A phone that sends more is read more slowly; nothing is thrown away, so an honest retry after an
outage is only ever delayed. Never by address: 600 phones share one.
"""

import asyncio
from time import monotonic

BURST = 20
"""Frames at once: a reconnect with a pending vote, and a few quick changes of mind."""
PER_SECOND = 5.0
"""Frames a second after that; nobody taps faster."""


class Pace:
    """A token bucket for one socket."""

    __slots__ = ("_at", "_tokens")

    def __init__(self) -> None:
        self._tokens = float(BURST)
        self._at = monotonic()

    async def keep(self) -> None:
        """Wait until one more frame may be read."""
        if seconds := self.take():
            await asyncio.sleep(seconds)

    def take(self) -> float:
        """A frame was read; seconds until the next may be, 0 where it may at once."""
        now = monotonic()
        tokens = self._tokens + (now - self._at) * PER_SECOND
        self._at = now
        # Compared by hand: this is done for every frame, and `min` takes as long as all the rest.
        self._tokens = tokens = (BURST if tokens > BURST else tokens) - 1
        return 0.0 if tokens >= 0 else -tokens / PER_SECOND
