"""Real sockets of phones and guests, looked at frame by frame, on a server that runs.

async with forum_on(base, store) as forum:
    number = await forum.open()
    (phone,) = await forum.phones(1)
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from typing import Any

import httpx
import msgspec
import redis
import structlog
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from poll_server.base.background import ended
from poll_server.base.secrets import LinkRole
from poll_server.hall.run_through import serving
from poll_server.hall.simulated import (
    SimulatedGuest,
    SimulatedModerator,
    SimulatedPhone,
    SimulatedScreen,
    SimulatedStage,
    join_all,
    socket_url,
)
from poll_server.live.links import new_link
from poll_server.store.events import Events, PollListing
from poll_server.store.store import Store
from poll_server.wire.messages import Hello, Message, ToPhone, Vote, Welcome, encode
from tests.support.cases import EVENT, YES
from tests.support.waiting import LONGEST, until

read: msgspec.json.Decoder[ToPhone] = msgspec.json.Decoder(ToPhone)


class Phone:
    """One phone's socket, and all it was told."""

    def __init__(self, number: int, connection: ClientConnection) -> None:
        self.number, self.connection = number, connection
        self.told: list[Message] = []
        self.listening = asyncio.create_task(self._listen())

    async def _listen(self) -> None:
        try:
            async for frame in self.connection:
                self.told.append(read.decode(frame))
        except ConnectionClosed:
            pass

    async def say(self, message: Message) -> None:
        await self.connection.send(encode(message).decode())

    async def hear(self, *kinds: type[Message]) -> Any:
        """The first message of one of these kinds, once it is here."""
        await until(lambda: any(isinstance(message, kinds) for message in self.told))
        return next(message for message in self.told if isinstance(message, kinds))

    def heard(self, kind: type[Message]) -> bool:
        return any(isinstance(message, kind) for message in self.told)


class Forum:
    """The poll of `cases.EVENT` on a running server."""

    def __init__(self, base: str, store: Store, poll: PollListing) -> None:
        self.base, self.store, self.poll = base, store, poll
        self._stack = AsyncExitStack()
        self._running: list[asyncio.Task[None]] = []
        self.cookies: dict[int, str] = {}
        self.secrets: list[str] = []

    async def phones(self, number: int, first: int = 0) -> list[Phone]:
        """Phones that have said hello and were welcomed; again the same people at a later call.

        Args:
            first: the number of the first of them.
        """
        people = range(first, first + number)
        joining = {
            who: SimulatedPhone(self.base, self.poll.code)
            for who in people
            if who not in self.cookies
        }
        await join_all(joining.values())
        self.cookies |= {who: phone.cookies for who, phone in joining.items()}
        phones = await asyncio.gather(*(self._connect(who) for who in people))
        await asyncio.gather(*(phone.say(Hello()) for phone in phones))
        await asyncio.gather(*(phone.hear(Welcome) for phone in phones))
        return phones

    async def _connect(self, who: int) -> Phone:
        connection = await self._stack.enter_async_context(
            connect(
                socket_url(self.base, f"/ws/phone/{self.poll.code}"),
                additional_headers={"Cookie": self.cookies[who]},
                origin=self.base,  # type: ignore[arg-type]  # a plain str is what it sends
                user_agent_header="canary-agent",
                proxy=None,
                open_timeout=LONGEST,  # of dozens that come at once, to a server that starts
                close_timeout=1,
            )
        )
        return Phone(who, connection)

    async def moderator(self) -> SimulatedModerator:
        """A moderator who is in."""
        screen = SimulatedModerator(self.base, self.poll.poll_id, await self._secret("moderator"))
        await self._come(screen)
        return screen

    async def stage(self) -> SimulatedStage:
        """A stage that is in."""
        screen = SimulatedStage(self.base, self.poll.poll_id, await self._secret("stage"))
        await self._come(screen)
        return screen

    async def _secret(self, role: LinkRole) -> str:
        self.secrets.append(await new_link(self.store, role, self.poll.poll_id))
        return self.secrets[-1]

    async def _come(self, screen: SimulatedGuest) -> None:
        async with httpx.AsyncClient(trust_env=False, timeout=LONGEST) as http:
            await screen.enter(http)
        await self.run(screen)

    async def run(self, screen: SimulatedScreen) -> None:
        """Keep a simulated screen connected until the test ends."""
        self._running.append(asyncio.create_task(screen.run()))
        await until(lambda: screen.connects > 0)

    async def open(self, question: str = "phones") -> int:
        """Open `question`; the number of its round."""
        moderator = await self.moderator()
        await moderator.do("goto", question)
        await moderator.do("open")
        return (await self.store.polls.live(self.poll.poll_id)).round

    async def close(self) -> None:
        await ended(self._running)
        await self._stack.aclose()


@asynccontextmanager
async def server_here(redis_url: str) -> AsyncIterator[str]:
    """A server in this process, with all its parts and real sockets; logs are as before after it.

    Yields:
        Its address.
    """
    root = logging.getLogger()
    handlers, level = root.handlers, root.level
    async with serving(redis_url) as base:
        yield base
    root.handlers, root.level = handlers, level
    structlog.reset_defaults()


@asynccontextmanager
async def forum_on(base: str, store: Store) -> AsyncIterator[Forum]:
    events = Events(store)
    forum = Forum(base, store, (await events.get(await events.add(EVENT))).polls[0])
    try:
        yield forum
    finally:
        await forum.close()


def vote(number: int, seq: int = 1) -> Vote:
    return Vote(round=number, seq=seq, answer=YES)


@contextmanager
def slow_disk(store: Store, seconds: float) -> Iterator[None]:
    """Redis answers no write for a while."""
    with redis.Redis.from_url(store.url) as client:
        client.client_pause(int(seconds * 1000), all=False)
        try:
            yield
        finally:
            client.client_unpause()
