"""An event's webhooks: which addresses are told of what, what came of it, and a try."""

from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

import msgspec
from babel.dates import format_datetime
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from poll_server.base.text import say
from poll_server.locale import Speech
from poll_server.store.parts.hooks import (
    HOOK_TOPICS,
    MOST_HOOKS,
    Delivery,
    Hook,
    HookTopic,
    Told,
)
from poll_server.store.records import new_id, now_ms
from poll_server.web.hooks.noticing import body
from poll_server.web.hooks.reach import LONGEST_URL, CannotReach, reached, target_of
from poll_server.web.pages import language_of
from poll_server.web.services import PageRequest, services_of
from presenter.organiser.server import acts
from presenter.organiser.shell import Refusal, event_of, fields_of, see, show, signed_in, speech

MOST_SHOWN = 50
"""Deliveries on the page: the last evening's."""


@signed_in
async def hooks(request: PageRequest) -> Response:
    """`/organise/{event}/_hooks`: the addresses, and what came of the last deliveries."""
    listing, _ = await event_of(request), speech(request)
    services, language = services_of(request), language_of(request)
    found = await services.store.hooks.all(listing.id)
    topics, log = _topics(_), await services.store.hooks.log(listing.id)
    values: dict[str, Any] = {
        "path": f"/organise/{listing.id}/_hooks",
        "event": listing,
        "title": say(listing.event.title, language),
        "hooks": [
            {
                "hook": each,
                "told": [topics[topic] for topic in each.topics],
                "secret": services.hooks.secret_of(each.id),
            }
            for each in found
        ],
        "topics": topics,
        "log": [_line(each, _, language) for each in log[:MOST_SHOWN]],
        "longest": LONGEST_URL,
    }
    return show(request, "organiser/server/hooks.html", values)


@signed_in
async def make(request: PageRequest) -> Response:
    """`POST /organise/{event}/_hooks`: one more address.

    Raises:
        Refusal: nothing may be sent there, or the form is not filled in.
    """
    listing, _, form = await event_of(request), speech(request), await fields_of(request)
    services, url = services_of(request), form.get("url", "").strip()
    topics: tuple[HookTopic, ...] = tuple(t for t in HOOK_TOPICS if form.get(t) == "yes")
    if not topics:
        raise Refusal(_("Please tick what the address is to be told."), 422)
    if len(await services.store.hooks.all(listing.id)) >= MOST_HOOKS:
        raise Refusal(_("An event has at most %(n)s webhooks.", n=MOST_HOOKS), 409)
    try:
        await reached(target_of(url), inside=services.hooks.inside)
    except CannotReach as refused:
        raise Refusal(_why(refused.why, _), 422) from None
    acts.otherwise(request, detail=urlsplit(url).netloc)
    hook = Hook(id=new_id(), event=listing.id, url=url, topics=topics, made_ms=now_ms())
    await services.store.hooks.put(hook)
    return see(request, f"/organise/{listing.id}/_hooks#hooks")


@signed_in
async def change(request: PageRequest) -> Response:
    """`POST /organise/{event}/_hooks/{hook}`: try it, turn it on again, or remove it."""
    listing, form = await event_of(request), await fields_of(request)
    store = services_of(request).store.hooks
    wanted = request.path_params["hook"]
    hook = next((each for each in await store.all(listing.id) if each.id == wanted), None)
    if hook is None:
        acts.nothing_done(request)
    elif form.get("do") == "remove":
        await store.remove([hook])
        acts.otherwise(request, "hook.removed", urlsplit(hook.url).netloc)
    else:
        acts.otherwise(request, "hook.resumed" if hook.off else None, urlsplit(hook.url).netloc)
        await store.put(msgspec.structs.replace(hook, off=False))
        await store.add(_try(hook))
    return see(request, f"/organise/{listing.id}/_hooks#log")


def _try(hook: Hook) -> Delivery:
    name, now = f"test-{new_id()}", now_ms()
    told = body("test", now, {"event": hook.event})
    return Delivery(
        id=name, hook=hook.id, event=hook.event, topic="test", body=told, due_ms=now
    )  # fmt: skip


def _topics(_: Speech) -> dict[HookTopic, str]:
    return {
        "poll.opened": _("a vote was opened"),
        "poll.closed": _("a vote was closed for good"),
        "poll.shown": _("a result was shown"),
        "event.published": _("the results were published"),
    }


def _line(told: Told, _: Speech, language: str) -> dict[str, str]:
    """An entry of the log."""
    topics: dict[str, str] = {str(topic): words for topic, words in _topics(_).items()}
    if 200 <= told.status < 300:
        came = _("taken (%(status)s)", status=told.status)
    elif told.status == 410:
        came = _("not wanted any more (410): the webhook is off")
    elif told.status:
        came = _("not taken (%(status)s)", status=told.status)
    elif told.dropped:
        came = _dropped(told, _)
    else:
        came = _why(told.why, _)
    again = _("again at %(when)s", when=_moment(told.again_ms, language)) if told.again_ms else ""
    return {
        "when": _moment(told.at_ms, language),
        "what": _("what still waited") if told.dropped else topics.get(told.topic) or _("a try"),
        "where": urlsplit(told.url).netloc,
        "came": came,
        "tries": str(told.tries or ""),
        "again": again,
    }


def _dropped(told: Told, _: Speech) -> str:
    if told.why == "restored":
        return _.ngettext(
            "Dropped, as a backup was restored: %(n)s delivery.",
            "Dropped, as a backup was restored: %(n)s deliveries.",
            told.dropped,
        )
    return _.ngettext(
        "Dropped, as the webhook is off: %(n)s delivery.",
        "Dropped, as the webhook is off: %(n)s deliveries.",
        told.dropped,
    )


def _moment(ms: int, language: str) -> str:
    moment = datetime.fromtimestamp(ms / 1000, UTC).astimezone()
    return format_datetime(moment, "short", locale=language)


def _why(why: str, _: Speech) -> str:
    """Why nothing arrived, or nothing may be sent."""
    return {
        "url": _("This is no address that can be told: it begins with https:// or http://."),
        "name": _("There is no server of this name."),
        "inside": _(
            "This address is inside the server’s own network, where webhooks may not go. Who runs "
            "the server can allow it (--webhooks-inside)."
        ),
        "slow": _("It did not answer within 10 seconds."),
        "tls": _("Its certificate is not good."),
        "full": _("Dropped: too many deliveries wait already."),
    }.get(why, _("The line broke off, or nobody listens there."))


routes: list[BaseRoute] = [
    Route("/organise/{event}/_hooks", hooks),
    Route("/organise/{event}/_hooks", make, methods=["POST"]),
    Route("/organise/{event}/_hooks/{hook}", change, methods=["POST"]),
]
