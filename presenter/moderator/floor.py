"""The moderator's page of the hall's questions: what waits, what is seen, what is on the stage.

Its script asks for `list` every second while somebody looks at it; each button is one `do`.
"""

from typing import Any

import msgspec
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from poll_server.live.floor import LONGEST_ANSWER, LONGEST_LABEL, in_order, seen_by_moderator
from poll_server.live.state import PollState
from poll_server.store.parts.floor_store import Floor, FloorVerb
from poll_server.web.bodies import TooLarge, body_of
from poll_server.web.pages import language_of, page
from poll_server.web.services import PageRequest, services_of
from presenter import entering
from presenter.shells import shared, state_of

from .floor_texts import floor_texts

LARGEST_STEP = 8192
"""Bytes of one step: an answer of 1,000 four-byte characters, and names."""


class FloorStep(msgspec.Struct, forbid_unknown_fields=True):
    """One press of a button."""

    verb: FloorVerb
    entry: str = ""
    value: str = ""


async def floor(request: PageRequest) -> Response:
    """`/moderate/{poll}/questions`; whoever is not let in yet comes by the console."""
    state = await state_of(request)
    if not await entering.may_moderate(request, state):
        query = f"?{request.url.query}" if request.url.query else ""
        return RedirectResponse(f"/moderate/{state.poll_id}{query}", 303)
    language = language_of(request)
    values = shared(request, state, language) | {
        "texts": floor_texts(language),
        "longest_answer": LONGEST_ANSWER,
        "longest_label": LONGEST_LABEL,
    }
    return page("presenter", "moderator/floor.html", language, values)


async def listed(request: PageRequest) -> Response:
    """`/moderate/{poll}/questions/list`: everything; 304 where nothing is new to the asker."""
    state = await let_in(request)
    floor = await services_of(request).polls.floor.all(state.poll_id)
    mark = f'"{floor.version}"'
    headers = {"Cache-Control": "no-cache", "ETag": mark}
    if request.headers.get("if-none-match") == mark:
        return Response(status_code=304, headers=headers)
    return Response(msgspec.json.encode(_told(floor)), 200, headers, "application/json")


async def carry_out(request: PageRequest) -> Response:
    """`POST /moderate/{poll}/questions/do`: 204, or 409 where the entry is not there any more."""
    state = await let_in(request)
    try:
        step = msgspec.json.decode(await body_of(request, LARGEST_STEP), type=FloorStep)
    except (TooLarge, OSError, msgspec.DecodeError, UnicodeError, RecursionError):
        return Response(status_code=400)
    asking = services_of(request).polls.floor
    done = await asking.moderate(state.poll_id, step.verb, step.entry, step.value)
    return Response(status_code=204 if done else 409)


async def let_in(request: PageRequest) -> PollState:
    """Raises HTTPException where there is no such poll, or this browser may not moderate it."""
    state = await state_of(request)
    if not await entering.may_moderate(request, state):
        raise HTTPException(403)
    return state


def _told(floor: Floor) -> dict[str, Any]:
    return {
        "version": floor.version,
        "open": floor.open,
        "first": floor.first,
        "names": floor.names,
        "entries": in_order(seen_by_moderator(floor)),
    }
