"""The lean transport by itself: what it does with its time, and with who takes nothing."""

import asyncio
import gc
import socket
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, cast

import pytest
from websockets.frames import Frame, Opcode

from poll_server.base.metrics import SLOW_SCREENS
from poll_server.base.settings import Settings
from poll_server.live.screens.pictures import Picture
from poll_server.web.access.places import Places
from poll_server.web.sockets.codes import NO_HELLO, TRY_AGAIN
from poll_server.web.sockets.lean import MOST_UNSENT, LeanSocket
from poll_server.web.sockets.transport import A_MOMENT, ENDING
from poll_server.web.sockets.wheel import Wheel
from poll_server.wire.frames import PING, framed
from poll_server.wire.messages import Message, Retry, encode
from tests.support.servers.some_services import services
from tests.support.sockets.raw_socket import PING as CLIENT_PING
from tests.support.sockets.raw_socket import frame
from tests.support.waiting import until

ANSWER = Retry(round=1, seq=1, after_ms=1)


class Line(asyncio.Transport):
    """A transport that notes what is asked of it."""

    def __init__(self) -> None:
        super().__init__()
        self.sent: list[bytes] = []
        self.unsent = 0
        self.reading, self.closed, self.cut = True, False, False

    def set_write_buffer_limits(self, high: int | None = None, low: int | None = None) -> None:
        assert high == MOST_UNSENT

    def get_write_buffer_size(self) -> int:
        return self.unsent

    def write(self, data: Any) -> None:
        self.sent.append(bytes(data))

    def reads(self) -> bool:
        return self.reading

    def was_cut(self) -> bool:
        return self.cut

    def pause_reading(self) -> None:
        assert self.reading
        self.reading = False

    def resume_reading(self) -> None:
        assert not self.reading
        self.reading = True

    def is_closing(self) -> bool:
        return self.closed or self.cut

    def close(self) -> None:
        self.closed = True

    def abort(self) -> None:
        self.cut = True


class Phone(LeanSocket):
    """Notes what it is told."""

    def __init__(self, services: Any, connections: set[Any]) -> None:
        super().__init__(services, connections)
        self.told: list[bytes] = []
        self.has_left = 0

    def receive(self, message: bytes) -> None:
        self.told.append(message)

    def left(self) -> None:
        self.has_left += 1


def picture(words: str) -> Picture:
    return Picture(cast(Message, None), words, b"")


def a_server() -> Any:
    return services(settings=Settings(), places=Places(), wheel=Wheel())


@pytest.fixture
async def line() -> Line:
    return Line()


@pytest.fixture
async def phone(line: Line) -> Phone:
    """One that is connected and has said nothing."""
    one = Phone(a_server(), set())
    one.connection_made(line)
    return one


def close_frame(code: int) -> bytes:
    return Frame(Opcode.CLOSE, code.to_bytes(2, "big")).serialize(mask=False)


async def test_who_is_behind_is_shown_the_newest_and_read_no_more(phone: Phone, line: Line) -> None:
    phone.pause_writing()
    assert not line.reads()
    for n in range(100):
        phone.show(picture(str(n)))
    phone.say(ANSWER)  # of a vote that was on its way
    assert line.sent == [framed(encode(ANSWER))]
    phone.resume_writing()
    assert line.reads()
    assert line.sent[1:] == [framed(b"99")]


async def test_who_takes_nothing_is_cut_off_and_who_takes_little_is_not(
    phone: Phone, line: Line
) -> None:
    phone.greet()
    before = SLOW_SCREENS._value.get()
    line.unsent = 1000
    phone.pause_writing()
    line.unsent = 900
    assert phone.look() == Settings().send_timeout
    assert phone.look() == A_MOMENT
    line.unsent = 800  # it could be sent, and we were too busy to see it
    assert phone.look() == Settings().send_timeout
    assert phone.look() == A_MOMENT
    assert not line.was_cut()
    assert phone.look() == 0
    assert line.was_cut()
    assert SLOW_SCREENS._value.get() == before + 1


async def test_who_is_silent_is_pinged_and_then_cut_off(phone: Phone, line: Line) -> None:
    phone.greet()
    for _ in range(3):
        assert phone.look() == Settings().keepalive
        assert line.sent.pop() == PING
        phone.data_received(frame(b"", 0xA))  # any sign of life will do
    assert phone.look() == Settings().keepalive
    assert phone.look() == A_MOMENT
    phone.data_received(frame(b"", 0xA))  # it lay there unread: the server was busy
    assert phone.look() == Settings().keepalive
    assert phone.look() == A_MOMENT
    assert not line.was_cut()
    assert phone.look() == 0
    assert line.was_cut()


async def test_who_says_no_hello_is_told_so_and_then_cut_off(phone: Phone, line: Line) -> None:
    phone.data_received(frame(b"something"))
    assert phone.look() == A_MOMENT
    assert line.sent == []
    assert phone.look() == 0
    assert line.sent == [close_frame(NO_HELLO)]
    assert phone.has_left
    assert not line.was_cut()
    phone.data_received(frame(b"more"))
    assert phone.told == [b"something"]
    assert phone.look() == 0  # its time to answer is over
    assert line.was_cut()


async def test_at_the_end_who_is_owed_an_answer_gets_it_first(phone: Phone, line: Line) -> None:
    phone.greet()
    phone.owe()
    phone.shutdown()
    assert line.sent == []
    assert not line.reads()
    phone.say(ANSWER)
    phone.pay()
    answer, restart, goodbye = line.sent
    assert answer == framed(encode(ANSWER))
    assert b'"restart"' in restart
    assert goodbye == close_frame(ENDING)
    assert line.reads()  # its own close is heard
    phone.data_received(frame(ENDING.to_bytes(2, "big"), 0x8))
    assert line.closed
    phone.shutdown()
    assert len(line.sent) == 3


async def test_at_the_end_nobody_is_waited_for_longer_than_its_time(
    phone: Phone, line: Line
) -> None:
    phone.owe()
    phone.shutdown()
    assert phone.look() == 0
    assert line.was_cut()
    assert line.sent == []


async def test_after_the_goodbye_nothing_is_said(phone: Phone, line: Line) -> None:
    phone.end(TRY_AGAIN, "full")
    phone.end(NO_HELLO)
    phone.say(ANSWER)
    phone.show(picture("?"))
    assert len(line.sent) == 1


async def test_what_comes_while_it_is_held_is_read_later_in_order(phone: Phone) -> None:
    phone.hold()
    phone.data_received(frame(b"1") + frame(b"2", final=False) + frame(b"3", 0))
    assert phone.told == []
    phone.go_on()
    phone.data_received(frame(b"4"))
    assert phone.told == [b"1", b"23", b"4"]


@contextmanager
def no_garbage_collector() -> Iterator[None]:
    gc.collect()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


async def test_who_has_gone_leaves_no_circle_behind(line: Line) -> None:
    """With 10,000 phones that come back, circles are what stops the server for half a second."""
    one = Phone(a_server(), set())
    one.connection_made(line)
    one.data_received(frame(b"hello"))
    one.greet()
    one.data_received(frame(b"are you there", CLIENT_PING))  # which only the library can answer
    watched = weakref.ref(one), weakref.ref(one._conn)
    with no_garbage_collector():
        one.connection_lost(None)
        assert len(one.services.wheel) == 0
        del one
        assert [each() for each in watched] == [None, None]


async def test_a_deaf_phone_is_cut_off_and_holds_nobody_up() -> None:
    """With real buffers: megabytes for somebody who reads nothing."""
    server = services(settings=Settings(send_timeout=1.0), places=Places(), wheel=Wheel())
    connections: set[Any] = set()
    loop = asyncio.get_running_loop()
    large = picture("x" * 60_000)
    listening = await loop.create_server(lambda: Phone(server, connections), "127.0.0.1", 0)
    port = listening.sockets[0].getsockname()[1]
    with socket.create_connection(("127.0.0.1", port)):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        await until(lambda: len(connections) == 2)
        for _ in range(200):
            for one in connections:
                one.show(large)
            assert await reader.readexactly(len(large.wire)) == large.wire
        writer.write(frame(b"still here"))
        await until(lambda: any(one.told for one in connections))
        await until(lambda: len(connections) == 1)  # the deaf one has gone
        writer.close()
        await until(lambda: not connections)
    listening.close()
    await listening.wait_closed()
