"""What a hall asked with another tool comes in: looked at first, and then among a poll's own.

What was read of the file travels in the form until somebody takes it over or leaves the page.
"""

from asyncio import to_thread
from collections.abc import Sequence
from typing import Any

from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from poll_server.base.text import say
from poll_server.drafts.exchange.results import slido
from poll_server.drafts.imports import SheetMistakes
from poll_server.locale import Speech
from poll_server.store.parts.beside.floor_store import MOST_ENTRIES, Entry, EntryState
from poll_server.web.pages import language_of
from poll_server.web.services import PageRequest, services_of
from presenter.organiser.shell import Refusal, event_of, see, show_of_event, signed_in, speech

from .sent import form_with_file

MOST_SHOWN = 100
"""Questions that stand in the preview; all of them are taken over."""


async def shown(request: PageRequest, content: bytes) -> Response:
    """What a file of questions holds, and into which poll it may go."""
    try:
        old = await to_thread(slido.entries_in, content, language_of(request))
    except SheetMistakes as wrong:
        return await _page(request, None, [each.message for each in wrong.mistakes], 422)
    return await _page(request, old)


@signed_in
async def take(request: PageRequest) -> Response:
    """`POST /organise/{event}/_results/asked`: put them among a poll's questions from the hall.

    Raises:
        Refusal: the form is none of ours, or there is no such poll.
    """
    _, listing, form = speech(request), await event_of(request), await form_with_file(request)
    wanted = str(form.get("poll", ""))
    polls = {each.slug: each.poll_id for each in listing.polls}
    try:
        old = await to_thread(slido.unpacked, str(form.get("old", "")))
    except ValueError as error:
        raise Refusal(_("This was no form of ours."), 400) from error
    if wanted not in polls:
        raise Refusal(_("There is no such poll (any more). Nothing was taken over."), 404)
    entries = {key: _entry(each, old.tool) for key, each in old.entries.items()}
    done = await services_of(request).polls.floor.take_over(polls[wanted], entries)
    if done in ("done", "duplicate"):
        return see(request, f"/organise/{listing.id}/{wanted}")
    return await _page(request, old, [_why(done, _)], 409)


def _entry(each: slido.OldEntry, tool: str) -> Entry:
    """What was asked elsewhere, as a poll keeps it."""
    state: EntryState = "waiting" if each.waits else "shown"
    return Entry(
        number=0,  # given as it is put down
        voter="",
        text=each.text,
        state=state,
        answered=each.answered,
        source=tool,
        taken=each.taken,
    )


def _why(refused: str, _: Speech) -> str:
    """Why they were not taken over, and what to do."""
    if refused == "practice":
        return _("This poll is being practised, and its end deletes them. Please end it first.")
    if refused == "full":
        return _(
            "With these the poll would have more than %(most)s questions from the audience. Please"
            " choose another poll.",
            most=MOST_ENTRIES,
        )
    return _("There is no such poll (any more). Nothing was taken over.")


async def _page(
    request: PageRequest,
    old: slido.OldEntries | None,
    mistakes: Sequence[str] = (),
    status: int = 200,
) -> Response:
    values: dict[str, Any] = {"mistakes": mistakes, "old": old}
    if old:
        listing, language = await event_of(request), language_of(request)
        polls = zip(listing.polls, listing.event.polls, strict=True)
        values |= {
            "packed": slido.packed(old),
            "entries": list(old.entries.values())[:MOST_SHOWN],
            "more": max(len(old.entries) - MOST_SHOWN, 0),
            "count": len(old.entries),
            "polls": [(entry.slug, say(poll.title, language)) for entry, poll in polls],
        }
    return await show_of_event(request, "organiser/event/taking_entries.html", values, status)


routes: list[BaseRoute] = [
    Route("/organise/{event}/_results/asked", take, methods=["POST"]),
]
