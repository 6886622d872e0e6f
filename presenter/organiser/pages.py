"""The organiser's pages: events, their polls and links, results, files in and out.

    organise          the routes; the list of events, an event, a poll's results
    organise_entry    signing in and out, the moderator's exchange of secrets
    joining           becoming an organiser: by the first link, or by an invitation
    account           one's account, the other organisers, invitations
    review            the link by which somebody reads all questions
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
from poll_server.live import tables
from poll_server.live.links import renew_moderator_link
from poll_server.live.polls import PollState
from poll_server.questions import Results
from poll_server.report.making.orders import PICTURES
from poll_server.store.events import Listing, PollListing
from poll_server.web.pages import language_of
from poll_server.web.services import PageRequest
from presenter.address import join_url, public_url, spaced
from presenter.wall import pages as wall

from . import account, brand, joining, review
from . import entry as entry
from . import files as files
from . import importing as deck_in
from .shell import event_of, me, poll_of, see, show, signed_in


async def start(request: PageRequest) -> Response:
    """`/organise`: make the first account, sign in, or the list of events."""
    if (other := await entry.before(request)) is not None:
        return other
    return await deck_in.listing_page(request)


@signed_in
async def event(request: PageRequest) -> Response:
    """`/organise/{event}`: codes, links and votes of every poll. `?ask=delete` asks first."""
    listing = await event_of(request)
    token = request.state["passes"].api_token(listing.id, me(request).session)
    values = {
        "event": listing,
        "polls": [await _poll(request, poll) for poll in listing.polls],
        "asks": request.query_params.get("ask", ""),
        "token": token,
        "api": f"{public_url(request)}/api/v1/events/{listing.id}/results",
        "formats": report.FORMATS,
        "brand": brand.card(listing, language_of(request)),
        "review": await review.review_link(request, listing.id),
        "public": f"{public_url(request)}/results/{listing.id}",
    }
    return show(request, "organiser/event.html", values | await wall.seen(request, listing))


async def _poll(request: PageRequest, poll: PollListing) -> dict[str, Any]:
    """A poll as the event's page shows it."""
    state = await request.state["polls"].state(poll.poll_id)
    base = public_url(request)
    return {
        "listing": poll,
        "code": spaced(poll.code),
        "join": join_url(request, poll.code),
        "stage": f"{base}/stage/{poll.poll_id}",
        "moderator": f"{base}/moderate/{poll.poll_id}#{poll.moderator_secret}",
        "questions": _questions(state),
    }


def _questions(state: PollState) -> list[dict[str, Any]]:
    """A line for each question: its prompt, its state, and the votes of its latest round."""
    return [
        {
            "prompt": question.prompt,
            "state": latest.state if (latest := _latest(state, question.id)) else "ready",
            "votes": latest.votes if latest else 0,
            "rounds": sum(each.question == question.id for each in state.rounds.values()),
        }
        for question in state.poll.questions
    ]


def _latest(state: PollState, question: str) -> Any:
    return state.rounds.get(state.live.last.get(question, 0))


@signed_in
async def results(request: PageRequest) -> Response:
    """`/organise/{event}/{slug}`: what came out of one poll."""
    listing = await event_of(request)
    poll = poll_of(request, listing)
    language = files.report_language(request, listing)
    built = await report.gather(request.state["polls"], listing, language, poll.slug)
    values = {
        "event": listing,
        "poll": poll,
        "report": built.polls[0],
        "notice": built.notice,
        "table": lambda found: _table(found, language),
        "formats": report.FORMATS,
        "pictures": PICTURES,
        "interval": request.query_params.get("interval") == "yes",
        "short": request.query_params.get("short") == "yes",
        "poll_title": say(poll.title, language),
    }
    return show(request, "organiser/results.html", values)


def _table(found: Results, language: str) -> Any:
    return tables.table(found, language)


@signed_in
async def renew(request: PageRequest) -> Response:
    """Give a poll a new moderator link; the old one ends at once."""
    listing = await event_of(request)
    poll = poll_of(request, listing)
    await renew_moderator_link(request.state["store"], poll.poll_id)
    request.state["polls"].forget(poll.poll_id)
    return see(request, f"/organise/{listing.id}#{poll.slug}")


@signed_in
async def copy(request: PageRequest) -> Response:
    """Start over: the same questions, new codes and links, no votes."""
    listing: Listing = await event_of(request)
    made = await request.state["events"].copy(listing.id)
    return see(request, f"/organise/{made}")


@signed_in
async def delete(request: PageRequest) -> Response:
    """Delete an event with every vote; the page that posts here has asked."""
    listing = await event_of(request)
    await request.state["events"].delete(listing.id)
    await request.state["jobs"].forget(listing.id)
    for poll in listing.polls:
        request.state["polls"].forget(poll.poll_id)
    return see(request, "/organise")


routes: list[BaseRoute] = [
    Route("/organise", start),
    *joining.routes,
    *account.routes,
    Route("/organise/login", entry.sign_in, methods=["POST"]),
    Route("/organise/logout", entry.sign_out, methods=["POST"]),
    Route("/organise/import", deck_in.take_in, methods=["POST"]),
    Route("/organise/{event}", event),
    Route("/organise/{event}/deck.toml", files.deck_file),
    Route("/organise/{event}/copy", copy, methods=["POST"]),
    Route("/organise/{event}/delete", delete, methods=["POST"]),
    Route("/organise/{event}/files/{format}", files.results_file),
    Route("/organise/{event}/print/{sheet}", files.print_file),
    Route("/organise/{event}/{poll}", results),
    Route("/organise/{event}/{poll}/renew", renew, methods=["POST"]),
    Route("/organise/{event}/{poll}/files/{format}", files.results_file),
    Route("/organise/{event}/{poll}/print/{sheet}", files.print_file),
    Route("/moderate/{poll}/enter", entry.enter, methods=["POST"]),
]
