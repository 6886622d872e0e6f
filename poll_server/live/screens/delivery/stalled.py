"""Whether Redis still answers: screens that show numbers would else show old ones as new."""

import asyncio
from collections.abc import Callable, Collection

import structlog

from poll_server.store.records import now_ms

STALLED = 1.5
"""Seconds without the truth, beyond the time between two looks, after which screens that somebody
answers for are told how old their picture is."""
LOOK_AT_LINE = 0.25
"""Seconds between two looks whether the truth came."""

log = structlog.get_logger(__name__)


class Pulse:
    """When Redis answered last, each of its servers, as the looks at the truth find it."""

    def __init__(self, truth_every: float) -> None:
        """Args:
        truth_every: seconds between two looks at the truth.
        """
        self._truth_every = truth_every
        self.answers: dict[str, tuple[float, int]] = {}
        """server -> loop time of its last answer, and the same in ms since 1970"""
        self._told: set[str] = set()

    def answered(self, server: str) -> None:
        """It told the truth just now."""
        self.answers[server] = asyncio.get_running_loop().time(), now_ms()

    def expect(self, servers: Collection[str]) -> None:
        """Of others nobody wants to know the truth: they are never old."""
        self.answers = {name: at for name, at in self.answers.items() if name in servers}

    async def watch(self, say: Callable[[str, int], None]) -> None:
        """Say when a server has not answered for a while.

        A look of its own, because the one that waits for Redis waits as long as its connection.

        Args:
            say: called once a stall, with the server and the time of its last truth in ms.
        """
        while True:
            await asyncio.sleep(LOOK_AT_LINE)
            now, stalled = asyncio.get_running_loop().time(), set[str]()
            for server, (true_at, true_ms) in self.answers.items():
                if (silent := now - true_at) <= self._truth_every + STALLED:
                    continue
                stalled.add(server)
                if server not in self._told:
                    log.warning("redis_stalled", seconds=round(silent, 1))
                    say(server, true_ms)
            self._told = stalled
