"""Reactions beside votes: what a hall that taps costs the server, and the votes beside it."""

import asyncio
import os
import random
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from poll_server.store.redis.embedded import EmbeddedRedis
from poll_server.wire.messages import Tapped, encode
from tests.support.raw_socket import frame

from .figures import Burst, Size
from .halls import Hall, hall
from .phones import burst

EVERY = 2.0
"""Seconds between two frames of a phone that is tapped all the time, as its script keeps to."""
LOOK = 10.0
"""Seconds over which the server's own time is measured."""
ROUNDS = 3
"""Bursts with and without taps, in turns."""
REFILL = 4.0
"""Seconds in which a phone's allowance of frames is whole again."""
TAPS = frame(encode(Tapped(reactions=(2, 0, 1, 0), tempo="fine")))


@dataclass
class MoodFigures:
    """What was found."""

    phones: int
    idle: float = 0.0
    """of a core, while nobody does anything"""
    tapped: float = 0.0
    """of a core, while every phone is tapped"""
    without: Burst = field(default_factory=lambda: Burst([]))
    beside: Burst = field(default_factory=lambda: Burst([]))


async def measure(size: Size) -> MoodFigures:
    """Everything, on a private Redis."""
    figures = MoodFigures(size.phones)
    look = LOOK if size.pin else 1.0
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        folder = Path(name)
        with EmbeddedRedis(folder / "data") as redis:
            async with hall(redis.url, folder, size) as there:
                await there.moderator.do("mood", "reactions")
                await there.moderator.do("mood", "tempo")
                figures.idle = await _busy(there.server.pid, look)
                for again in range(ROUNDS):
                    await _vote(there, figures.without, again=bool(again))
                    tapping = asyncio.create_task(_tap(there))
                    if not again:
                        figures.tapped = await _busy(there.server.pid, look)
                    await _vote(there, figures.beside, again=True)
                    tapping.cancel()
                    await asyncio.sleep(REFILL if size.pin else 0)
                assert there.server.exceptions() == []
    return figures


async def _vote(there: Hall, into: Burst, *, again: bool) -> None:
    number = await there.open_round("again" if again else "open")
    began, acks = await burst(there.phones, number)
    into.waits += [ack - began for ack in acks]
    await there.moderator.do("close")


async def _tap(there: Hall) -> None:
    """Every phone, each at its own moment of the two seconds."""
    phones = random.Random(1).sample(there.phones, len(there.phones))
    while True:
        for phone in phones:
            if phone.socket is not None:
                phone.socket.write(TAPS)
            await asyncio.sleep(EVERY / len(phones))


async def _busy(process: int, seconds: float) -> float:
    """The share of a core that a process takes over the next `seconds`."""
    before = _spent(process)
    await asyncio.sleep(seconds)
    return (_spent(process) - before) / seconds


def _spent(process: int) -> float:
    """Seconds of processor time so far; 0 where there is no /proc."""
    try:
        fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def table(figures: MoodFigures) -> str:
    """The figures as a Markdown table."""
    without, beside = (each.percentile(0.99) for each in (figures.without, figures.beside))
    more = 100 * (figures.tapped - figures.idle)
    return "\n".join(
        [
            "| | nobody taps | everybody taps | |",
            "|---|---|---|---|",
            f"| of the server's core | {100 * figures.idle:.1f} % | {100 * figures.tapped:.1f} % "
            f"| {more:+.1f} points; goal < 5 |",
            f"| a burst of votes, ack p99 | {without:.0f} ms | {beside:.0f} ms "
            f"| {beside / without:.2f}× |",
        ]
    )
