"""A keyed hash that is made over and over with the same key, as for every vote.

`hmac.digest` makes its two pads anew each time, and OpenSSL 3 looks its functions up each time:
2 to 6 µs of the 45 that a vote costs. Here both are made once, and a hash is two copies.
"""

from hashlib import sha256
from typing import Any

BLOCK = 64
"""Bytes of one block of SHA-256: a longer key is hashed first (RFC 2104, section 2)."""
INNER = bytes(each ^ 0x36 for each in range(256))
OUTER = bytes(each ^ 0x5C for each in range(256))
"""What each byte of the key becomes in the two pads (RFC 2104, section 2)."""


class KeyedHash:
    """HMAC with SHA-256 for one key: what `hmac.digest(key, message, "sha256")` says."""

    __slots__ = ("_inner", "_outer")

    def __init__(self, key: bytes) -> None:
        block = (sha256(key).digest() if len(key) > BLOCK else key).ljust(BLOCK, b"\0")
        # Its type has no public name.
        self._inner: Any = sha256(block.translate(INNER))
        self._outer: Any = sha256(block.translate(OUTER))

    def digest(self, message: bytes) -> bytes:
        """The 32 bytes of `message`."""
        inner, outer = self._inner.copy(), self._outer.copy()
        inner.update(message)
        outer.update(inner.digest())
        found: bytes = outer.digest()
        return found
