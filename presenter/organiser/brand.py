"""An event's own look: the card on its page, and the logo as a file for pages of this site."""

from asyncio import to_thread
from typing import Any

from redis.exceptions import LockError
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from poll_server.base.text import say
from poll_server.deck import deck
from poll_server.deck.brand.logo import LARGEST_FILE, CannotUse, Flaw, MadeLogo
from poll_server.deck.rules import LONGEST, check_texts
from poll_server.locale import Speech
from poll_server.looks.look import LIGHT, branded, properties
from poll_server.store.branding import NoColour, colour, name_of, set_brand, set_logo
from poll_server.store.events import Listing
from poll_server.store.records import About, UnknownPoll
from poll_server.web import pictures
from poll_server.web.bodies import NoForm, TooLarge, form_in
from poll_server.web.services import PageRequest, services_of

from .shell import Refusal, event_of, fields_of, see, signed_in, speech

LARGEST_FORM = LARGEST_FILE + 10_000
"""Bytes of the whole form: a file, and what surrounds it."""
KEPT = 31_536_000
"""Seconds a browser may keep a logo: a year, as another one has another address."""


def card(listing: Listing, language: str) -> dict[str, Any]:
    """What the card shows."""
    brand, logo = listing.event.brand, listing.logo
    looks = branded(brand.accent)
    return {
        "alt": say(brand.name, language) or say(listing.event.title, language),
        "names": [(each, _said(brand, each)) for each in listing.event.languages],
        "longest": LONGEST["name"],
        "accent": brand.accent,
        "colour": brand.accent or LIGHT.accent,
        "light": looks["light"].accent,
        "dark": looks["dark"].accent,
        "styles": {theme: properties(look) for theme, look in looks.items()},
        "logo": logo,
        "logo_url": f"/organise/{listing.id}/logo.png?v={logo.mark}" if logo else "",
    }


def _said(brand: deck.Brand, language: str) -> str:
    return brand.name if isinstance(brand.name, str) else brand.name.get(language, "")


# ── What the organiser changes ────────────────────────────────────────────────────────────────


@signed_in
async def keep(request: PageRequest) -> Response:
    """`POST /organise/{event}/brand`: name and colour.

    Raises:
        Refusal: the name is too long, or the colour is none.
    """
    _ = speech(request)
    listing = await event_of(request)
    given = {
        name: " ".join(text.splitlines()).strip()
        for name, text in (await fields_of(request)).items()
    }
    texts = [(each, given.get(f"name.{each}", "")) for each in listing.event.languages]
    for __, why in check_texts({"name": dict(texts)}, (), _):
        raise Refusal(_("The name was not taken: %(why)s. All is as it was.", why=why), 422)
    try:
        accent = "" if given.get("plain") else colour(_accent(given))
    except NoColour as error:
        sentence = _(
            "“%(colour)s” is no colour. Right would be # and six digits or letters from A to F, "
            "such as #1f4e9e. All is as it was.",
            colour=str(error)[:40],
        )
        raise Refusal(sentence, 422) from None
    await _change(request, listing, deck.Brand(name=name_of(texts), accent=accent))
    return _back(request, listing)


def _accent(given: dict[str, str]) -> str:
    """Of the text field and the picker beside it, the one that was changed; the text if both."""
    before, text, picked = (given.get(each, "") for each in ("before", "accent", "picked"))
    return picked if text == before and picked and picked != (before or LIGHT.accent) else text


def _drawn(content: bytes) -> MadeLogo:
    """A logo of an uploaded file; the library for pictures comes with the first one."""
    from poll_server.deck.brand.redraw import make

    return make(content)


@signed_in
async def take_logo(request: PageRequest) -> Response:
    """`POST /organise/{event}/logo`: a logo comes in.

    Raises:
        Refusal: there is no file, or it cannot be a logo.
    """
    _ = speech(request)
    listing = await event_of(request)
    content = await _uploaded(request)
    try:
        # In a thread: a large picture takes a moment, and votes must not wait for it.
        made = await to_thread(_drawn, content)
    except CannotUse as refused:
        raise Refusal(_why(refused.why, _), 422) from None
    await _change(request, listing, made)
    return _back(request, listing)


@signed_in
async def drop_logo(request: PageRequest) -> Response:
    """`POST /organise/{event}/logo/remove`."""
    listing = await event_of(request)
    await _change(request, listing, None)
    return _back(request, listing)


async def _change(request: PageRequest, listing: Listing, new: Any) -> None:
    """Write a brand or a logo, and have the screens of this process look at once.

    Raises:
        Refusal: somebody else changes the event at this moment.
    """
    _, store = speech(request), services_of(request).store
    try:
        if isinstance(new, deck.Brand):
            await set_brand(store, listing.id, new)
        else:
            await set_logo(store, listing.id, new)
    except LockError:
        sentence = _(
            "Somebody else is changing this event right now. All is as it was; please try again "
            "in a moment."
        )
        raise Refusal(sentence, 409) from None
    for poll in listing.polls:
        services_of(request).hub.changed(poll.poll_id)


async def _uploaded(request: PageRequest) -> bytes:
    """The file in the form.

    Raises:
        Refusal: there is none, or it is too large.
    """
    _ = speech(request)
    try:
        file = (await form_in(request, LARGEST_FORM, files=1, fields=1)).get("logo")
        content = await file.read() if isinstance(file, UploadFile) else b""
    except TooLarge as error:
        raise Refusal(_why("file", _), 413) from error
    except NoForm as error:
        raise Refusal(_("This was no form of ours."), 400) from error
    finally:
        await request.close()
    if not content:
        raise Refusal(_("Please choose a picture first."), 422)
    return content


def _why(why: Flaw, _: Speech) -> str:
    """Why a file cannot be a logo, what is kept, and what to do."""
    reason = {
        "vector": _(
            "SVG files are programs as much as pictures, so they are not taken. Please export "
            "the logo as PNG, 1200 pixels wide."
        ),
        "format": _("This is no picture that can be read. Please use PNG, JPEG or WebP."),
        "file": _("The file has more than 2 MB. Please export it smaller."),
        "pixels": _(
            "The picture has more than 16 million pixels. Please export it smaller: 1200 pixels "
            "wide are enough."
        ),
        "empty": _("There is nothing to be seen in this picture. Please choose another one."),
    }[why]
    return " ".join((reason, _("The logo is as it was before.")))


def _back(request: PageRequest, listing: Listing) -> Response:
    return see(request, f"/organise/{listing.id}#brand")


# ── The logo as a file ────────────────────────────────────────────────────────────────────────


async def stage_logo(request: PageRequest) -> Response:
    """`/stage/{poll}/logo.png`: for whoever may see the stage."""
    try:
        about = await services_of(request).polls.about(request.path_params["poll"])
    except UnknownPoll:
        raise HTTPException(404) from None
    return await _picture(request, about.event_id)


@signed_in
async def own_logo(request: PageRequest) -> Response:
    """`/organise/{event}/logo.png`: for the event's page."""
    return await _picture(request, (await event_of(request)).id)


async def _picture(request: PageRequest, event_id: str) -> Response:
    """The large picture. Its address names it, so it need not be asked for twice."""
    store = services_of(request).store
    logo = await store.events.logo(event_id)
    if logo is None:
        raise HTTPException(404)
    tag = f'"{logo.mark}"'
    named = request.query_params.get("v") == logo.mark
    headers = {
        "ETag": tag,
        "Cache-Control": f"private, max-age={KEPT}, immutable" if named else "private, no-cache",
        "Content-Security-Policy": "default-src 'none'",
    }
    if request.headers.get("if-none-match") == tag:
        return Response(status_code=304, headers=headers)
    return Response(
        await store.events.logo_picture(event_id), media_type="image/png", headers=headers
    )


def worn(about: About, language: str) -> dict[str, Any]:
    """What a screen's page needs of the event's name and logo, by `About`."""
    name, logo = say(about.event.brand.name, language), about.logo
    return {
        "brand_mark": about.worn,
        "pictures": pictures.at(about.event_id),
        "logo": logo,
        "logo_alt": name or say(about.event.title, language),
        "logo_url": f"/stage/{about.poll_id}/logo.png?v={logo.mark}" if logo else "",
    }


routes: list[BaseRoute] = [
    Route("/stage/{poll}/logo.png", stage_logo),
    Route("/organise/{event}/logo.png", own_logo),
    Route("/organise/{event}/brand", keep, methods=["POST"]),
    Route("/organise/{event}/logo", take_logo, methods=["POST"]),
    Route("/organise/{event}/logo/remove", drop_logo, methods=["POST"]),
]
