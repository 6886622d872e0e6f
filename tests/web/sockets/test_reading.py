"""The lean transport takes every frame as RFC 6455 has it, however it is cut into packets."""

import asyncio
from collections.abc import Sequence
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from poll_server.web.sockets import pace
from poll_server.web.sockets.pace import BURST, Pace
from tests.support.sockets.raw_socket import CLOSE, CONTINUATION, PING, PONG, TEXT, frame
from tests.support.sockets.rfc6455 import Case, cases
from tests.support.waiting import until

from .test_lean import Line, Phone, a_server


def said(wire: bytes) -> list[tuple[int, bytes]]:
    """The server's frames: opcode and payload, each shorter than 126 bytes."""
    found, at = [], 0
    while at < len(wire):
        end = at + 2 + wire[at + 1]
        found.append((wire[at] & 15, wire[at + 2 : end]))
        at = end
    return found


class Unhurried(Pace):
    """Reads all at once: what is looked at is frames, and not when they are read."""

    def take(self) -> float:
        return 0


STAYS = [case for case in cases() if case.ends is None]


@given(st.lists(st.sampled_from(STAYS), min_size=2, max_size=8), st.randoms(use_true_random=False))
def test_one_frame_after_the_other_however_they_are_cut(these: list[Case], chance: Random) -> None:
    wire = b"".join(case.wire for case in these)
    cuts = sorted(chance.randrange(len(wire)) for _ in range(chance.randrange(12)))
    told = tuple(message for case in these for message in case.told)
    pongs = tuple(words for case in these for words in case.pongs)

    async def take() -> dict[str, object]:
        return await what_came_of(Case("all", wire, told, pongs), cuts=cuts)

    assert asyncio.run(take()) == {}


@pytest.mark.parametrize("step", [1, 7, 1 << 20], ids=["byte by byte", "by sevens", "at once"])
async def test_every_frame_is_taken_as_the_rfc_has_it(step: int) -> None:
    wrong = {case.name: found for case in cases() if (found := await what_came_of(case, step))}
    assert wrong == {}


async def what_came_of(case: Case, step: int = 1, cuts: Sequence[int] = ()) -> dict[str, object]:
    """Where that is not what the case says, what was found instead.

    Args:
        cuts: where the bytes are cut into packets, instead of after every `step`.
    """
    line = Line()
    phone = Phone(a_server(), set())
    phone._pace = Unhurried()
    phone.connection_made(line)
    ends = [*(cuts or range(step, len(case.wire), step)), len(case.wire)]
    for begin, end in zip([0, *ends], ends, strict=False):
        if not line.is_closing() and begin < end:
            phone.data_received(case.wire[begin:end])
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


@pytest.mark.parametrize("opcode", [TEXT, PING, PONG, CONTINUATION])
async def test_of_a_flood_in_one_packet_only_a_burst_is_read_whatever_is_in_it_t20(
    opcode: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The system hands over 250 kB at once; read in one go they held everybody up for a second."""
    monkeypatch.setattr(pace, "monotonic", lambda: 0.0)
    line, phone = Line(), Phone(a_server(), set())
    phone.connection_made(line)
    read: list[float] = []
    take = Pace.take

    def taken(one: Pace) -> float:
        read.append(take(one))
        return read[-1]

    monkeypatch.setattr(Pace, "take", taken)
    if opcode == CONTINUATION:
        phone.data_received(frame(b"", TEXT, final=False))
    phone.data_received(frame(b"", opcode, final=opcode != CONTINUATION) * 40_000)
    assert len(read) == BURST + 1
    assert len(line.sent) in (0, BURST + 1), "pings are answered at that pace, too"
    assert not line.reads()
    phone.connection_lost(None)


async def test_what_was_too_fast_is_read_later_and_nothing_is_thrown_away() -> None:
    line, phone = Line(), Phone(a_server(), set())
    phone.connection_made(line)
    words = [str(n).encode() for n in range(BURST + 4)]
    phone.data_received(b"".join(map(frame, words)) + frame(b"?", PING))
    await until(lambda: line.sent != [])
    assert phone.told == words, "in order, and before the ping"
    await until(line.reads)
    phone.connection_lost(None)
