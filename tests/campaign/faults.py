"""What breaks while people vote: servers, Redis, the power, every connection at once."""

import asyncio
import random
import signal
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from typing import Literal

from poll_server.hall.simulated import SimulatedScreen
from tests.support.running import RunningServer

from .worlds import AWAY, World

Fault = Literal["kill", "drain", "power", "drop", "failover", "reshard"]
FAULTS: tuple[Fault, ...] = ("kill", "kill", "drain", "power", "power", "drop")
"""A whole campaign: servers killed twice and drained once, two power cuts, all sockets dropped."""
FAULTS_OF_MANY: tuple[Fault, ...] = ("kill", "drain", "failover", "reshard", "failover", "drop")
"""In a cluster the poll's primary dies twice, and its slot moves, instead of the power cuts."""


@dataclass
class Machine:
    """Everything that can break."""

    world: World
    servers: list[RunningServer]
    screens: Iterable[SimulatedScreen]
    chance: random.Random
    remarks: list[str] = field(default_factory=list)

    async def strike(self, fault: Fault) -> None:
        """Let `fault` happen, and repair it."""
        strikes: dict[Fault, Callable[[], Awaitable[None]]] = {
            "kill": self._kill,
            "drain": self._drain,
            "drop": self._drop,
        }
        if fault in strikes:
            await strikes[fault]()
        else:
            await self.world.strike(fault, self.chance)

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

    async def _drop(self) -> None:
        for screen in self.screens:
            await screen.drop()

    async def _away(self) -> None:
        await asyncio.sleep(self.chance.uniform(*AWAY))
