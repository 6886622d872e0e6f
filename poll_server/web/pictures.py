"""The pictures of an event as files: for phones, stage, console and editor alike.

A picture's address names its content and is told only with the question that shows it, so whoever
has it may look, and may keep it for as long as the event is there.
"""

from typing import cast

from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from poll_server.deck.pictures.kept import BOXES, PictureSize, media_type

from .services import PageRequest, services_of

KEPT = 31_536_000
"""Seconds a browser may keep a picture: a year, as another one has another address."""


async def picture(request: PageRequest) -> Response:
    """`/picture/{event}/{name}/{size}`: one picture, for a phone or a stage."""
    event_id, name, size = (request.path_params[each] for each in ("event", "name", "size"))
    headers = {
        "ETag": f'"{name}-{size}"',
        "Cache-Control": f"private, max-age={KEPT}, immutable",
        "Content-Security-Policy": "default-src 'none'",
    }
    content = b""
    if size in BOXES:
        store = services_of(request).store
        content = await store.pictures.content(event_id, name, cast(PictureSize, size))
    if not content:
        return Response(status_code=404, headers={"Cache-Control": "no-store"})
    if request.headers.get("if-none-match") == headers["ETag"]:
        return Response(status_code=304, headers=headers)
    return Response(content, media_type=media_type(content), headers=headers)


def at(event_id: str) -> str:
    """Where the pictures of an event begin; a page's script and its template go on from here."""
    return f"/picture/{event_id}"


routes: list[BaseRoute] = [Route("/picture/{event}/{name}/{size}", picture)]
