"""Every address of the presenters' side: stage, moderator, organiser."""

from pathlib import Path

from starlette.routing import BaseRoute, Mount, Route, WebSocketRoute

from poll_server.web.browser_files import BrowserFiles
from presenter.editor import pages as edit
from presenter.organiser import archive, brand, jobs, public, review
from presenter.organiser import pages as organise
from presenter.wall import pages as wall

from . import charts, entering, screens, socket
from .plotly_file import plotly

PARTS = ("stage", "moderator", "organiser", "editor", "wall")
STATIC = {f"/static/{part}": Path(__file__).parent / part / "static" for part in PARTS}
"""Where the scripts and styles of each part lie, by address."""

routes: list[BaseRoute] = [
    Route("/stage/{poll}", screens.stage, name="stage"),
    Route("/stage/{poll}/enter", entering.stage, methods=["POST"]),
    Route("/moderate/{poll}", screens.moderate, name="moderate"),
    Route("/moderate/{poll}/enter", entering.moderate, methods=["POST"]),
    Route("/qr/{code}.svg", screens.qr, name="qr"),
    *wall.routes,
    *archive.routes,
    *brand.routes,
    *public.routes,
    *charts.routes,
    *jobs.routes,
    *review.routes,
    *edit.routes,
    *organise.routes,
    WebSocketRoute("/ws/stage/{poll}", socket.stage),
    WebSocketRoute("/ws/moderator/{poll}", socket.moderator),
    Route("/static/plotly.min.js", plotly),
    *(Mount(at, BrowserFiles(directory=folder)) for at, folder in STATIC.items()),
]
