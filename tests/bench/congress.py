"""A congress's report while people vote: how long it takes, how big it gets, what votes notice.

Six forums with twenty questions of 600 votes each lie in Redis, cast through the server's own
script. The organiser has every file of the report made, by the page's own form, while the phones of
another forum vote in bursts. Reports by themselves, bursts by themselves and both at once take
turns, in one run. The server has all cores, as people run it: a large report is made on two.
"""

import asyncio
import random
import re
import secrets
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import msgspec

from poll_server.base.background import ended
from poll_server.live.ballots import Ballots
from poll_server.live.crowd import Crowd
from poll_server.live.lane import Ballot
from poll_server.live.polls import Polls
from poll_server.live.verbs.voting import voter_key
from poll_server.questions import AnyQuestion
from poll_server.store.events import Events, Listing
from poll_server.store.redis.embedded import EmbeddedRedis
from poll_server.store.store import Store
from poll_server.wire.messages import Action, Command, Done
from tests.support.servers.processes import children as below
from tests.support.signing_in import add_organiser, sign_in

from .asked import Congress, answer_to, event
from .figures import Burst
from .halls import Hall, hall
from .phones import burst

PAUSE = 0.3
"""Seconds between the end of a burst and the next: a phone may speak a few times a second."""
LOOK_SECONDS = 0.2
"""Between two looks at a process's memory."""


@dataclass
class CongressFigures:
    """What one run found."""

    store_seconds: float = 0.0
    """for casting all votes and closing all rounds"""
    alone_seconds: list[float] = field(default_factory=list)
    """for each report, while nobody votes"""
    seconds: list[float] = field(default_factory=list)
    """for each report, beside the votes"""
    files: dict[str, int] = field(default_factory=dict)
    """ending -> bytes"""
    quiet: Burst = field(default_factory=Burst)
    beside: Burst = field(default_factory=Burst)
    server_before: float = 0.0
    """MB; the most memory the server process had, before and after the reports (Linux)"""
    server_after: float = 0.0
    worker: float = 0.0
    """MB; the most memory that those beside it had at one time"""


async def measure(congress: Congress) -> CongressFigures:
    """Everything, on a private Redis."""
    figures = CongressFigures()
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        folder = Path(name)
        with EmbeddedRedis(folder / "data") as redis:
            began = time.perf_counter()
            listing = await stored(redis.url, congress)
            figures.store_seconds = time.perf_counter() - began
            store = Store.connect(redis.url)
            await add_organiser(store)
            await store.redis.aclose()
            async with hall(redis.url, folder, congress.size) as there:
                await _measure(figures, there, listing, congress)
                assert there.server.exceptions() == []
    return figures


async def _measure(
    figures: CongressFigures, there: Hall, listing: Listing, congress: Congress
) -> None:
    server = there.server.pid
    async with httpx.AsyncClient(
        base_url=there.server.base, trust_env=False, timeout=60
    ) as organiser:
        await sign_in(organiser)
        await _bursts(figures.quiet, there, congress.bursts)
        figures.server_before = peak(server)
        async with _memory(figures, server):
            for _ in range(congress.rounds):
                began = time.perf_counter()
                await _made(organiser, listing, congress)
                figures.alone_seconds.append(time.perf_counter() - began)
                await _bursts(figures.quiet, there, congress.bursts)
                began = time.perf_counter()
                making = asyncio.create_task(_made(organiser, listing, congress))
                await _bursts(figures.beside, there, 1, until=making)
                page, ended_at = await making
                figures.seconds.append(ended_at - began)
        figures.files = await _sizes(organiser, page, congress)
        figures.server_after = peak(server)


async def _bursts(
    into: Burst, there: Hall, most: int, until: "asyncio.Task[Any] | None" = None
) -> None:
    """So many bursts, or as many as there is time for until a task is done."""
    done = 0
    while done < most or (until is not None and not until.done()):
        first = there.moderator.snapshot is None or there.moderator.snapshot.round == 0
        number = await there.open_round("open" if first else "again")
        began, acks = await burst(there.phones, number)
        into.waits += [ack - began for ack in acks]
        await there.moderator.do("close")
        await asyncio.sleep(PAUSE)
        done += 1


async def _made(
    organiser: httpx.AsyncClient, listing: Listing, congress: Congress
) -> tuple[str, float]:
    """Have every file made by the page's form; their page, and when it said that they are there."""
    form = {"of": "", "format": list(congress.formats), "language": "de"}
    started = await organiser.post(f"/organise/{listing.id}/_files", data=form)
    assert started.status_code == 303, started.text
    page = started.headers["location"]
    while not (await organiser.get(f"{page}/progress")).json()["ended"]:  # noqa: ASYNC110
        await asyncio.sleep(congress.look_seconds)
    return page, time.perf_counter()


async def _sizes(organiser: httpx.AsyncClient, page: str, congress: Congress) -> dict[str, int]:
    """The size of each file, by its ending; no phone votes meanwhile: they share this loop."""
    links = re.findall(rf'href="({page}/[^"]+)"', (await organiser.get(page)).text)
    files = {}
    for link in links:
        content = (await organiser.get(link)).content
        files[link.rpartition(".")[2]] = len(content)
    assert set(files) == {*congress.formats, "zip"}, files
    return files


# ── Memory ────────────────────────────────────────────────────────────────────────────────────


def peak(process: int) -> float:
    """The most memory a process had so far, in MB; 0 where the system does not tell."""
    with suppress(OSError):
        for line in Path(f"/proc/{process}/status").read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) / 1000
    return 0.0


def now(process: int) -> float:
    """The memory that a process has now, in MB; 0 where it has ended or nobody tells."""
    with suppress(OSError):
        for line in Path(f"/proc/{process}/status").read_text().splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) / 1000
    return 0.0


@asynccontextmanager
async def _memory(figures: CongressFigures, server: int) -> AsyncIterator[None]:
    """Watch how big the processes get that the server starts."""

    async def watch() -> None:
        while True:
            figures.worker = max(figures.worker, sum(map(now, below(server))))
            await asyncio.sleep(LOOK_SECONDS)

    watching = asyncio.create_task(watch())
    try:
        yield
    finally:
        await ended([watching])


# ── The congress in Redis ─────────────────────────────────────────────────────────────────────


async def stored(redis_url: str, congress: Congress) -> Listing:
    """An event whose every question was voted on and closed, as if the days were over."""
    store, ballots = Store.connect(redis_url), Ballots(redis_url)
    polls, events = Polls(store, ballots, Crowd(store), take_back=0), Events(store)
    listing = await events.get(await events.add(event(congress)))
    chance = random.Random(2018)
    for poll, forum in zip(listing.polls, listing.event.polls, strict=True):
        for number, question in enumerate(forum.questions, 1):
            await _command(polls, poll.poll_id, "goto", question.id)
            await _command(polls, poll.poll_id, "open")
            await _cast(polls, ballots, poll.poll_id, number, question, congress.votes, chance)
            await _command(polls, poll.poll_id, "close")
            if question.approved_first:
                await _command(polls, poll.poll_id, "approve", "*")
    await ballots.close()
    await store.redis.aclose()
    return listing


async def _command(polls: Polls, poll_id: str, action: Action, value: str = "") -> None:
    expected = (await polls.state(poll_id)).control
    command = Command(
        id=secrets.token_hex(8), expected_version=expected, action=action, value=value
    )
    answer = await polls.command(poll_id, command)
    assert isinstance(answer, Done), answer


async def _cast(
    polls: Polls,
    ballots: Ballots,
    poll_id: str,
    number: int,
    question: AnyQuestion,
    votes: int,
    chance: random.Random,
) -> None:
    """So many votes through the script that decides every vote, in its full batches."""
    about = await polls.about(poll_id)
    waiting = []
    for _ in range(votes):
        answer = question.check(answer_to(question, chance))
        voter = voter_key(about, secrets.token_bytes(16), question.id)
        counts = msgspec.json.encode(question.count(answer))
        ballot = Ballot(poll_id, number, voter, 1, msgspec.json.encode(answer), counts)
        waiting.append(ballots.cast(ballot))
    assert {decision.outcome for decision in await asyncio.gather(*waiting)} == {"accepted"}
