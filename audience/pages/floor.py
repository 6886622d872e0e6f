"""The page on which the hall asks: its questions, support for those of others, one's own.

It stands beside the page of the poll, so that what a vote needs stays one small request. Whole
without JavaScript: every button is a form that leads back here. The script asks for `list` while
the page is in sight, and sends the same as JSON.
"""

import secrets
from functools import partial
from typing import Any

import msgspec
from markupsafe import Markup
from redis.exceptions import RedisError
from starlette.responses import RedirectResponse, Response

from poll_server.live.beside.board import Board, Mine
from poll_server.live.beside.floor import LONGEST_ENTRY, LONGEST_NAME
from poll_server.live.state import PollState
from poll_server.web.bodies import TooLarge, body_of
from poll_server.web.pages import json_now, json_since, language_of
from poll_server.web.services import PageRequest, services_of

from .beside import beside_page, is_by_script, is_done, let_in, told_script
from .floor_texts import floor_texts
from .shell import (
    address,
    as_json,
    form_of,
    number_in,
    or_why_not,
)

LARGEST_WISH = 4096
"""Bytes of what the script sends: 300 four-byte characters and a name fit three times."""
SEEN_FIRST = 100
"""Entries that stand in the page as it is sent; the script brings the rest."""


class Wish(msgspec.Struct, forbid_unknown_fields=True):
    """What the script sends: of `ask`, `support` and `take-back` what each needs."""

    entry: str = ""
    text: str = ""
    name: str = ""
    seq: int = 0
    on: bool = False


class WishOutcome(msgspec.Struct, omit_defaults=True):
    """What became of it; `seq` and `on` are what counts now."""

    outcome: str
    seq: int = 0
    on: bool = False


@or_why_not
async def floor(request: PageRequest) -> Response:
    """`/{code}/questions`."""
    return await let_in(request, _page)


@or_why_not
async def listed(request: PageRequest) -> Response:
    """`/{code}/questions/list`: what everybody sees; 304 where nothing is new to the asker."""
    return await let_in(request, _list)


@or_why_not
async def own(request: PageRequest) -> Response:
    """`/{code}/questions/mine`: what this phone asked, and what it supports."""
    return await let_in(request, _mine)


@or_why_not
async def ask(request: PageRequest) -> Response:
    """`POST /{code}/questions/ask`."""
    return await let_in(request, partial(_carried_out, what="ask"))


@or_why_not
async def support(request: PageRequest) -> Response:
    """`POST /{code}/questions/support`."""
    return await let_in(request, partial(_carried_out, what="support"))


@or_why_not
async def take_back(request: PageRequest) -> Response:
    """`POST /{code}/questions/take-back`."""
    return await let_in(request, partial(_carried_out, what="back"))


async def _list(request: PageRequest, state: PollState) -> Response:
    board, encoded = await services_of(request).polls.floor.board(state.poll_id)
    return json_since(request, board.version, lambda: encoded)


async def _mine(request: PageRequest, state: PollState) -> Response:
    return json_now(await _mine_of(request, state))


async def _mine_of(request: PageRequest, state: PollState) -> Mine:
    credential = services_of(request).passes.credential(request)
    if credential is None:
        return Mine((), {})
    return await services_of(request).polls.floor.mine(state.poll_id, credential)


# ── What the hall does ────────────────────────────────────────────────────────────────────────


async def _carried_out(request: PageRequest, state: PollState, what: str) -> Response:
    by_script = is_by_script(request)
    try:
        wish = await (_sent(request) if by_script else _pressed(request))
    except (TooLarge, ValueError, RecursionError):
        return Response(status_code=400)
    outcome = await _outcome(request, state, what, wish)
    if by_script:
        return told_script(outcome, outcome.outcome)
    if is_done(outcome.outcome):
        said = {"ask": "asked", "back": "back"}.get(what, "on" if wish.on else "off")
        return RedirectResponse(address(request, f"/{state.code}/questions", said=said), 303)
    # What somebody wrote is never lost to a refusal: it stands in the form again.
    return await _page(request, state, refused=outcome.outcome, wish=wish)


async def _sent(request: PageRequest) -> Wish:
    """Raises ValueError where it is no wish."""
    return msgspec.json.decode(await body_of(request, LARGEST_WISH), type=Wish)


async def _pressed(request: PageRequest) -> Wish:
    """The same from a form. Raises ValueError where it is none."""
    form = await form_of(request)
    words = {name: next(iter(form.get(name, ())), "") for name in ("entry", "text", "name", "on")}
    return Wish(
        entry=words["entry"],
        text=words["text"],
        name=words["name"],
        seq=number_in(form, "seq"),
        on=words["on"] == "1",
    )


async def _outcome(request: PageRequest, state: PollState, what: str, wish: Wish) -> WishOutcome:
    services = services_of(request)
    credential = services.passes.credential(request)
    if credential is None:
        # A new credential each time would let one phone support a thousand times.
        return WishOutcome("cookie")
    asking, poll_id = services.polls.floor, state.poll_id
    try:
        if what == "ask":
            return WishOutcome(
                await asking.ask(poll_id, credential, wish.entry, wish.text, wish.name)
            )
        if what == "back":
            return WishOutcome(await asking.take_back(poll_id, credential, wish.entry))
        if wish.seq < 1:
            return WishOutcome("stale")
        return WishOutcome(
            *await asking.support(poll_id, credential, wish.entry, wish.seq, on=wish.on)
        )
    except (RedisError, OSError):
        return WishOutcome("retry")


# ── The page ──────────────────────────────────────────────────────────────────────────────────


async def _page(
    request: PageRequest, state: PollState, *, refused: str = "", wish: Wish | None = None
) -> Response:
    """The page as it stands.

    Args:
        refused: why what was just sent by a form did not happen.
        wish: what it was, to show it again.
    """
    language = language_of(request)
    board, _ = await services_of(request).polls.floor.board(state.poll_id)
    mine = await _mine_of(request, state)
    texts = floor_texts(language)
    wish = wish or Wish()
    values = {
        **_told(board, mine),
        "note": texts.get(f"said_{request.query_params.get('said')}", ""),
        # A form that is sent twice is one question.
        "entry": wish.entry or secrets.token_urlsafe(12),
        "text": wish.text,
        "name": wish.name,
        "longest": LONGEST_ENTRY,
        "longest_name": LONGEST_NAME,
        "here": address(request, f"/{state.code}/questions"),
        "base": f"/{state.code}/questions",
        "query": f"?{request.url.query}" if request.query_params.get("lang") else "",
        "for_script": _for_script(state, language, board, mine),
    }
    return beside_page(request, state, "floor.html", texts, values, refused=refused)


def _for_script(state: PollState, language: str, board: Board, mine: Mine) -> Markup:
    """What the page's script goes on from."""
    return as_json(
        {
            "code": state.code,
            "language": language,
            "texts": floor_texts(language),
            "board": board,
            "mine": mine,
            "longest": LONGEST_ENTRY,
        }
    )


def _told(board: Board, mine: Mine) -> dict[str, Any]:
    own_ids = {each.id for each in mine.own}
    return {
        "board": board,
        "entries": [
            (each, mine.supported.get(each.id, (0, False)), each.id in own_ids)
            for each in board.entries[:SEEN_FIRST]
        ],
        "rest": max(0, len(board.entries) - SEEN_FIRST),
        "own": mine.own,
    }
