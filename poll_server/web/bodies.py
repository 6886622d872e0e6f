"""The body of a request, read as it comes and no further than it may be long."""

from typing import Any

from starlette.requests import ClientDisconnect, Request


class TooLarge(ValueError):
    """More came than there may be."""


async def body_of(request: Request[Any], most: int) -> bytes:
    """What came.

    Args:
        most: bytes; it raises as soon as there are more.

    Raises:
        TooLarge: there are more.
        OSError: it broke off.
    """
    chunks: list[bytes] = []
    size = 0
    try:
        async for chunk in request.stream():
            chunks.append(chunk)
            size += len(chunk)
            if size > most:
                raise TooLarge
    except ClientDisconnect as error:
        raise OSError("the request broke off") from error
    return b"".join(chunks)
