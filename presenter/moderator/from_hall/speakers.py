"""The moderator's page of the speakers' list, and what the stage shows of it.

Their scripts ask once a second while somebody looks; each button is one `do`.
"""

from typing import Any

import msgspec
from starlette.responses import Response

from poll_server.live.beside.speakers import FEWEST_CHAIRS, SHOWN_NEXT, InTurn, SpeakersVerb
from poll_server.store.parts.beside.speaker_store import MOST_CHAIRS, SpeakersList
from poll_server.store.records import now_ms
from poll_server.web.pages import json_now
from poll_server.web.services import PageRequest, services_of
from presenter import entering

from .beside import beside, carried_out
from .speaker_texts import speaker_texts

LARGEST_STEP = 2048
"""Bytes of one step: six names of lists."""
BOXES = (0, 60, 120, 180, 300)
"""Seconds of a time box to choose from; 0: none."""
CHAIRS = (0, *range(FEWEST_CHAIRS, MOST_CHAIRS + 1))
"""Of a fishbowl to choose from; 0: none."""


class SpeakersStep(msgspec.Struct, forbid_unknown_fields=True):
    """One press of a button."""

    verb: SpeakersVerb
    value: str = ""
    seen: str = ""
    """the number of who speaks, as the page shows it"""


speakers_step = msgspec.json.Decoder(SpeakersStep)


async def speakers(request: PageRequest) -> Response:
    """`/moderate/{poll}/speakers`; whoever is not let in yet comes by the console."""
    return await beside(
        request,
        "moderator/speakers.html",
        lambda language: {"texts": speaker_texts(language), "boxes": BOXES, "chairs": CHAIRS},
    )


async def listed(request: PageRequest) -> Response:
    """`/moderate/{poll}/speakers/list`: all of it."""
    state = await entering.moderated(request)
    speaking = services_of(request).polls.speakers
    told = _told(await speaking.listing(state.poll_id)) | _set(await speaking.all(state.poll_id))
    return json_now(told)


async def on_stage(request: PageRequest) -> Response:
    """`/stage/{poll}/speakers`: who speaks and who is next, where the stage is to show it."""
    state = await entering.looked_at(request)
    if not state.live.speakers_stage or state.over:
        return Response(status_code=204)
    listing = await services_of(request).polls.speakers.listing(state.poll_id)
    return json_now(_told(listing) | {"waiting": listing.waiting[:SHOWN_NEXT]})


async def carry_out(request: PageRequest) -> Response:
    """`POST /moderate/{poll}/speakers/do`: 204, or 409 where the list had moved on."""
    speaking = services_of(request).polls.speakers
    return await carried_out(
        request,
        speakers_step,
        LARGEST_STEP,
        lambda poll_id, step: speaking.moderate(poll_id, step.verb, step.value, step.seen),
    )


def _told(listing: InTurn) -> dict[str, Any]:
    return {
        "current": listing.current,
        "until_ms": listing.until_ms,
        "server_ms": now_ms(),
        "waiting": listing.waiting,
        "of": len(listing.waiting),
        "chairs": listing.chairs,
        "one_leaves": listing.one_leaves,
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
        "circle": speakers.chairs,
        "free": speakers.free,
    }
