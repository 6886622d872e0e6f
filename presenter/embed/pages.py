"""What stands in a frame of another site: a shell, and the stage that its link opens.

    GET  /embed/{poll}          the shell; who may hold it in a frame, its headers say
    POST /embed/{poll}/enter    by its script: the stage's page, for the secret behind `#`

Browsers keep cookies away from such frames, so nothing here gives or asks for one: the script keeps
the secret, and says it again to the socket. Without it the shell tells nothing of the poll.
"""

from typing import Any

import msgspec
from starlette.exceptions import HTTPException
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route, WebSocketRoute

from poll_server.live.links import admits
from poll_server.live.state import PollState
from poll_server.locale import speak
from poll_server.looks.look import css
from poll_server.store.parts.embedding import embedders
from poll_server.store.records import UnknownPoll
from poll_server.web.bodies import TooLarge, body_of
from poll_server.web.pages import language_of, page
from poll_server.web.services import PageRequest, services_of
from poll_server.wire.messages import LookIn, from_embed
from presenter.address import public_url, without_scheme
from presenter.pictures import plotly_file
from presenter.screens.shells import THEMES, shared, state_of, titles
from presenter.stage.texts import stage_texts

from . import socket

LARGEST_LOOK = 1024
"""Bytes of a `LookIn`; it has about 80."""
OVER = 410
"""HTTP status of a poll whose event is over: its page says so, and there is nothing to wait for."""


async def shell(request: PageRequest) -> Response:
    """`/embed/{poll}?lang=&theme=&measure=`: alike for whoever asks."""
    services, language = services_of(request), language_of(request)
    try:
        about = await services.polls.about(request.path_params["poll"])
    except UnknownPoll:
        raise HTTPException(404) from None
    theme = request.query_params.get("theme", "")
    values = {
        "theme_css": css(),
        "theme": theme if theme in THEMES else "",
        "poll_id": about.poll_id,
        "plotly": plotly_file.address(),
    }
    allowed = await embedders(services.store.redis, about.event_id)
    response = page("presenter", "embed/page.html", language, values, charts=True, held_by=allowed)
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response


async def enter(request: PageRequest) -> Response:
    """`POST /embed/{poll}/enter`: the stage's page without join code, or why there is none."""
    poll_id, look = request.path_params["poll"], await _look(request)
    secret = look.secret if look else ""
    # As everywhere: of a poll that is not there, nothing is said.
    if not secret or await admits(services_of(request).store, "embed", poll_id, secret) is None:
        return _refused(request, 403)
    state = await state_of(request)
    if look and look.question and look.question not in [q.id for q in state.poll.questions]:
        return _refused(request, 404)
    language = language_of(request)
    if state.over:
        values = shared(request, state, language)
        return page("presenter", "stage/ended.html", language, values, status=OVER)
    return page("presenter", "embed/stage.html", language, _stage(request, state), charts=True)


def _stage(request: PageRequest, state: PollState) -> dict[str, Any]:
    """What the stage's page is made of; who looks here is not asked to vote."""
    language = language_of(request)
    texts = {each: stage_texts(each) for each in ("de", "en")}
    return shared(request, state, language) | {
        "code": "",
        "spaced_code": "",
        "long_code": "",
        "join_url": "",
        "texts": texts,
        "titles": {each: titles(state, each) for each in texts},
        "plotly": plotly_file.address(),
        "event_id": state.about.event_id,
        "transparent": False,
        "results_address": f"{without_scheme(public_url(request))}/results/{state.about.event_id}",
    }


async def _look(request: PageRequest) -> LookIn | None:
    try:
        return from_embed.decode(await body_of(request, LARGEST_LOOK))
    except (TooLarge, OSError, msgspec.DecodeError, UnicodeError):
        return None


def _refused(request: PageRequest, status: int) -> Response:
    language = language_of(request)
    _ = speak(language)
    sentences = {
        403: _(
            "This link is not valid (any more). Whoever runs this website can ask the organiser "
            "for a new one."
        ),
        404: _(
            "There is no such question in this poll (any more). Whoever runs this website can ask "
            "the organiser for a new link."
        ),
    }
    headers = {"Content-Language": language, "Cache-Control": "no-store"}
    return PlainTextResponse(sentences[status], status, headers)


routes: list[BaseRoute] = [
    Route("/embed/{poll}", shell, methods=["GET"]),
    Route("/embed/{poll}/enter", enter, methods=["POST"]),
    WebSocketRoute("/ws/embed/{poll}", socket.embed),
]
