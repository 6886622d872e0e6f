"""A plain handshake is answered as `websockets` answers it; all else is left to it."""

import secrets
from base64 import b64encode

import pytest
from hypothesis import given
from hypothesis import strategies as st
from websockets.datastructures import Headers
from websockets.exceptions import InvalidHandshake
from websockets.http11 import Request
from websockets.server import ServerProtocol

from poll_server.web.sockets.handshake import plain_accept

Sent = list[tuple[bytes, bytes]]


def a_handshake(connection: bytes = b"Upgrade") -> Sent:
    return [
        (b"host", b"poll.example"),
        (b"upgrade", b"websocket"),
        (b"connection", connection),
        (b"sec-websocket-key", b64encode(secrets.token_bytes(16))),
        (b"sec-websocket-version", b"13"),
        (b"sec-websocket-extensions", b"permessage-deflate; client_max_window_bits"),
        (b"cookie", b"poll=nobody"),
    ]


def of_the_library(sent: Sent) -> bytes | None:
    """What the library accepts it with; None where it refuses."""
    headers = Headers((name.decode("latin-1"), value.decode("latin-1")) for name, value in sent)
    try:
        return ServerProtocol().process_request(Request("/", headers))[0].encode()
    except InvalidHandshake:
        return None


@pytest.mark.parametrize("connection", [b"Upgrade", b"upgrade", b"keep-alive, Upgrade"])
def test_what_browsers_send_is_plain(connection: bytes) -> None:
    sent = a_handshake(connection)
    assert plain_accept(sent) == of_the_library(sent)
    assert plain_accept(sent)


@pytest.mark.parametrize("twice", [1, 2, 3, 4])
def test_what_stands_there_twice_is_not_plain(twice: int) -> None:
    sent = a_handshake()
    assert plain_accept([*sent, sent[twice]]) is None


IN_HEADERS = st.sampled_from(b"\t" + bytes(range(0x20, 0x7F)) + bytes(range(0x80, 0x100)))
"""Bytes that come as far as here: whoever sends others is refused by llhttp."""
ODD = st.sampled_from([b"", b"13", b"12", b"websocket", b"Upgrade", b"close", b"AAA=", b"h2c, a"])


@given(
    left_out=st.sets(st.integers(0, 6), max_size=2),
    more=st.lists(
        st.tuples(st.integers(0, 6), ODD | st.lists(IN_HEADERS, max_size=30).map(bytes)), max_size=2
    ),
    key=st.binary(max_size=20),
)
def test_nothing_is_accepted_that_the_library_refuses(
    left_out: set[int], more: list[tuple[int, bytes]], key: bytes
) -> None:
    sent = a_handshake()
    names = [name for name, _ in sent]
    sent[3] = names[3], b64encode(key)
    sent = [each for at, each in enumerate(sent) if at not in left_out]
    sent += [(names[at], value) for at, value in more]
    accepted = plain_accept(sent)
    assert accepted is None or accepted == of_the_library(sent)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        (b"upgrade", b"h2c"),
        (b"connection", b"close"),
        (b"sec-websocket-version", b"12"),
        (b"sec-websocket-key", b"too short"),
        (b"sec-websocket-key", b64encode(bytes(16))[:-3] + b"B=="),
    ],
)
def test_what_is_wrong_is_not_accepted(name: bytes, value: bytes) -> None:
    sent = [(n, value if n == name else v) for n, v in a_handshake()]
    assert plain_accept(sent) is None
    assert plain_accept([*a_handshake(), (name, value)]) is None
