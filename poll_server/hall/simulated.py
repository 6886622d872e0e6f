"""Simulated phones and a simulated moderator, over real sockets.

They keep the promises a real phone keeps (contract, rules 4, 8 and 9): an intent is kept until it
is answered, a retry is byte for byte the same, waiting between retries is random. So a rehearsal
tries the hall's network and machine, and a campaign can hold every acknowledgement against what
is stored.
"""

import asyncio
import random
import secrets
from collections.abc import Awaitable, Callable, Iterable
from http.cookiejar import DefaultCookiePolicy
from typing import Any
from urllib.parse import urlsplit

import httpx
import msgspec
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException

from poll_server.wire.messages import (
    Action,
    Command,
    Conflict,
    Counted,
    Done,
    Hello,
    ModeratorSnapshot,
    MyVote,
    NotDone,
    Refused,
    Restart,
    Retry,
    Seen,
    Snapshot,
    StageSnapshot,
    ToModerator,
    ToPhone,
    ToStage,
    Vote,
    Welcome,
    encode,
)

LONGEST_WAIT = 5.0
"""Seconds between two tries at most."""
FIRST_WAIT = 0.3
"""Seconds the first retry waits at most; each later one up to twice as long."""
ANSWER_WAIT = 4.0
"""Seconds without an answer after which a vote is sent again: longer than the server's own 3 s."""
LAST_WORDS = 4000
"""Close codes from here on are for good: poll gone, event over, link renewed, too many tabs."""
TRY_AGAIN, FULL = 1013, "full"
"""Close code and reason where there is no room …"""
FULL_PAUSE = 15.0
"""… after which a page waits up to this many seconds, and half of it at least."""
JOIN_TRIES = 12
"""Times a person reloads a page that does not come, over about half a minute."""
LARGEST_PAGE = 2**20
"""Bytes of a frame to a screen; a figure with 30 options has some 20 KB."""

to_phone: msgspec.json.Decoder[ToPhone] = msgspec.json.Decoder(ToPhone)
to_stage: msgspec.json.Decoder[ToStage] = msgspec.json.Decoder(ToStage)
to_moderator: msgspec.json.Decoder[ToModerator] = msgspec.json.Decoder(ToModerator)


def jitter(tries: int) -> float:
    """Seconds before try number `tries` + 1: full jitter, U(0, min(5 s, 0.3 s · 2ⁿ))."""
    return random.uniform(0, min(LONGEST_WAIT, FIRST_WAIT * 2 ** min(tries, 10)))


def socket_url(base: str, path: str) -> str:
    """The WebSocket address of `path` on the server at `base` (http or https)."""
    parts = urlsplit(base)
    return f"{'wss' if parts.scheme == 'https' else 'ws'}://{parts.netloc}{path}"


class SentAway(Exception):
    """The server closed a screen for good; the message is its close code."""


class SimulatedScreen:
    """What phone and moderator share: a socket that comes back until told to stop."""

    def __init__(self, base: str, path: str) -> None:
        """Args: base: the server, such as `http://127.0.0.1:8080`."""
        self.base = base.rstrip("/")
        self._url = socket_url(self.base, path)
        self.cookies = ""
        self.connection: ClientConnection | None = None
        self.connects = 0
        self.received_bytes = 0
        self.ended = 0
        """the close code that was the server's last word; 0: none yet"""
        self._changed = asyncio.Condition()

    async def run(self) -> None:
        """Stay connected until cancelled, or until the server's last word.

        As a real page does it: tries in a row that heard nothing are ever further apart, and
        whoever is told that there is nothing to come back for does not come back.
        """
        tries = 0
        while True:
            pause = None
            connection: ClientConnection | None = None
            try:
                async with connect(
                    self._url,
                    additional_headers={"Cookie": self.cookies} if self.cookies else None,
                    origin=self.base,  # type: ignore[arg-type]  # a plain str is what it sends
                    compression=None,
                    max_size=LARGEST_PAGE,
                    ping_interval=None,  # the server pings
                    open_timeout=10,
                    close_timeout=1,
                    proxy=None,
                ) as connection:
                    self.connection = connection
                    self.connects += 1
                    await self.greet()
                    async for frame in connection:
                        tries = 0
                        self.received_bytes += len(frame)
                        pause = await self._take(frame) or pause
            except (OSError, WebSocketException, TimeoutError):
                pass
            finally:
                self.connection = None
            code = connection.close_code if connection is not None else None
            if code is not None and code >= LAST_WORDS:
                await self._end(code)
                return
            if code == TRY_AGAIN and connection is not None and connection.close_reason == FULL:
                pause = random.uniform(FULL_PAUSE / 2, FULL_PAUSE)
            await asyncio.sleep(pause if pause is not None else jitter(tries))
            tries += 1

    async def _end(self, code: int) -> None:
        self.ended = code
        async with self._changed:
            self._changed.notify_all()

    async def _take(self, frame: str | bytes) -> float | None:
        """Handle a frame; seconds to stay away, where it says so."""
        message = self.decode(frame)
        if isinstance(message, Restart):
            return message.after_ms / 1000
        await self.receive(message)
        async with self._changed:
            self._changed.notify_all()
        return None

    async def send(self, message: msgspec.Struct) -> bool:
        """Send if connected; whether it was."""
        if self.connection is None:
            return False
        try:
            await self.connection.send(encode(message).decode())
        except WebSocketException:
            return False
        return True

    async def until(self, condition: Callable[[], bool], seconds: float = 60.0) -> None:
        """Wait until `condition` holds, looking after each frame.

        Raises:
            SentAway: the server said that there is nothing to come back for.
            TimeoutError: it did not, within `seconds`.
        """
        async with asyncio.timeout(seconds), self._changed:
            await self._changed.wait_for(lambda: self.ended or condition())
        if self.ended and not condition():
            raise SentAway(self.ended)

    async def drop(self) -> None:
        """Lose the connection at once, as hall Wi-Fi does; it comes back by itself."""
        if self.connection is not None:
            self.connection.transport.abort()

    def decode(self, frame: str | bytes) -> Any:
        raise NotImplementedError

    async def greet(self) -> None:
        """Say hello after connecting."""

    async def receive(self, message: Any) -> None:
        raise NotImplementedError


Mind = Callable[["SimulatedPhone", Snapshot], Awaitable[None]]
"""What a simulated person does when a new open round is on the phone: think, then choose."""


class SimulatedPhone(SimulatedScreen):
    """One attendee's phone."""

    def __init__(self, base: str, code: str, mind: Mind | None = None) -> None:
        super().__init__(base, f"/ws/phone/{code}")
        self.code = code
        self._mind = mind
        self._thoughts: set[asyncio.Task[None]] = set()
        self._pending: dict[int, Vote] = {}
        self._tries: dict[int, int] = {}
        self._retry: dict[int, asyncio.TimerHandle] = {}
        self.snapshot: Snapshot | None = None
        self._new_line = True
        self._proven: dict[str, tuple[int, str]] = {}
        """epoch -> the newest version of it that the server gave a proof of, and that proof"""
        self.seqs: dict[int, int] = {}
        self.counted: dict[int, Vote] = {}
        """round -> the acknowledged vote with the highest seq"""
        self.refused: list[Refused] = []
        self.made_up: set[str] = set()
        """ids of questions that this person has answered for the last time"""
        self._votes: dict[tuple[int, int], Vote] = {}
        self.sent_at: dict[tuple[int, int], float] = {}
        self.latencies: list[float] = []
        """seconds from a vote's first sending to its acknowledgement"""

    @property
    def pending(self) -> bool:
        """Whether a vote has no answer yet."""
        return bool(self._pending)

    def done_with(self, question: str) -> bool:
        """Whether the last answer to this question was tapped and acknowledged."""
        return question in self.made_up and not self._pending

    async def join(self, http: httpx.AsyncClient) -> int:
        """Open the page as a browser does, and keep its cookie.

        Returns:
            Bytes of the page as sent.

        Raises:
            httpx.HTTPError: the page could not be had.
        """
        for tries in range(JOIN_TRIES):
            try:
                response = await http.get(f"{self.base}/{self.code}")
                break
            except httpx.TransportError:
                await asyncio.sleep(jitter(tries))  # the server may be starting
        else:
            response = await http.get(f"{self.base}/{self.code}")
        response.raise_for_status()
        self.cookies = "; ".join(f"{name}={value}" for name, value in response.cookies.items())
        return response.num_bytes_downloaded

    async def choose(self, answer: Any, number: int | None = None) -> None:
        """Tap: a new intent for the round in sight (or `number`), kept until it is answered."""
        if number is None:
            if self.snapshot is None:
                return
            number = self.snapshot.round
        seq = self.seqs.get(number, 0) + 1
        self.seqs[number] = seq
        vote = Vote(round=number, seq=seq, answer=answer)
        self._votes[number, seq] = vote
        self._pending[number] = vote
        self._tries[number] = 0
        await self._send_vote(vote)

    async def _send_vote(self, vote: Vote) -> None:
        if self._pending.get(vote.round) is not vote:
            return
        loop = asyncio.get_running_loop()
        if await self.send(vote):
            self.sent_at.setdefault((vote.round, vote.seq), loop.time())
        self._send_again(vote, ANSWER_WAIT + jitter(self._tries[vote.round]))
        self._tries[vote.round] += 1

    def _send_again(self, vote: Vote, seconds: float) -> None:
        if timer := self._retry.pop(vote.round, None):
            timer.cancel()
        self._retry[vote.round] = asyncio.get_running_loop().call_later(
            seconds, lambda: self._spawn(self._send_vote(vote))
        )

    def _spawn(self, work: Any) -> None:
        task = asyncio.ensure_future(work)
        self._thoughts.add(task)
        task.add_done_callback(self._thoughts.discard)

    async def _end(self, code: int) -> None:
        self.stop()  # no vote can arrive any more
        await super()._end(code)

    def stop(self) -> None:
        """Stop thinking and retrying; `run` itself is cancelled by whoever started it."""
        for timer in self._retry.values():
            timer.cancel()
        for task in self._thoughts:
            task.cancel()

    def decode(self, frame: str | bytes) -> Any:
        return to_phone.decode(frame)

    async def greet(self) -> None:
        self._new_line = True  # its first welcome is the truth, even if Redis went back in time
        epoch = self.snapshot.epoch if self.snapshot else ""
        version, proof = self._proven.get(
            epoch, (self.snapshot.version if self.snapshot else 0, "")
        )
        pending = next(iter(self._pending.values()), None)
        await self.send(Hello(epoch=epoch, version=version, proof=proof, pending=pending))
        for vote in list(self._pending.values()):
            if vote is not pending:
                await self.send(vote)

    async def receive(self, message: Any) -> None:
        match message:
            case Snapshot():
                self._see(message)
            case Welcome(snapshot=snapshot, my_vote=mine):
                self._see(snapshot, anew=self._new_line)
                self._new_line = False
                if mine is not None:
                    self._recall(mine)
            case Counted(round=number, seq=seq, version=version, proof=proof):
                if self.snapshot is not None:
                    self._learn(self.snapshot.epoch, version, proof)
                self._settle(number, seq, counted=True)
            case Refused(round=number, seq=seq, my_vote=mine):
                self.refused.append(message)
                vote = self._pending.get(number)
                self._settle(number, seq, counted=False)
                if mine is not None:
                    self._recall(mine)
                if message.reason == "conflict" and vote is not None and vote.seq == seq:
                    await self.choose(vote.answer, number)  # this tap is the newer one
            case Retry(round=number, seq=seq, after_ms=after_ms):
                vote = self._pending.get(number)
                if vote is not None and vote.seq == seq:
                    tries = self._tries[number] = self._tries.get(number, 0) + 1
                    self._send_again(vote, after_ms / 1000 + jitter(tries))

    def _learn(self, epoch: str, version: int, proof: str) -> None:
        """Keep the newest version that can be proved, as the page does."""
        if proof and version > self._proven.get(epoch, (-1, ""))[0]:
            self._proven = {epoch: (version, proof)}

    def _recall(self, mine: MyVote) -> None:
        self.seqs[mine.round] = max(self.seqs.get(mine.round, 0), mine.seq)

    def _settle(self, number: int, seq: int, *, counted: bool) -> None:
        if counted:
            best = self.counted.get(number)
            vote = self._votes.get((number, seq))
            if vote is not None and (best is None or seq > best.seq):
                self.counted[number] = vote
            if (sent := self.sent_at.pop((number, seq), None)) is not None:
                self.latencies.append(asyncio.get_running_loop().time() - sent)
        vote = self._pending.get(number)
        if vote is not None and vote.seq == seq:
            del self._pending[number]
            if timer := self._retry.pop(number, None):
                timer.cancel()

    def _see(self, snapshot: Snapshot, *, anew: bool = False) -> None:
        known = self.snapshot
        if (
            not anew
            and known
            and known.epoch == snapshot.epoch
            and snapshot.version < known.version
        ):
            return
        self.snapshot = snapshot
        self._learn(snapshot.epoch, snapshot.version, snapshot.proof)
        fresh = known is None or known.round != snapshot.round
        if fresh and snapshot.question is not None:
            self._spawn(self._look(snapshot))

    async def _look(self, snapshot: Snapshot) -> None:
        await self.send(Seen(round=snapshot.round))
        if self._mind is not None and snapshot.state == "open":
            await self._mind(self, snapshot)


class SimulatedGuest(SimulatedScreen):
    """A screen that a secret link lets in."""

    def __init__(self, base: str, page: str, secret: str) -> None:
        """Args:
        page: the path of the link, `/stage/…` or `/moderate/…`.
        secret: what stands after its `#`.
        """
        role, poll_id = page.strip("/").split("/")
        socket_role = {"moderate": "moderator"}.get(role, role)
        super().__init__(base, f"/ws/{socket_role}/{poll_id}?lang=de")
        self._page, self._secret = page, secret

    async def enter(self, http: httpx.AsyncClient) -> None:
        """Exchange the link's secret for the pass.

        Raises:
            httpx.HTTPError: the server refused.
        """
        response = await http.post(
            f"{self.base}{self._page}/enter",
            json={"secret": self._secret},
            headers={"Origin": self.base},
        )
        response.raise_for_status()
        self.cookies = "; ".join(f"{name}={value}" for name, value in response.cookies.items())


class SimulatedStage(SimulatedGuest):
    """A projected screen."""

    def __init__(self, base: str, poll_id: str, secret: str) -> None:
        super().__init__(base, f"/stage/{poll_id}", secret)
        self.snapshots: list[tuple[float, StageSnapshot]] = []

    def decode(self, frame: str | bytes) -> Any:
        return to_stage.decode(frame)

    async def receive(self, message: Any) -> None:
        if isinstance(message, StageSnapshot):
            self.snapshots.append((asyncio.get_running_loop().time(), message))


class SimulatedModerator(SimulatedGuest):
    """The person at the laptop."""

    def __init__(self, base: str, poll_id: str, secret: str) -> None:
        super().__init__(base, f"/moderate/{poll_id}", secret)
        self.snapshot: ModeratorSnapshot | None = None
        self._answers: dict[str, Done | Conflict | NotDone] = {}

    async def do(self, action: Action, value: str | int = "", seconds: float = 60.0) -> None:
        """Carry out one command, again and again until it is done and in sight.

        Raises:
            RuntimeError: it makes no sense now.
            TimeoutError: it was not done within `seconds`.
        """
        async with asyncio.timeout(seconds):
            while True:
                await self.until(lambda: self.snapshot is not None, seconds)
                assert self.snapshot is not None
                control = self.snapshot.control
                answer = await self._ask(
                    Command(
                        id=secrets.token_hex(8),
                        expected_version=control,
                        action=action,
                        value=value,
                    )
                )
                if isinstance(answer, NotDone):
                    raise RuntimeError(answer.detail)
                if isinstance(answer, Done):
                    await self._until_control(answer.control.__le__, seconds)
                    return
                await self._until_control(control.__ne__, seconds)

    async def _until_control(self, fits: Callable[[int], bool], seconds: float) -> None:
        await self.until(lambda: self.snapshot is not None and fits(self.snapshot.control), seconds)

    async def _ask(self, command: Command) -> Done | Conflict | NotDone:
        """One command's answer; sent again, with the same id, for as long as none comes."""
        while True:
            await self.send(command)
            try:
                await self.until(lambda: command.id in self._answers, ANSWER_WAIT)
            except TimeoutError:
                continue
            return self._answers.pop(command.id)

    def decode(self, frame: str | bytes) -> Any:
        return to_moderator.decode(frame)

    async def receive(self, message: Any) -> None:
        if isinstance(message, ModeratorSnapshot):
            self.snapshot = message
        elif isinstance(message, (Done, Conflict, NotDone)):
            self._answers[message.id] = message


async def join_all(phones: Iterable[SimulatedPhone], at_once: int = 32) -> int:
    """Every phone opens the page; at most `at_once` at a time.

    Returns:
        Bytes sent for all pages together.
    """
    gate = asyncio.Semaphore(at_once)
    async with httpx.AsyncClient(timeout=30, trust_env=False) as http:
        # The phones share one client, but never a cookie: each must get its own.
        http.cookies.jar.set_policy(DefaultCookiePolicy(allowed_domains=[]))

        async def one(phone: SimulatedPhone) -> int:
            async with gate:
                return await phone.join(http)

        return sum(await asyncio.gather(*(one(phone) for phone in phones)))
