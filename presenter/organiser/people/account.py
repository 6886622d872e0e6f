"""An organiser's account page: name, password and sessions; the other organisers; invitations."""

from typing import Any

from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from poll_server.base.secrets import SHORTEST_PASSWORD
from poll_server.locale import Speech
from poll_server.store.accounts import MOST_INVITATIONS
from poll_server.store.organisers import (
    LONGEST_NAME,
    LastOrganiser,
    NameTaken,
    TooManyInvitations,
    clean_name,
)
from poll_server.store.parts.members import SoleOwner
from poll_server.web.access.passwords import Overtaken
from poll_server.web.pages import language_of
from poll_server.web.services import PageRequest, services_of
from presenter.address import public_url
from presenter.organiser.people.entry import is_own_password, too_busy
from presenter.organiser.people.joining import bad_name, bad_password, name_taken
from presenter.organiser.server import acts
from presenter.organiser.shell import Refusal, day_of, fields_of, me, see, show, signed_in, speech

PAGE = "/organise/account"


@signed_in
async def account(request: PageRequest) -> Response:
    """`/organise/account`. `?ask=<account>` asks before an organiser is removed."""
    return await _account_page(request)


async def _account_page(
    request: PageRequest, error: str = "", status: int = 200, **values: str
) -> Response:
    """The page, perhaps with what went wrong.

    Args:
        values: `link_made`, of a new invitation, shown this once; or `name`, as it was typed.
    """
    accounts, language = services_of(request).accounts, language_of(request)
    everybody = await accounts.all()
    names = {each.id: each.name for each in everybody}
    shown: dict[str, Any] = {
        "path": PAGE,
        "error": error,
        "done": request.query_params.get("done", ""),
        "link_made": "",
        "name": me(request).name,
        "has_password": bool(me(request).password_hash),
        "second": await services_of(request).second_factors.of(me(request).id),
        "organisers": [(each, day_of(each.since_ms, language)) for each in everybody],
        "invitations": [
            (each, names.get(each.by, ""), day_of(each.until_ms, language))
            for each in await accounts.invitations()
        ],
        "asked": names.get(request.query_params.get("ask", ""), ""),
        "ask": request.query_params.get("ask", ""),
        "shortest": SHORTEST_PASSWORD,
        "longest_name": LONGEST_NAME,
    }
    return show(request, "organiser/people/account.html", shown | values, status)


@signed_in
async def rename(request: PageRequest) -> Response:
    """Another name for oneself."""
    _, given = speech(request), (await fields_of(request)).get("name", "")
    if not (name := clean_name(given)):
        return await _account_page(request, bad_name(_), 422, name=given)
    try:
        await services_of(request).accounts.rename(me(request).id, name)
    except NameTaken:
        return await _account_page(request, name_taken(_), 409, name=given)
    acts.otherwise(request, detail=name)
    return see(request, PAGE)


@signed_in
async def change_password(request: PageRequest) -> Response:
    """Another password. Other browsers and API tokens of the account end; this browser stays."""
    _, form = speech(request), await fields_of(request)
    try:
        right = await is_own_password(request, form.get("old", ""))
    except Overtaken:
        return await _account_page(request, too_busy(_), 503)
    if not right:
        return await _account_page(
            request, _("The old password is not right; nothing was changed."), 403
        )
    password = form.get("password", "")
    if sentence := bad_password(password, form.get("again", ""), _):
        return await _account_page(request, sentence, 422)
    hashed = await services_of(request).passwords.hash(password)
    changed = await services_of(request).accounts.set_password(me(request).id, hashed)
    response = see(request, f"{PAGE}?done=password")
    services_of(request).passes.give_organiser(response, request, changed.session)
    return response


@signed_in
async def remove(request: PageRequest) -> Response:
    """Remove an organiser, perhaps oneself; the page that posts here has asked."""
    _, account_id = speech(request), (await fields_of(request)).get("account", "")
    gone = await services_of(request).accounts.get(account_id)
    acts.otherwise(request, detail=gone.name if gone else "")
    try:
        await services_of(request).accounts.remove(account_id)
    except LastOrganiser as last:
        sentence = _("You are the only organiser: invite somebody else before you leave.")
        raise Refusal(sentence, 409) from last
    except SoleOwner as sole:
        name = "" if account_id == me(request).id or gone is None else gone.name
        raise Refusal(_sole(_, sole, name), 409) from sole
    except LookupError:
        pass  # somebody was faster: it is as it should be
    return see(request, "/organise" if account_id == me(request).id else PAGE)


def _sole(_: Speech, sole: SoleOwner, name: str) -> str:
    """Why an account stays without which nobody would own some events.

    Args:
        name: of the account; '' for one's own.
    """
    (n,) = sole.args
    if not name:
        return _.ngettext(
            "You are the only owner of %(n)s event, so your account stays. Make somebody else its "
            "owner first, on its page “People”, or open it to all organisers there.",
            "You are the only owner of %(n)s events, so your account stays. Make somebody else "
            "their owner first, on each one’s page “People”, or open them to all organisers there.",
            n,
        )
    return _.ngettext(
        "“%(name)s” is the only owner of %(n)s event, so the account stays: they name another "
        "owner first. If they have left, those who run the server give the account a new password "
        "(“poll-server organiser”), which ends its sessions and tokens at once, and do it instead.",
        "“%(name)s” is the only owner of %(n)s events, so the account stays: they name another "
        "owner first. If they have left, those who run the server give the account a new password "
        "(“poll-server organiser”), which ends its sessions and tokens at once, and do it instead.",
        n,
        name=name,
    )


@signed_in
async def invite(request: PageRequest) -> Response:
    """Make an invitation and show its link, this once."""
    _ = speech(request)
    try:
        secret, _made = await services_of(request).accounts.invite(me(request).id)
    except TooManyInvitations:
        sentence = _(
            "%(n)s invitations are open already: withdraw one that nobody will take.",
            n=MOST_INVITATIONS,
        )
        return await _account_page(request, sentence, 409)
    return await _account_page(
        request, link_made=f"{public_url(request)}/organise/invitation#{secret}"
    )


@signed_in
async def withdraw(request: PageRequest) -> Response:
    """End an invitation that nobody has taken."""
    await services_of(request).accounts.withdraw((await fields_of(request)).get("invitation", ""))
    return see(request, f"{PAGE}#invitations")


routes: list[BaseRoute] = [
    Route(PAGE, account),
    Route(f"{PAGE}/name", rename, methods=["POST"]),
    Route(f"{PAGE}/password", change_password, methods=["POST"]),
    Route(f"{PAGE}/remove", remove, methods=["POST"]),
    Route(f"{PAGE}/invite", invite, methods=["POST"]),
    Route(f"{PAGE}/withdraw", withdraw, methods=["POST"]),
]
