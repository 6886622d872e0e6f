"""What a campaign happens on: one Redis whose power is cut, or a cluster whose primaries die."""

import asyncio
import os
import random
import signal
from pathlib import Path
from typing import Any, Protocol

from poll_server.store.keys import PollKeys
from poll_server.store.redis.embedded import EmbeddedRedis
from poll_server.store.store import Store
from tests.support.redis.redis_cluster import RedisCluster
from tests.support.running import until

from .disk import Disk

AWAY = (0.1, 1.0)
"""Seconds that what broke stays away, at least and at most; a server also needs its start."""
CUT_SECONDS = 0.5
"""That a primary goes on without its replica before it dies: less than makes a node suspicious."""
DURABLE_MS = 4000
"""What the set-up may take to be synced: `everysec` syncs once a second."""


class World(Protocol):
    """Where votes are kept, and how that breaks."""

    url: str
    bytes_lost: int
    """what power cuts took from Redis's files"""

    async def durable(self, store: Store, poll_id: str) -> None:
        """Wait until all that was written so far is safe, whatever promises are broken on purpose.

        A fault takes votes then, and not the poll: without a poll nothing could be found lost.
        """

    async def strike(self, fault: str, chance: random.Random) -> None:
        """Let `fault` happen, and repair it."""

    def stop(self) -> None:
        """End all of it."""


class OneRedis:
    """A private Redis on a disk that forgets what it was not told to sync."""

    def __init__(self, folder: Path, appendfsync: str) -> None:
        self._data = folder / "data"
        self._disk = Disk(folder)
        self.redis = EmbeddedRedis(self._data, extra=("--appendfsync", appendfsync))
        self.redis.binary = self._disk.wrapper(self.redis.binary)
        self.redis.start()
        self.url = self.redis.url
        self.bytes_lost = 0

    async def durable(self, store: Store, poll_id: str) -> None:
        async with store.redis.client() as one:  # WAITAOF speaks of its own connection's writes
            await one.set("campaign", "begun")
            synced, _ = await one.waitaof(1, 0, DURABLE_MS)
        assert synced == 1, "the set-up did not become durable"

    async def strike(self, fault: str, chance: random.Random) -> None:
        """`power`: Redis dies, and of its files only what was synced is there when it starts."""
        self._disk.cut_power()
        os.kill(self.redis.pid, signal.SIGKILL)
        await until(lambda: not self.redis.alive)
        # A real disk may have kept any part of what it was never told to sync.
        torn = chance.choice((0.0, 0.0, chance.random()))
        self.bytes_lost += self._disk.forget_unsynced(self._data / "appendonlydir", torn)
        await asyncio.sleep(chance.uniform(*AWAY))
        self._disk.restore_power()
        # In the main thread, so that Redis ends with us. The world stands still meanwhile.
        self.redis.start()

    def stop(self) -> None:
        self.redis.stop()
        self._disk.close()


class ManyRedis:
    """A cluster of three primaries, each with a replica."""

    bytes_lost = 0

    def __init__(self, folder: Path, *, confirmed: bool) -> None:
        """Args:
        confirmed: nothing is acknowledged before a replica has it; else the negative control.
        """
        self.cluster = RedisCluster(folder, guarded=confirmed)
        self.cluster.__enter__()
        self.url = self.cluster.url.replace("replicas=1", f"replicas={int(confirmed)}")
        self._key = ""

    async def durable(self, store: Store, poll_id: str) -> None:
        self._key = PollKeys(poll_id).live
        await asyncio.to_thread(self._in_step)

    def _in_step(self) -> None:
        primary = self.cluster.primary_of(self._key)
        assert primary.ask("WAIT", 1, DURABLE_MS) >= 1, "no replica has the set-up"

    async def strike(self, fault: str, chance: random.Random) -> None:
        work: Any = {"failover": self._fail_over, "reshard": self._reshard}[fault]
        await work(chance)

    async def _fail_over(self, chance: random.Random) -> None:
        """The poll's primary loses sight of its replica, votes go on, and it dies."""
        primary = self.cluster.primary_of(self._key)
        replica = self.cluster.replica_of(primary)
        replica.signal(signal.SIGSTOP)
        primary.ask("CLIENT KILL TYPE replica")
        await asyncio.sleep(CUT_SECONDS)
        primary.kill()
        replica.signal(signal.SIGCONT)
        await until(lambda: self.cluster.has_primary(self._key))
        await asyncio.sleep(chance.uniform(*AWAY))
        primary.start()
        await asyncio.to_thread(self.cluster.settle)

    async def _reshard(self, chance: random.Random) -> None:
        """The poll's slot moves to another primary, key by key."""
        primaries = {self.cluster.primary_of(str(number)).port for number in range(50)}
        here = self.cluster.primary_of(self._key).port
        port = chance.choice(sorted(primaries - {here}))
        to = next(node for node in self.cluster.nodes if node.port == port)
        for step in (self.cluster.begin_move, self.cluster.move_keys, self.cluster.end_move):
            await asyncio.to_thread(step, self._key, to)
            await asyncio.sleep(chance.uniform(0, AWAY[0]))

    def stop(self) -> None:
        self.cluster.close()
