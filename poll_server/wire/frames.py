"""What stands around a message on the wire, where it is written without a WebSocket library.

A frame that hundreds of phones get is made once for all of them, and an answer to a vote in a
fraction of a microsecond. Of what comes in, only what phones nearly always send is read here, a
short text in one piece, in a twentieth of the time; all else by `websockets`, which knows the whole
of RFC 6455.
"""

LONG, LONGER = 126, 127
"""Say that the length follows in 2 or in 8 bytes; a smaller one stands in their place (RFC 6455,
section 5.2)."""
WHOLE_TEXT = 0x81
"""First byte of a frame that is a whole text message."""
MASKED = 0x80
"""Bit of the second byte: four bytes follow the length, with which the payload is masked."""
MASK_BYTES = 4
HEAD_OF_SHORT = 2 + MASK_BYTES
"""Bytes before the payload of a short frame from a client."""
PING = b"\x89\x00"
"""A ping without a word in it."""
PONG = b"\x8a\x80"
"""How a client's answer to it begins; a mask follows, and nothing to mask with it."""


def framed(payload: bytes) -> bytes:
    """One text message from a server; `payload` is UTF-8."""
    size = len(payload)
    if size < LONG:
        return bytes((WHOLE_TEXT, size)) + payload
    if size < 1 << 16:
        return bytes((WHOLE_TEXT, LONG)) + size.to_bytes(2, "big") + payload
    return bytes((WHOLE_TEXT, LONGER)) + size.to_bytes(8, "big") + payload


def length_of(data: bytes) -> int:
    """Bytes of the frame that `data` begins with, its head among them; 0 where more must come."""
    if len(data) < 2:
        return 0
    size, head = data[1] & ~MASKED, 2 + (MASK_BYTES if data[1] & MASKED else 0)
    if size < LONG:
        return head + size
    more = 2 if size == LONG else 8
    if len(data) < 2 + more:
        return 0
    return head + more + int.from_bytes(data[2 : 2 + more], "big")


def short_text_of(frame: bytes) -> bytes | None:
    """The payload of one frame from a client that is a whole text shorter than 126 bytes, or None.

    None, too, where it is not all there, or more comes after it. Whether it is UTF-8, and whether a
    message may begin here, is not looked at.
    """
    size = len(frame) - HEAD_OF_SHORT
    if not 0 <= size < LONG or frame[1] != MASKED | size or frame[0] != WHOLE_TEXT:
        return None
    mask = frame[2:HEAD_OF_SHORT]
    pattern = (mask * (size // MASK_BYTES + 1))[:size]
    bits = int.from_bytes(frame[HEAD_OF_SHORT:], "big") ^ int.from_bytes(pattern, "big")
    return bits.to_bytes(size, "big")
