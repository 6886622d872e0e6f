"""Reactions, questions and support beside votes: what they cost the server, and the votes."""

import asyncio
import itertools
import os
import random
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from poll_server.base.background import ended
from poll_server.store.redis.embedded import EmbeddedRedis
from poll_server.store.store import Store
from poll_server.wire.messages import Tapped, encode
from tests.campaign.beside import Beside
from tests.support.sockets.raw_socket import frame

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
ENTRIES = 20
"""Questions from the hall, each asked by another phone; all others support them in turns."""
SUPPORTS = 60
"""Words of support a second: all of 600 support one of the questions within ten seconds."""
TAPS = frame(encode(Tapped(reactions=(2, 0, 1, 0), tempo="fine")))


@dataclass
class MoodFigures:
    """What was found."""

    phones: int
    idle: float = 0.0
    """of a core, while nobody does anything"""
    tapped: float = 0.0
    """of a core, while every phone is tapped, and people ask and support"""
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
                store = Store.connect(redis.url)
                await Beside.begin(store, there.poll.poll_id)
                await store.redis.aclose()
                figures.idle = await _busy(there.server.pid, look)
                for again in range(ROUNDS):
                    await _vote(there, figures.without, again=bool(again))
                    beside = [asyncio.create_task(each(there)) for each in (_tap, _support)]
                    if not again:
                        figures.tapped = await _busy(there.server.pid, look)
                    await _vote(there, figures.beside, again=True)
                    await ended(beside)
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


async def _support(there: Hall) -> None:
    """Some ask, and all others support one question after the other, one person at a time."""
    origin = {"Origin": there.server.base}
    path = f"/{there.poll.code}/questions"
    async with httpx.AsyncClient(base_url=there.server.base, trust_env=False, timeout=60) as http:
        for number, phone in enumerate(there.phones[:ENTRIES]):
            word: dict[str, object] = {"entry": f"entry-of-phone-{number:04}", "text": "Why?"}
            headers = origin | {"Cookie": phone.cookie}
            (await http.post(f"{path}/ask", json=word, headers=headers)).raise_for_status()
        # Numbers go up over several calls as well.
        for turn in itertools.count(int(time.time()) * ENTRIES % 2**30):
            number, seq = turn % ENTRIES, turn
            for phone in there.phones[ENTRIES:]:
                word = {
                    "entry": f"entry-of-phone-{number:04}",
                    "seq": seq,
                    "on": seq // ENTRIES % 2 == 1,
                }
                headers = origin | {"Cookie": phone.cookie}
                await http.post(f"{path}/support", json=word, headers=headers)
                await asyncio.sleep(1 / SUPPORTS)


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
            "| | votes alone | taps, questions and support beside them | |",
            "|---|---|---|---|",
            f"| of the server's core | {100 * figures.idle:.1f} % | {100 * figures.tapped:.1f} % "
            f"| {more:+.1f} points |",
            f"| a burst of votes, ack p99 | {without:.0f} ms | {beside:.0f} ms "
            f"| {beside / without:.2f}× |",
        ]
    )
