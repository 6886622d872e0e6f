"""The WebSocket of a stage, which only looks."""

from typing import cast

from poll_server.live.screens.pictures import View
from poll_server.live.screens.views import stage as stage_snapshot
from poll_server.questions import Measure
from poll_server.web.pages import language_of
from poll_server.web.services import Socket, services_of
from poll_server.web.sockets.pace import Pace
from poll_server.web.sockets.screens import FULL, RENEWED, TRY_AGAIN, patient, screen, turn_away
from presenter.sockets import links_of, one_of, theme_of


@patient
async def stage(socket: Socket) -> None:
    """`/ws/stage/{poll}?lang=&theme=&measure=`: by a stage's pass only; it can ask for nothing."""
    poll_id, services = socket.path_params["poll"], services_of(socket)
    links = await links_of(socket, poll_id)
    if links is None:
        return
    if not services.passes.is_in(socket, "stage", poll_id, links.stage):
        await turn_away(socket, RENEWED)
        return
    if not services.places.room("stage"):
        await turn_away(socket, TRY_AGAIN, FULL)
        return
    language, theme = language_of(socket), theme_of(socket)
    measure = cast(Measure | None, one_of(socket, "measure", ("percent", "count")))
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
