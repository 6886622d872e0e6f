"""One campaign: people join, vote on two rounds while things break, and all is accounted for."""

import asyncio
import contextlib
import random
import tempfile
import time
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import httpx
from redis.exceptions import RedisError

from poll_server.base.background import ended
from poll_server.hall.simulated import SentAway, SimulatedPhone, SimulatedScreen, join_all
from poll_server.live.links import new_link
from poll_server.questions import Question
from poll_server.store.events import Events
from poll_server.store.store import Store
from tests.support.running import RunningServer, until

from .beside import Beside
from .faults import Fault, Machine
from .oracle import Oracle, Verdict
from .people import Ledger, Person, WatchedModerator, WatchedStage
from .plan import Outcome, Plan, poll
from .worlds import ManyRedis, OneRedis, World

QUIET_SECONDS = 60.0
"""What the last votes may take to be answered once nothing breaks any more."""
TRUTH_SECONDS = 10.0
"""What screens may take to show the truth once all is quiet; they look twice a second."""
LONGEST_SECONDS = 300.0
"""What the rounds of one campaign may take; on two cores they take about one minute."""
LOOK_SECONDS = 0.1
"""Between two looks at whether all is quiet."""


class Campaign:
    """The stage on which it all happens; see `run`."""

    def __init__(self, plan: Plan, folder: Path) -> None:
        self._plan, self._folder = plan, folder
        self._chance = random.Random(plan.seed)
        self.ledger, self.verdict = Ledger(), Verdict()
        self.people: list[Person] = []

    async def run(self) -> Outcome:
        """From the first page to the verdict."""
        began = time.monotonic()
        world = self._world()
        store = Store.connect(world.url)
        servers = self._servers(world.url)
        try:
            await asyncio.gather(*(server.start() for server in servers))
            await self._meet(store, servers)
            screens: list[SimulatedScreen] = [
                *(tab for person in self.people for tab in person.tabs),
                self.stage,
                self.moderator,
            ]
            await world.durable(store, self.poll_id)
            machine = Machine(world, servers, screens, self._chance)
            try:
                async with asyncio.timeout(LONGEST_SECONDS), _connected(screens):
                    await self._rounds(store, machine)
            except Exception as error:  # whatever it was, it is a campaign that did not end well
                self.verdict.other.append(f"it did not come to its end: {error!r}")
            self.verdict.other += machine.remarks
        finally:
            for server in servers:
                await server.kill()
            await store.redis.aclose()
            world.stop()
        self.verdict.other += self.ledger.backwards
        for server in servers:
            self.verdict.other += [f"server log: {line}" for line in server.exceptions()]
        return Outcome(
            self._plan.seed,
            self.verdict,
            self.ledger,
            sum(max(screen.connects - 1, 0) for screen in screens),
            world.bytes_lost,
            time.monotonic() - began,
        )

    def _world(self) -> World:
        if self._plan.cluster:
            return ManyRedis(self._folder, confirmed=self._plan.confirmed)
        return OneRedis(self._folder, self._plan.appendfsync)

    def _servers(self, redis_url: str) -> list[RunningServer]:
        risky = self._plan.appendfsync != "always" or not self._plan.confirmed
        return [
            RunningServer(
                redis_url,
                self._folder / f"server-{number}.log",
                options=["--accept-risk"] if risky else [],
            )
            for number in range(self._plan.servers)
        ]

    async def _meet(self, store: Store, servers: Sequence[RunningServer]) -> None:
        """Everybody opens the page; stage and moderator come."""
        events = Events(store)
        listing = (await events.get(await events.add(poll()))).polls[0]
        self.poll_id = listing.poll_id
        self.oracle = await Oracle.of(store, self.poll_id)
        self.questions = (await store.polls.about(self.poll_id)).poll.questions
        self.people = [
            Person(
                number,
                self._chance.choice(servers).base,
                listing.code,
                self.ledger,
                random.Random(f"{self._plan.seed} {number}"),
                self._plan.habits,
            )
            for number in range(self._plan.voters)
        ]
        await join_all([person.tabs[0] for person in self.people])
        for person in self.people:
            person.share_cookie()
        base = servers[0].base
        speaking = round(self._plan.habits.speak * len(self.people))
        self.beside = Beside(self.people[:speaking], listing.code)
        await self.beside.begin(store, self.poll_id)
        secret = await new_link(store, "stage", self.poll_id)
        self.stage = WatchedStage(base, self.poll_id, secret, self.ledger)
        secret = await new_link(store, "moderator", self.poll_id)
        self.moderator = WatchedModerator(base, self.poll_id, secret, self.ledger)
        async with httpx.AsyncClient(timeout=30, trust_env=False) as http:
            await self.stage.enter(http)
            await self.moderator.enter(http)

    async def _rounds(self, store: Store, machine: Machine) -> None:
        faults = list(self._plan.faults)
        self._chance.shuffle(faults)
        each = -(-len(faults) // self._plan.rounds)
        for number in range(1, self._plan.rounds + 1):
            question = self.questions[number - 1]
            await self.moderator.do("goto", question.id)
            await self.moderator.do("open")
            await machine.world.durable(store, self.poll_id)
            # The last round is closed while people still tap: some are told that it is too late.
            early = number == self._plan.rounds and self._chance.random() < 0.5
            async with asyncio.TaskGroup() as tasks:
                if number == 1:
                    tasks.create_task(self.beside.happen(self._plan.window))
                await self._vote(machine, number, question, faults[:each], early=early)
            faults = faults[each:]
            await self._quiet(number)
            await self.oracle.judge_votes(self.verdict, self.people, number, question)
            await self._all_on_the_truth(f"round {number}")
            if not early:
                await self.moderator.do("close")
            await self.moderator.do("show")
            await self.oracle.judge_frozen(self.verdict, number)
            await self._all_on_the_truth(f"round {number} shown")
        await self.beside.judge(self.verdict, self.oracle, store, self.poll_id)

    async def _vote(
        self,
        machine: Machine,
        number: int,
        question: Question,
        faults: Sequence[Fault],
        *,
        early: bool,
    ) -> None:
        """People vote while things break; each fault strikes when its share is acknowledged."""
        before, taps = self.ledger.acks, sum(1 + person.changes for person in self.people)
        async with asyncio.TaskGroup() as tasks:
            voting = [
                tasks.create_task(person.vote(number, question, self._plan.window))
                for person in self.people
            ]
            for place, fault in enumerate(faults, start=1):
                share = taps * place // (len(faults) + 2)
                await self._reached(before + share, voting)
                await machine.strike(fault)
            if early:
                await self._reached(before + taps * 9 // 10, voting)
                await self.moderator.do("close")

    async def _reached(self, acks: int, voting: Sequence["asyncio.Task[None]"]) -> None:
        """Wait for `acks`, or for everybody to have tapped and heard all there is to hear."""

        async def all_done() -> None:
            await asyncio.wait(voting)
            await until(lambda: not any(person.pending for person in self.people), QUIET_SECONDS)

        waits = [
            asyncio.ensure_future(self.ledger.acknowledged(acks)),
            asyncio.ensure_future(all_done()),
        ]
        try:
            await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED, timeout=QUIET_SECONDS)
        finally:
            for wait in waits:
                wait.cancel()

    async def _quiet(self, number: int) -> None:
        """Everybody is connected, and no vote is without an answer."""
        deadline = time.monotonic() + QUIET_SECONDS
        while time.monotonic() < deadline:
            silent = [person for person in self.people if person.pending]
            away = [p for p in self.people if any(tab.connection is None for tab in p.tabs)]
            if not silent and not away:
                return
            await asyncio.sleep(LOOK_SECONDS)
        self.verdict.other.append(
            f"round {number}: {len(silent)} votes without an answer, {len(away)} people away"
        )

    async def _all_on_the_truth(self, when: str) -> None:
        """Every live screen shows what is stored."""
        deadline = time.monotonic() + TRUTH_SECONDS
        astray = ["no truth could be read"]
        while astray and time.monotonic() < deadline:
            with contextlib.suppress(RedisError):
                truths = await self.oracle.truths()
                astray = truths.astray(self.people, self.stage, self.moderator)
            if astray:
                await asyncio.sleep(LOOK_SECONDS)
        self.verdict.other += [f"{when}: {screen} not on the truth" for screen in astray]


@contextlib.asynccontextmanager
async def _connected(screens: Sequence[SimulatedScreen]) -> AsyncIterator[None]:
    """Keep every screen running for the length of the block; one that ends ends it at once.

    Raises:
        SentAway: a screen was told that there is nothing to come back for: its poll is lost.
    """
    running = [asyncio.create_task(screen.run()) for screen in screens]
    over = False

    def end(_: object) -> None:
        if not over:
            block.reschedule(0)  # now

    try:
        async with asyncio.timeout(None) as block:
            for task in running:
                task.add_done_callback(end)
            yield
            over = True
    except TimeoutError:
        for task in running:
            if task.done():
                task.result()
        if codes := {screen.ended for screen in screens if screen.ended}:
            raise SentAway(*sorted(codes)) from None
        raise
    finally:
        over = True
        for screen in screens:
            if isinstance(screen, SimulatedPhone):
                screen.stop()
        await ended(running)


async def run(plan: Plan) -> Outcome:
    """One campaign in a folder of its own."""
    # Not below a deep path: a unix socket's path has 107 bytes at most.
    with tempfile.TemporaryDirectory(prefix="campaign-") as folder:
        return await Campaign(plan, Path(folder)).run()
