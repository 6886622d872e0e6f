"""Tokens of programs: made, shown once, revoked. What one opens, `store.parts.tokens` says."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from babel.dates import format_date
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from poll_server.base.text import say
from poll_server.locale import Speech
from poll_server.questions.writing.written import clean
from poll_server.store.parts.tokens import (
    LONGEST_LABEL,
    MOST_TOKENS,
    SCOPES,
    Scope,
    TooManyTokens,
)
from poll_server.web.pages import language_of
from poll_server.web.services import PageRequest, services_of
from presenter.address import public_url
from presenter.organiser.server import acts
from presenter.organiser.shell import (
    Refusal,
    fields_of,
    me,
    own_events,
    permitted,
    see,
    show,
    signed_in,
    speech,
)

PAGE = "/organise/account/tokens"
"""Below a name that no event can have."""
LIVES = (7, 30, 90, 365)
"""Days that are offered: a try, an event, a term, a year."""
USUAL_LIFE = 90


@signed_in
async def tokens(request: PageRequest) -> Response:
    """`/organise/account/tokens`: those that are good, and the form for another one."""
    return await _page(request)


@signed_in
async def make(request: PageRequest) -> Response:
    """`POST /organise/account/tokens`: make one, and show it this once.

    Raises:
        Refusal: the form is not filled in.
    """
    _, form = speech(request), await fields_of(request)
    name = clean(form.get("name", ""))[:LONGEST_LABEL].strip()
    scopes: list[Scope] = [each for each in SCOPES if form.get(f"may.{each}") == "yes"]
    if not name or not scopes:
        raise Refusal(_("Please say what the token is for, and tick what it may be used for."), 422)
    event = form.get("event", "")
    if event:
        await permitted(request, event, "look")  # or there is no such event for them
    days = int(days) if (days := form.get("days", "")).isdecimal() and int(days) in LIVES else 0
    try:
        made, token = await services_of(request).store.tokens.make(
            me(request), name, scopes, days or USUAL_LIFE, event
        )
    except TooManyTokens:
        sentence = _("%(n)s tokens are good already: revoke one first.", n=MOST_TOKENS)
        raise Refusal(sentence, 409) from None
    acts.otherwise(request, detail=f"{name}: {', '.join(token.scopes)}")
    return await _page(request, made)


@signed_in
async def revoke(request: PageRequest) -> Response:
    """`POST /organise/account/tokens/revoke`: end one, at once."""
    store, wanted = services_of(request).store.tokens, (await fields_of(request)).get("token", "")
    token = await store.get(wanted)
    acts.otherwise(request, detail=token.name if token else "")
    await store.revoke(wanted)
    return see(request, f"{PAGE}#good")


async def _page(request: PageRequest, made: str = "") -> Response:
    """Args:
    made: a new token.
    """
    services, language = services_of(request), language_of(request)
    accounts = {each.id: each for each in await services.accounts.all()}
    events = {each.id: say(each.event.title, language) for each in await own_events(request)}
    names = said(speech(request))
    good = [
        {
            "token": each,
            "by": accounts[each.account].name,
            "may": [names[scope] for scope in each.scopes],
            "event": events.get(each.event, each.event),
            "until": _day(each.until_ms, language),
        }
        for each in await services.store.tokens.all()
        if each.account in accounts
        and accounts[each.account].generation == each.generation
        # What else there is, is nobody's business who has no role there.
        and (each.account == me(request).id or each.event in ("", *events))
    ]
    values: dict[str, Any] = {
        "path": PAGE,
        "made": made,
        "good": good,
        "scopes": names,
        "events": events,
        "lives": LIVES,
        "usual": USUAL_LIFE,
        "longest": LONGEST_LABEL,
        "address": f"{public_url(request)}/api/v1",
    }
    return show(request, "organiser/server/tokens.html", values)


def said(_: Speech) -> Mapping[Scope, str]:
    """What each right allows, in words."""
    return {
        "read": _("Read events, polls and questions; watch what the stage shows"),
        "results": _("Read all results, also those that were not shown"),
        "export": _("Have files of the results made"),
        "control": _("Control polls, as a moderator does"),
        "edit": _("Make, change, publish, archive and delete events"),
    }


def _day(ms: int, language: str) -> str:
    return format_date(datetime.fromtimestamp(ms / 1000, UTC).astimezone(), "long", locale=language)


routes: list[BaseRoute] = [
    Route(PAGE, tokens),
    Route(PAGE, make, methods=["POST"]),
    Route(f"{PAGE}/revoke", revoke, methods=["POST"]),
]
