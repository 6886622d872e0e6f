"""The overview wall: every poll of an event at a glance, renewed about once a second.

    overview      what the wall shows of an event, from its polls' states
    now           the same as JSON, for the script that keeps a page up to date
    wall          the wall alone, in type that is read across a room

The wall shows no result, no link that lets anybody moderate, and of votes only their number, as the
moderator's page does.
"""

import asyncio
from collections.abc import Iterable, Mapping
from hashlib import sha256
from typing import Any, Literal

import msgspec
import structlog
from redis.exceptions import RedisError
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from poll_server.base.percent import format_percent, percent
from poll_server.base.text import say
from poll_server.live.state import PollState
from poll_server.locale import Speech, speak
from poll_server.store.events import Listing
from poll_server.store.records import now_ms
from poll_server.web.pages import language_of
from poll_server.web.services import PageRequest, services_of
from presenter.address import spaced
from presenter.organiser.shell import event_of, show, signed_in

from .texts import wall_texts

Phase = Literal["before", "slide", "ready", "open", "closed", "shown"]
THEMES = ("light", "dark")
SAME = 0.5
"""Seconds in which all walls of a process see the same state: ten of them cost no more than two."""

log = structlog.get_logger(__name__)


class Glance(msgspec.Struct, frozen=True):
    """One poll on the wall; every text is ready to be read."""

    slug: str
    title: str
    code: str
    phase: Phase
    phase_words: str
    place: str
    """`Question 3 of 10`; '' before the first"""
    prompt: str
    turnout: str
    """votes in percent of the people who are here; `–` where nothing was opened"""
    share: int
    """the same as a bar's length, 0 to 100"""
    voted: str
    phones: str
    stages: str
    moderators: str
    deadline_ms: int
    """by the server's clock; 0: no countdown"""
    troubles: tuple[str, ...]
    """what somebody should look after"""


class Overview(msgspec.Struct, frozen=True):
    """An event on the wall."""

    at_ms: int
    """the server's clock, by which countdowns run"""
    total: str
    """how many phones and open votes there are in all polls"""
    troubles: tuple[str, ...]
    """what concerns all polls"""
    polls: tuple[Glance, ...]


def overview(states: Mapping[str, PollState], language: str, risks: Iterable[str]) -> Overview:
    """What the wall shows.

    Args:
        states: each poll by its slug.
        risks: what is wrong with Redis's settings, each with its cure.
    """
    _ = speak(language)
    phones = sum(state.connected.phones for state in states.values())
    voting = sum(state.state == "open" for state in states.values())
    return Overview(
        at_ms=max((state.at_ms for state in states.values()), default=now_ms()),
        total=" · ".join(
            (
                _.ngettext("%(n)s phone", "%(n)s phones", phones),
                _.ngettext("%(n)s open vote", "%(n)s open votes", voting),
            )
        ),
        troubles=tuple(
            _("Redis could lose votes in a power cut. %(cure)s", cure=risk) for risk in risks
        ),
        polls=tuple(_glance(slug, state, language) for slug, state in states.items()),
    )


def _glance(slug: str, state: PollState, language: str) -> Glance:
    _ = speak(language)
    phase = _phase(state)
    here, voted = state.attendance.here, state.votes
    share = percent(voted, here) if state.round else None
    place = _("Question %(n)s of %(all)s", n=str(state.number), all=str(len(state.poll.asked)))
    return Glance(
        slug=slug,
        title=say(state.poll.title, language),
        code=spaced(state.code),
        phase=phase,
        phase_words=_phase_words(_, state, phase),
        place=place if state.question and state.question.asks else "",
        prompt=say(state.question.prompt, language) if state.question else "",
        turnout=format_percent(share, language),
        share=min(share or 0, 100),
        voted=_.ngettext(
            "%(n)s of %(all)s has voted", "%(n)s of %(all)s have voted", voted, all=str(here)
        )
        if state.round and here  # never “0 of 0”
        else "",
        phones=_.ngettext("%(n)s phone", "%(n)s phones", state.connected.phones),
        stages=_.ngettext("%(n)s stage", "%(n)s stages", state.stages),
        moderators=": ".join(
            filter(
                None,
                (
                    _.ngettext("%(n)s moderator", "%(n)s moderators", state.connected.moderators),
                    ", ".join(state.connected.names),
                ),
            )
        ),
        deadline_ms=state.deadline_ms,
        troubles=tuple(_troubles(_, state)),
    )


def _phase(state: PollState) -> Phase:
    if state.question is None:
        return "before"
    if state.on_slide:
        return "slide"
    if state.state == "closed" and state.shown:
        return "shown"
    return state.state


def _phase_words(_: Speech, state: PollState, phase: Phase) -> str:
    words = {
        "before": _("Not begun"),
        "slide": _("Slide"),
        "ready": _("Not open yet"),
        "open": _("Voting is open, result live") if state.shown else _("Voting is open"),
        "closed": _("Closed, result hidden"),
        "shown": _("Result shown"),
    }[phase]
    dark = _("stage dark")
    return f"{words} · {dark}" if state.black else words


def _troubles(_: Speech, state: PollState) -> Iterable[str]:
    """What is wrong, while somebody is there whom it could bother."""
    if any(round_.audit for round_ in state.rounds.values()):
        yield _("A result does not agree with its votes: nothing of this poll is exported.")
    if state.live.practice:
        yield _("This is practice now: nothing counts.")
    if not state.connected.phones and state.state != "open":
        return  # weeks before, or long after: an empty room needs nobody
    if not state.connected.moderators:
        yield _("Nobody has the moderator’s page open.")
    if not state.stages:
        yield _("No stage is open.")


async def look(request: PageRequest, poll_ids: Mapping[str, str]) -> Overview:
    """The overview of these polls (slug -> id), in the reader's language."""
    polls = services_of(request).polls
    reading = (polls.lately(poll_id, SAME) for poll_id in poll_ids.values())
    states = await asyncio.gather(*reading)
    by_slug = dict(zip(poll_ids, states, strict=True))
    return overview(by_slug, language_of(request), polls.risks.found)


async def seen(request: PageRequest, listing: Listing) -> dict[str, Any]:
    """What the wall's templates and its script need for an event."""
    found = await look(request, {poll.slug: poll.poll_id for poll in listing.polls})
    for_script = {
        "address": f"/organise/{listing.id}/now?lang={language_of(request)}",
        "seen": msgspec.to_builtins(found),
        "texts": wall_texts(language_of(request)),
    }
    return {"wall": found, "for_wall": for_script}


@signed_in
async def now(request: PageRequest) -> Response:
    """`/organise/{event}/now`: the overview as JSON; 304 while nothing moves."""
    try:
        polls = await services_of(request).store.events.polls(request.path_params["event"])
        found = await look(request, polls)
    except (RedisError, OSError) as error:
        log.warning("wall_unknown", error=type(error).__name__)
        return Response(status_code=503, headers={"Cache-Control": "no-store"})
    # The clock alone is no news: countdowns run by themselves.
    content = msgspec.json.encode(msgspec.structs.replace(found, at_ms=0))
    tag = f'"{sha256(content).hexdigest()[:32]}"'
    headers = {"ETag": tag, "Cache-Control": "no-store"}
    if request.headers.get("if-none-match", "").removeprefix("W/") == tag:
        return Response(status_code=304, headers=headers)
    return Response(msgspec.json.encode(found), headers=headers, media_type="application/json")


@signed_in
async def wall(request: PageRequest) -> Response:
    """`/organise/{event}/wall?theme=`: the wall alone, for a screen in the organisers' office."""
    listing = await event_of(request)
    theme = request.query_params.get("theme", "")
    values = {"event": listing, "theme": theme if theme in THEMES else ""}
    return show(request, "wall/page.html", values | await seen(request, listing))


routes: list[BaseRoute] = [
    Route("/organise/{event}/now", now),
    Route("/organise/{event}/wall", wall),
]
