"""What was read from a file, as a field of a form carries it until somebody says what it means."""

import base64
import binascii
import zlib
from typing import Any, TypeVar

import msgspec

Read = TypeVar("Read")


def packed(read: Any) -> str:
    """What was read, as text for a field."""
    return base64.urlsafe_b64encode(zlib.compress(msgspec.msgpack.encode(read))).decode()


def unpacked(text: str, wanted: type[Read], most: int, called: str) -> Read:
    """What `packed` made.

    Args:
        wanted: what was packed.
        most: bytes that it may have, unpacked.
        called: what it is, in the plural, for the error.

    Raises:
        ValueError: it was not made by `packed`, of that, or has more.
    """
    unzip = zlib.decompressobj()
    try:
        content = unzip.decompress(base64.urlsafe_b64decode(text.encode("ascii")), most)
        read = msgspec.msgpack.decode(content, type=wanted)
    except (binascii.Error, zlib.error, msgspec.MsgspecError, UnicodeError) as error:
        raise ValueError(f"no {called} of ours") from error
    if unzip.unconsumed_tail:
        raise ValueError(f"no {called} of ours")
    return read
