"""Whether Redis still answers: screens that show numbers would else show old ones as new."""

import asyncio
from collections.abc import Callable

import structlog

from poll_server.store.records import now_ms

STALLED = 1.5
"""Seconds without the truth, beyond the time between two looks, after which screens that somebody
answers for are told how old their picture is."""
LOOK_AT_LINE = 0.25
"""Seconds between two looks whether the truth came."""

log = structlog.get_logger(__name__)


class Pulse:
    """When Redis answered last, as the looks at the truth find it."""

    def __init__(self, truth_every: float) -> None:
        """Args:
        truth_every: seconds between two looks at the truth.
        """
        self._truth_every = truth_every
        self._true_at = float("inf")
        """loop time of the last look that was answered; before the first: never old"""
        self._true_ms = 0

    def answered(self) -> None:
        """Redis told the truth just now, or nobody wants to know it."""
        self._true_at, self._true_ms = asyncio.get_running_loop().time(), now_ms()

    async def watch(self, say: Callable[[int], None]) -> None:
        """Say when Redis has not answered for a while.

        A look of its own, because the one that waits for Redis waits as long as its connection.

        Args:
            say: called once a stall, with the time of the last truth in ms.
        """
        told = False
        while True:
            await asyncio.sleep(LOOK_AT_LINE)
            silent = asyncio.get_running_loop().time() - self._true_at
            stalled = silent > self._truth_every + STALLED
            if stalled and not told:
                log.warning("redis_stalled", seconds=round(silent, 1))
                say(self._true_ms)
            told = stalled
