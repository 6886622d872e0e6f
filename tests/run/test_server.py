"""The server as a process: its port, its end, its workers, and what it writes down."""

import asyncio
import logging
import os
import signal
import socket
import sys
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager, suppress
from pathlib import Path
from typing import Any

import httpx
import msgspec
import pytest
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
from poll_server.live import ballots
from poll_server.live.links import new_link, renew_links
from poll_server.redis.embedded import EmbeddedRedis
from poll_server.run.server import CannotListen, bind
from poll_server.store.auditing import fold
from poll_server.store.events import Events, PollListing
from poll_server.store.keys import PollKeys
from poll_server.store.store import Store
from poll_server.web.screens import NO_SUCH_POLL, RENEWED
from poll_server.web.transport import ENDING
from poll_server.wire.messages import (
    Counted,
    Hello,
    Message,
    Refused,
    Restart,
    Retry,
    Snapshot,
    ToPhone,
    Vote,
    Welcome,
    encode,
)
from tests.support.cases import EVENT, YES
from tests.support.running import RunningServer
from tests.support.waiting import until

read: msgspec.json.Decoder[ToPhone] = msgspec.json.Decoder(ToPhone)


# ── The port ──────────────────────────────────────────────────────────────────────────────────


def test_a_port_in_use_is_said_with_a_way_out() -> None:
    with bind("127.0.0.1", 0) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(CannotListen, match=rf"Port {port} is in use: .* --port \d+\.$"):
            bind("127.0.0.1", port)


def test_the_last_port_has_no_next_one() -> None:
    with socket.socket() as taken:
        with suppress(OSError):  # somebody else has it: as good
            taken.bind(("127.0.0.1", 65535))
            taken.listen()
        with pytest.raises(CannotListen, match=r"--port 8080\.$"):
            bind("127.0.0.1", 65535)


def test_an_address_that_is_not_ours_is_said_too() -> None:
    with pytest.raises(CannotListen, match=r"Cannot listen on 192\.0\.2\.1:0 .* --host\.$"):
        bind("192.0.2.1", 0)


# ── A phone that can be looked at ─────────────────────────────────────────────────────────────


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

    async def phones(self, number: int) -> list[Phone]:
        """Phones that have said hello and were welcomed; again the same people at a later call."""
        people = range(number)
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
        async with httpx.AsyncClient(trust_env=False) as http:
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
async def forum_on(base: str, store: Store) -> AsyncIterator[Forum]:
    events = Events(store)
    forum = Forum(base, store, (await events.get(await events.add(EVENT))).polls[0])
    try:
        yield forum
    finally:
        await forum.close()


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A server in this process that waits one second for Redis instead of three."""
    monkeypatch.setattr(ballots, "REDIS_TIMEOUT", 1.0)


@pytest.fixture
async def forum(store: Store) -> AsyncIterator[Forum]:
    """On a server in this process, with all its parts and real sockets."""
    root = logging.getLogger()
    handlers, level = root.handlers, root.level
    async with serving(store.url) as base, forum_on(base, store) as forum:
        yield forum
    root.handlers, root.level = handlers, level
    structlog.reset_defaults()


@pytest.fixture
async def far_forum(running_server: RunningServer, store: Store) -> AsyncIterator[Forum]:
    """On a server process of its own."""
    async with forum_on(running_server.base, store) as forum:
        yield forum


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


# ── The end ───────────────────────────────────────────────────────────────────────────────────


async def test_a_server_that_ends_answers_every_vote_it_has_read(
    far_forum: Forum, running_server: RunningServer
) -> None:
    number = await far_forum.open()
    phones = await far_forum.phones(80)
    with slow_disk(far_forum.store, 0.5):  # so that all votes are on their way when the end comes
        await asyncio.gather(*(phone.say(vote(number)) for phone in phones))
        await asyncio.sleep(0.2)
        ending = asyncio.create_task(running_server.drain())
        assert await ending == 0
    await asyncio.gather(*(phone.listening for phone in phones))
    assert Counter(phone.heard(Counted) for phone in phones) == {True: 80}
    assert Counter(phone.heard(Restart) for phone in phones) == {True: 80}
    assert {phone.connection.close_code for phone in phones} == {ENDING}
    assert len(await far_forum.store.rounds.votes(far_forum.poll.poll_id, number)) == 80


async def test_whoever_got_no_answer_sends_again_and_counts_once(
    far_forum: Forum, running_server: RunningServer
) -> None:
    """Redis is away for longer than a server that ends can wait."""
    number = await far_forum.open()
    phones = await far_forum.phones(40)
    answered, pending = phones[:10], phones[10:]
    await asyncio.gather(*(phone.say(vote(number)) for phone in answered))
    await asyncio.gather(*(phone.hear(Counted) for phone in answered))
    with slow_disk(far_forum.store, 60):
        await asyncio.gather(*(phone.say(vote(number)) for phone in pending))
        await running_server.drain()
    await asyncio.gather(*(phone.listening for phone in phones))
    assert not any(phone.heard(Counted) for phone in pending)  # nobody is told a guess
    await running_server.start()
    back = await far_forum.phones(40)
    await asyncio.gather(*(phone.say(vote(number)) for phone in back))
    for phone in back:
        answer = await phone.hear(Counted, Refused, Retry)
        assert isinstance(answer, Counted)
        assert answer.outcome == "duplicate" or phone.number >= 10
    votes = await far_forum.store.rounds.votes(far_forum.poll.poll_id, number)
    assert len(votes) == 40
    assert (
        await far_forum.store.rounds.tally(far_forum.poll.poll_id, number)
        == fold(votes)
        == {"0": 40}
    )


DYING = """
from poll_server.base.settings import Settings
from poll_server.live import retention
from poll_server.run import server

async def die(self):
    raise ZeroDivisionError("a mistake of ours")

retention.Retention.run = die
settings = Settings.from_env()
server.run(settings, server.bind(settings.host, settings.port))
"""


async def test_a_server_whose_background_task_died_ends_and_says_so(fresh_redis_url: str) -> None:
    """It would look alive; whoever supervises it shall start another."""
    named = {"POLL_REDIS_URL": fresh_redis_url, "POLL_PORT": "0", "POLL_HOST": "127.0.0.1"}
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", DYING, stderr=asyncio.subprocess.PIPE, env=os.environ | named
    )
    _, log = await process.communicate()
    assert process.returncode == 1
    assert b"background_task_died" in log


# ── While it runs ─────────────────────────────────────────────────────────────────────────────


async def test_a_phone_that_comes_back_is_shown_what_the_server_holds(forum: Forum) -> None:
    number = await forum.open()
    (phone,) = await forum.phones(1)
    await phone.say(vote(number, seq=3))
    await phone.hear(Counted)
    await phone.connection.close()
    (again,) = await forum.phones(1)
    welcome = await again.hear(Welcome)
    assert (welcome.my_vote.round, welcome.my_vote.seq, welcome.my_vote.answer) == (number, 3, YES)


async def test_hello_brings_a_pending_vote_and_is_answered_each_time(forum: Forum) -> None:
    number = await forum.open()
    (phone,) = await forum.phones(1)
    epoch = (await phone.hear(Welcome)).snapshot.epoch
    await phone.say(Hello(epoch=epoch, pending=vote(number)))
    await phone.hear(Counted)
    await until(lambda: sum(isinstance(each, Welcome) for each in phone.told) == 2)


async def test_a_pending_vote_of_another_epoch_is_not_counted(forum: Forum) -> None:
    """After Redis went back in time, the same round number may belong to another question."""
    number = await forum.open()
    (phone,) = await forum.phones(1)
    await phone.say(Hello(epoch="before the power cut", pending=vote(number)))
    await until(lambda: sum(isinstance(each, Welcome) for each in phone.told) == 2)
    await phone.say(vote(number))  # in the order of the line: the answer comes after the other's
    await phone.hear(Counted)
    assert (await phone.hear(Counted)).outcome == "accepted"


async def test_pings_are_answered_while_redis_stands_still(forum: Forum) -> None:
    number = await forum.open()
    (phone,) = await forum.phones(1)
    with slow_disk(forum.store, 60):
        await phone.say(vote(number))
        async with asyncio.timeout(2):
            await (await phone.connection.ping())
        assert not phone.heard(Counted)
    await phone.hear(Counted, Retry)


@pytest.mark.usefixtures("impatient")
async def test_a_redis_that_stands_still_means_retry_never_silence(forum: Forum) -> None:
    number = await forum.open()
    (phone,) = await forum.phones(1)
    with slow_disk(forum.store, 60):
        await phone.say(vote(number))
        assert await phone.hear(Counted, Retry, Refused) == Retry(round=number, seq=1, after_ms=500)
    await phone.say(vote(number))
    assert isinstance(await phone.hear(Counted), Counted)


async def test_a_redis_that_hangs_loses_no_socket_and_no_vote_f9(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """F9: its process is stopped, so not even the system's buffers are read any more."""
    monkeypatch.setattr(ballots, "REDIS_TIMEOUT", 0.5)  # seconds, instead of three
    async with AsyncExitStack() as stack:
        private = stack.enter_context(EmbeddedRedis(tmp_path / "data"))
        store = Store.connect(private.url)
        stack.push_async_callback(store.redis.aclose)
        forum = await stack.enter_async_context(
            forum_on(await stack.enter_async_context(serving(private.url)), store)
        )
        number = await forum.open()
        phones = await forum.phones(30)
        early, late = phones[:10], phones[10:]
        await asyncio.gather(*(phone.say(vote(number)) for phone in early))
        await asyncio.gather(*(phone.hear(Counted) for phone in early))
        os.kill(private.pid, signal.SIGSTOP)
        stack.callback(os.kill, private.pid, signal.SIGCONT)  # whatever goes wrong here
        for _ in range(2):  # what is sent again is answered too
            for phone in late:
                phone.told.clear()
            await asyncio.gather(*(phone.say(vote(number)) for phone in late))
            await asyncio.gather(*(phone.hear(Retry) for phone in late))
        pongs = [await phone.connection.ping() for phone in phones]
        async with asyncio.timeout(2):
            await asyncio.gather(*pongs)
        os.kill(private.pid, signal.SIGCONT)
        async with asyncio.timeout(5):  # seconds, F9's own
            waiting = late
            while waiting := [phone for phone in waiting if not phone.heard(Counted)]:
                await asyncio.gather(*(phone.say(vote(number)) for phone in waiting))
                await asyncio.sleep(0.1)  # real phones wait longer
        votes = await store.rounds.votes(forum.poll.poll_id, number)
        assert len(votes) == 30
        tally = await store.rounds.tally(forum.poll.poll_id, number)
        assert tally == fold(votes) == {"0": 30}
        assert not any(phone.listening.done() for phone in phones)  # every socket is still there


async def test_a_renewed_link_ends_the_moderator_and_nobody_else(forum: Forum) -> None:
    (phone,) = await forum.phones(1)
    moderator = await forum.moderator()
    assert moderator.connection is not None
    connection = moderator.connection
    await renew_links(forum.store, "moderator", forum.poll.poll_id)
    async with asyncio.timeout(5):
        await connection.wait_closed()
    assert connection.close_code == RENEWED
    async with asyncio.timeout(2):
        await (await phone.connection.ping())


async def test_a_deleted_event_ends_every_screen(forum: Forum) -> None:
    (phone,) = await forum.phones(1)
    await Events(forum.store).delete("congress")
    async with asyncio.timeout(5):
        await phone.listening
    assert phone.connection.close_code == NO_SUCH_POLL


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("/ws/phone/000000", RENEWED),  # no cookie: it is not even looked up
        ("/ws/stage/nowhere", NO_SUCH_POLL),
        ("/ws/moderator/nowhere", NO_SUCH_POLL),
    ],
)
async def test_who_may_not_come_in_is_told_why(forum: Forum, path: str, code: int) -> None:
    async with connect(
        socket_url(forum.base, path),
        origin=forum.base,  # type: ignore[arg-type]  # a plain str is what it sends
        proxy=None,
    ) as socket_:
        await socket_.wait_closed()
    assert socket_.close_code == code


async def test_nothing_about_anybody_is_written_down(
    far_forum: Forum, running_server: RunningServer, tmp_path: Path
) -> None:
    poll, number = far_forum.poll, await far_forum.open("thoughts")
    phones = await far_forum.phones(2)
    await far_forum.stage()
    await phones[0].say(Vote(round=number, seq=1, answer={"text": "canary-answer"}))
    await phones[0].hear(Counted)
    await phones[1].connection.send("canary-frame")
    async with httpx.AsyncClient(base_url=far_forum.base, trust_env=False) as http:
        for path in ("/", f"/{poll.code}", "/nowhere", f"/stage/{poll.poll_id}"):
            await http.get(f"{path}?canary-query=1", headers={"User-Agent": "canary-agent"})
    await running_server.drain()
    log = (tmp_path / "server.log").read_text()
    assert "forum-1" in log  # the moderator's commands are written down, with the poll's name
    cookies = [cookie.partition("=")[2] for cookie in far_forum.cookies.values()]
    for secret in ("canary", *far_forum.secrets, poll.poll_id, poll.code, *cookies):
        assert secret not in log


# ── Several workers ───────────────────────────────────────────────────────────────────────────


async def test_two_workers_are_one_server(fresh_redis_url: str, tmp_path: Path) -> None:
    """Phones, stages and moderators meet, whichever process took them in."""
    server = RunningServer(fresh_redis_url, tmp_path / "log", options=["--workers", "2"])
    await server.start()
    store = Store.connect(fresh_redis_url)
    events = Events(store)
    forum = Forum(server.base, store, (await events.get(await events.add(EVENT))).polls[0])
    try:
        phones = await forum.phones(60)
        keys = PollKeys(forum.poll.poll_id)

        async def both_speak() -> bool:
            return int(await store.redis.hlen(keys.crowd)) == 2

        await until(both_speak)
        stages = [await forum.stage() for _ in range(4)]
        moderators = [await forum.moderator() for _ in range(4)]
        await moderators[0].do("forward")
        await moderators[0].do("open")
        number = (await store.polls.live(forum.poll.poll_id)).round
        for phone in phones:
            await until(lambda phone=phone: _sees(phone, number))  # type: ignore[misc]
        await asyncio.gather(*(phone.say(vote(number)) for phone in phones))
        await asyncio.gather(*(phone.hear(Counted) for phone in phones))
        for stage in stages:
            await until(lambda s=stage: s.snapshots[-1][1].votes == 60)  # type: ignore[misc]
            await until(lambda s=stage: s.snapshots[-1][1].here == 60)  # type: ignore[misc]
        # Somebody at another laptop closes; both see it, and a command for the past is refused.
        await moderators[3].do("close")
        for moderator in moderators:
            await moderator.until(lambda m=moderator: m.snapshot.state == "closed")  # type: ignore[misc]
        round_ = await store.rounds.round(forum.poll.poll_id, number)
        assert round_ is not None
        assert (round_.votes, round_.audit) == (60, "")
    finally:
        await forum.close()
        assert await server.drain() == 0
        await store.redis.aclose()
    assert server.exceptions() == []


def _sees(phone: Phone, number: int) -> bool:
    return any(isinstance(each, Snapshot) and each.round == number for each in phone.told)
