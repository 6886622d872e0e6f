"""One attendee's phone, and the person who holds it."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from http.cookiejar import DefaultCookiePolicy
from typing import Any

import httpx
import msgspec

from poll_server.wire.messages import (
    Asked,
    Counted,
    Hello,
    MyVote,
    Refused,
    Retry,
    Seen,
    Snapshot,
    ToPhone,
    Vote,
    Welcome,
)

from .screen import ANSWER_WAIT, SimulatedScreen, jitter

JOIN_TRIES = 12
"""Times a person reloads a page that does not come, over about half a minute."""
LINE_LOST = (httpx.TransportError, AttributeError)
"""What a request meets whose line goes at the wrong moment: anyio, below httpx, then asks for the
address of a socket that uvloop has not any more."""

to_phone: msgspec.json.Decoder[ToPhone] = msgspec.json.Decoder(ToPhone)

Mind = Callable[["SimulatedPhone", Snapshot], Awaitable[None]]
"""What a simulated person does when a new open round is on the phone: think, then choose."""


class SimulatedPhone(SimulatedScreen):
    """One attendee's phone."""

    def __init__(self, base: str, code: str, mind: Mind | None = None) -> None:
        super().__init__(base, f"/ws/phone/{code}?question=apart")
        self.code = code
        self._mind = mind
        self._thoughts: set[asyncio.Task[None]] = set()
        self._pending: dict[int, Vote] = {}
        self._tries: dict[int, int] = {}
        self._retry: dict[int, asyncio.TimerHandle] = {}
        self.group = 0
        """which of the poll's groups the person is here as; 0: they do not say"""
        self.snapshot: Snapshot | None = None
        self._asked: Asked | None = None
        """the question of the latest snapshots, which only name it"""
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
        self.acknowledged: list[tuple[float, int]] = []
        """when the first vote of a round was, by the loop's clock, and the poll's version with it:
        the stage then counts one more, which it does not with a change of mind"""
        self.page_wait = 0.0
        """seconds that the page took; 0: it has not come"""
        self.line_wait = 0.0
        """seconds from then until the poll was in sight; 0: it is not"""
        self._came_at = 0.0

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
        loop = asyncio.get_running_loop()
        began = loop.time()
        for tries in range(JOIN_TRIES):
            try:
                response = await http.get(f"{self.base}/{self.code}")
                break
            except LINE_LOST:
                await asyncio.sleep(jitter(tries))  # the server may be starting
        else:
            response = await http.get(f"{self.base}/{self.code}")
        response.raise_for_status()
        self.page_wait = loop.time() - began
        self.cookies = "; ".join(f"{name}={value}" for name, value in response.cookies.items())
        return response.num_bytes_downloaded

    async def run(self) -> None:
        self._came_at = asyncio.get_running_loop().time()
        await super().run()

    async def choose(self, answer: Any, number: int | None = None) -> None:
        """Tap: a new intent for the round in sight (or `number`), kept until it is answered."""
        if number is None:
            if self.snapshot is None:
                return
            number = self.snapshot.round
        seq = self.seqs.get(number, 0) + 1
        self.seqs[number] = seq
        vote = Vote(round=number, seq=seq, answer=answer, group=self.group)
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
            case Asked():
                self._asked = message
            case Snapshot():
                self._see(self._whole(message))
            case Welcome(snapshot=snapshot, my_vote=mine):
                self._see(self._whole(snapshot), anew=self._new_line)
                self._new_line = False
                if mine is not None:
                    self._recall(mine)
            case Counted(round=number, seq=seq, version=version, proof=proof):
                if self.snapshot is not None:
                    self._learn(self.snapshot.epoch, version, proof)
                if version and number not in self.counted:
                    self.acknowledged.append((asyncio.get_running_loop().time(), version))
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

    def _whole(self, snapshot: Snapshot) -> Snapshot:
        """`snapshot` with the question that it only names, as the page puts both together."""
        asked = self._asked
        if asked is None or snapshot.asked != asked.name:
            return snapshot
        return msgspec.structs.replace(snapshot, question=asked.question, asked="")

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
        if known is None:
            self.line_wait = asyncio.get_running_loop().time() - self._came_at
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
        if fresh and snapshot.round and snapshot.question is not None:  # a slide has no round
            self._spawn(self._look(snapshot))

    async def _look(self, snapshot: Snapshot) -> None:
        await self.send(Seen(round=snapshot.round))
        if self._mind is not None and snapshot.state == "open":
            await self._mind(self, snapshot)


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
