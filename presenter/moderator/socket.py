"""The WebSocket of a moderator, who looks and commands."""

import msgspec
from redis.exceptions import RedisError

from poll_server.live.screens.pictures import View
from poll_server.live.screens.views import moderator as moderator_snapshot
from poll_server.locale import speak
from poll_server.store.reach.probe import refusal
from poll_server.web.pages import language_of
from poll_server.web.services import Socket, services_of
from poll_server.web.sockets.screens import Screen, patient
from poll_server.wire.messages import Command, Misunderstood, NotDone, from_moderator
from presenter.screens.sockets import serve, theme_of

REST_MS = 1000
"""After a step the next “forward” does nothing for so long: a bouncing clicker presses again within
0.9 s. The pages keep to it too; this is for two consoles, and for a countdown that just ended."""
MODERATOR_TICK = 0.2
"""Seconds between two snapshots to a moderator: five a second read as live."""


@patient
async def moderator(socket: Socket) -> None:
    """`/ws/moderator/{poll}?lang=&theme=`: by the moderator's pass only."""
    language, theme = language_of(socket), theme_of(socket)
    view = View(
        "moderator",
        lambda state: moderator_snapshot(state, language, theme),
        MODERATOR_TICK,
        (language, theme),
    )
    await serve(socket, "moderator", view, lambda one, frame: _take(one, frame, language))


def _take(one: Screen, frame: str | bytes, language: str) -> None:
    try:
        command = from_moderator.decode(frame)
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        one.say(Misunderstood(detail="not a message of this version; reload the page"))
        return
    one.errand(_command(one, one.socket.path_params["poll"], command, language))


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
    services.hub.changed(poll_id, at_once=True)
