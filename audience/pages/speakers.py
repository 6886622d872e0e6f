"""The page on which people ask to speak: a hand up or down, one's number, how many come first.

Whole without JavaScript: each button is a form that leads back here. The script asks for `now`
while the page is in sight, and keeps a press until the server has it.
"""

from functools import partial
from typing import Any

import msgspec
from redis.exceptions import RedisError
from starlette.responses import RedirectResponse, Response

from poll_server.live.beside.speakers import LONGEST_SEAT, MyHand
from poll_server.live.state import PollState
from poll_server.store.parts.beside.speaker_store import Raised
from poll_server.web.bodies import TooLarge, body_of
from poll_server.web.pages import json_now, language_of
from poll_server.web.services import PageRequest, services_of

from .beside import beside_page, is_by_script, is_done, let_in, told_script
from .shell import address, as_json, form_of, number_in, or_why_not
from .speaker_texts import speaker_texts

LARGEST_WORD = 512
"""Bytes of what the script sends: a seat of 20 four-byte characters and three numbers."""


class HandWord(msgspec.Struct, forbid_unknown_fields=True):
    """What a phone says: a hand up, or down."""

    seq: int
    on: bool
    list: int = 0
    seat: str = ""


@or_why_not
async def speakers(request: PageRequest) -> Response:
    """`/{code}/speakers`."""
    return await let_in(request, _page)


@or_why_not
async def now(request: PageRequest) -> Response:
    """`/{code}/speakers/now`: how the list stands, and this phone's own hand."""
    return await let_in(request, _now)


@or_why_not
async def hand(request: PageRequest) -> Response:
    """`POST /{code}/speakers/hand`."""
    return await let_in(request, _said)


async def _told(request: PageRequest, state: PollState) -> dict[str, Any]:
    speaking = services_of(request).polls.speakers
    credential = services_of(request).passes.credential(request)
    mine = await speaking.mine(state.poll_id, credential) if credential else MyHand()
    listing = await speaking.listing(state.poll_id)
    return {
        "open": listing.open,
        "lists": listing.lists,
        "seats": listing.seats,
        "current": listing.current.number if listing.current else 0,
        "waiting": len(listing.waiting),
        "chairs": len(listing.chairs),
        "inside": listing.inside,
        "one_leaves": listing.one_leaves,
        "mine": mine,
    }


async def _now(request: PageRequest, state: PollState) -> Response:
    return json_now(await _told(request, state))


async def _said(request: PageRequest, state: PollState) -> Response:
    by_script = is_by_script(request)
    try:
        if by_script:
            word = msgspec.json.decode(await body_of(request, LARGEST_WORD), type=HandWord)
        else:
            form = await form_of(request)
            seat, on = (next(iter(form.get(name, ())), "") for name in ("seat", "on"))
            word = HandWord(number_in(form, "seq"), on == "1", number_in(form, "list"), seat)
    except (TooLarge, ValueError, RecursionError):
        return Response(status_code=400)
    outcome, seq = await _outcome(request, state, word)
    if by_script:
        return told_script({"outcome": outcome, "seq": seq}, outcome)
    if is_done(outcome):
        return RedirectResponse(address(request, f"/{state.code}/speakers"), 303)
    return await _page(request, state, refused=outcome)


async def _outcome(request: PageRequest, state: PollState, word: HandWord) -> tuple[str, int]:
    services = services_of(request)
    credential = services.passes.credential(request)
    if credential is None:
        # A new credential each time would let one phone stand on the list a thousand times.
        return "cookie", 0
    if not 1 <= word.seq <= 2**31:
        return "stale", 0
    speaking, poll_id = services.polls.speakers, state.poll_id
    do = (
        partial(speaking.raise_hand, list_=word.list, seat=word.seat)
        if word.on
        else speaking.lower_hand
    )
    try:
        said: Raised = await do(poll_id, credential, word.seq)
    except (RedisError, OSError):
        return "retry", 0
    return said


async def _page(request: PageRequest, state: PollState, *, refused: str = "") -> Response:
    """The page as it stands.

    Args:
        refused: why what was just sent by a form did not happen.
    """
    language = language_of(request)
    texts, told = speaker_texts(language), await _told(request, state)
    script = {"code": state.code, "language": language, "texts": texts, "now": told}
    values = {
        **told,
        "longest": LONGEST_SEAT,
        "here": address(request, f"/{state.code}/speakers"),
        "action": address(request, f"/{state.code}/speakers/hand"),
        "for_script": as_json(script),
    }
    return beside_page(request, state, "speakers.html", texts, values, refused=refused)
