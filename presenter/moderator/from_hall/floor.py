"""The moderator's page of the hall's questions: what waits, what is seen, what is on the stage.

Its script asks for `list` every second while somebody looks at it; each button is one `do`.
"""

from functools import partial
from typing import Any

import msgspec
from starlette.responses import Response

from poll_server.live.beside.board import seen_by_moderator, state_of
from poll_server.live.beside.floor import LONGEST_ANSWER, LONGEST_LABEL
from poll_server.store.parts.beside.floor_store import FloorVerb
from poll_server.web.pages import json_since
from poll_server.web.services import PageRequest, services_of
from presenter import entering

from .beside import beside, carried_out
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
    told = state_of(floor, seen_by_moderator(floor))
    return json_since(request, floor.version, partial(msgspec.json.encode, told))


async def carry_out(request: PageRequest) -> Response:
    """`POST /moderate/{poll}/questions/do`: 204, or 409 where the entry is not there any more."""
    asking = services_of(request).polls.floor
    return await carried_out(
        request,
        floor_step,
        LARGEST_STEP,
        lambda poll_id, step: asking.moderate(poll_id, step.verb, step.entry, step.value),
    )
