"""What a phone will show of a draft's question: for organisers, in a frame of the editor.

It is the phone's own page without its script. Nothing can be sent from it: its form leads nowhere,
the page's policy forbids every form, and it says on top that it is a preview.
"""

from typing import Any

from starlette.exceptions import HTTPException
from starlette.responses import Response

from poll_server.base.text import say
from poll_server.live.screens import views
from poll_server.live.state import PollState
from poll_server.store.records import UnknownEvent
from poll_server.web.access.rights import still_allowed
from poll_server.web.pages import language_of, page
from poll_server.web.preview import asked
from poll_server.web.services import PageRequest, services_of
from poll_server.wire.messages import Welcome

from .phone_page import drawn_page

NOWHERE = (
    "home",
    "privacy",
    "accessibility",
    "other_language",
    "address",
    "here",
    "floor",
    "speakers",
    "points",
)
"""Ways out of the page: a preview has none."""


async def phone(request: PageRequest) -> Response:
    """`/organise/{event}/edit/{uid}/phone?lang=`: the question as a phone asks it.

    Raises:
        HTTPException: nobody is signed in who may edit the event, or there is no such item.
    """
    services, event = services_of(request), request.path_params["event"]
    account = await services.accounts.of_session(services.passes.organiser(request))
    if account is None or not await still_allowed(services.store, account.id, event, "write", ""):
        raise HTTPException(404)
    uid = request.path_params["uid"]
    language = language_of(request)
    try:
        draft = await services_of(request).drafts.get(request.path_params["event"])
        state = asked(draft, uid, language)
    except (KeyError, UnknownEvent):
        raise HTTPException(404) from None
    return page("audience", "preview.html", language, _values(state, language), framed=True)


def _values(state: PollState, language: str) -> dict[str, Any]:
    """What the phone's page is made of, and what a question shows that nobody can answer yet."""
    return {
        **dict.fromkeys(NOWHERE, ""),
        **drawn_page(state, Welcome(snapshot=views.phone(state, language), my_vote=None), language),
        "alert": "",
        "order": "",
        "unfinished": state.question is not None and state.in_sight is None,
        "prompt": say(state.question.prompt, language) if state.question else "",
    }
