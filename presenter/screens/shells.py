"""What the pages of stage and moderator have in common: shells that their scripts keep up to date.

What must be there before any script runs is in the page: event, join address, code and QR code.
"""

from typing import Any

from starlette.exceptions import HTTPException
from starlette.responses import Response

from poll_server.base.secrets import LinkRole
from poll_server.base.text import say
from poll_server.live.state import PollState
from poll_server.looks.look import css
from poll_server.store.records import UnknownPoll
from poll_server.web.services import PageRequest, services_of
from presenter.organiser.brand import worn

from ..address import join_url, public_url, spaced, without_scheme

THEMES = ("light", "dark")


async def state_of(request: PageRequest) -> PollState:
    """The poll that the address names.

    Raises:
        HTTPException: there is none.
    """
    try:
        return await services_of(request).polls.state(request.path_params["poll"])
    except UnknownPoll:
        raise HTTPException(404) from None


def shared(request: PageRequest, state: PollState, language: str) -> dict[str, Any]:
    """What both pages are made of."""
    theme = request.query_params.get("theme", "")
    return (
        titles(state, language)
        | worn(state.about, language)
        | {
            "theme_css": css(state.event.brand.accent),
            "poll_id": state.poll_id,
            "code": state.code,
            "spaced_code": spaced(state.code),
            "address": without_scheme(public_url(request)),
            "long_code": services_of(request).door.long(state.code),
            "join_url": join_url(request, state.code),
            "theme": theme if theme in THEMES else "",
        }
    )


def titles(state: PollState, language: str) -> dict[str, str]:
    """What the event and the poll are called."""
    return {
        "event_title": say(state.event.title, language),
        "poll_title": say(state.poll.title, language),
        "brand": say(state.event.brand.name, language),
    }


def keep_in(
    request: PageRequest, response: Response, role: LinkRole, state: PollState, account: str
) -> None:
    """Give whoever may see a page the pass by which its socket is let in, if they have none.

    Args:
        account: by whose role they may; '' by a link.
    """
    passes = services_of(request).passes
    generation = state.live.stage_links if role == "stage" else state.live.links
    if passes.let_in_as(request, role, state.poll_id, generation) != account:
        passes.let_in(response, request, role, state.poll_id, generation, account)
