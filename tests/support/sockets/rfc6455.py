"""What a server must make of every kind of frame, as RFC 6455 has it: one table for all transports.

The rows follow the sections of the Autobahn test suite: lengths, pings, reserved bits and opcodes,
fragments, UTF-8, closes, masks and sizes.
"""

from collections.abc import Iterator
from typing import NamedTuple

from poll_server.wire.messages import LARGEST_FRAME

from .raw_socket import BINARY, CLOSE, CONTINUATION, PING, PONG, TEXT, frame

BROKEN, NO_TEXT, TOO_BIG = 1002, 1007, 1009
FIRST, LAST = {"final": False}, {"opcode": CONTINUATION}
GOOD_TEXT = "κόσμε – 𝄞 – \U0010ffff \x00".encode()
BAD_TEXTS = {
    "overlong": b"\xc0\xaf",
    "surrogate": b"\xed\xa0\x80",
    "beyond Unicode": b"\xf4\x90\x80\x80",
    "never a byte": b"ok \xff",
    "cut off": "é".encode()[:1],
    "a rest without a beginning": b"\x80",
}
GOOD_CODES = (1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 3000, 3999, 4000, 4999)
BAD_CODES = (0, 999, 1004, 1005, 1006, 1016, 1100, 2000, 2999, 5000, 65535)


class Case(NamedTuple):
    """What is sent, and what must come of it."""

    name: str
    wire: bytes
    told: tuple[bytes, ...] = ()
    """messages that arrive"""
    pongs: tuple[bytes, ...] = ()
    ends: int | None = None
    """code with which the server closes; 1005: a close without one; None: the line stays"""


def cases() -> Iterator[Case]:
    """The whole table."""
    yield from _lengths()
    yield from _pings()
    yield from _reserved()
    yield from _fragments()
    yield from _texts()
    yield from _closes()


def _lengths() -> Iterator[Case]:
    for size in (0, 1, 125, 126, 127, 128, 1000, LARGEST_FRAME):
        for opcode, kind in ((TEXT, "text"), (BINARY, "binary")):
            payload = b"*" * size
            yield Case(f"{kind} of {size}", frame(payload, opcode), (payload,))
    yield Case("masked", b"\x81\x85\x37\xfa\x21\x3d\x7f\x9f\x4d\x51\x58", (b"Hello",))
    yield Case("not masked", frame(b"Hello", masked=False), ends=BROKEN)
    yield Case("too long", frame(b"*" * (LARGEST_FRAME + 1)), ends=TOO_BIG)
    yield Case("said to be too long", b"\x81\xff" + b"\x7f" + b"\xff" * 7, ends=TOO_BIG)
    half = b"*" * (LARGEST_FRAME // 2 + 1)
    too_long = frame(half, **FIRST) + frame(half, **LAST)  # type: ignore[arg-type]
    yield Case("too long in pieces", too_long, ends=TOO_BIG)


def _pings() -> Iterator[Case]:
    yield Case("ping", frame(b"", PING), pongs=(b"",))
    yield Case("longest ping", frame(b"\xff" * 125, PING), pongs=(b"\xff" * 125,))
    yield Case("too long a ping", frame(b"*" * 126, PING), ends=BROKEN)
    yield Case("pong that nobody asked for", frame(b"hi", PONG))
    many = tuple(str(n).encode() for n in range(10))
    yield Case("ten pings", b"".join(frame(each, PING) for each in many), pongs=many)


def _reserved() -> Iterator[Case]:
    for bit in (0x40, 0x20, 0x10):
        hello = frame(b"Hello")
        yield Case(f"reserved bit {bit:#x}", bytes([hello[0] | bit]) + hello[1:], ends=BROKEN)
    for opcode in (*range(3, 8), *range(0xB, 0x10)):
        yield Case(f"opcode {opcode:#x}", frame(b"", opcode), ends=BROKEN)


def _fragments() -> Iterator[Case]:
    first, last = frame(b"Hel", final=False), frame(b"lo", CONTINUATION)
    middle = frame(b"l", CONTINUATION, final=False)
    ping = frame(b"?", PING)
    yield Case("two pieces", first + last, (b"Hello",))
    yield Case("three pieces", first + middle + last, (b"Helllo",))
    yield Case("empty pieces", frame(b"", final=False) + frame(b"", CONTINUATION), (b"",))
    binary = frame(b"\xff", BINARY, final=False) + frame(b"\xfe", CONTINUATION)
    yield Case("binary pieces", binary, (b"\xff\xfe",))
    yield Case("a ping between", first + ping + last, (b"Hello",), (b"?",))
    yield Case("ping in pieces", frame(b"?", PING, final=False), ends=BROKEN)
    yield Case("pong in pieces", frame(b"?", PONG, final=False), ends=BROKEN)
    yield Case("close in pieces", frame(b"", CLOSE, final=False), ends=BROKEN)
    yield Case("an end without a beginning", last, ends=BROKEN)
    yield Case("a middle without a beginning", middle, ends=BROKEN)
    yield Case("another message between", first + frame(b"Hello"), ends=BROKEN)
    yield Case("an end twice", first + last + last, (b"Hello",), ends=BROKEN)


def _texts() -> Iterator[Case]:
    yield Case("letters of all sizes", frame(GOOD_TEXT), (GOOD_TEXT,))
    pieces = [bytes([byte]) for byte in GOOD_TEXT]
    in_bytes = frame(pieces[0], final=False)
    in_bytes += b"".join(frame(each, CONTINUATION, final=False) for each in pieces[1:])
    yield Case("a letter in two pieces", in_bytes + frame(b"", CONTINUATION), (GOOD_TEXT,))
    for name, bad in BAD_TEXTS.items():
        yield Case(f"{name} as text", frame(bad), ends=NO_TEXT)
        in_two = frame(bad[:1], final=False) + frame(bad[1:], CONTINUATION)
        yield Case(f"{name} in two pieces", in_two, ends=NO_TEXT)
        yield Case(f"{name} as binary", frame(bad, BINARY), (bad,))


def _closes() -> Iterator[Case]:
    yield Case("close without a code", frame(b"", CLOSE), ends=1005)
    yield Case("close with half a code", frame(b"\x03", CLOSE), ends=BROKEN)
    longest = (1000).to_bytes(2, "big") + b"*" * 123
    yield Case("close with the longest reason", frame(longest, CLOSE), ends=1000)
    yield Case("close with too long a reason", frame(longest + b"*", CLOSE), ends=BROKEN)
    no_text = (1000).to_bytes(2, "big") + b"\xff"
    yield Case("close whose reason is no text", frame(no_text, CLOSE), ends=NO_TEXT)
    bye = frame((1000).to_bytes(2, "big"), CLOSE)
    yield Case("words after the close", bye + frame(b"Hello") + frame(b"", PING), ends=1000)
    for code in GOOD_CODES:
        yield Case(f"close {code}", frame(code.to_bytes(2, "big"), CLOSE), ends=code)
    for code in BAD_CODES:
        yield Case(f"close {code}", frame(code.to_bytes(2, "big"), CLOSE), ends=BROKEN)
