"""What stands around a message on the wire, where it is written without a WebSocket library.

A frame that hundreds of phones get is made once for all of them, and an answer to a vote in a
fraction of a microsecond. What comes in is read by `websockets`, which knows the whole of RFC 6455.
"""

LONG, LONGER = 126, 127
"""Say that the length follows in 2 or in 8 bytes; a smaller one stands in their place (RFC 6455,
section 5.2)."""
WHOLE_TEXT = 0x81
"""First byte of a frame that is a whole text message."""
PING = b"\x89\x00"
"""A ping without a word in it."""


def framed(payload: bytes) -> bytes:
    """One text message from a server; `payload` is UTF-8."""
    size = len(payload)
    if size < LONG:
        return bytes((WHOLE_TEXT, size)) + payload
    if size < 1 << 16:
        return bytes((WHOLE_TEXT, LONG)) + size.to_bytes(2, "big") + payload
    return bytes((WHOLE_TEXT, LONGER)) + size.to_bytes(8, "big") + payload
