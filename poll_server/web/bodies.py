"""The body of a request, read as it comes and no further than it may be long."""

from typing import Any

from python_multipart.multipart import parse_options_header
from starlette.datastructures import FormData
from starlette.formparsers import MultiPartException
from starlette.requests import ClientDisconnect, Request
from starlette.types import Message, Receive


class TooLarge(ValueError):
    """More came than there may be."""


class NoForm(ValueError):
    """It is none of ours, or broke off."""


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


async def form_in(
    request: Request[Any], most: int, *, files: int = 0, fields: int = 10, field: int = 0
) -> FormData:
    """What came as a form; whoever takes files closes the request.

    Starlette looks at each field alone: of ten that never end a stranger could have 10 MB kept.

    Args:
        most: bytes of all of it.
        files, fields: how many of each there may be.
        field: bytes that one of the fields may have; 0: as many as all.

    Raises:
        TooLarge: there is more of it.
        NoForm: it cannot be read, is in another encoding than UTF-8, has more parts, or broke off.
    """
    said = request.headers.get("content-length", "")
    if said.isdecimal() and int(said) > most:
        raise TooLarge
    # Browsers name no other encoding, and some others bring forth halves of letters.
    _, options = parse_options_header(request.headers.get("content-type"))
    if options.get(b"charset", b"utf-8").lower() != b"utf-8":
        raise NoForm
    # Without "app" what is wrong is raised as it is, and not as a page of its own.
    scope = {name: value for name, value in request.scope.items() if name != "app"}
    try:
        form = await Request[Any](scope, _up_to(most, request.receive)).form(
            max_files=files, max_fields=fields, max_part_size=field or most
        )
    except (MultiPartException, ClientDisconnect) as error:
        raise NoForm from error
    request._form = form  # so that closing the request closes its files
    return form


def _up_to(most: int, receive: Receive) -> Receive:
    size = 0

    async def counting() -> Message:
        nonlocal size
        message = await receive()
        size += len(message.get("body", b""))
        if size > most:
            raise TooLarge
        return message

    return counting
