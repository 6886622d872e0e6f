"""Sockets of phones that break the protocol, speak too fast, or are too many."""

from poll_server.web.sockets.codes import TOO_MANY
from poll_server.web.sockets.pace import BURST
from poll_server.web.sockets.seats import SEATS
from poll_server.wire.messages import (
    Misunderstood,
)
from tests.support.sockets.forum import Forum
from tests.support.sockets.raw_socket import CONTINUATION, PING, RawSocket, frame
from tests.support.sockets.rfc6455 import cases
from tests.support.waiting import until

from .transports import forum, transport

__all__ = ["forum", "transport"]  # fixtures


async def test_what_breaks_the_protocol_ends_one_socket_with_its_code(forum: Forum) -> None:
    """In pieces, with a ping between them, and binary are fine."""
    (phone,) = await forum.phones(1)

    async def said_on(wire: bytes) -> tuple[RawSocket, list[bytes]]:
        heard: list[bytes] = []
        path = f"/ws/phone/{forum.poll.code}"
        one = await RawSocket.open(forum.base, path, forum.cookies[0], heard.append)
        one.write(wire)
        return one, heard

    found = {}
    for case in cases():
        if case.ends and not case.told:
            one, _ = await said_on(case.wire)
            if (code := await one.end()) != case.ends:
                found[case.name] = code
    assert found == {}
    hello = b'{"type":"hello"}'
    pieces = frame(hello[:5], final=False) + frame(b"", PING) + frame(hello[5:], CONTINUATION)
    for wire in (pieces, frame(hello, 0x2)):
        one, heard = await said_on(wire)
        await until(lambda heard=heard: bool(heard))  # type: ignore[misc]
        assert heard[0].startswith(b'{"type":"welcome"')
        await one.cut()
    await (await phone.connection.ping())


async def test_who_speaks_too_fast_is_read_slowly_and_nothing_is_thrown_away(forum: Forum) -> None:
    (phone,) = await forum.phones(1)
    for _ in range(BURST + 2):
        await phone.connection.send("?")
    await until(lambda: sum(isinstance(each, Misunderstood) for each in phone.told) == BURST + 2)


async def test_a_seventh_socket_of_one_phone_ends_the_first(forum: Forum) -> None:
    tabs = [(await forum.phones(1))[0] for _ in range(SEATS + 1)]
    await tabs[0].listening
    assert tabs[0].connection.close_code == TOO_MANY
    assert not any(tab.listening.done() for tab in tabs[1:])
