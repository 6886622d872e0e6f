"""What the pages beside a poll's share: the questions from the hall, the speakers' list.

Both are whole without JavaScript: each button is a form that leads back to its page. The script
sends the same as JSON, and is told what became of it.
"""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from starlette.responses import Response

from poll_server.base.text import say
from poll_server.live.state import PollState
from poll_server.web.pages import json_now, language_of
from poll_server.web.services import PageRequest, services_of

from .shell import address, audience_page, ended, full, shut_out, state_of, worn

STATUS = {"done": 200, "duplicate": 200, "accepted": 200, "retry": 503}
"""Of an answer to the script; whatever else was said is a refusal, 409."""
OVER = 410
"""HTTP's “gone”, to the script: the event is over."""


async def let_in(
    request: PageRequest, answer: Callable[[PageRequest, PollState], Awaitable[Response]]
) -> Response:
    """`answer`, unless the event is over or there is no room for one more."""
    state = await state_of(request)
    if state.over:
        for_people = "text/html" in request.headers.get("accept", "")
        return await ended(request, state) if for_people else Response(status_code=OVER)
    if shut_out(request):
        return full(request)
    return await answer(request, state)


def is_by_script(request: PageRequest) -> bool:
    """Whether the page's script sent this, and not one of its forms."""
    return request.headers.get("content-type", "").startswith("application/json")


def is_done(outcome: str) -> bool:
    """Whether what was sent counts now."""
    return STATUS.get(outcome) == 200


def told_script(told: object, outcome: str) -> Response:
    """What became of what the script sent.

    Args:
        told: that in full, with the outcome.
    """
    status = STATUS.get(outcome, 409)
    again = {"Retry-After": "3"} if status == 503 else {}
    return json_now(told, status, again)


def beside_page(
    request: PageRequest,
    state: PollState,
    template: str,
    texts: Mapping[str, str],
    values: Mapping[str, Any],
    *,
    refused: str = "",
) -> Response:
    """The page as it stands.

    Args:
        texts: what it says; `refused_<outcome>` why what was sent did not happen.
        values: what its template needs besides.
        refused: the outcome of what a form just sent, where that was a refusal.
    """
    shared = {
        "poll": say(state.poll.subtitle or state.poll.title, language_of(request)),
        "said": texts,
        "alert": texts.get(f"refused_{refused}", texts["refused_retry"]) if refused else "",
        "back": address(request, f"/{state.code}"),
        **worn(state, language_of(request)),
    }
    status = {"": 200, "retry": 503, "cookie": 403}.get(refused, 422)
    response = audience_page(request, template, {**shared, **values}, status=status)
    services_of(request).door.remember(response, request, state.code)
    return response
