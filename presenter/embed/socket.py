"""The WebSocket of a frame of another site: it says its link's secret, and then only looks."""

from contextlib import ExitStack
from typing import cast, get_args

import msgspec
from redis.exceptions import RedisError

from poll_server.base.metrics import SENT_AWAY
from poll_server.live.links import admits
from poll_server.live.screens.again.held import held_at
from poll_server.live.screens.pictures import View
from poll_server.live.screens.views import stage as stage_snapshot
from poll_server.live.state import PollState
from poll_server.looks.look import Theme
from poll_server.questions import Measure
from poll_server.store.records import Generations, UnknownPoll
from poll_server.web.pages import language_of
from poll_server.web.services import Socket, services_of
from poll_server.web.sockets.codes import FULL, NO_SUCH_POLL, RENEWED, TRY_AGAIN
from poll_server.web.sockets.pace import Pace
from poll_server.web.sockets.screens import Screen, patient, screen, turn_away
from poll_server.wire.messages import LookIn, StageSnapshot, from_embed
from presenter.screens.sockets import one_of, theme_of

EVERY = 1.0
"""Seconds between two pictures, at least: a website has many readers and nobody who waits for the
next bar, and its frames are not packed, because anybody at all may open a socket here first."""
MOST_VIEWS = 48
"""Languages, themes, measures and questions in which frames see a poll at once: each is a picture
to be made, up to some ms a second, and whoever reads a website may ask for any."""
TOLD = (
    "epoch", "version", "server_ms", "event", "poll", "brand", "scene", "until_ms", "motto",
    "black", "position", "questions", "number", "asked", "prompt", "kind", "hint", "under",
    "options", "pictures", "asks", "told", "round", "attempt", "state", "deadline_ms", "votes",
    "here", "done", "shown", "measure", "result", "part", "parts", "part_prompt", "published",
    "practice",
)  # fmt: skip
"""Of what a stage is told. What comes to it later is for the hall alone, until it stands here."""
HALL_ALONE = ("code", "join", "floor", "speakers", "mood", "leaderboard")
"""The rest: how to vote, whom somebody could recognise, and what is fetched from the stage's own
addresses."""


@patient
async def embed(socket: Socket) -> None:
    """`/ws/embed/{poll}?lang=&theme=&measure=`: a `LookIn` first; the rest is not heard.

    It asks for no cookie. That the page is ours is told by `Origin`, as for every socket.
    """
    services = services_of(socket)
    if not services.places.room("embed"):
        SENT_AWAY.labels("embed").inc()
        await turn_away(socket, TRY_AGAIN, FULL)
        return
    async with screen(socket, "embed") as one:
        one.expect_hello()
        with ExitStack() as held:
            pace, looks = Pace(), False
            async for frame in one.frames():
                looks = looks or await _begin(one, frame, held)
                await pace.keep()


async def _begin(one: Screen, frame: str | bytes, held: ExitStack) -> bool:
    """Show the frame what its link is for; or end it, and say by which code why."""
    try:
        code = await _shown(one, frame, held)
    except UnknownPoll:
        code = NO_SUCH_POLL  # deleted just now
    except (RedisError, OSError):
        code = TRY_AGAIN
    if code:
        one.end(code)
    return not code


async def _shown(one: Screen, frame: str | bytes, held: ExitStack) -> int:
    """0 where the frame is shown something from now on; else the close code."""
    socket, services = one.socket, services_of(one.socket)
    poll_id = socket.path_params["poll"]
    look = _understood(frame)
    secret = look.secret if look else ""
    generation = await admits(services.store, "embed", poll_id, secret) if secret else None
    if look is None or generation is None:
        return RENEWED
    questions = (await services.polls.about(poll_id)).poll.questions
    if look.question and look.question not in [each.id for each in questions]:
        return NO_SUCH_POLL
    view, seen = _view(socket, look.question), services.hub.seen_as(poll_id, "embed")
    if view not in seen and len(seen) >= MOST_VIEWS:
        return TRY_AGAIN
    one.greet()
    if look.question:
        held.enter_context(services.polls.looking.holding(poll_id, look.question))
    one.watch(poll_id, view, links=Generations(0, 0, generation))
    return 0


def _understood(frame: str | bytes) -> LookIn | None:
    try:
        return from_embed.decode(frame)
    except (msgspec.DecodeError, UnicodeError):
        return None


def _view(socket: Socket, question: str) -> View:
    language, theme = language_of(socket), theme_of(socket)
    measure = cast(Measure | None, one_of(socket, "measure", get_args(Measure)))
    return View(
        "embed",
        lambda state: snapshot(state, language, theme, measure, question),
        EVERY,
        (language, theme, measure or "", question),
    )


def snapshot(
    state: PollState, language: str, theme: Theme, measure: Measure | None, question: str = ""
) -> StageSnapshot:
    """What a website's readers see of a poll: what the stage shows, less what is for the hall.

    They are not asked to vote, so there is no code; and whoever asked or speaks did so to the hall.

    Args:
        question: the id of the one whose result is shown, whatever is in sight.
    """
    seen = held_at(state, question) if question else state
    whole = stage_snapshot(seen, language, theme, measure)
    told = {name: getattr(whole, name) for name in TOLD}
    return StageSnapshot(**told, code="", join=False)
