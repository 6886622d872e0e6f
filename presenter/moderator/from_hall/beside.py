"""What the pages beside the console share: the questions from the hall, the speakers' list.

Each is a shell that its script fills; each of its buttons is one step, sent as JSON.
"""

from collections.abc import Callable
from typing import Any, TypeVar

import msgspec
from starlette.responses import RedirectResponse, Response

from poll_server.web.bodies import TooLarge, body_of
from poll_server.web.pages import language_of, page
from poll_server.web.services import PageRequest
from presenter import entering
from presenter.screens.shells import shared, state_of

Step = TypeVar("Step")


async def beside(
    request: PageRequest, template: str, values: Callable[[str], dict[str, Any]]
) -> Response:
    """The page; whoever is not let in yet comes by the console.

    Args:
        values: what its template needs, in the reader's language.
    """
    state = await state_of(request)
    if not await entering.may_moderate(request, state):
        query = f"?{request.url.query}" if request.url.query else ""
        return RedirectResponse(f"/moderate/{state.poll_id}{query}", 303)
    language = language_of(request)
    return page(
        "presenter", template, language, shared(request, state, language) | values(language)
    )


async def step_of(
    request: PageRequest, steps: msgspec.json.Decoder[Step], most: int
) -> Step | None:
    """The step that a button sent; None where it is none.

    Args:
        most: bytes that one has at most.
    """
    try:
        return steps.decode(await body_of(request, most))
    except (TooLarge, OSError, msgspec.DecodeError, UnicodeError, RecursionError):
        return None


def as_json(told: object) -> Response:
    """What a script asked for, as it is at this moment."""
    return Response(
        msgspec.json.encode(told), 200, {"Cache-Control": "no-store"}, "application/json"
    )
