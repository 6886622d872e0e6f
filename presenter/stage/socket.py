"""The WebSocket of a stage, which only looks."""

from typing import cast, get_args

from poll_server.live.screens.pictures import View
from poll_server.live.screens.views import stage as stage_snapshot
from poll_server.questions import Measure
from poll_server.web.pages import language_of
from poll_server.web.services import Socket, services_of
from poll_server.web.sockets.screens import patient
from presenter.screens.sockets import one_of, serve, theme_of


@patient
async def stage(socket: Socket) -> None:
    """`/ws/stage/{poll}?lang=&theme=&measure=`: by a stage's pass only; it can ask for nothing."""
    language, theme = language_of(socket), theme_of(socket)
    measure = cast(Measure | None, one_of(socket, "measure", get_args(Measure)))
    view = View(
        "stage",
        lambda state: stage_snapshot(state, language, theme, measure),
        services_of(socket).settings.stage_tick,
        (language, theme, measure or ""),
    )
    await serve(socket, "stage", view)
