"""An event's page “People”: which accounts of the house may do what there, and since when.

    GET  /organise/{event}/_people          who is named; `?ask=<account>` or `?ask=all` asks first
    POST /organise/{event}/_people          give an account a role, or another one than it has
    POST /organise/{event}/_people/take     take it away; never the last owner's
    POST /organise/{event}/_people/own      of an event of the house's: oneself becomes its owner
    POST /organise/{event}/_people/open     the other way: it is the house's again

Links stay what they are, beside this: whoever has one needs no account.
"""

from typing import Any

from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from poll_server.base.text import say
from poll_server.locale import Speech
from poll_server.store.events import Listing
from poll_server.store.organisers import Account, clean_name
from poll_server.store.parts.members import (
    MOST_MEMBERS,
    ROLES,
    EventMember,
    HasOwners,
    LastOwner,
    TooManyMembers,
    owners,
)
from poll_server.store.records import now_ms
from poll_server.web.pages import language_of
from poll_server.web.services import PageRequest, services_of
from presenter.organiser.server import acts
from presenter.organiser.shell import (
    Refusal,
    day_of,
    event_of,
    fields_of,
    me,
    role_names,
    see,
    show,
    signed_in,
    speech,
)

OF_POLL = "moderator "
"""Begins a choice of the form that names a poll as well: its slug follows."""


@signed_in
async def people(request: PageRequest) -> Response:
    """`/organise/{event}/_people`."""
    return await _page(request, await event_of(request))


@signed_in
async def put(request: PageRequest) -> Response:
    """`POST /organise/{event}/_people`: give an account, by its name, a role.

    Raises:
        Refusal: the event is the house's; or it is the last owner who would be one no more.
    """
    _, listing, form = speech(request), await event_of(request), await fields_of(request)
    services, chosen = services_of(request), form.get("role", "")
    name = clean_name(form.get("name", ""))
    account, new = await services.accounts.named(name), _chosen(listing, chosen)
    if account is None or new is None:
        sentence = _(
            "No account is called “%(name)s”, so nobody was added. Whoever has none yet is invited "
            "first, under “Account and organisers”.",
            name=name,
        )
        role = _("Please choose a role.")
        return await _page(request, listing, role if account else sentence, name, chosen)
    if not owners(listing.members, await services.store.members.alive()):
        raise _of_the_house(_)
    before = next((each for each in listing.members if each.account == account.id), None)
    told = _told(_, listing, new, language_of(request))
    acts.otherwise(
        request, "role.changed" if before else "role.given", detail=f"{account.name}: {told}"
    )
    try:
        made = EventMember(account=account.id, role=new.role, poll=new.poll, since_ms=now_ms())
        await services.store.members.put(listing.id, made)
    except LastOwner:
        raise _last(_, account.name) from None
    except TooManyMembers:
        sentence = _("An event has at most %(n)s people. Take somebody out first.", n=MOST_MEMBERS)
        raise Refusal(sentence, 409) from None
    return see(request, _onward(request, listing, account, still_owner=new.role == "owner"))


@signed_in
async def take(request: PageRequest) -> Response:
    """`POST /organise/{event}/_people/take`: take a role away; the page that posts here has asked.

    Raises:
        Refusal: it is the last owner's.
    """
    _, listing, services = speech(request), await event_of(request), services_of(request)
    account = await services.accounts.get((await fields_of(request)).get("account", ""))
    if account is None:
        return see(request, _address(listing))  # the account went, and its role with it
    acts.otherwise(request, detail=account.name)
    try:
        await services.store.members.take(listing.id, account.id)
    except LastOwner:
        raise _last(_, account.name) from None
    return see(request, _onward(request, listing, account, gone=True))


@signed_in
async def own(request: PageRequest) -> Response:
    """`POST /organise/{event}/_people/own`: the event is no longer everybody's, but one's own.

    Raises:
        Refusal: somebody was faster.
    """
    _, listing = speech(request), await event_of(request)
    try:
        await services_of(request).store.members.own(listing.id, me(request).id)
    except HasOwners:
        raise Refusal(_("This event has owners already; nothing was changed."), 409) from None
    return see(request, _address(listing))


@signed_in
async def open_up(request: PageRequest) -> Response:
    """`POST /organise/{event}/_people/open`: every organiser may do everything there again."""
    listing = await event_of(request)
    await services_of(request).store.members.open_to_all(listing.id)
    return see(request, _address(listing))


async def _page(
    request: PageRequest, listing: Listing, error: str = "", name: str = "", chosen: str = ""
) -> Response:
    """The page, perhaps with what was wrong in the form, and what was typed."""
    _, services, language = speech(request), services_of(request), language_of(request)
    accounts = {each.id: each for each in await services.accounts.all()}
    asked = request.query_params.get("ask", "")
    named = [each for each in listing.members if each.account in accounts]
    values: dict[str, Any] = {
        "path": _address(listing),
        "event": listing,
        "error": error,
        "name": name,
        "chosen": chosen,
        "asks": asked,
        "asked": accounts[asked].name if asked in accounts else "",
        "of_all": not owners(named, accounts),
        "people": [
            (
                accounts[each.account],
                _told(_, listing, each, language),
                _choice(listing, each),
                day_of(each.since_ms, language),
            )
            for each in sorted(named, key=lambda each: (ROLES.index(each.role), each.since_ms))
        ],
        "roles": _choices(_, listing, language),
        "others": sorted(
            accounts[each].name for each in accounts.keys() - {m.account for m in named}
        ),
    }
    return show(request, "organiser/event/people.html", values, 422 if error else 200)


def _choices(_: Speech, listing: Listing, language: str) -> list[tuple[str, str]]:
    """What the form offers: each role, that of a moderator for each poll."""
    members = [EventMember(account="", role=role) for role in ROLES if role != "moderator"]
    of_polls = [
        EventMember(account="", role="moderator", poll=each.poll_id) for each in listing.polls
    ]
    every = [*members[:2], *of_polls, *members[2:]]
    return [(_choice(listing, each), _told(_, listing, each, language)) for each in every]


def _choice(listing: Listing, member: EventMember) -> str:
    """How the form names a role."""
    if member.role != "moderator":
        return member.role
    slug = next((each.slug for each in listing.polls if each.poll_id == member.poll), "")
    return OF_POLL + slug


def _chosen(listing: Listing, choice: str) -> EventMember | None:
    """The role that the form names; None for none that there is."""
    for role in ROLES:
        if role == choice and role != "moderator":
            return EventMember(account="", role=role)
    for poll in listing.polls:
        if choice == OF_POLL + poll.slug:
            return EventMember(account="", role="moderator", poll=poll.poll_id)
    return None


def _told(_: Speech, listing: Listing, member: EventMember, language: str) -> str:
    """A role in words, with a moderator's poll."""
    if member.role != "moderator":
        return role_names(_)[member.role]
    titles = {each.poll_id: say(each.title, language) for each in listing.polls}
    poll = titles.get(member.poll) or _("a poll that is gone")
    return _("moderator of “%(poll)s”", poll=poll)


def _last(_: Speech, name: str) -> Refusal:
    sentence = _(
        "“%(name)s” is the last owner of this event, so nothing was changed. Make somebody else an "
        "owner first.",
        name=name,
    )
    return Refusal(sentence, 409)


def _of_the_house(_: Speech) -> Refusal:
    sentence = _(
        "This event belongs to all organisers, who can do everything here; roles begin once it has "
        "an owner. Nothing was changed."
    )
    return Refusal(sentence, 409)


def _onward(
    request: PageRequest,
    listing: Listing,
    account: Account,
    *,
    still_owner: bool = False,
    gone: bool = False,
) -> str:
    """Where to look after a change: whoever changed their own role may not see this page now."""
    if account.id != me(request).id or still_owner:
        return _address(listing)
    return "/organise" if gone else f"/organise/{listing.id}"


def _address(listing: Listing) -> str:
    return f"/organise/{listing.id}/_people"


routes: list[BaseRoute] = [
    Route("/organise/{event}/_people", people),
    Route("/organise/{event}/_people", put, methods=["POST"]),
    Route("/organise/{event}/_people/take", take, methods=["POST"]),
    Route("/organise/{event}/_people/own", own, methods=["POST"]),
    Route("/organise/{event}/_people/open", open_up, methods=["POST"]),
]
