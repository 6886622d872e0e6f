"""A long evening: many phones, question after question, and nothing lost and nothing grown.

    python -m tests.bench --only soak

People vote as they do in a hall, some late, some twice, some with a line that breaks. After each
question every acknowledged vote is looked for in what is stored, and the server's memory and open
files are noted. Half an hour is long enough for what leaks with each question to be seen, and
what leaks with each connection, since a tenth of the phones come back after each tap.
"""

import asyncio
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from poll_server.base.background import ended
from poll_server.base.settings import Settings
from poll_server.hall.hall import Hall
from poll_server.hall.run_through import credential_of
from poll_server.hall.simulated import SimulatedModerator, SimulatedStage
from poll_server.hall.vote_plan import plan as planned
from poll_server.live.links import new_link
from poll_server.live.verbs.voting import voter_key
from poll_server.questions import Question
from poll_server.store.auditing import fold
from poll_server.store.events import Events
from poll_server.store.redis.embedded import EmbeddedRedis
from poll_server.store.store import Store
from poll_server.web.access.passes import Passes
from tests.support.running import RunningServer

from .asked import Congress, event
from .figures import Burst

SEED = 2018
"""Of what people answer: each run asks for the same."""
GROWS = 1.05
"""Times as much memory at the end as after a quarter of the questions is more than allocators and
caches that are still filling take: 5 % of 100 MB in a quarter of an hour were a leak."""
PATIENCE = 300.0
"""Seconds for all to answer one question: twice the longest thinking, and a slow machine."""


@dataclass(frozen=True)
class Plan:
    """How long an evening."""

    phones: int = 2000
    questions: int = 20
    thinking: tuple[float, float] = (1.0, 45.0)
    """seconds before a tap; a third of all tap twice: about 90 s for a question"""


SHORT = Plan(phones=12, questions=3, thinking=(0.0, 0.05))
"""For the tests: it must count and look; what it finds of memory says nothing."""


@dataclass
class Look:
    """The server after one question."""

    votes: int
    """acknowledged"""
    wrong: int
    """lost, stored under nobody's key, stored otherwise than acknowledged, or summed up wrongly"""
    memory: float
    """MB that the server process holds"""
    redis: float
    """MB that Redis has in use"""
    files: int
    """open in the server process"""
    p99: float
    """ms from a vote to its acknowledgement"""


@dataclass
class Evening:
    """All of it."""

    looks: list[Look] = field(default_factory=list)
    seconds: float = 0.0
    reconnects: int = 0
    log: list[str] = field(default_factory=list)
    """exceptions in the server's log"""

    def growth(self) -> float:
        """Memory of the server at the end, as a multiple of that after a quarter."""
        return self.looks[-1].memory / self.looks[len(self.looks) // 4].memory

    def faults(self) -> list[str]:
        """What was not as it must be, in sentences; none where all was well."""
        found = [
            f"question {number}: {look.wrong} votes are not stored as they were acknowledged"
            for number, look in enumerate(self.looks, 1)
            if look.wrong
        ]
        if self.growth() > GROWS:
            found.append(f"the server's memory grew {self.growth():.2f}×")
        return found + [f"server log: {line}" for line in self.log]


async def measure(plan: Plan) -> Evening:
    """The evening, on a private Redis."""
    evening = Evening()
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        folder = Path(name)
        with EmbeddedRedis(folder / "data") as redis:
            store = Store.connect(redis.url)
            server = RunningServer(redis.url, folder / "server.log")
            await server.start()
            began = time.monotonic()
            try:
                await _Evening(plan, store, server, evening).pass_by()
            finally:
                await server.kill()
                await store.redis.aclose()
            evening.seconds = time.monotonic() - began
            evening.log = server.exceptions()
    return evening


class _Evening:
    """One server, its poll and its people."""

    def __init__(self, plan: Plan, store: Store, server: RunningServer, into: Evening) -> None:
        self._plan, self._store, self._server, self._into = plan, store, server, into
        self._told = 0
        """acknowledgements whose waits were looked at"""

    async def pass_by(self) -> None:
        deck = event(Congress(forums=1, questions=self._plan.questions))
        events = Events(self._store)
        listing = (await events.get(await events.add(deck))).polls[0]
        self._poll_id, poll = listing.poll_id, deck.polls[0]
        answers = planned(poll, None, self._plan.phones, SEED)
        base = self._server.base
        hall = Hall(base, listing.code, poll, answers, thinking=self._plan.thinking, seed=SEED)
        self._passes = Passes(await self._store.secret(), Settings())
        async with self._screens() as moderator, hall.present(spread=self._plan.thinking[1]):
            for number, question in enumerate(poll.questions, 1):
                await moderator.do("goto", question.id)
                await moderator.do("open")
                await hall.settled(question.id, PATIENCE)
                await moderator.do("close")
                await moderator.do("show")
                look = await self._look(hall, number, question)
                self._into.looks.append(look)
                print(f"question {number} of {len(poll.questions)}: {look}", flush=True)
        self._into.reconnects = sum(phone.connects - 1 for phone in hall.phones)

    @asynccontextmanager
    async def _screens(self) -> AsyncIterator[SimulatedModerator]:
        """Stage and moderator are there."""
        secrets = [
            await new_link(self._store, role, self._poll_id) for role in ("moderator", "stage")
        ]
        moderator = SimulatedModerator(self._server.base, self._poll_id, secrets[0])
        stage = SimulatedStage(self._server.base, self._poll_id, secrets[1])
        async with httpx.AsyncClient(trust_env=False, timeout=30) as http:
            await moderator.enter(http)
            await stage.enter(http)
        running = [asyncio.create_task(screen.run()) for screen in (moderator, stage)]
        try:
            yield moderator
        finally:
            await ended(running)

    async def _look(self, hall: Hall, number: int, question: Question) -> Look:
        votes, wrong = await self._judged(hall, number, question)
        waits = [wait for phone in hall.phones for wait in phone.latencies]
        for phone in hall.phones:
            phone.latencies.clear()
        info = await self._store.redis.info("memory")
        process = Path(f"/proc/{self._server.pid}")
        return Look(
            votes,
            wrong,
            memory=_resident(process),
            redis=info["used_memory"] / 1e6,
            files=len(list((process / "fd").iterdir())),
            p99=Burst(waits).percentile(0.99),
        )

    async def _judged(self, hall: Hall, number: int, question: Question) -> tuple[int, int]:
        """How many votes of a round were acknowledged, and how many are not what they must be."""
        about = await self._store.polls.about(self._poll_id)
        stored = await self._store.rounds.votes(self._poll_id, number)
        told = {
            voter_key(about, credential_of(phone, self._passes), question.id): vote
            for phone in hall.phones
            if (vote := phone.counted.get(number))
        }
        wrong = len(told.keys() ^ stored.keys()) + sum(
            stored[voter][::2] != (vote.seq, question.check(vote.answer))
            for voter, vote in told.items()
            if voter in stored
        )
        tally = await self._store.rounds.tally(self._poll_id, number)
        return len(told), wrong + (tally != fold(stored)) + (len(told) != hall.voters(question.id))


def _resident(process: Path) -> float:
    """MB of memory that a process holds."""
    lines = (process / "status").read_text().splitlines()
    return int(next(line.split()[1] for line in lines if line.startswith("VmRSS"))) / 1000


def table(evening: Evening) -> str:
    """The evening as Markdown: a line for each fifth question, and the sums."""
    head = ("after question", "acknowledged", "wrong", "server MB", "Redis MB", "files", "ack p99")
    last = len(evening.looks)
    rows = [
        (
            f"{number}",
            f"{look.votes:,}",
            f"{look.wrong}",
            f"{look.memory:.1f}",
            f"{look.redis:.1f}",
            f"{look.files:,}",
            f"{look.p99:.0f} ms",
        )
        for number, look in enumerate(evening.looks, 1)
        if number in (1, last) or not number % 5
    ]
    lines = ["| " + " | ".join(row) + " |" for row in (head, ("---",) * len(head), *rows)]
    votes, wrong = (
        sum(getattr(look, name) for look in evening.looks) for name in ("votes", "wrong")
    )
    lines += [
        "",
        f"In {evening.seconds / 60:.0f} minutes {votes:,} votes acknowledged, {wrong} of them "
        f"wrong or lost, {evening.reconnects:,} lines that broke and came back; the server's "
        f"memory at the end {evening.growth():.2f}× of that after a quarter.",
        *(f"**{fault}**" for fault in evening.faults()),
    ]
    return "\n".join(lines)
