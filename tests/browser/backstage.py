"""What happens behind the pages: a real server, polls on it, people who are only simulated.

Playwright's own event loop holds the test's thread, so all this runs in a loop in another thread.
"""

import asyncio
import threading
from collections.abc import Callable, Coroutine, Sequence
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import httpx
import msgspec
from redis import Redis

from poll_server.base.background import ended
from poll_server.base.secrets import LINK_ROLES
from poll_server.deck import shipped as decks
from poll_server.deck.brand.redraw import make
from poll_server.deck.deck import Brand, Event
from poll_server.deck.pictures.kept import DrawnPicture
from poll_server.hall.simulated import SimulatedModerator, SimulatedPhone, join_all
from poll_server.live.links import new_link
from poll_server.live.polls import Polls
from poll_server.live.state import PollState
from poll_server.store.auditing import KeptVotes, fold
from poll_server.store.branding import set_brand, set_logo
from poll_server.store.events import Events, PollListing
from poll_server.store.store import Store
from poll_server.wire.messages import Action, ModeratorSnapshot
from tests.support.files.logos import drawing, png
from tests.support.running import RunningServer
from tests.support.waiting import LONGEST, until

T = TypeVar("T")

PATIENCE = 60.0
"""Seconds that something behind the pages may take on a machine that is busy with other tests."""


class Backstage:
    """An event loop in a thread of its own, with a server and its store."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()

    def run(self, work: Coroutine[Any, Any, T], seconds: float = PATIENCE) -> T:
        """What `work` returns. Meanwhile no handler of a page's routes is called."""
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(seconds)

    def start(self, work: Coroutine[Any, Any, T]) -> Callable[[], T]:
        """Start `work`; what is returned waits for its end."""
        future = asyncio.run_coroutine_threadsafe(work, self._loop)
        return lambda: future.result(PATIENCE)

    def call(self, act: Callable[[], None]) -> None:
        """Let `act` happen in the loop, whose things are touched from nowhere else."""

        async def acting() -> None:
            act()

        self.run(acting())

    def close(self) -> None:
        """Cancel what still runs, and end the thread."""
        self.run(_cancel_others())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()


async def _cancel_others() -> None:
    await ended(task for task in asyncio.all_tasks() if task is not asyncio.current_task())


class House:
    """A running server with its store: where tests hold their forums."""

    def __init__(
        self, backstage: Backstage, server: RunningServer, store: Store, folder: Path
    ) -> None:
        """Args:
        folder: with `server.log`, and Redis's files in `data`.
        """
        self.backstage, self.server, self.store, self.folder = backstage, server, store, folder
        self.base = server.base

    def forum(self, event: Event, pictures: Sequence[DrawnPicture] = ()) -> "Forum":
        """A poll of its own for one test: the first of `event`, under a new code."""
        return Forum(self, self.backstage.run(self._add(event, pictures)))

    def dump(self) -> bytes:
        """Everything Redis holds, as it is in its memory and in its files."""
        with Redis.from_url(self.store.url) as raw:
            values = [key + (raw.dump(key) or b"") for key in raw.scan_iter()]
        files = (self.folder / "data").rglob("*")
        # An append-only file has every command word for word; a dumped value may be compressed.
        return b"".join(values + [file.read_bytes() for file in files if file.is_file()])

    async def _add(self, event: Event, pictures: Sequence[DrawnPicture]) -> PollListing:
        events = Events(self.store)
        made = await events.add(event)
        for picture in pictures:
            await self.store.pictures.put(made, picture)
        return (await events.get(made)).polls[0]


class Forum:
    """One poll: its links, its moderator who is not looked at, and what is stored of it."""

    def __init__(self, house: House, poll: PollListing) -> None:
        self.house, self.poll = house, poll
        self.base, self.code, self.poll_id = house.base, poll.code, poll.poll_id
        self.phone = f"/{poll.code}"
        self._run = house.backstage.run
        self.secrets = {
            role: self._run(new_link(house.store, role, poll.poll_id)) for role in LINK_ROLES[:2]
        }
        self.stage = f"/stage/{poll.poll_id}#{self.secrets['stage']}"
        self.moderator = f"/moderate/{poll.poll_id}#{self.secrets['moderator']}"
        self._polls = Polls.reading(house.store)
        self._console: SimulatedModerator | None = None
        self._people: list[SimulatedPhone] = []
        self._running: list[asyncio.Task[None]] = []

    # ── Moderating ────────────────────────────────────────────────────────────────────────────

    def do(self, action: Action, value: str | int = "") -> None:
        """Carry out a moderator's command."""
        if self._console is None:
            self._console = SimulatedModerator(self.base, self.poll_id, self.secrets["moderator"])
            self._run(self._enter(self._console))
        self._run(self._console.do(action, value))

    def open(self, question: str) -> int:
        """Open the vote on `question`; the number of its round."""
        self.do("goto", question)
        self.do("open")
        return self.heard().round

    def heard(self) -> ModeratorSnapshot:
        """What the moderator was told last, who has done something already."""
        assert self._console is not None
        assert self._console.snapshot is not None
        return self._console.snapshot

    def close(self) -> None:
        self.do("close")

    def show(self) -> None:
        self.do("show")

    async def _enter(self, console: SimulatedModerator) -> None:
        async with httpx.AsyncClient(trust_env=False, timeout=LONGEST) as http:
            await console.enter(http)
        self._keep(console.run())

    def wear(self, name: str, accent: str = "#1f4e9e") -> None:
        """Give the event a name and a colour, and a logo of nobody."""
        store, event = self.house.store, self.state().event.id
        self._run(set_brand(store, event, Brand(name=name, accent=accent)))
        self._run(set_logo(store, event, make(png(drawing()))))

    # ── Simulated people ──────────────────────────────────────────────────────────────────────

    def people(self, number: int) -> list[SimulatedPhone]:
        """So many more phones, connected."""
        phones = [SimulatedPhone(self.base, self.code) for _ in range(number)]
        self._run(self._connect(phones))
        self._people += phones
        return phones

    def vote(self, answers: Sequence[Any]) -> None:
        """Everybody answers at once; returns when every answer is counted."""
        missing = len(answers) - len(self._people)
        if missing > 0:
            self.people(missing)
        self._run(self._vote(self._people, answers))

    async def _connect(self, phones: list[SimulatedPhone]) -> None:
        await join_all(phones)
        for phone in phones:
            self._keep(phone.run())
        for phone in phones:
            await phone.until(partial(_is_connected, phone))

    async def _vote(self, phones: list[SimulatedPhone], answers: Sequence[Any]) -> None:
        number = (await self._polls.state(self.poll_id)).live.round
        voting = list(zip(phones, answers, strict=False))
        for phone, answer in voting:
            await phone.choose(answer, number)
        for phone, _ in voting:
            await phone.until(partial(_is_answered, phone))

    def _keep(self, work: Coroutine[Any, Any, None]) -> None:
        self._running.append(asyncio.ensure_future(work))

    # ── Looking ───────────────────────────────────────────────────────────────────────────────

    def state(self) -> PollState:
        """How the poll stands, as Redis has it."""
        return self._run(self._polls.state(self.poll_id))

    def stored(self, number: int = 0) -> list[Any]:
        """Every vote's answer in round `number` (0: the one in sight), without an order; none of
        them counts more or less than once."""
        return self._run(self._stored(number))

    async def _stored(self, number: int) -> list[Any]:
        rounds = self.house.store.rounds
        votes: KeptVotes = {}
        number = number or (await self._polls.state(self.poll_id)).live.round

        async def agree() -> bool:
            nonlocal votes
            votes = await rounds.votes(self.poll_id, number)
            return fold(votes) == await rounds.tally(self.poll_id, number)

        await until(agree)  # one may be counted between the two looks
        return [answer for _, _, answer in votes.values()]

    def leave(self) -> None:
        """Everybody goes."""
        self._run(self._leave())

    async def _leave(self) -> None:
        for phone in self._people:
            phone.stop()
        await ended(self._running)


def _is_connected(phone: SimulatedPhone) -> bool:
    return phone.snapshot is not None


def _is_answered(phone: SimulatedPhone) -> bool:
    return not phone.pending


def congress() -> Event:
    """Forum 1 of the 2018 deck, with nothing that happens by the clock: no timer, a free code."""
    event = decks.load(decks.CONGRESS)
    forum = event.polls[0]
    questions = tuple(msgspec.structs.replace(question, timer=0) for question in forum.questions)
    forum = msgspec.structs.replace(forum, code="", questions=questions)
    return msgspec.structs.replace(event, polls=(forum,))
