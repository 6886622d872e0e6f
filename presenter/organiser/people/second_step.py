"""After the password: the code of an app, a recovery code, or the app that is still to be set up.

    GET  /organise/account/code         asks for it, or shows the secret to set an app up with
    POST /organise/account/code         a code: signed in, or what is wrong with it

Both want the ticket of a right password (see `web.access.halfway`). Who signs in at a provider does
not come here: a second factor is the provider's affair then.
"""

from typing import Any

from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from poll_server.locale import Speech
from poll_server.store.organisers import Account
from poll_server.store.parts.people.second_factor import FactorThere, Judged, LaneName
from poll_server.web.access.halfway import Halfway
from poll_server.web.services import PageRequest, services_of
from presenter.organiser.server import acts
from presenter.organiser.shell import fields_of, see, show, speech

from .second_secret import secret_shown

CODE = "/organise/account/code"
TOO_LATE = "/organise?next=&late=yes"


async def onward(request: PageRequest, account: Account, to: str) -> Response:
    """On to the page `to`, or first to the second step, for somebody whose password was right."""
    services = services_of(request)
    sealed = ""
    if not await services.second_factors.of(account.id):
        if not services.settings.demand_second_factor:
            return await _signed_in(request, account, see(request, to or "/organise"))
        # A new one each time: whoever knows the password, too, never sees this browser's.
        sealed = services.second_factors.seal.new(account.id)
    response = see(request, CODE)
    ticket = Halfway(account.id, account.session.generation, to, sealed)
    services.halfway.keep(response, request, ticket)
    return response


async def code_page(request: PageRequest) -> Response:
    """`/organise/account/code`: for whoever has the ticket."""
    account, ticket = await halfway(request)
    if account is None or ticket is None:
        return see(request, TOO_LATE)
    return _page(request, account, ticket)


async def check_code(request: PageRequest) -> Response:
    """`POST /organise/account/code`."""
    account, ticket = await halfway(request)
    if account is None or ticket is None:
        return see(request, TOO_LATE)
    form = await fields_of(request)
    if ticket.sealed:
        return await _set_up(request, account, ticket, form.get("code", ""))
    looked = await look(request, account, form)
    if not looked.opens:
        if looked.at == "none":  # it was taken off meanwhile: from the beginning
            return see(request, TOO_LATE)
        why = sentence(looked, speech(request))
        return refused(_page(request, account, ticket, why), looked)
    to = ticket.next or ("/organise" if looked.at == "right" else f"{MINE}?done=recovery")
    return await _signed_in(request, account, see(request, to))


MINE = "/organise/account/second-factor"
"""The page of one's own second factor."""


async def look(
    request: PageRequest, account: Account, form: dict[str, str], *, here: bool = False
) -> Judged:
    """What comes of the code in a form: of the app, or a recovery code.

    Args:
        here: the account is signed in in this browser.
    """
    services = services_of(request)
    if recovery := form.get("recovery", "").strip():
        looked = await services.second_factors.recover(account.id, recovery)
        if looked.opens:
            await acts.note(request, "recovery.used", account)
        return looked
    known = here or services.passes.knows_device(request, account.id)
    lane: LaneName = "known" if known else "strangers"
    looked = await services.second_factors.look(account.id, form.get("code", ""), lane)
    if looked.guessed:
        await acts.note(request, "codes.guessed", account)
    return looked


def sentence(looked: Judged, _: Speech) -> str:
    """Why a code did not open."""
    match looked.at:
        case "used":
            return _("This code was used already. The app shows the next one within 30 seconds.")
        case "resting":
            return _(
                "Wrong codes were tried just now, so this one was not looked at. The next one is "
                "in %(n)s seconds. Nothing is locked: in a browser where you signed in before, or "
                "with a recovery code, you get in now.",
                n=looked.wait,
            )
        case "unreadable":
            return _(
                "What signs cookies on this server was replaced, so no code of an app can be "
                "checked. Take a recovery code, or ask those who run this server."
            )
    return _(
        "This code is not right. Take the newest one that the app shows; should it stay so, the "
        "clock of the phone is wrong, or of the server."
    )


def refused(response: Response, looked: Judged) -> Response:
    """The page that says why, with the status and how long to wait."""
    response.status_code = {"resting": 429, "unreadable": 409}.get(looked.at, 403)
    if looked.at == "resting":
        response.headers["Retry-After"] = str(looked.wait)
    return response


async def halfway(request: PageRequest) -> tuple[Account | None, Halfway | None]:
    """Who is half way in this browser; None where nobody is (any more)."""
    services = services_of(request)
    ticket = services.halfway.kept(request)
    account = await services.accounts.of_session(ticket.session if ticket else None)
    return account, ticket


async def _set_up(request: PageRequest, account: Account, ticket: Halfway, code: str) -> Response:
    """The app's first code; then the recovery codes, and one is signed in."""
    _, factors = speech(request), services_of(request).second_factors
    try:
        codes = await factors.confirm(account.id, ticket.sealed, code)
    except (FactorThere, LookupError):
        return see(request, TOO_LATE)  # somebody was faster, perhaps oneself
    if not codes:
        looked = Judged("wrong")
        return refused(_page(request, account, ticket, sentence(looked, _)), looked)
    await acts.note(request, "second.set", account)
    return await _signed_in(request, account, codes_page(request, codes, ticket.next))


def codes_page(request: PageRequest, codes: tuple[str, ...], to: str = "") -> Response:
    """New recovery codes, this once, and the way on to the page `to`."""
    values: dict[str, Any] = {
        "path": MINE,
        "inside": False,
        "codes": codes,
        "to": to or "/organise",
    }
    return show(request, "organiser/people/recovery_codes.html", values)


def _page(request: PageRequest, account: Account, ticket: Halfway, error: str = "") -> Response:
    secret = services_of(request).second_factors.seal.opened(ticket.sealed, account.id)
    values: dict[str, Any] = {
        "path": CODE,
        "inside": False,
        "error": error,
        "account": account.name,
        "shown": secret_shown(request, account, secret) if secret else None,
    }
    return show(request, "organiser/people/code.html", values)


async def _signed_in(request: PageRequest, account: Account, response: Response) -> Response:
    """Sign in on `response`, for 12 hours; the ticket is spent."""
    services = services_of(request)
    services.passes.give_organiser(response, request, account.session)
    services.passes.remember_device(response, request, account.id)
    services.halfway.forget(response, request)
    await acts.note(request, "signed.in", account)
    return response


routes: list[BaseRoute] = [
    Route(CODE, code_page),
    Route(CODE, check_code, methods=["POST"]),
]
