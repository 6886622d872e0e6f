"""The page of the moderator, a shell that is empty until its socket was let in; the run sheet."""

from starlette.responses import RedirectResponse, Response

from poll_server.questions.kind import LONGEST_PROMPT
from poll_server.report.making.orders import RUN_SHEET
from poll_server.web.pages import language_of, page
from poll_server.web.services import PageRequest, services_of
from presenter import entering
from presenter.organiser import files
from presenter.organiser.shell import SCOPE_KEY, Refusal, show, speech
from presenter.screens.shells import keep_in, shared, state_of

from .spot import bank
from .texts import moderator_texts


async def moderate(request: PageRequest) -> Response:
    """`/moderate/{poll}`: the console, empty until its socket was let in by a valid pass."""
    state = await state_of(request)
    language = language_of(request)
    account = await entering.entered_by(request, "moderator", state)
    texts = moderator_texts(language)
    if account or (account is None and request.scope.get(SCOPE_KEY)):
        # By a role, or for want of one: it is no link that ended, and no secret that is missing.
        _ = speech(request)
        sentence = _(
            "You may not moderate here (any more). Ask the organiser for a new moderator link."
        )
        texts |= {"no_secret": sentence, "refused_entry": sentence}
    values = shared(request, state, language) | {
        "texts": texts,
        "entered": account is not None,
        "nicknames": state.poll.nicknames,
        "bank": bank(language),
        "longest_prompt": LONGEST_PROMPT,
    }
    response = page("presenter", "moderator/page.html", language, values)
    if account is not None:
        keep_in(request, response, "moderator", state, account)
    return response


async def run_sheet(request: PageRequest) -> Response:
    """`/moderate/{poll}/run-sheet`: the poll on paper, as PDF; without a link to this console.

    Whoever is not let in yet comes by the console.
    """
    state = await state_of(request)
    if not await entering.may_moderate(request, state):
        return RedirectResponse(f"/moderate/{state.poll_id}", 303)
    listing = await services_of(request).events.get(state.about.event_id)
    try:
        what = await files.to_print(request, RUN_SHEET)
        return await files.made_of(request, listing, state.about.slug, **what)
    except Refusal as refusal:
        values = {"sentence": refusal.sentence, "inside": False}
        return show(request, "organiser/message.html", values, refusal.status)
