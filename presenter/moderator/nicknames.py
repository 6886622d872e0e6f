"""The moderator's page of nicknames: who is called what, and which are shown.

It is a page of forms, whole without a script: whoever wants news loads it again.
"""

from typing import Any, Literal

import msgspec
from starlette.responses import RedirectResponse, Response

from poll_server.live.state import PollState
from poll_server.locale import Speech, speak
from poll_server.questions.traits.scored import in_points
from poll_server.store.parts.beside.nickname_store import Nickname
from poll_server.web.pages import json_now, language_of, page
from poll_server.web.services import PageRequest, services_of
from presenter import entering
from presenter.for_scripts import ScriptTexts, unfilled
from presenter.organiser.shell import fields_of
from presenter.screens.shells import shared, state_of


class NicknameStep(msgspec.Struct):
    """One press of a button."""

    verb: Literal["show", "hide", "stage", "off-stage"]
    """of a nickname, or the leaderboard"""
    number: int = 0
    """of the nickname"""


async def nicknames(request: PageRequest) -> Response:
    """`/moderate/{poll}/nicknames`; whoever is not let in yet comes by the console."""
    state = await state_of(request)
    if not await entering.may_moderate(request, state):
        return _to(request, state, "")
    language = language_of(request)
    listed = await services_of(request).polls.nicknames.listed(state.poll_id)
    board = await services_of(request).polls.leaderboards.now(state)
    values = shared(request, state, language) | _told(listed, speak(language))
    values |= {
        "leaderboard": state.poll.leaderboard,
        "on_stage": state.live.leaderboard_stage,
        "places": [(each, in_points(each.points, language)) for each in board.places.first],
    }
    return page("presenter", "moderator/nicknames.html", language, values)


async def carry_out(request: PageRequest) -> Response:
    """`POST /moderate/{poll}/nicknames/do`: back to the page, which shows what is now."""
    state = await entering.moderated(request)
    try:
        step = msgspec.convert(await fields_of(request), NicknameStep, strict=False)
    except msgspec.ValidationError:
        return Response(status_code=400)
    nicknames = services_of(request).polls.nicknames
    if step.verb == "show" or step.verb == "hide":
        await nicknames.judge(state.poll_id, step.verb, step.number)
    else:
        await nicknames.on_stage(state.poll_id, shown=step.verb == "stage")
    return _to(request, state, "/nicknames")


async def on_stage(request: PageRequest) -> Response:
    """`/stage/{poll}/leaderboard`: the first places, where the stage is to show them."""
    state = await entering.looked_at(request)
    if not (state.live.leaderboard_stage and state.poll.leaderboard) or state.over:
        return Response(status_code=204)
    board = await services_of(request).polls.leaderboards.now(state)
    return json_now(board.places._asdict())


def leaderboard_texts(language: str) -> ScriptTexts:
    """What the stage says of it."""
    _, ngettext = unfilled(language)
    return {
        "most_points": _("Most points"),
        "n_points": ngettext("%(n)s point", "%(n)s points"),
        "level": ngettext("%(n)s more has as many.", "%(n)s more have as many."),
        "nobody_yet": _("Nobody with a nickname has points yet."),
    }


def _to(request: PageRequest, state: PollState, page: str) -> Response:
    query = f"?{request.url.query}" if request.url.query else ""
    return RedirectResponse(f"/moderate/{state.poll_id}{page}{query}", 303)


def _told(listed: list[Nickname], _: Speech) -> dict[str, Any]:
    waiting = sum(each.state == "waiting" for each in listed)
    return {
        "texts": {"title": _("Nicknames")},
        "listed": listed,
        "waiting": _.ngettext(
            "%(n)s nickname waits to be shown.", "%(n)s nicknames wait to be shown.", waiting
        ),
        "stands": {
            "waiting": _(
                "waits: it has a word that is held back, or the one before was taken down"
            ),
            "shown": _("shown"),
            "hidden": _("taken down"),
        },
    }
