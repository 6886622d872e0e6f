"""What the pages beside the console share: the questions from the hall, the speakers' list.

Each is a shell that its script fills; each of its buttons is one step, sent as JSON.
"""

from collections.abc import Awaitable, Callable
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


async def carried_out(
    request: PageRequest,
    steps: msgspec.json.Decoder[Step],
    most: int,
    do: Callable[[str, Step], Awaitable[bool]],
) -> Response:
    """204, or 409 where what the button meant is not there any more; 400 where it is no step.

    Args:
        most: bytes that a step has at most.
        do: carries a step out in the poll of this id; whether it could be.
    """
    state = await entering.moderated(request)
    step = await step_of(request, steps, most)
    if step is None:
        return Response(status_code=400)
    return Response(status_code=204 if await do(state.poll_id, step) else 409)
