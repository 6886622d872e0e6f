"""A deck comes in: as a file or pasted; every mistake is listed with its line and field."""

from asyncio import to_thread
from dataclasses import dataclass
from typing import Any

import msgspec
from starlette.datastructures import FormData, UploadFile
from starlette.formparsers import MultiPartException
from starlette.responses import Response

from poll_server.deck import deck, templates
from poll_server.store.events import CodeTaken
from poll_server.web.pages import language_of
from poll_server.web.services import PageRequest, services_of
from presenter.address import spaced

from . import finding
from .shell import Refusal, see, show, signed_in, speech

LARGEST_DECK = 1_000_000
"""Bytes; the six forums of 2018 in two languages have 40,000."""
LARGEST_FORM = LARGEST_DECK * 2 + 10_000
"""Bytes of the whole form: a file, pasted text, and what surrounds them."""


@dataclass(frozen=True)
class _Given:
    """What the form held."""

    name: str
    text: str
    new_codes: bool


async def listing_page(
    request: PageRequest,
    *,
    mistakes: list[deck.Mistake] | None = None,
    error: str = "",
    pasted: str = "",
    status: int = 200,
) -> Response:
    """All events, the newest first, and the form for a deck."""
    events, wanted = await services_of(request).events.all(), request.query_params.get("q", "")
    found = finding.matching(events, wanted)
    values: dict[str, Any] = {
        "events": events,
        "found": found,
        "q": wanted,
        "folders": finding.in_folders([each for each in found if not each.archived_ms]),
        "archived": [each for each in found if each.archived_ms],
        "mistakes": mistakes or [],
        "error": error,
        "pasted": pasted,
        "templates": {name: templates.load(name) for name in templates.NAMES},
    }
    return show(request, "organiser/events.html", values, status)


@signed_in
async def take_in(request: PageRequest) -> Response:
    """Make an event of a deck, or say everything that is wrong with it."""
    _ = speech(request)
    try:
        given = await _given(request)
        # In a thread: a large deck takes a moment to check, and votes must not wait for it.
        event = await to_thread(
            deck.read, given.text, name=given.name, language=language_of(request)
        )
    except Refusal as refusal:
        return await listing_page(request, error=refusal.sentence, status=refusal.status)
    except deck.DeckMistake as wrong:
        return await listing_page(request, mistakes=wrong.mistakes, pasted=given.text, status=422)
    if given.new_codes:
        polls = tuple(msgspec.structs.replace(poll, code="") for poll in event.polls)
        event = msgspec.structs.replace(event, polls=polls)
    try:
        made = await services_of(request).events.add(event)
    except CodeTaken as taken:
        sentence = _(
            "The join code %(code)s belongs to another poll: tick “new join codes”, or change it "
            "in the deck.",
            code=spaced(str(taken)),
        )
        return await listing_page(request, error=sentence, pasted=given.text, status=409)
    return see(request, f"/organise/{made}")


async def _given(request: PageRequest) -> _Given:
    """The deck in the form.

    Raises:
        Refusal: there is none, or none that could be one.
    """
    _ = speech(request)
    size = request.headers.get("content-length", "")
    if not size.isdecimal() or int(size) > LARGEST_FORM:
        raise Refusal(_("A deck has at most 1 MB."), 413)
    try:
        async with request.form(max_files=1, max_fields=5, max_part_size=LARGEST_FORM) as form:
            return await _from_form(request, form)
    except MultiPartException as error:
        raise Refusal(_("This was no form of ours."), 400) from error


async def _from_form(request: PageRequest, form: FormData) -> _Given:
    _ = speech(request)
    file, pasted = form.get("file"), form.get("deck")
    name, text = "deck.toml", pasted if isinstance(pasted, str) else ""
    if isinstance(file, UploadFile) and (content := await file.read()):
        name = file.filename or name
        try:
            text = content.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            sentence = _("%(file)s is no text in UTF-8: save it as such.", file=name)
            raise Refusal(sentence, 422) from error
    if len(text) > LARGEST_DECK:
        raise Refusal(_("A deck has at most 1 MB."), 413)
    if not text.strip():
        raise Refusal(_("Please choose a deck file, or paste a deck."), 422)
    return _Given(name, text, new_codes=form.get("new_codes") == "yes")
