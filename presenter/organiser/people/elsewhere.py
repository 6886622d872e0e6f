"""Signing in elsewhere: at the OpenID Connect provider that the settings name, if they do.

    GET /organise/account/sign-in          on to the provider, by a link, not a form: those lead
                                           to no other host
    GET /organise/account/sign-in/back     back from it, with a code: signed in, or why not
    GET /organise/account/sign-in/leave    on to where the provider signs people out

Whatever goes wrong ends on the page to sign in, where name and password are beside it.
"""

from typing import NamedTuple

import structlog
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from poll_server.locale import Speech
from poll_server.store.parts.people.federated import account_of, subject_of
from poll_server.web.access.asking import Declined, Unreachable, a_word
from poll_server.web.access.begun import Begun
from poll_server.web.access.id_token import NotBelieved, SignedInThere
from poll_server.web.access.provider import SignInProvider
from poll_server.web.services import PageRequest, services_of
from presenter.address import public_url
from presenter.organiser.server import acts
from presenter.organiser.shell import see, speech

from .entry import login_page, own_path

BACK = "/organise/account/sign-in/back"

log = structlog.get_logger(__name__)


class NotSignedIn(Exception):
    """Why nobody is, for the person; and the status of the page that says so."""

    def __init__(self, sentence: str, status: int, *, there: bool = False) -> None:
        """Args:
        there: they are at the provider, perhaps as somebody else than they meant.
        """
        super().__init__(sentence)
        self.sentence = sentence
        self.status = status
        self.there = there


class _CameBack(NamedTuple):
    """What a browser brings from the provider, after it was found to be the one that began."""

    begun: Begun
    code: str


async def begin(request: PageRequest) -> Response:
    """`/organise/account/sign-in?next=…`: on to the provider."""
    provider, _ = services_of(request).provider, speech(request)
    if provider is None:
        return see(request, "/organise")
    begun = Begun.now(own_path(request.query_params.get("next", "")))
    try:
        address = await provider.begin(begun, public_url(request) + BACK)
    except Unreachable as away:
        return await login_page(request, _unreachable(_, provider, away), 503, begun.next)
    response = _away(address)
    services_of(request).begun.keep(response, request, begun)
    return response


async def back(request: PageRequest) -> Response:
    """`/organise/account/sign-in/back?code=…&state=…`: who it is, and their account."""
    services = services_of(request)
    provider = services.provider
    if provider is None:
        return see(request, "/organise")
    begun = services.begun.kept(request)
    try:
        response = await _signed_in(request, provider, _came_back(request, provider, begun))
    except NotSignedIn as why:
        to = begun.next if begun else ""
        response = await login_page(request, why.sentence, why.status, to, there=why.there)
    services.begun.forget(response, request)  # used once, whatever came of it
    return response


async def leave(request: PageRequest) -> Response:
    """`/organise/account/sign-in/leave`: sign out of the provider, too."""
    provider, _ = services_of(request).provider, speech(request)
    if provider is None:
        return see(request, "/organise")
    try:
        address = await provider.leave()
    except Unreachable as away:
        return await login_page(request, _unreachable(_, provider, away), 503)
    if not address:
        sentence = _(
            "“%(provider)s” names no page to sign out: close this browser, or sign out on a page "
            "of its own.",
            provider=provider.name,
        )
        return await login_page(request, sentence, 404)
    return _away(address)


def _away(address: str) -> Response:
    """On to the provider, which no cache repeats."""
    return RedirectResponse(address, 303, {"Cache-Control": "no-store"})


def _came_back(request: PageRequest, provider: SignInProvider, begun: Begun | None) -> _CameBack:
    """What it brings; raises NotSignedIn where it began elsewhere, or was turned away there."""
    _, said = speech(request), request.query_params
    if begun is None or said.get("state") != begun.state:
        sentence = _(
            "This sign-in was not begun in this browser, was used already, or took more than 10 "
            "minutes. Please begin again here."
        )
        raise NotSignedIn(sentence, 403)
    if not said.get("code"):
        sentence = _(
            "“%(provider)s” did not sign you in (%(why)s). Nothing was changed: try again, or sign "
            "in with name and password.",
            provider=provider.name,
            why=a_word(said.get("error")) or "–",
        )
        raise NotSignedIn(sentence, 403)
    return _CameBack(begun, said["code"])


async def _signed_in(request: PageRequest, provider: SignInProvider, came: _CameBack) -> Response:
    """On to the page that was wanted, as whoever the provider says; raises NotSignedIn."""
    services, _ = services_of(request), speech(request)
    person = await _person(request, provider, came)
    if not provider.admits(person):
        sentence = _(
            "“%(provider)s” knows you, but not as an organiser of this server, so you are not "
            "signed in. Ask those who run this server to put you into the right group.",
            provider=provider.name,
        )
        raise NotSignedIn(sentence, 403, there=True)
    subject = subject_of(provider.issuer, person.subject)
    account, made = await account_of(services.store.redis, subject, person.name)
    if made:
        await acts.note(request, "account.made", account, detail=provider.name)
    await acts.note(request, "signed.in", account, detail=provider.name)
    response = see(request, came.begun.next or "/organise")
    services.passes.give_organiser(response, request, account.session)
    return response


async def _person(request: PageRequest, provider: SignInProvider, came: _CameBack) -> SignedInThere:
    """Who the provider says that it is; raises NotSignedIn."""
    _ = speech(request)
    try:
        return await provider.finish(came.begun, came.code, public_url(request) + BACK)
    except Unreachable as away:
        raise NotSignedIn(_unreachable(_, provider, away), 503) from away
    except Declined as declined:
        sentence = _(
            "“%(provider)s” did not confirm this sign-in: it was used already, or took too long. "
            "Please begin again.",
            provider=provider.name,
        )
        raise NotSignedIn(sentence, 403) from declined
    except NotBelieved as doubt:
        log.error("oidc_not_believed", why=doubt.why)
        sentence = _(
            "What “%(provider)s” answered could not be trusted (%(why)s), so nobody is signed in. "
            "Sign in with name and password, and tell those who run this server.",
            provider=provider.name,
            why=doubt.why,
        )
        raise NotSignedIn(sentence, 403) from doubt


def _unreachable(_: Speech, provider: SignInProvider, away: Unreachable) -> str:
    """What a person is told where the provider does not answer; the log says why."""
    log.warning("oidc_unreached", why=str(away))
    return _(
        "“%(provider)s” does not answer right now. Try again in a minute, or sign in with name and "
        "password; accounts here do not depend on it.",
        provider=provider.name,
    )


routes: list[BaseRoute] = [
    Route("/organise/account/sign-in", begin),
    Route(BACK, back),
    Route("/organise/account/sign-in/leave", leave),
]
