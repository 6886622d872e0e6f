"""The organiser's pages: events, their polls and links, results, files in and out.

    organise          the routes; the list of events, a poll's results
    organise_event    an event: its polls, and the links to hand out
    organise_entry    signing in and out
    elsewhere         signing in at an OpenID Connect provider
    entering          the exchange of a link's secret for a pass
    joining           becoming an organiser: by the first link, or by an invitation
    account           one's account, the other organisers, invitations
    second_step       after the password: the code of an app, or the app that is to be set up
    second_factor     one's own second factor: set up, taken off
    members           who may do what at an event
    server            how this server is; the tokens of programs, and what they can do
    review            the link by which somebody reads all questions
    finding           searching events, and the folders they are in
    organise_import   a deck in
    organise_files    decks and results out
    charts  jobs      pictures of charts; several files at once, and how far they are
    organise_shell    what every page of them shares

Plain forms: everything works without JavaScript, which only adds copying and the first link.
"""

from typing import Any

from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from poll_server import report
from poll_server.base.text import say
from poll_server.live.screens import tables
from poll_server.questions import Results
from poll_server.report.making.orders import PICTURES
from poll_server.report.model.document import QuestionReport
from poll_server.report.model.side_by_side import rounds_compared
from poll_server.store.events import Listing
from poll_server.web.services import PageRequest, services_of

from . import event, finding
from . import files as files
from .people import account, elsewhere, joining, members, second_factor
from .people import entry as entry
from .shell import event_of, poll_of, see, show, signed_in
from .taking import importing as deck_in
from .taking import rounds

MOST_BESIDE = 30
"""Rows of rounds beside each other; of words and texts there can be hundreds."""


async def start(request: PageRequest) -> Response:
    """`/organise`: make the first account, sign in, or the list of events."""
    if (other := await entry.before(request)) is not None:
        return other
    return await deck_in.listing_page(request)


@signed_in
async def results(request: PageRequest) -> Response:
    """`/organise/{event}/{slug}`: what came out of one poll."""
    listing = await event_of(request)
    poll = poll_of(request, listing)
    language = files.report_language(request, listing)
    built = await report.gather(services_of(request).polls, listing, language, poll.slug)
    values = {
        "event": listing,
        "poll": poll,
        "report": built.polls[0],
        "notice": built.notice,
        "table": lambda found: _table(found, language),
        "beside": lambda question: _beside(question, language),
        "formats": report.FORMATS,
        "pictures": PICTURES,
        "interval": request.query_params.get("interval") == "yes",
        "short": request.query_params.get("short") == "yes",
        "poll_title": say(poll.title, language),
        "is_all_taken": await rounds.taking(request).is_all_taken(poll.poll_id),
    }
    return show(request, "organiser/results.html", values)


def _table(found: Results, language: str) -> Any:
    return tables.table(found, language)


def _beside(question: QuestionReport, language: str) -> Any:
    """The rounds of a question that was asked again, as a table; None where there is one."""
    found = rounds_compared(question, language)
    return found and {
        "title": found.title,
        "caption": found.caption,
        "head": (found.first, *(f"{each.name} ({each.n})" for each in found.columns)),
        "lines": found.lines(MOST_BESIDE),
        "more": max(len(found.changes) - MOST_BESIDE, 0),
    }


@signed_in
async def copy(request: PageRequest) -> Response:
    """Start over: the same questions, new codes and links, no votes."""
    listing: Listing = await event_of(request)
    made = await services_of(request).events.copy(listing.id)
    return see(request, f"/organise/{made}")


@signed_in
async def delete(request: PageRequest) -> Response:
    """Delete an event with every vote; the page that posts here has asked."""
    listing = await event_of(request)
    await services_of(request).events.delete(listing.id)
    await services_of(request).jobs.forget(listing.id)
    for poll in listing.polls:
        services_of(request).polls.forget(poll.poll_id)
    return see(request, "/organise")


routes: list[BaseRoute] = [
    Route("/organise", start),
    *joining.routes,
    *account.routes,
    *elsewhere.routes,
    *second_factor.routes,
    *event.routes,
    *members.routes,
    *finding.routes,
    Route("/organise/login", entry.sign_in, methods=["POST"]),
    Route("/organise/logout", entry.sign_out, methods=["POST"]),
    Route("/organise/import", deck_in.take_in, methods=["POST"]),
    Route("/organise/{event}/deck.toml", files.deck_file),
    Route("/organise/{event}/deck.zip", files.deck_package),
    Route("/organise/{event}/copy", copy, methods=["POST"]),
    Route("/organise/{event}/delete", delete, methods=["POST"]),
    Route("/organise/{event}/files/{format}", files.results_file),
    Route("/organise/{event}/print/{sheet}", files.print_file),
    Route("/organise/{event}/{poll}", results),
    Route("/organise/{event}/{poll}/files/{format}", files.results_file),
    Route("/organise/{event}/{poll}/print/{sheet}", files.print_file),
]
