"""The page of the moderator: a shell, empty until its socket was let in."""

from starlette.responses import Response

from poll_server.questions.kind import LONGEST_PROMPT
from poll_server.web.pages import language_of, page
from poll_server.web.services import PageRequest
from presenter import entering
from presenter.shells import keep_in, shared, state_of

from .spot import bank
from .texts import moderator_texts


async def moderate(request: PageRequest) -> Response:
    """`/moderate/{poll}`: the console, empty until its socket was let in by a valid pass."""
    state = await state_of(request)
    language = language_of(request)
    entered = await entering.may_moderate(request, state)
    values = shared(request, state, language) | {
        "texts": moderator_texts(language),
        "entered": entered,
        "bank": bank(language),
        "longest_prompt": LONGEST_PROMPT,
    }
    response = page("presenter", "moderator/page.html", language, values)
    if entered:
        keep_in(request, response, "moderator", state.poll_id, state.live.links)
    return response
