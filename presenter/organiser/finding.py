"""Finding events again: words to search for, and folders to keep them in.

Both work on plain values and plain forms. A folder is just its name, kept with the event: it is
there as long as an event is in it, and nobody needs to make or delete one.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from poll_server.base.text import Text
from poll_server.questions.traits.parts import all_of
from poll_server.questions.writing.written import clean
from poll_server.store.events import Listing
from poll_server.web.services import PageRequest, services_of

from .shell import event_of, fields_of, see, signed_in

LONGEST_FOLDER = 60
"""Characters: one line on a phone."""


@dataclass(frozen=True)
class Folder:
    """Some events under one name."""

    name: str
    """empty: those in no folder"""
    events: Sequence[Listing]


def matching(events: Sequence[Listing], wanted: str) -> list[Listing]:
    """Those that hold every word of `wanted`, wherever, whatever its case."""
    words = wanted.casefold().split()
    return [each for each in events if _holds(_everything(each), words)]


def _holds(text: str, words: Sequence[str]) -> bool:
    return all(word in text for word in words)


def _everything(listing: Listing) -> str:
    """All that somebody may remember of an event, folded."""
    return "\n".join(_texts(listing)).casefold()


def _texts(listing: Listing) -> Iterator[str]:
    event = listing.event
    yield listing.id
    yield listing.folder
    yield from event.hosts
    for text in (event.title, event.place, event.date, event.motto):
        yield from _versions(text)
    for poll in event.polls:
        yield poll.code
        for text in (poll.title, poll.subtitle, poll.host):
            yield from _versions(text)
        for question in poll.questions:
            for each in all_of(question):
                yield from _versions(each.prompt)


def _versions(text: Text) -> Iterator[str]:
    yield from [text] if isinstance(text, str) else text.values()


def in_folders(events: Sequence[Listing]) -> list[Folder]:
    """The events folder by folder, by name; first those in none, in their own order."""
    names = sorted({each.folder for each in events}, key=lambda name: (bool(name), name.casefold()))
    return [Folder(name, [each for each in events if each.folder == name]) for name in names]


@signed_in
async def put(request: PageRequest) -> Response:
    """`POST /organise/{event}/folder`: put the event into a folder; an empty name takes it out."""
    listing = await event_of(request)
    folder = clean((await fields_of(request)).get("folder", ""))[:LONGEST_FOLDER].strip()
    await services_of(request).store.events.set_folder(listing.id, folder)
    return see(request, f"/organise/{listing.id}#folder")


routes: list[BaseRoute] = [Route("/organise/{event}/folder", put, methods=["POST"])]
