"""What stands around a message on the wire, where it is written without a WebSocket library.

A frame that hundreds of phones get is made once for all of them, and an answer to a vote in a
fraction of a microsecond. What comes in is read by `websockets`, which knows the whole of RFC 6455.
"""

SHORTEST_LONG = 126
"""Bytes from which on the length takes two bytes more (RFC 6455, section 5.2)."""
WHOLE_TEXT = 0x81
"""First byte of a frame that is a whole text message."""
PING = b"\x89\x00"
"""A ping without a word in it."""


def framed(payload: bytes) -> bytes:
    """One text message from a server.

    Args:
        payload: UTF-8, under 64 KiB.

    Raises:
        OverflowError: it is longer; no phone is sent such a message.
    """
    size = len(payload)
    if size < SHORTEST_LONG:
        return bytes((WHOLE_TEXT, size)) + payload
    return bytes((WHOLE_TEXT, SHORTEST_LONG)) + size.to_bytes(2, "big") + payload
