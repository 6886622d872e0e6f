"""An event's page: codes, votes and files of its polls, and the links to hand out.

Organisers need no links themselves: “Open the console” and “Open the stage” let them in by their
session. A link for somebody else is made when it is asked for and shown this once, since only its
hash is kept; others stay good beside it. A new one that ends all others is for wrong hands.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from html import escape
from typing import Any

from babel.dates import format_datetime
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from poll_server import report
from poll_server.base.secrets import LinkRole
from poll_server.base.text import say
from poll_server.live.links import links_made, new_link, renew_links
from poll_server.live.screens.again.taken import taken_over
from poll_server.live.state import PollState
from poll_server.store.events import Listing, PollListing
from poll_server.store.parts.embedding import embedders
from poll_server.store.parts.members import owners
from poll_server.store.records import Round
from poll_server.web.pages import language_of
from poll_server.web.services import PageRequest, services_of
from presenter.address import join_url, public_url, spaced
from presenter.wall import pages as wall

from . import brand
from .shell import (
    event_of,
    fields_of,
    me,
    member,
    own_events,
    poll_of,
    role_names,
    show,
    signed_in,
    speech,
)

NewLinks = Mapping[tuple[str, LinkRole], str]
"""Links made just now: (slug of the poll, whose) -> the link."""
FOR_POLLS: tuple[LinkRole, ...] = ("stage", "moderator")
"""Whom every poll needs a link for."""
AN_ORIGIN = "https://www.example.org"
"""How somebody else's website is written; no template names another host."""
OF_POLLS: tuple[LinkRole, ...] = (*FOR_POLLS, "embed")


@signed_in
async def event(request: PageRequest) -> Response:
    """`/organise/{event}`: codes, links and votes of every poll. `?ask=delete` asks first.

    Whoever is no owner gets what their role includes, and nothing besides.
    """
    listing = await event_of(request)
    if member(request).role == "owner":
        return await event_page(request, listing)
    return await _role_page(request, listing)


async def _role_page(request: PageRequest, listing: Listing) -> Response:
    here, services = member(request), services_of(request)
    accounts = {each.id: each.name for each in await services.accounts.all()}
    values = {
        "path": f"/organise/{listing.id}",
        "event": listing,
        "role": here.role,
        "role_name": role_names(speech(request))[here.role],
        "owners": sorted(accounts[each] for each in owners(listing.members, accounts)),
        "poll": next((each for each in listing.polls if each.poll_id == here.poll), None),
        "spaced": spaced,
        "formats": report.FORMATS,
        "brand": brand.card(listing, language_of(request)),
        "pictures": await services.store.pictures.names(listing.id),
    }
    return show(request, "organiser/event/role.html", values)


async def event_page(
    request: PageRequest, listing: Listing, made: NewLinks | None = None, reviewers: str = ""
) -> Response:
    """The page, perhaps with links that are shown this once.

    Args:
        made: of its polls.
        reviewers: a reviewer's link.
    """
    token = services_of(request).passes.api_token(listing.id, me(request).session)
    values = {
        "path": f"/organise/{listing.id}",
        "event": listing,
        "polls": [await _poll(request, poll, made or {}) for poll in listing.polls],
        "asks": request.query_params.get("ask", ""),
        "token": token,
        "api": f"{public_url(request)}/api/v1/events/{listing.id}/results",
        "formats": report.FORMATS,
        "brand": brand.card(listing, language_of(request)),
        "review": reviewers,
        "reviewers": await _so_far(request, "reviewer", listing.id),
        "made_all": len(made or ()) > 1,
        "example": AN_ORIGIN,
        "embedders": await embedders(_store(request).redis, listing.id),
        "public": f"{public_url(request)}/results/{listing.id}",
        "pictures": await services_of(request).store.pictures.names(listing.id),
        "folders": sorted({each.folder for each in await own_events(request)} - {""}),
    }
    return show(request, "organiser/event/page.html", values | await wall.seen(request, listing))


async def _poll(request: PageRequest, poll: PollListing, made: NewLinks) -> dict[str, Any]:
    """A poll as the event's page shows it."""
    state = await services_of(request).polls.state(poll.poll_id)
    return {
        "listing": poll,
        "code": spaced(poll.code),
        "long_code": services_of(request).door.long(poll.code),
        "join": join_url(request, poll.code),
        "links": {role: made.get((poll.slug, role), "") for role in OF_POLLS},
        "so_far": {role: await _so_far(request, role, poll.poll_id) for role in OF_POLLS},
        "frame": _frame(made.get((poll.slug, "embed"), ""), say(poll.title, language_of(request))),
        "questions": _questions(state, language_of(request)),
    }


def _frame(address: str, title: str) -> str:
    """What goes into a website's page: the live result as wide as there is room."""
    return (
        f'<iframe src="{escape(address)}" title="{escape(title)}" loading="lazy" '
        'style="width:100%;aspect-ratio:16/9;border:0"></iframe>'
    )


async def _so_far(request: PageRequest, role: LinkRole, of: str) -> tuple[int, str]:
    """How many links of a kind are good, and when the newest was made; '' where nobody knows."""
    times = await links_made(services_of(request).store, role, of)
    if not times or not times[0]:
        return len(times), ""
    newest = datetime.fromtimestamp(times[0] / 1000, UTC).astimezone()
    return len(times), format_datetime(newest, "medium", locale=language_of(request))


def _questions(state: PollState, language: str) -> list[dict[str, Any]]:
    """A line for each question: its prompt, its state, and the votes of its latest round.

    Of one that was taken over also from where.
    """
    return [
        {
            "id": question.id,
            "prompt": question.prompt,
            "state": latest.state if (latest := _latest(state, question.id)) else "ready",
            "votes": latest.votes if latest else 0,
            "source": taken_over(latest, language) if latest and latest.source else "",
            "rounds": sum(each.question == question.id for each in state.rounds.values()),
        }
        for question in state.poll.asked
    ]


def _latest(state: PollState, question: str) -> Round | None:
    return state.rounds.get(state.live.last.get(question, 0))


# ── Links ─────────────────────────────────────────────────────────────────────────────────────


@signed_in
async def make_links(request: PageRequest) -> Response:
    """`POST /organise/{event}/links`: a stage and a moderator link for every poll."""
    listing = await event_of(request)
    made = {
        (poll.slug, role): link(
            request, role, poll, await new_link(_store(request), role, poll.poll_id)
        )
        for poll in listing.polls
        for role in FOR_POLLS
    }
    return await event_page(request, listing, made)


@signed_in
async def make_link(request: PageRequest) -> Response:
    """`POST /organise/{event}/{poll}/links`: one more link; those made before stay good."""
    listing = await event_of(request)
    poll, role = poll_of(request, listing), await _role(request)
    secret = await new_link(_store(request), role, poll.poll_id)
    return await event_page(
        request, listing, {(poll.slug, role): link(request, role, poll, secret)}
    )


@signed_in
async def renew(request: PageRequest) -> Response:
    """`POST /organise/{event}/{poll}/renew`: a new link; all others end at once, with who is in."""
    listing = await event_of(request)
    poll, role = poll_of(request, listing), await _role(request)
    secret = await renew_links(_store(request), role, poll.poll_id)
    services_of(request).polls.forget(poll.poll_id)
    services_of(request).hub.changed(poll.poll_id)
    return await event_page(
        request, listing, {(poll.slug, role): link(request, role, poll, secret)}
    )


def link(request: PageRequest, role: LinkRole, poll: PollListing, secret: str) -> str:
    """The link with its secret in the fragment, which no proxy or log sees."""
    page = {"stage": "stage", "moderator": "moderate", "embed": "embed"}[role]
    return f"{public_url(request)}/{page}/{poll.poll_id}#{secret}"


async def _role(request: PageRequest) -> LinkRole:
    """Whose link the form asks for; a moderator's, where it does not say."""
    asked = (await fields_of(request)).get("role", "")
    return next((role for role in OF_POLLS if role == asked), "moderator")


def _store(request: PageRequest) -> Any:
    return services_of(request).store


routes: list[BaseRoute] = [
    Route("/organise/{event}", event),
    Route("/organise/{event}/links", make_links, methods=["POST"]),
    Route("/organise/{event}/{poll}/links", make_link, methods=["POST"]),
    Route("/organise/{event}/{poll}/renew", renew, methods=["POST"]),
]
