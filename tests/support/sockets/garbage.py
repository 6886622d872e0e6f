"""Bad input without end: what no client of ours sends, and what a hostile one might.

garbage = Garbage(seed)
garbage.message()     bytes of one text message, whatever they hold
garbage.wire()        frames on the wire, some of which must end the connection
garbage.form()        the body of a posted form
"""

import json
import random
import struct
from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import quote_plus, urlencode

from .raw_socket import BINARY, CLOSE, CONTINUATION, PING, TEXT, frame

FIELDS = ("type", "round", "seq", "answer", "epoch", "version", "pending", "id", "action", "value",
          "expected_version", "options", "other", "abstain", "steps", "words", "text",
          "__proto__", "constructor", "", "a" * 300)  # fmt: skip
TYPES = ("vote", "hello", "seen", "command", "snapshot", "counted", "restart", "Vote", "", "nobody")
ACTIONS = ("open", "close", "forward", "again", "goto", "approve", "delete", "")
NUMBERS: tuple[Any, ...] = (
    0, -1, 1, 2, 3, 2**31 - 1, 2**31, 2**31 + 1, 2**53, 2**63, 2**64, -(2**63), 10**30, 10**400,
    0.5, 1.0, -0.0, 1e308, 1e-320,
)  # fmt: skip
TEXTS = (
    "", " ", "0", "1", "null", "\0", "\x1b[2J", "‮gnp.exe", "​" * 50, "😀" * 40, "ﷺ" * 100,
    "é" * 700, "<script>alert(1)</script>", "<a href=x onmouseover=alert(1)>x</a>", "=1+1",
    "@SUM(A1)", "{{7*7}}", "%s%s%s%n", "../../etc/passwd", "'; DROP TABLE votes; --",
    "poll:{x}:live", "\r\nSet-Cookie: a=b", "text:", "*", "a" * 141, "a" * 5000,
    "9" * 5000, "-1", "\\ud800",
)  # fmt: skip
RAW = (
    b"", b"{", b"}", b"[]", b"null", b"true", b"0", b'"vote"', b"NaN", b"Infinity", b"{}{}", b"\0",
    b'{"type":"vote"', b'{"type":"vote","type":"hello"}', b"[" * 4000, b'{"a":' * 800, b"[[" * 90,
    b'{"type":"vote","round":1,"seq":1,"answer":' + b"[" * 1500 + b"]" * 1500 + b"}",
    b'{"type":"vote","round":1,"seq":1,"answer":' + b'{"a":' * 400 + b"1" + b"}" * 401,
    b'{"type":"vote","round":1,"seq":1,"answer":' + b"9" * 3000 + b"}",
    b'{"type":"vote","round":1,"seq":1,"answer":1e999}',
    b'{"type":"vote","round":1,"seq":1,"answer":{"options":[1e999]}}',
    b'{"type":"vote","round":1,"seq":1,"answer":{"options":[18446744073709551616]}}',
    b'{"type":"vote","round":1,"seq":1,"answer":{"x":18446744073709551616}}',
    b'{"type":"vote","round":1,"seq":1,"answer":-9223372036854775809}',
    b'{"type":"vote","round":1,"seq":1,"answer":"\\ud800"}',
    b'{"type":"vote","round":1,"seq":1,"answer":{"options":["\\udfff"]}}',
    b'{"type":"vote","round":1e0,"seq":1,"answer":{}}',
    b'{"type":"hello","pending":{"type":"hello","pending":{"type":"hello"}}}',
    b"\xef\xbb\xbf{}", "{\u2028}".encode(),
)  # fmt: skip
NOT_UTF8 = (b"\xff", b"\xc3\x28", b"\xed\xa0\x80", b"\xf8\x88\x80\x80\x80", b'{"type":"\xe9"}')
LARGEST = 4096
"""Bytes of a frame that the server takes from a phone."""


class Garbage:
    """A source of bad input; the same seed gives the same."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)

    def value(self, depth: int = 4) -> Any:
        """Any JSON value."""
        pick = self.chance.random()
        if depth and pick < 0.15:
            return [self.value(depth - 1) for _ in range(self.chance.randrange(4))]
        if depth and pick < 0.35:
            keys = self.chance.choices(FIELDS, k=self.chance.randrange(4))
            return {key: self.value(depth - 1) for key in keys}
        if pick < 0.65:
            return self.chance.choice(NUMBERS)
        if pick < 0.9:
            return self.chance.choice(TEXTS)
        return self.chance.choice((None, True, False))

    def answer(self) -> Any:
        """Something where an answer should be: often nearly right."""
        near: tuple[Callable[[], Any], ...] = (
            lambda: {"options": [self.chance.choice(NUMBERS)] * self.chance.randrange(4)},
            lambda: {"options": self.chance.choices(range(-1, 6), k=self.chance.randrange(5))},
            lambda: {"options": list(range(self.chance.randrange(500)))},
            lambda: {"options": self.value()},
            lambda: {"options": [99], "other": self.chance.choice(TEXTS)},
            lambda: {"abstain": self.chance.choice((1, "true", None, [True], {}))},
            lambda: {"steps": [self.chance.choice(NUMBERS)] * self.chance.randrange(12)},
            lambda: {"words": [self.chance.choice(TEXTS)] * self.chance.randrange(12)},
            lambda: {"text": self.chance.choice(TEXTS)},
        )
        return self.chance.choice(near)() if self.chance.random() < 0.5 else self.value()

    def vote(self) -> dict[str, Any]:
        """Something like a vote."""
        return self._spoilt(
            {
                "type": "vote",
                "round": self.chance.choice((1, 1, 1, 2, *NUMBERS)),
                "seq": self.chance.choice((1, 2, *NUMBERS)),
                "answer": self.answer(),
            }
        )

    def command(self) -> dict[str, Any]:
        """Something like a moderator's command, never one that could be carried out."""
        command = {
            "type": "command",
            "id": self.chance.choice(TEXTS),
            "expected_version": -1,
            "action": self.chance.choice(ACTIONS),
            "value": self.value(),
        }
        return {**self._spoilt(command), "expected_version": self.chance.choice((10**9, -1, "1"))}

    def message(self) -> bytes:
        """The bytes of one message; always UTF-8, and seldom too long."""
        pick = self.chance.random()
        if pick < 0.15:
            return self.chance.choice(RAW)
        if pick < 0.6:
            message: Any = self.vote()
        elif pick < 0.75:
            message = self._spoilt(
                {"type": "hello", "epoch": "x", "version": 1, "pending": self.vote()}
            )
        elif pick < 0.8:
            message = self._spoilt({"type": "seen", "round": self.chance.choice(NUMBERS)})
        elif pick < 0.9:
            message = {"type": self.chance.choice(TYPES), **self.command()}
        else:
            message = self.value()
        encoded = json.dumps(message, ensure_ascii=self.chance.random() < 0.5).encode()
        if self.chance.random() < 0.1:
            encoded = encoded[: self.chance.randrange(len(encoded) + 1)]
            encoded = encoded.decode(errors="ignore").encode()
        return encoded

    def wire(self) -> bytes:
        """One message on the wire that leaves the connection open: whole, in pieces, or binary."""
        payload = self.message()[:LARGEST].decode(errors="ignore").encode()
        pick = self.chance.random()
        if pick < 0.6:
            return frame(payload)
        if pick < 0.75:
            return frame(payload, BINARY)
        if pick < 0.8:
            return frame(self.chance.randbytes(self.chance.randrange(200)), BINARY)
        if pick < 0.85:
            return frame(b"?" * self.chance.randrange(126), PING) + frame(payload)
        return self._in_pieces(payload)

    def fatal(self) -> bytes:
        """Bytes that break the protocol: the server must end this connection, and only this one."""
        return self.chance.choice(
            (
                frame(self.chance.choice(NOT_UTF8)),
                frame(b"a" * (LARGEST + 1)),
                frame(b"a" * LARGEST, final=False) + frame(b"a", CONTINUATION),
                frame(b"{}", masked=False),
                frame(b"{}", CONTINUATION),
                frame(b"{", final=False) + frame(b"}"),
                frame(b"{}", 0x3),
                frame(b"{}", 0xB),
                frame(b"a" * 126, PING),
                frame(b"", PING, final=False),
                frame(b"\0", CLOSE),
                frame(struct.pack("!H", 999), CLOSE),
                frame(struct.pack("!H", 1000) + b"\xff", CLOSE),
                b"\xc1\x80\0\0\0\0",  # a reserved bit: compression that nobody agreed on
                b"\x81\xff" + b"\x7f" + b"\xff" * 7 + bytes(4),  # says it has 2^63 bytes
            )
        )

    def form(self) -> tuple[bytes, str]:
        """(body, content type) of a POST that is no vote."""
        pick = self.chance.random()
        if pick < 0.4:
            return self.message(), "application/json"
        if pick < 0.5:
            return self.chance.choice(NOT_UTF8) + self.message(), "application/json"
        if pick < 0.55:
            return b'{"a":"' + b"a" * self.chance.choice(
                (4100, 100_000)
            ) + b'"}', "application/json"
        fields = [
            (self.chance.choice((*FIELDS, "round", "seq", "options")), self.chance.choice(TEXTS))
            for _ in range(self.chance.randrange(8))
        ]
        body = urlencode(fields, errors="replace").encode()
        if pick < 0.65:
            body += b"&options=%ff%fe&=&&&round=" + quote_plus("٣").encode()
        if pick < 0.7:
            body = b"a=1&" * self.chance.choice((99, 200, 20_000))
        kind = self.chance.choice(
            ("application/x-www-form-urlencoded", "multipart/form-data", "text/plain", "", "é")
        )
        return body, kind

    def _in_pieces(self, payload: bytes) -> bytes:
        cuts = sorted(self.chance.randrange(len(payload) + 1) for _ in range(3))
        pieces = [payload[a:b] for a, b in zip([0, *cuts], [*cuts, len(payload)], strict=True)]
        wire = frame(pieces[0], TEXT, final=False)
        for piece in pieces[1:-1]:
            wire += frame(piece, CONTINUATION, final=False)
            if self.chance.random() < 0.3:
                wire += frame(b"", PING)  # may stand between the pieces of a message
        return wire + frame(pieces[-1], CONTINUATION)

    def _spoilt(self, message: dict[str, Any]) -> dict[str, Any]:
        """`message` with up to two fields gone, odd or too many."""
        for _ in range(self.chance.randrange(3)):
            name = self.chance.choice((*message, self.chance.choice(FIELDS)))
            if self.chance.random() < 0.3:
                message.pop(name, None)
            else:
                message[name] = self.value()
        return message


def may_count(payload: bytes, options: int, most: int) -> bool:
    """Whether a choice with so many options might, in good faith, count this message as a vote.

    Written without the server's own code, and on the safe side: generous with what is legal.
    """
    try:
        message = json.loads(payload)
    except (ValueError, RecursionError):
        return False
    if isinstance(message, dict) and message.get("type") == "hello":
        message = message.get("pending")
    if not isinstance(message, dict) or message.get("type") != "vote" or message.get("round") != 1:
        return False
    answer = message.get("answer")
    if not isinstance(answer, dict):
        return False
    return answer.get("abstain") is True or _fits(answer.get("options"), options, most)


def _fits(picked: Any, options: int, most: int) -> bool:
    if not isinstance(picked, Sequence) or not 1 <= len(picked) <= most:
        return False
    return all(not isinstance(n, str) and n in range(options) for n in picked)
