"""The moderator's page of the hall's questions: what waits, what is seen, what is on the stage.

Its script asks for `list` every second while somebody looks at it; each button is one `do`.
"""

from typing import Any

import msgspec
from starlette.responses import Response

from poll_server.live.beside.board import in_order, seen_by_moderator
from poll_server.live.beside.floor import LONGEST_ANSWER, LONGEST_LABEL
from poll_server.store.parts.beside.floor_store import Floor, FloorVerb
from poll_server.web.services import PageRequest, services_of
from presenter import entering

from .beside import beside, step_of
from .floor_texts import floor_texts

LARGEST_STEP = 8192
"""Bytes of one step: an answer of 1,000 four-byte characters, and names."""


class FloorStep(msgspec.Struct, forbid_unknown_fields=True):
    """One press of a button."""

    verb: FloorVerb
    entry: str = ""
    value: str = ""


floor_step = msgspec.json.Decoder(FloorStep)


async def floor(request: PageRequest) -> Response:
    """`/moderate/{poll}/questions`; whoever is not let in yet comes by the console."""
    return await beside(request, "moderator/floor.html", _values)


def _values(language: str) -> dict[str, Any]:
    return {
        "texts": floor_texts(language),
        "longest_answer": LONGEST_ANSWER,
        "longest_label": LONGEST_LABEL,
    }


async def listed(request: PageRequest) -> Response:
    """`/moderate/{poll}/questions/list`: everything; 304 where nothing is new to the asker."""
    state = await entering.moderated(request)
    floor = await services_of(request).polls.floor.all(state.poll_id)
    mark = f'"{floor.version}"'
    headers = {"Cache-Control": "no-cache", "ETag": mark}
    if request.headers.get("if-none-match") == mark:
        return Response(status_code=304, headers=headers)
    return Response(msgspec.json.encode(_told(floor)), 200, headers, "application/json")


async def carry_out(request: PageRequest) -> Response:
    """`POST /moderate/{poll}/questions/do`: 204, or 409 where the entry is not there any more."""
    state = await entering.moderated(request)
    step = await step_of(request, floor_step, LARGEST_STEP)
    if step is None:
        return Response(status_code=400)
    asking = services_of(request).polls.floor
    done = await asking.moderate(state.poll_id, step.verb, step.entry, step.value)
    return Response(status_code=204 if done else 409)


def _told(floor: Floor) -> dict[str, Any]:
    return {
        "version": floor.version,
        "open": floor.open,
        "first": floor.first,
        "names": floor.names,
        "entries": in_order(seen_by_moderator(floor)),
    }
