"""Phones that do nothing but vote, and when each vote was acknowledged."""

import asyncio
import time
from collections.abc import Callable, Sequence

import msgspec

from poll_server.wire.messages import Vote, encode
from tests.support.sockets.raw_socket import RawSocket, frame, get

ANSWER_SECONDS = 60.0
"""After which a burst that is not answered has failed."""


class BenchPhone:
    """One phone: a cookie, a socket, and what it is waiting for."""

    def __init__(self) -> None:
        self.cookie = ""
        self.socket: RawSocket | None = None
        self.seq = 0
        self.acks = 0
        self.round = 0
        self.greeted = False
        """it has been shown its first picture"""
        self.on_ack: Callable[[BenchPhone], None] = lambda phone: None

    async def join(self, base: str, code: str) -> int:
        """Page, socket, first snapshot; the bytes of the page as sent."""
        head, body = await get(base, f"/{code}")
        given = (line.partition(b": ") for line in head.split(b"\r\n"))
        self.cookie = "; ".join(
            value.split(b";")[0].decode()
            for name, _, value in given
            if name.lower() == b"set-cookie"
        )
        await self.connect(base, f"/ws/phone/{code}?question=apart")
        assert self.socket is not None
        self.socket.send(b'{"type":"hello"}')
        return len(head) + len(body)

    async def connect(self, base: str, path: str) -> None:
        """Only the socket."""
        self.socket = await RawSocket.open(base, path, self.cookie, self._receive)

    def vote(self, number: int) -> None:
        """Send the next vote of this phone."""
        self.seq += 1
        assert self.socket is not None
        answer = {"options": [self.seq % 4]}
        self.socket.write(frame(encode(Vote(round=number, seq=self.seq, answer=answer))))

    def _receive(self, payload: bytes) -> None:
        if payload.startswith(b'{"type":"counted"'):
            self.acks += 1
            self.on_ack(self)
            return
        self.greeted = True
        message = msgspec.json.decode(payload)
        snapshot = message.get("snapshot", message)
        if "round" in snapshot and snapshot.get("state"):
            self.round = snapshot["round"] if snapshot["state"] == "open" else -1
        elif message["type"] in ("retry", "refused"):
            raise AssertionError(message)


class Acks:
    """When each acknowledgement came, over all phones."""

    def __init__(self, phones: Sequence[BenchPhone], expected: int) -> None:
        self.times: list[float] = []
        self._expected = expected
        self.all: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        for phone in phones:
            phone.on_ack = self._note

    def _note(self, phone: BenchPhone) -> None:
        self.times.append(time.perf_counter())
        if len(self.times) == self._expected:
            self.all.set_result(None)


async def burst(phones: Sequence[BenchPhone], number: int) -> tuple[float, list[float]]:
    """Every phone votes at once; when that began, and when each acknowledgement came."""
    acks = Acks(phones, len(phones))
    began = time.perf_counter()
    for phone in phones:
        phone.vote(number)
    async with asyncio.timeout(ANSWER_SECONDS):
        await acks.all
    return began, acks.times


async def saturate(phones: Sequence[BenchPhone], number: int, votes: int) -> float:
    """Every phone votes again as soon as it is answered; votes a second over all."""
    acks = Acks(phones, votes * len(phones))
    first = {id(phone): phone.acks for phone in phones}

    def again(phone: BenchPhone) -> None:
        acks._note(phone)
        if phone.acks - first[id(phone)] < votes:
            phone.vote(number)

    for phone in phones:
        phone.on_ack = again
    began = time.perf_counter()
    for phone in phones:
        phone.vote(number)
    async with asyncio.timeout(ANSWER_SECONDS):
        await acks.all
    return len(acks.times) / (time.perf_counter() - began)
