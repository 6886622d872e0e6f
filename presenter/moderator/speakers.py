"""The moderator's page of the speakers' list, and what the stage shows of it.

Their scripts ask once a second while somebody looks; each button is one `do`.
"""

from typing import Any

import msgspec
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from poll_server.live.beside.speakers import SHOWN_NEXT, InTurn, SpeakersVerb
from poll_server.store.parts.speaker_store import SpeakersList
from poll_server.store.records import now_ms
from poll_server.web.bodies import TooLarge, body_of
from poll_server.web.pages import language_of, page
from poll_server.web.services import PageRequest, services_of
from presenter import entering
from presenter.shells import shared, state_of

from .floor import let_in
from .speaker_texts import speaker_texts

LARGEST_STEP = 2048
"""Bytes of one step: six names of lists."""
BOXES = (0, 60, 120, 180, 300)
"""Seconds of a time box to choose from; 0: none."""


class SpeakersStep(msgspec.Struct, forbid_unknown_fields=True):
    """One press of a button."""

    verb: SpeakersVerb
    value: str = ""
    seen: str = ""
    """the number of who speaks, as the page shows it"""


async def speakers(request: PageRequest) -> Response:
    """`/moderate/{poll}/speakers`; whoever is not let in yet comes by the console."""
    state = await state_of(request)
    if not await entering.may_moderate(request, state):
        query = f"?{request.url.query}" if request.url.query else ""
        return RedirectResponse(f"/moderate/{state.poll_id}{query}", 303)
    language = language_of(request)
    values = shared(request, state, language) | {"texts": speaker_texts(language), "boxes": BOXES}
    return page("presenter", "moderator/speakers.html", language, values)


async def listed(request: PageRequest) -> Response:
    """`/moderate/{poll}/speakers/list`: all of it."""
    state = await let_in(request)
    speaking = services_of(request).polls.speakers
    told = _told(await speaking.listing(state.poll_id)) | _set(await speaking.all(state.poll_id))
    return _json(told)


async def on_stage(request: PageRequest) -> Response:
    """`/stage/{poll}/speakers`: who speaks and who is next, where the stage is to show it."""
    state = await state_of(request)
    if not await entering.may_look(request, state):
        raise HTTPException(403)
    if not state.live.speakers_stage or state.over:
        return Response(status_code=204)
    listing = await services_of(request).polls.speakers.listing(state.poll_id)
    return _json(_told(listing) | {"waiting": listing.waiting[:SHOWN_NEXT]})


async def carry_out(request: PageRequest) -> Response:
    """`POST /moderate/{poll}/speakers/do`: 204, or 409 where the list had moved on."""
    state = await let_in(request)
    try:
        step = msgspec.json.decode(await body_of(request, LARGEST_STEP), type=SpeakersStep)
    except (TooLarge, OSError, msgspec.DecodeError, UnicodeError, RecursionError):
        return Response(status_code=400)
    speaking = services_of(request).polls.speakers
    done = await speaking.moderate(state.poll_id, step.verb, step.value, step.seen)
    return Response(status_code=204 if done else 409)


def _json(told: dict[str, Any]) -> Response:
    return Response(
        msgspec.json.encode(told), 200, {"Cache-Control": "no-store"}, "application/json"
    )


def _told(listing: InTurn) -> dict[str, Any]:
    return {
        "current": listing.current,
        "until_ms": listing.until_ms,
        "server_ms": now_ms(),
        "waiting": listing.waiting,
        "of": len(listing.waiting),
    }


def _set(speakers: SpeakersList) -> dict[str, Any]:
    """What is set, and what came of it so far."""
    return {
        "open": speakers.open,
        "stage": speakers.stage,
        "first": speakers.first,
        "seats": speakers.seats,
        "lists": ", ".join(speakers.lists),
        "seconds": speakers.seconds,
        "spoken": speakers.spoken,
    }
