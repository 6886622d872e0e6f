"""Frames made without a library are those that the library makes."""

import pytest
from websockets.frames import Frame, Opcode

from poll_server.wire.frames import PING, framed


@pytest.mark.parametrize("size", [0, 1, 125, 126, 127, 2048, 65535, 65536, 2**20])
def test_a_frame_is_what_websockets_would_write(size: int) -> None:
    payload = b"x" * size
    assert framed(payload) == Frame(Opcode.TEXT, payload).serialize(mask=False)
    assert Frame(Opcode.PING, b"").serialize(mask=False) == PING
