"""What breaks while people vote: servers, Redis, the power, every connection at once."""

import asyncio
import os
import random
import signal
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from poll_server.hall.simulated import SimulatedScreen
from poll_server.store.redis.embedded import EmbeddedRedis
from tests.support.running import RunningServer, until

from .disk import Disk

Fault = Literal["kill", "drain", "power", "drop"]
FAULTS: tuple[Fault, ...] = ("kill", "kill", "drain", "power", "power", "drop")
"""A whole campaign: servers killed twice and drained once, two power cuts, all sockets dropped."""
AWAY = (0.1, 1.0)
"""Seconds that what broke stays away, at least and at most; a server also needs its start."""


@dataclass
class Machine:
    """Everything that can break."""

    redis: EmbeddedRedis
    disk: Disk
    data: Path
    servers: list[RunningServer]
    screens: Iterable[SimulatedScreen]
    chance: random.Random
    bytes_lost: int = 0
    """what the power cuts took from Redis's files"""
    remarks: list[str] = field(default_factory=list)

    async def strike(self, fault: Fault) -> None:
        """Let `fault` happen, and repair it."""
        strikes: dict[Fault, Callable[[], Awaitable[None]]] = {
            "kill": self._kill,
            "drain": self._drain,
            "power": self._cut_power,
            "drop": self._drop,
        }
        await strikes[fault]()

    async def _kill(self) -> None:
        server = self.chance.choice(self.servers)
        await server.kill()
        await self._away()
        await server.start()

    async def _drain(self) -> None:
        server = self.chance.choice(self.servers)
        code = await server.drain()
        if code not in (0, -signal.SIGTERM):
            self.remarks.append(f"a drained server ended with {code}")
        await server.start()

    async def _cut_power(self) -> None:
        """Redis dies, and of its files only what was synced is there when it starts again."""
        self.disk.cut_power()
        os.kill(self.redis.pid, signal.SIGKILL)
        await until(lambda: not self.redis.alive)
        # A real disk may have kept any part of what it was never told to sync.
        torn = self.chance.choice((0.0, 0.0, self.chance.random()))
        self.bytes_lost += self.disk.forget_unsynced(self.data / "appendonlydir", torn)
        await self._away()
        self.disk.restore_power()
        # In the main thread, so that Redis ends with us. The world stands still meanwhile.
        self.redis.start()

    async def _drop(self) -> None:
        for screen in self.screens:
            await screen.drop()

    async def _away(self) -> None:
        await asyncio.sleep(self.chance.uniform(*AWAY))
