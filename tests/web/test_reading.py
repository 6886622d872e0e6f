"""The lean transport takes every frame as RFC 6455 has it, however it is cut into packets."""

import pytest

from tests.support.raw_socket import CLOSE, PONG
from tests.support.rfc6455 import Case, cases

from .test_lean import Line, Phone, a_server


def said(wire: bytes) -> list[tuple[int, bytes]]:
    """The server's frames: opcode and payload, each shorter than 126 bytes."""
    found, at = [], 0
    while at < len(wire):
        end = at + 2 + wire[at + 1]
        found.append((wire[at] & 15, wire[at + 2 : end]))
        at = end
    return found


@pytest.mark.parametrize("step", [1, 7, 1 << 20], ids=["byte by byte", "by sevens", "at once"])
async def test_every_frame_is_taken_as_the_rfc_has_it(step: int) -> None:
    wrong = {case.name: found for case in cases() if (found := await what_came_of(case, step))}
    assert wrong == {}


async def what_came_of(case: Case, step: int) -> dict[str, object]:
    """Where that is not what the case says, what was found instead."""
    line = Line()
    phone = Phone(a_server(), set())
    phone.connection_made(line)
    for at in range(0, len(case.wire), step):
        if not line.is_closing():
            phone.data_received(case.wire[at : at + step])
    answers = said(b"".join(line.sent))
    codes = [
        int.from_bytes(words[:2], "big") or 1005 for opcode, words in answers if opcode == CLOSE
    ]
    wanted = {
        "told": (tuple(phone.told), case.told),
        "pongs": (tuple(words for opcode, words in answers if opcode == PONG), case.pongs),
        "ends": (codes, [case.ends] if case.ends else []),
        "closes": (line.is_closing(), case.ends is not None),
    }
    phone.connection_lost(None)
    return {name: found for name, (found, right) in wanted.items() if found != right}
