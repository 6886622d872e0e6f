"""From nothing to a question that is asked: a new event, perhaps from a template, and “Start now”.

A new event opens in the editor at a question that only wants its words. “Start now” puts the draft
in, puts that question in sight, opens its vote and leads to the console. A vote that is open
already is never ended by it.
"""

from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from poll_server.deck import templates
from poll_server.drafts import EVENT, Draft, DraftMistakes, Insert, Ran, begun_question, kinds
from poll_server.live.state import PollState
from poll_server.locale import LANGUAGES
from poll_server.store.records import new_id
from poll_server.web.pages import language_of
from poll_server.web.services import PageRequest, services_of
from poll_server.wire.messages import Action, Command, Done
from presenter.organiser.shell import Refusal, me, permitted, see, speech

from .shell import address, editing, form_of, text_of

MOST_TITLE = 200
"""Characters of a new event's title, as a deck has it."""


# ── A new event ───────────────────────────────────────────────────────────────────────────────


@editing
async def new(request: PageRequest) -> Response:
    """`POST /organise/new`: an event with its first question, open in the editor.

    Nothing needs to be filled in: what is not is named by the reader's language, or the template.
    """
    _, form, language = speech(request), await form_of(request), language_of(request)
    title = " ".join(text_of(form, "title").split())[:MOST_TITLE]
    languages = [each for each in LANGUAGES if each in form.getlist("languages")] or [language]
    events, drafts = services_of(request).events, services_of(request).drafts
    if name := text_of(form, "template"):
        if name not in templates.NAMES:
            raise Refusal(_("There is no such template (any more). Nothing was made."), 404)
        made = await events.add(templates.begin(name, languages, title), owner=me(request).id)
        draft: Draft = await drafts.get(made)
        return see(request, address(draft, draft.document["polls"][0]["questions"][0]["uid"]))
    made = await events.add_empty(title or _("Live poll"), languages, owner=me(request).id)
    draft = await drafts.get(made)
    question = begun_question(kinds()[0], draft.languages)
    poll = draft.document["polls"][0]["uid"]
    draft = (await drafts.change(made, [Insert(poll, question)], me(request).id, language)).draft
    return see(request, f"{address(draft, question['uid'])}#f-prompt-{draft.languages[0]}")


# ── Start now ─────────────────────────────────────────────────────────────────────────────────


async def start_now(request: PageRequest, draft: Draft, uid: str) -> Response:
    """Put the draft in, open the vote on this question, and go on to the console.

    Args:
        draft: with everything in it that the form said.
    """
    drafts, language = services_of(request).drafts, language_of(request)
    await permitted(request, draft.event_id, "moderate")
    try:
        live: Draft = (await drafts.put_in(draft.event_id, language)).draft
    except DraftMistakes:
        return see(request, f"{address(draft, uid)}?done=not-started#mistakes")
    except Ran:
        return see(request, f"/organise/{draft.event_id}/edit/{EVENT}?done=ran")
    poll_id, question = live.poll_ids[live.parent(uid)], live.item(uid)["id"]
    state = await services_of(request).polls.state(poll_id)
    if state.over:
        return see(request, f"{address(draft, uid)}?done=over")
    if _is_open_elsewhere(state, question):
        return see(request, f"{address(draft, uid)}?done=busy")
    await _command(request, state, "goto", question)
    in_sight = await services_of(request).polls.state(poll_id)
    if in_sight.state == "ready" and not in_sight.on_slide:
        await _command(request, in_sight, "open")
    return see(request, f"/moderate/{poll_id}")


def _is_open_elsewhere(state: PollState, question: str) -> bool:
    """Whether people vote on another question just now."""
    return state.state == "open" and state.question is not None and state.question.id != question


async def _command(request: PageRequest, seen: PollState, action: Action, value: str = "") -> None:
    """Carry out a command, as the console would that sees the poll as `seen`.

    Raises:
        Refusal: it was not, and why.
    """
    _ = speech(request)
    command = Command(id=new_id(), expected_version=seen.control, action=action, value=value)
    polls, language = services_of(request).polls, language_of(request)
    answer = await polls.command(seen.poll_id, command, language)
    if not isinstance(answer, Done):
        somebody = _("Somebody moved the poll on just now: look at the console.")
        raise Refusal(getattr(answer, "detail", "") or somebody, 409)


routes: list[BaseRoute] = [Route("/organise/new", new, methods=["POST"])]
