"""A deck comes in: as a file or pasted; every mistake is listed with its line and field."""

from asyncio import to_thread
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

import msgspec
from starlette.datastructures import FormData, UploadFile
from starlette.responses import Response

from poll_server.deck import deck, templates
from poll_server.deck.pictures.kept import DrawnPicture, names_in
from poll_server.deck.pictures.packed import (
    LARGEST_PACKAGE,
    STARTS,
    CannotDraw,
    CannotUnpack,
    unpacked,
    with_names,
)
from poll_server.locale import Speech, speak
from poll_server.store.events import CodeTaken
from poll_server.web.bodies import NoForm, TooLarge, form_in
from poll_server.web.pages import language_of
from poll_server.web.services import PageRequest, services_of
from presenter.address import spaced

from .. import finding
from ..shell import Refusal, me, own_events, see, show, signed_in, speech

DECKS = ("", ".toml", ".txt", ".zip")
"""How the name of a deck ends, or of one with its pictures."""
LARGEST_DECK = 1_000_000
"""Bytes; the six forums of 2018 in two languages have 40,000."""
LARGEST_PASTED = LARGEST_DECK * 4
"""Bytes of a text that is pasted."""
LARGEST_FORM = LARGEST_PACKAGE + LARGEST_PASTED + 10_000
"""Bytes of the whole form: a file, pasted text, and what surrounds them."""


@dataclass(frozen=True)
class _Given:
    """What the form held."""

    name: str
    text: str
    pictures: Mapping[str, bytes]
    """the files of a package, by their names"""
    new_codes: bool

    @property
    def pasted(self) -> str:
        """The text to go on with, where it is all that came."""
        return "" if self.pictures else self.text


async def listing_page(
    request: PageRequest,
    *,
    mistakes: list[deck.Mistake] | None = None,
    error: str = "",
    pasted: str = "",
    status: int = 200,
) -> Response:
    """All events, the newest first, and the form for a deck."""
    events, wanted = await own_events(request), request.query_params.get("q", "")
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
        event, pictures = await to_thread(_read, given, language_of(request))
    except Refusal as refusal:
        return await listing_page(request, error=refusal.sentence, status=refusal.status)
    except deck.DeckMistake as wrong:
        return await listing_page(request, mistakes=wrong.mistakes, pasted=given.pasted, status=422)
    if given.new_codes:
        polls = tuple(msgspec.structs.replace(poll, code="") for poll in event.polls)
        event = msgspec.structs.replace(event, polls=polls)
    if missing := names_in(deck.write(event)) - {each.name for each in pictures}:
        sentence = _(
            "The deck names pictures that did not come along (%(n)s). Please import the ZIP that "
            "holds the deck and its pictures; nothing was imported.",
            n=len(missing),
        )
        return await listing_page(request, error=sentence, pasted=given.pasted, status=422)
    try:
        made = await services_of(request).events.add(event, owner=me(request).id)
    except CodeTaken as taken:
        sentence = _(
            "The join code %(code)s belongs to another poll: tick “new join codes”, or change it "
            "in the deck.",
            code=spaced(str(taken)),
        )
        return await listing_page(request, error=sentence, pasted=given.pasted, status=409)
    for each in pictures:
        await services_of(request).store.pictures.put(made, each)
    return see(request, f"/organise/{made}")


def _read(given: _Given, language: str) -> tuple[deck.Event, list[DrawnPicture]]:
    """The event, and the pictures that came with it.

    Raises:
        Refusal: a picture cannot be one.
        DeckMistake: with every mistake of the deck.
    """
    _ = speak(language)
    try:
        text, drawn = with_names(given.text, given.pictures)
    except CannotUnpack as error:
        raise Refusal(_unpackable(error, given.name, _), 422) from error
    except CannotDraw as error:
        reason = _(
            "The picture “%(file)s” cannot be used: please save it as PNG, JPEG or WebP with at "
            "most 8 MB. Nothing was imported.",
            file=error.file,
        )
        raise Refusal(reason, 422) from error
    return deck.read(text, name=given.name, language=language), drawn


async def _given(request: PageRequest) -> _Given:
    """The deck in the form.

    Raises:
        Refusal: there is none, or none that could be one.
    """
    _ = speech(request)
    try:
        form = await form_in(request, LARGEST_FORM, files=1, fields=5, field=LARGEST_PASTED)
        return await _from_form(request, form)
    except TooLarge as error:
        raise Refusal(_("A deck with its pictures has at most 60 MB."), 413) from error
    except NoForm as error:
        raise Refusal(_("This was no form of ours."), 400) from error
    finally:
        await request.close()


async def _from_form(request: PageRequest, form: FormData) -> _Given:
    _ = speech(request)
    file, pasted = form.get("file"), form.get("deck")
    pictures: Mapping[str, bytes] = {}
    name, text = "deck.toml", pasted if isinstance(pasted, str) else ""
    if isinstance(file, UploadFile) and (content := await file.read()):
        name = file.filename or name
        if PurePath(name).suffix.lower() not in DECKS:
            raise Refusal(_foreign(name, _), 422)
        try:
            if content.startswith(STARTS):
                text, pictures = await to_thread(unpacked, content)
            else:
                text = content.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            sentence = _(
                "%(file)s is no text in UTF-8: save it as such. Nothing was imported.", file=name
            )
            raise Refusal(sentence, 422) from error
        except CannotUnpack as error:
            raise Refusal(_unpackable(error, name, _), 422) from error
    if len(text) > LARGEST_DECK:
        raise Refusal(_("A deck has at most 1 MB."), 413)
    if not text.strip():
        raise Refusal(_("Please choose a deck file, or paste a deck."), 422)
    return _Given(name, text, pictures, new_codes=form.get("new_codes") == "yes")


def _foreign(name: str, _: Speech) -> str:
    """What to do with a file that another program wrote."""
    return _(
        "%(file)s is no deck (.toml, or .zip with its pictures). Nothing was imported. Questions "
        "from tables and other programs come into an event: make one, and choose “Add a question” "
        "and “Ready questions, text or table …” in it.",
        file=name,
    )


def _unpackable(error: CannotUnpack, name: str, _: Speech) -> str:
    """Why a ZIP cannot be a deck with its pictures, and what to do."""
    match error.why:
        case "deck":
            return _(
                "%(file)s does not hold one deck (a file that ends in .toml) and a folder "
                "“pictures”. Nothing was imported.",
                file=name,
            )
        case "size":
            return _(
                "%(file)s holds too much: at most 100 pictures of 8 MB each. Nothing was imported.",
                file=name,
            )
    return _("%(file)s is no ZIP that can be read. Nothing was imported.", file=name)
