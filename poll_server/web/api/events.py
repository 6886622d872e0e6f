"""Events: listed, made of a deck, changed, deleted."""

from asyncio import to_thread
from collections.abc import Collection
from hashlib import sha256

import msgspec
from starlette.responses import Response

from poll_server.base.text import say
from poll_server.deck import deck
from poll_server.deck.pictures.kept import MOST_PICTURES, DrawnPicture, names_in
from poll_server.deck.pictures.packed import (
    LARGEST_PACKAGE,
    STARTS,
    CannotDraw,
    CannotUnpack,
    packed,
    unpacked,
    with_names,
)
from poll_server.drafts import Busy, Edited, NotAsSeen, Ran
from poll_server.live.ending.archive import StillOpen, archive, bring_back
from poll_server.questions.writing.written import clean
from poll_server.report.model.times import iso
from poll_server.store.events import CodeTaken, Listing
from poll_server.store.parts.members import standing
from poll_server.store.parts.picture_store import TooManyPictures
from poll_server.web.access.rights import may

from .operation import ROOT, ApiCall, operation
from .problems import Problem
from .shapes import ApiEvent, DeckQuery, EventChange, EventList, PollHeading

DECK, PACKAGE = "application/toml", "application/zip"
"""A deck, or a ZIP of one with a folder of its pictures, as in the browser."""


@operation("GET", "/events", "read", "organise", answers={200: EventList})
async def events(call: ApiCall) -> Response:
    """List the events that the token is for."""
    found, alive = await call.services.events.all(), await call.services.store.members.alive()
    told = [
        _told(call, each)
        for each in found
        if call.holder.event in ("", each.id)
        and may(standing(each.members, call.holder.account, alive), "look")
    ]
    return call.answer(EventList(tuple(told)))


@operation(
    "POST", "/events", "edit", "organise", deed="event.made", query=DeckQuery,
    body=(DECK, PACKAGE), most=LARGEST_PACKAGE,
    answers={201: ApiEvent}, problems=("mistakes", "code"),
)  # fmt: skip
async def make_event(call: ApiCall) -> Response:
    """Make an event of a deck. Mistakes are all listed, each with its line and field."""
    if call.holder.event:
        _ = call.say
        raise Problem("scope", _("The token is for one event and can make no other."))
    event, pictures = await _deck(call, ())
    if call.query.new_codes == "yes":
        polls = tuple(msgspec.structs.replace(poll, code="") for poll in event.polls)
        event = msgspec.structs.replace(event, polls=polls)
    try:
        made = await call.services.events.add(event, owner=call.holder.account)
    except CodeTaken:
        raise Problem("code") from None
    for each in pictures:
        await call.services.store.pictures.put(made, each)
    return await _answer(call, made, 201, {"Location": f"{ROOT}/events/{made}"})


@operation("GET", "/events/{event}", "read", "look", answers={200: ApiEvent, 304: None})
async def event(call: ApiCall) -> Response:
    """Read one event. Its ETag is what a change must name."""
    listing = await call.services.events.get(call.event)
    if tag_of(listing) in call.request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers={"ETag": tag_of(listing)})
    return await _answer(call, call.event)


@operation(
    "PATCH", "/events/{event}", "edit", "run", deed="event.changed", body=EventChange,
    answers={200: ApiEvent}, problems=("tag", "changed", "open"),
)  # fmt: skip
async def change_event(call: ApiCall) -> Response:
    """Put an event into a folder, into the archive or out of it, publish its results or stop it."""
    services, change = call.services, call.body
    listing = await _seen(call)
    if change.archived is True:
        for poll in listing.polls:
            # Where no screen is left to notice that a countdown is over, the vote stays open.
            await services.polls.close_overdue(await services.polls.state(poll.poll_id))
        try:
            await archive(services.store, listing.id)
        except StillOpen:
            raise Problem("open") from None
    elif change.archived is False:
        await bring_back(services.store, listing.id)
    if change.published is not msgspec.UNSET:
        await services.store.events.set_published(listing.id, published=change.published)
    if change.folder is not msgspec.UNSET:
        await services.store.events.set_folder(listing.id, clean(change.folder).strip())
    for poll in listing.polls:
        services.hub.changed(poll.poll_id)
    return await _answer(call, listing.id)


@operation(
    "DELETE", "/events/{event}", "edit", "delete", deed="event.deleted",
    answers={204: None}, problems=("tag", "changed"),
)  # fmt: skip
async def delete_event(call: ApiCall) -> Response:
    """Delete an event with all its polls, votes and results. This cannot be undone."""
    listing = await _seen(call)
    await call.services.events.delete(listing.id)
    await call.services.jobs.forget(listing.id)
    for poll in listing.polls:
        call.services.polls.forget(poll.poll_id)
    return Response(status_code=204)


@operation("GET", "/events/{event}/deck", "read", "write", answers={200: DECK, 304: None})
async def read_deck(call: ApiCall) -> Response:
    """Read all questions and texts as a deck (TOML), in all languages, with the join codes."""
    listing = await call.services.events.get(call.event)
    headers = {"ETag": tag_of(listing), "Cache-Control": "no-cache"}
    if headers["ETag"] in call.request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    return Response(deck.write(listing.event).encode(), 200, headers, DECK)


@operation("GET", "/events/{event}/deck.zip", "read", "write", answers={200: PACKAGE})
async def read_package(call: ApiCall) -> Response:
    """Read the same with the pictures that it names, in one file."""
    listing = await call.services.events.get(call.event)
    text = deck.write(listing.event)
    pictures = await call.services.store.pictures.named(listing.id, names_in(text))
    content = await to_thread(packed, text, pictures)
    return Response(content, 200, {"ETag": tag_of(listing), "Cache-Control": "no-cache"}, PACKAGE)


@operation(
    "PUT", "/events/{event}/deck", "edit", "write", deed="deck.put",
    body=(DECK, PACKAGE), most=LARGEST_PACKAGE,
    answers={200: ApiEvent},
    problems=("tag", "changed", "mistakes", "asked", "draft", "busy"),
)  # fmt: skip
async def put_deck(call: ApiCall) -> Response:
    """Put other questions and texts in. Questions that people voted on, and join codes, stay."""
    _, listing, store = call.say, await _seen(call), call.services.store.pictures
    wanted, pictures = await _deck(call, await store.names(listing.id))
    try:
        await store.put_all(listing.id, pictures, deck.write(wanted))
        await call.services.drafts.take_over(
            listing.id, msgspec.structs.replace(wanted, id=listing.id), listing.event
        )
    except TooManyPictures:
        detail = _(
            "This event has %(most)s pictures, which is as many as fit. Take one out of a "
            "question first; all is as it was.",
            most=MOST_PICTURES,
        )
        raise Problem("too_large", detail) from None
    except Edited:
        raise Problem("draft") from None
    except NotAsSeen:
        raise Problem("changed") from None
    except Ran:
        raise Problem("asked") from None
    except Busy:
        raise Problem("busy") from None
    for poll in listing.polls:
        call.services.hub.changed(poll.poll_id)
    return await _answer(call, listing.id)


def tag_of(listing: Listing) -> str:
    """What of an event only an organiser changes, as an ETag."""
    said = (listing.event, listing.archived_ms, listing.published, listing.folder)
    return f'"{sha256(msgspec.json.encode(said)).hexdigest()[:20]}"'


async def _seen(call: ApiCall) -> Listing:
    """The event, where it still is as the program saw it.

    Raises:
        Problem: it is not, or the program does not say what it saw.
    """
    listing = await call.services.events.get(call.event)
    given = call.request.headers.get("if-match", "")
    if not given:
        raise Problem("tag")
    if given != "*" and tag_of(listing) not in given:
        raise Problem("changed")
    return listing


async def _deck(call: ApiCall, kept: Collection[str]) -> tuple[deck.Event, list[DrawnPicture]]:
    """The deck that was sent, and the pictures that came with it.

    Args:
        kept: names of pictures that the event has already.

    Raises:
        Problem: with every mistake.
    """
    _ = call.say
    try:
        # In a thread: a large deck takes a moment to check, and votes must not wait for it.
        event, pictures = await to_thread(_read, call.body, call.language)
    except UnicodeDecodeError:
        raise Problem("form") from None
    except CannotUnpack as error:
        much = _(
            "Too much came with the deck: at most 100 pictures of 8 MB each. Nothing was changed."
        )
        raise Problem(*(("too_large", much) if error.why == "size" else ("form",))) from None
    except CannotDraw as error:
        raise Problem("mistakes", mistakes=(f"{error.file}: {error.why}",)) from None
    except deck.DeckMistake as wrong:
        raise Problem("mistakes", mistakes=tuple(map(str, wrong.mistakes))) from None
    there = {*kept, *(each.name for each in pictures)}
    if missing := sorted(names_in(deck.write(event)) - there):
        detail = _("The deck names pictures that did not come along. Nothing was changed.")
        raise Problem("mistakes", detail, mistakes=tuple(missing))
    return event, pictures


def _read(body: bytes, language: str) -> tuple[deck.Event, list[DrawnPicture]]:
    if not body.startswith(STARTS):
        return deck.read(body.decode("utf-8-sig"), language=language), []
    text, drawn = with_names(*unpacked(body))
    return deck.read(text, language=language), drawn


async def _answer(
    call: ApiCall, event_id: str, status: int = 200, headers: dict[str, str] | None = None
) -> Response:
    listing = await call.services.events.get(event_id)
    return call.answer(_told(call, listing), status, {"ETag": tag_of(listing), **(headers or {})})


def _told(call: ApiCall, listing: Listing) -> ApiEvent:
    of, language = listing.event, call.language
    return ApiEvent(
        id=listing.id,
        title=say(of.title, language),
        place=say(of.place, language),
        date=say(of.date, language),
        hosts=of.hosts,
        languages=of.languages,
        folder=listing.folder,
        archived=iso(listing.archived_ms) if listing.archived_ms else None,
        published=listing.published,
        created=iso(listing.created_ms),
        simulated=listing.simulated,
        polls=tuple(
            PollHeading(
                each.poll_id, each.slug, say(each.title, language), each.code, each.questions
            )
            for each in listing.polls
        ),
    )


OPERATIONS = (
    events,
    make_event,
    event,
    change_event,
    delete_event,
    read_deck,
    read_package,
    put_deck,
)
