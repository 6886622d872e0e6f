"""Frames made and read without a library are those that the library makes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from websockets.frames import Frame, Opcode

from poll_server.wire.frames import PING, PONG, framed, length_of, short_text_of


@pytest.mark.parametrize("size", [0, 1, 125, 126, 127, 2048, 65535, 65536, 2**20])
def test_a_frame_is_what_websockets_would_write(size: int) -> None:
    payload = b"x" * size
    assert framed(payload) == Frame(Opcode.TEXT, payload).serialize(mask=False)
    assert Frame(Opcode.PING, b"").serialize(mask=False) == PING
    assert Frame(Opcode.PONG, b"").serialize(mask=True)[:2] == PONG


@pytest.mark.parametrize("mask", [True, False])
@pytest.mark.parametrize("size", [0, 1, 125, 126, 127, 2048, 65535, 65536])
def test_where_a_frame_ends_is_known_from_its_head(size: int, mask: bool) -> None:
    wire = Frame(Opcode.BINARY, b"x" * size).serialize(mask=mask)
    assert length_of(wire) == length_of(wire + b"more") == len(wire)
    head = len(wire) - size - (4 if mask else 0)
    assert [length_of(wire[:seen]) for seen in range(head)] == [0] * head
    assert length_of(wire[:head]) == len(wire)


@given(st.binary(max_size=125))
def test_a_short_text_is_read_as_it_was_sent(payload: bytes) -> None:
    wire = Frame(Opcode.TEXT, payload).serialize(mask=True)
    assert short_text_of(wire) == payload


def test_all_else_is_left_to_the_library() -> None:
    words = b"Hello"
    text = Frame(Opcode.TEXT, words)
    assert short_text_of(text.serialize(mask=False)) is None
    wire = text.serialize(mask=True)
    assert short_text_of(bytes([wire[0] | 0x40]) + wire[1:]) is None  # a reserved bit
    for other in (
        Frame(Opcode.TEXT, words, fin=False),
        Frame(Opcode.BINARY, words),
        Frame(Opcode.CONT, words),
        Frame(Opcode.PING, words),
        Frame(Opcode.CLOSE, b"\x03\xe8"),
        Frame(Opcode.TEXT, b"x" * 126),
    ):
        assert short_text_of(other.serialize(mask=True)) is None
