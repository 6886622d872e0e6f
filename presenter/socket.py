"""The WebSockets of a stage, which only looks, and of a moderator, who also commands."""

from typing import cast

import msgspec
from redis.exceptions import RedisError

from poll_server.live.hub import View
from poll_server.live.pace import Pace
from poll_server.live.polls import UnknownPoll
from poll_server.live.views import moderator as moderator_snapshot
from poll_server.live.views import stage as stage_snapshot
from poll_server.locale import speak
from poll_server.looks.look import Theme
from poll_server.questions import Measure
from poll_server.store.probe import refusal
from poll_server.store.records import Generations
from poll_server.web.pages import language_of
from poll_server.web.screens import (
    FULL,
    NO_SUCH_POLL,
    RENEWED,
    TRY_AGAIN,
    Screen,
    patient,
    screen,
    turn_away,
)
from poll_server.web.services import Socket, services_of
from poll_server.wire.messages import Command, Misunderstood, NotDone, from_moderator

REST_MS = 1000
"""After a step the next “forward” does nothing for so long: a bouncing clicker presses again within
0.9 s. The pages keep to it too; this is for two consoles, and for a countdown that just ended."""
MODERATOR_TICK = 0.2
"""Seconds between two snapshots to a moderator: five a second read as live."""


@patient
async def stage(socket: Socket) -> None:
    """`/ws/stage/{poll}?lang=&theme=&measure=`: by a stage's pass only; it can ask for nothing."""
    poll_id, services = socket.path_params["poll"], services_of(socket)
    links = await _links(socket, poll_id)
    if links is None:
        return
    if not services.passes.is_in(socket, "stage", poll_id, links.stage):
        await turn_away(socket, RENEWED)
        return
    if not services.places.room("stage"):
        await turn_away(socket, TRY_AGAIN, FULL)
        return
    language, theme = language_of(socket), _theme(socket)
    measure = cast(Measure | None, _one_of(socket, "measure", ("percent", "count")))
    view = View(
        "stage",
        lambda state: stage_snapshot(state, language, theme, measure),
        services.settings.stage_tick,
        (language, theme, measure or ""),
    )
    async with screen(socket, "stage") as one:
        one.greet()
        services.crowd.stage(poll_id, 1)
        try:
            one.watch(poll_id, view, links=links)
            pace = Pace()
            async for _ in one.frames():
                await pace.keep()  # a stage says nothing; whatever comes is not looked at
        finally:
            services.crowd.stage(poll_id, -1)


@patient
async def moderator(socket: Socket) -> None:
    """`/ws/moderator/{poll}?lang=&theme=`: by the moderator's pass only."""
    poll_id, services = socket.path_params["poll"], services_of(socket)
    links = await _links(socket, poll_id)
    if links is None:
        return
    if not services.passes.is_in(socket, "moderator", poll_id, links.moderator):
        await turn_away(socket, RENEWED)
        return
    language, theme = language_of(socket), _theme(socket)
    view = View(
        "moderator",
        lambda state: moderator_snapshot(state, language, theme),
        MODERATOR_TICK,
        (language, theme),
    )
    async with screen(socket, "moderator") as one:
        one.greet()
        services.crowd.moderator(poll_id, 1)
        try:
            one.watch(poll_id, view, links=links)
            pace = Pace()
            async for frame in one.frames():
                _take(one, poll_id, frame, language)
                await pace.keep()
        finally:
            services.crowd.moderator(poll_id, -1)


def _take(one: Screen, poll_id: str, frame: str | bytes, language: str) -> None:
    try:
        command = from_moderator.decode(frame)
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        one.say(Misunderstood(detail="not a message of this version; reload the page"))
        return
    one.errand(_command(one, poll_id, command, language))


async def _command(one: Screen, poll_id: str, command: Command, language: str) -> None:
    services = services_of(one.socket)
    rest_ms = REST_MS if command.action == "forward" else 0
    try:
        one.say(await services.polls.command(poll_id, command, language, rest_ms=rest_ms))
    except RedisError as error:
        if not (cure := refusal(error)):
            raise  # it may have been carried out: the same command is sent again and answered then
        _ = speak(language)
        detail = _("Not done: Redis stores nothing just now. %(cure)s", cure=cure)
        one.say(NotDone(id=command.id, detail=detail))
    services.hub.changed(poll_id)


async def _links(socket: Socket, poll_id: str) -> Generations | None:
    """The generations of the poll's links; None where the socket was turned away."""
    try:
        return (await services_of(socket).store.live(poll_id)).generations
    except UnknownPoll:
        await turn_away(socket, NO_SUCH_POLL)
        return None


def _theme(socket: Socket) -> Theme:
    return "dark" if socket.query_params.get("theme") == "dark" else "light"


def _one_of(socket: Socket, name: str, allowed: tuple[str, ...]) -> str | None:
    value = socket.query_params.get(name, "")
    return value if value in allowed else None
