"""A page's gzip, put together of parts of which the large ones were compressed before.

Script, style and texts of a phone's page are the same for everybody, and are nine tenths of it. A
deflate stream may be cut where it was flushed in full (RFC 1951): nothing after the cut refers to
what stands before it. So each part is compressed by itself, those that stay only once, and a gzip
file is head, parts, checksum and length (RFC 1952).
"""

import struct
import zlib
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

from starlette.responses import HTMLResponse
from starlette.types import Receive, Scope, Send

HEAD = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"
"""gzip, deflate, no name, no time, no matter which system."""
END = b"\x03\x00"
"""The last block of a deflate stream, with nothing in it."""
RAW = -15
"""zlib's word for deflate without a head of its own, with the largest window."""
ONCE, EACH_TIME = 9, 6
"""Levels: for what is compressed once, and for each page."""
PARTS_KEPT = 96
"""Style, scripts by what polls ask, and the texts of each language, of linkable polls too."""


class PressedPage(HTMLResponse):
    """HTML whose `kept` parts are not compressed again for each page.

    Args:
        kept: texts that may stand in the page, word for word, and in the next one too.
    """

    def __init__(
        self, content: str, status: int, headers: dict[str, str], kept: Iterable[str]
    ) -> None:
        super().__init__(content, status, headers)
        self._content, self._kept = content, tuple(kept)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        accepted = dict(scope["headers"]).get(b"accept-encoding", b"")
        if self._kept and b"gzip" in accepted:
            self.body = gzipped(self._content, self._kept)
            self.headers["Content-Length"] = str(len(self.body))
            self.headers["Content-Encoding"] = "gzip"
            self.headers.add_vary_header("Accept-Encoding")
        await super().__call__(scope, receive, send)


class Piece(NamedTuple):
    """A part of a page, as it is and compressed."""

    raw: bytes
    pressed: bytes
    """deflate blocks that end on a byte"""


def gzipped(content: str, kept: Iterable[str]) -> bytes:
    """`content` as a gzip file; what of `kept` is in it is taken as it was compressed before."""
    return packed(pieces(content, kept))


def packed(parts: Iterable[Piece]) -> bytes:
    """A gzip file of these parts."""
    size = checksum = 0
    out = [HEAD]
    for raw, pressed in parts:
        size, checksum = size + len(raw), zlib.crc32(raw, checksum)
        out.append(pressed)
    return b"".join([*out, END, struct.pack("<II", checksum, size & 0xFFFFFFFF)])


def pieces(content: str, kept: Iterable[str], *, once: bool = False) -> Iterator[Piece]:
    """`content` in parts; what of `kept` is in it is taken as it was compressed before.

    Args:
        once: the rest will stay as well, and is worth as much time.
    """
    for part, stays in _parts(content, tuple(kept)):
        raw = part.encode()
        if stays:
            yield Piece(raw, _pressed_once(part))
        else:
            yield Piece(raw, _pressed(raw, ONCE if once else EACH_TIME))


def as_it_is(text: str) -> Piece:
    """A short text, not compressed (a stored block of RFC 1951): that would not make it shorter.

    Raises:
        struct.error: it is longer than the 65,535 bytes of a block.
    """
    raw = text.encode()
    return Piece(raw, struct.pack("<BHH", 0, len(raw), len(raw) ^ 0xFFFF) + raw)


def _parts(content: str, kept: tuple[str, ...]) -> Iterator[tuple[str, bool]]:
    """The parts of `content`, each with whether it is one of `kept`."""
    if not kept:
        yield content, False
        return
    before, found, after = content.partition(kept[0])
    yield from _parts(before, kept[1:])
    if found:
        yield found, True
        yield from _parts(after, kept[1:])


@lru_cache(PARTS_KEPT)
def _pressed_once(part: str) -> bytes:
    return _pressed(part.encode(), ONCE)


def _pressed(raw: bytes, level: int) -> bytes:
    """Deflate blocks of `raw` that end on a byte."""
    press = zlib.compressobj(level, zlib.DEFLATED, RAW)
    return press.compress(raw) + press.flush(zlib.Z_FULL_FLUSH)
