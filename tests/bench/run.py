"""The measuring, from the first page to the last burst."""

import asyncio
import os
import statistics
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from poll_server.store.redis.embedded import EmbeddedRedis
from tests.campaign import disk
from tests.support.running import until
from tests.support.sockets.raw_socket import get

from .figures import Burst, Figures, Size
from .halls import Hall, bare_loop, hall
from .phones import BenchPhone, burst, saturate

PAGES, READERS = 25, 20
"""Pages that each of so many asks for, one after the other: 500 in a second or two."""
SLOW_SYNC = 0.1
"""Seconds that each sync takes on the slow disk: a worn card in a borrowed laptop."""


async def measure(size: Size) -> Figures:
    """Everything, on a private Redis."""
    figures = Figures(size.phones)
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        folder = Path(name)
        figures.sync = _sync_time(folder)
        with EmbeddedRedis(folder / "data") as redis:
            await _measure_ours(figures, redis.url, folder, size)
            async with bare_loop(redis.url, size) as (phones, process):
                for _ in range(size.bursts):
                    await _burst(figures, figures.bare, phones, 1, process)
                figures.bare_rate = await saturate(phones, 1, size.changes)
        if disk.available():
            await _measure_slow_disk(figures, folder, size)
    return figures


async def _measure_ours(figures: Figures, redis_url: str, folder: Path, size: Size) -> None:
    async with hall(redis_url, folder, size) as there:
        figures.join_seconds, figures.page_bytes = there.join_seconds, there.page_bytes
        figures.page_time = await _page_time(there)
        phones = there.phones
        before = [phone.socket.received_bytes for phone in phones if phone.socket]
        for time_around in range(size.bursts):
            number = await there.open_round("again" if time_around else "open")
            acks = await _burst(figures, figures.ours, phones, number, there.server.pid)
            await until(lambda: bool(there.seen) and there.seen[-1][1] == size.phones)
            figures.stage_lag = max(figures.stage_lag, *_lags(acks, there.seen))
            await there.moderator.do("close")
            if not time_around:
                await there.moderator.do("show")
                await until(lambda: all(phone.round == -1 for phone in phones))
                await asyncio.sleep(0.5)  # two snapshots' time, for the results to reach everyone
                after = [phone.socket.received_bytes for phone in phones if phone.socket]
                figures.question_bytes = (sum(after) - sum(before)) / len(phones)
        # Each vote takes one of the 20 that a phone may send at once; give them time to refill.
        await asyncio.sleep(size.bursts / 5)
        number = await there.open_round("again")
        figures.our_rate = await saturate(phones, number, size.changes)
        assert there.server.exceptions() == []


async def _page_time(there: Hall) -> float:
    """µs of the server's own processor time for a page, while many open it; 0 without /proc."""

    async def open_pages() -> None:
        for _ in range(PAGES):
            await get(there.server.base, f"/{there.poll.code}")

    before = _ran(there.server.pid)
    await asyncio.gather(*(open_pages() for _ in range(READERS)))
    return (_ran(there.server.pid) - before) * 1000 / (PAGES * READERS)


async def _burst(
    figures: Figures, into: Burst, phones: Sequence[BenchPhone], number: int, server: int
) -> list[float]:
    """One burst, entered into the figures; when each acknowledgement came."""
    starved = _starved(server)
    began, acks = await burst(phones, number)
    figures.starved = max(figures.starved, _starved(server) - starved)
    into.waits += [ack - began for ack in acks]
    return acks


async def _measure_slow_disk(figures: Figures, folder: Path, size: Size) -> None:
    slow = disk.Disk(folder)
    try:
        redis = EmbeddedRedis(folder / "slow")
        redis.binary = slow.wrapper(redis.binary)
        with redis:
            async with hall(redis.url, folder, size) as there:
                number = await there.open_round("open")
                slow.delay = SLOW_SYNC
                began, acks = await burst(there.phones, number)
                slow.delay = 0
                figures.ours_slow = Burst([ack - began for ack in acks])
            async with bare_loop(redis.url, size) as (phones, _):
                slow.delay = SLOW_SYNC
                began, acks = await burst(phones, 1)
                slow.delay = 0
                figures.bare_slow = Burst([ack - began for ack in acks])
    finally:
        slow.close()


def _lags(acks: Sequence[float], seen: Sequence[tuple[float, int]]) -> list[float]:
    """Milliseconds from the n-th acknowledgement to the stage's first frame with n votes."""
    lags, at = [], 0
    for number, acknowledged in enumerate(acks, start=1):
        while seen[at][1] < number:
            at += 1
        lags.append(1000 * max(0.0, seen[at][0] - acknowledged))
    return lags


def _starved(process: int) -> float:
    """Milliseconds that a process could have run so far and was not let, other programs running."""
    return _scheduled(process)[1]


def _ran(process: int) -> float:
    """Milliseconds of processor time that a process has had so far."""
    return _scheduled(process)[0]


def _scheduled(process: int) -> tuple[float, float]:
    try:
        ran, waited, _ = Path(f"/proc/{process}/schedstat").read_text().split()
    except OSError:
        return 0.0, 0.0
    return int(ran) / 1e6, int(waited) / 1e6


def _sync_time(folder: Path) -> float:
    """Milliseconds of one small write with fsync, in the median."""
    times = []
    with (folder / "sync").open("wb") as file:
        for _ in range(50):
            began = time.perf_counter()
            file.write(b"x" * 4096)
            file.flush()
            os.fsync(file.fileno())
            times.append(1000 * (time.perf_counter() - began))
    return statistics.median(times)
