"""The page of one's own second factor: set up, confirmed by a code, taken off again."""

from typing import Any

from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from poll_server.store.parts.people.second_factor import FactorThere, Judged, take_off
from poll_server.web.access.halfway import Halfway
from poll_server.web.access.passwords import Overtaken
from poll_server.web.pages import language_of
from poll_server.web.services import PageRequest, services_of
from presenter.organiser.server import acts
from presenter.organiser.shell import Refusal, day_of, fields_of, me, see, show, signed_in, speech

from . import second_step
from .entry import is_own_password, too_busy
from .second_secret import secret_shown
from .second_step import MINE, codes_page, look, refused, sentence


@signed_in
async def second_factor(request: PageRequest) -> Response:
    """`/organise/account/second-factor`."""
    return await _page(request)


async def _page(request: PageRequest, error: str = "", status: int = 200) -> Response:
    services, account = services_of(request), me(request)
    factor = await services.second_factors.of(account.id)
    secret = None if factor else services.second_factors.seal.opened(_begun(request), account.id)
    values: dict[str, Any] = {
        "path": MINE,
        "error": error,
        "done": request.query_params.get("done", ""),
        "has_password": bool(account.password_hash),
        "demanded": services.settings.demand_second_factor,
        "since": factor and day_of(factor.since_ms, language_of(request)),
        "left": len(factor.recovery) if factor else 0,
        "shown": secret_shown(request, account, secret) if secret else None,
    }
    return show(request, "organiser/people/second_factor.html", values, status)


def _begun(request: PageRequest) -> str:
    """The sealed secret that this browser sets up for who is signed in; '' where it does not."""
    ticket = services_of(request).halfway.kept(request)
    return ticket.sealed if ticket and ticket.session == me(request).session else ""


@signed_in
async def begin(request: PageRequest) -> Response:
    """Make a secret and show it. It wants the password: a laptop left alone sets up nothing."""
    services, account, form = services_of(request), me(request), await fields_of(request)
    if error := await _wrong_password(request, form):
        return error
    if await services.second_factors.of(account.id):
        return see(request, MINE)
    sealed = services.second_factors.seal.new(account.id)
    response = see(request, f"{MINE}#set-up")
    services.halfway.keep(response, request, Halfway(*account.session, MINE, sealed))
    return response


@signed_in
async def confirm(request: PageRequest) -> Response:
    """The app's first code: from now on the second factor counts."""
    services, _, sealed = services_of(request), speech(request), _begun(request)
    if not sealed:
        acts.nothing_done(request)
        return see(request, f"{MINE}?done=late")
    typed = (await fields_of(request)).get("code", "")
    try:
        codes = await services.second_factors.confirm(me(request).id, sealed, typed)
    except FactorThere:
        acts.nothing_done(request)
        return see(request, MINE)
    except LookupError as gone:
        raise Refusal(_("This account was removed."), 409) from gone
    if not codes:
        return await _page(request, sentence(Judged("wrong"), _), 403)
    response = codes_page(request, codes, MINE)
    services.halfway.forget(response, request)
    return response


@signed_in
async def drop(request: PageRequest) -> Response:
    """Take it off, with the password and a code."""
    if error := await _wrong(request):
        return error
    await take_off(services_of(request).store.redis, me(request).id)
    return see(request, f"{MINE}?done=off")


@signed_in
async def renew(request: PageRequest) -> Response:
    """New recovery codes, with the password and a code."""
    if error := await _wrong(request):
        return error
    codes = await services_of(request).second_factors.renew_recovery(me(request).id)
    return codes_page(request, codes, MINE) if codes else see(request, MINE)


async def _wrong(request: PageRequest) -> Response | None:
    """The page that says what is wrong with password or code; None where nothing is."""
    form = await fields_of(request)
    if error := await _wrong_password(request, form):
        return error
    looked = await look(request, me(request), form, here=True)
    if looked.at == "none":
        acts.nothing_done(request)
        return see(request, MINE)
    if looked.opens:
        return None
    return refused(await _page(request, sentence(looked, speech(request))), looked)


async def _wrong_password(request: PageRequest, form: dict[str, str]) -> Response | None:
    _ = speech(request)
    try:
        if await is_own_password(request, form.get("password", "")):
            return None
    except Overtaken:
        return await _page(request, too_busy(_), 503)
    return await _page(request, _("The password is not right; nothing was changed."), 403)


routes: list[BaseRoute] = [
    Route(MINE, second_factor),
    Route(f"{MINE}/begin", begin, methods=["POST"]),
    Route(f"{MINE}/confirm", confirm, methods=["POST"]),
    Route(f"{MINE}/off", drop, methods=["POST"]),
    Route(f"{MINE}/recovery", renew, methods=["POST"]),
    *second_step.routes,
]
