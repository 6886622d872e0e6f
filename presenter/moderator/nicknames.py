"""The moderator's page of nicknames: who is called what, and which are shown.

It is a page of forms, whole without a script: whoever wants news loads it again.
"""

from typing import Any, Literal

import msgspec
from starlette.responses import RedirectResponse, Response

from poll_server.live.state import PollState
from poll_server.locale import Speech, speak
from poll_server.store.parts.nickname_store import Nickname
from poll_server.web.pages import language_of, page
from poll_server.web.services import PageRequest, services_of
from presenter import entering
from presenter.organiser.shell import fields_of
from presenter.shells import shared, state_of


class NicknameStep(msgspec.Struct):
    """One press of a button."""

    verb: Literal["show", "hide"]
    number: int = 0
    """of the nickname"""


async def nicknames(request: PageRequest) -> Response:
    """`/moderate/{poll}/nicknames`; whoever is not let in yet comes by the console."""
    state = await state_of(request)
    if not await entering.may_moderate(request, state):
        return _to(request, state, "")
    language = language_of(request)
    listed = await services_of(request).polls.nicknames.listed(state.poll_id)
    values = shared(request, state, language) | _told(listed, speak(language))
    return page("presenter", "moderator/nicknames.html", language, values)


async def carry_out(request: PageRequest) -> Response:
    """`POST /moderate/{poll}/nicknames/do`: back to the page, which shows what is now."""
    state = await entering.moderated(request)
    try:
        step = msgspec.convert(await fields_of(request), NicknameStep, strict=False)
    except msgspec.ValidationError:
        return Response(status_code=400)
    await services_of(request).polls.nicknames.judge(state.poll_id, step.verb, step.number)
    return _to(request, state, "/nicknames")


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
