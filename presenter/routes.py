"""Every address of the presenters' side: stage, moderator, organiser."""

from starlette.routing import BaseRoute, Route, WebSocketRoute

from presenter.editor import pages as edit
from presenter.embed import organising as embedding
from presenter.embed import pages as embed
from presenter.moderator import nicknames, piles, remote, spot
from presenter.moderator import pages as console
from presenter.moderator import socket as console_socket
from presenter.moderator.from_hall import floor as console_floor
from presenter.moderator.from_hall import speakers
from presenter.moderator.practice import pages as practice
from presenter.organiser import archive, brand, jobs, public, review
from presenter.organiser import pages as organise
from presenter.organiser.server import checking, history, hooks, manual, tokens
from presenter.organiser.taking import rounds
from presenter.pictures.plotly_file import plotly
from presenter.stage import pages as stage
from presenter.stage import socket as stage_socket
from presenter.wall import pages as wall

from . import entering
from .pictures import charts, qr
from .screens import mood

routes: list[BaseRoute] = [
    Route("/stage/{poll}", stage.stage, name="stage"),
    Route("/stage/{poll}/enter", entering.stage, methods=["POST"]),
    Route("/moderate/{poll}", console.moderate, name="moderate"),
    Route("/moderate/{poll}/enter", entering.moderate, methods=["POST"]),
    Route("/moderate/{poll}/run-sheet", console.run_sheet),
    Route("/moderate/{poll}/remote", remote.remote),
    Route("/moderate/{poll}/remote/link", remote.link, methods=["POST"]),
    Route("/moderate/{poll}/rehearsal", practice.rehearsal),
    Route("/moderate/{poll}/rehearsal/do", practice.carry_out, methods=["POST"]),
    Route("/moderate/{poll}/rehearsal/questions.toml", practice.questions),
    Route("/moderate/{poll}/spot", spot.spot, methods=["POST"]),
    Route("/moderate/{poll}/questions", console_floor.floor),
    Route("/moderate/{poll}/questions/list", console_floor.listed),
    Route("/moderate/{poll}/questions/do", console_floor.carry_out, methods=["POST"]),
    Route("/moderate/{poll}/mood", mood.console),
    Route("/moderate/{poll}/speakers", speakers.speakers),
    Route("/moderate/{poll}/speakers/list", speakers.listed),
    Route("/moderate/{poll}/speakers/do", speakers.carry_out, methods=["POST"]),
    Route("/stage/{poll}/speakers", speakers.on_stage),
    Route("/moderate/{poll}/piles", piles.piles),
    Route("/moderate/{poll}/piles/alike", piles.alike),
    Route("/moderate/{poll}/piles/do", piles.carry_out, methods=["POST"]),
    Route("/moderate/{poll}/nicknames", nicknames.nicknames),
    Route("/moderate/{poll}/nicknames/do", nicknames.carry_out, methods=["POST"]),
    Route("/stage/{poll}/leaderboard", nicknames.on_stage),
    Route("/stage/{poll}/mood", mood.stage),
    Route("/qr/{code}.svg", qr.qr, name="qr"),
    Route("/qr/results/{event}.svg", qr.results),
    *embed.routes,
    *embedding.routes,
    *wall.routes,
    *archive.routes,
    *brand.routes,
    *checking.routes,
    *history.routes,
    *hooks.routes,
    *manual.routes,
    *tokens.routes,
    *public.routes,
    *charts.routes,
    *jobs.routes,
    *review.routes,
    *rounds.routes,
    *edit.routes,
    *organise.routes,
    WebSocketRoute("/ws/stage/{poll}", stage_socket.stage),
    WebSocketRoute("/ws/moderator/{poll}", console_socket.moderator),
    Route("/static/plotly.min.js", plotly),
]
