"""A vote that comes by POST: as JSON by a script whose socket is blocked, or as a form."""

import msgspec
from starlette.responses import RedirectResponse, Response

from poll_server.live.state import PollState
from poll_server.questions import InvalidAnswer
from poll_server.web.access.door import Held
from poll_server.web.bodies import TooLarge, body_of
from poll_server.web.pages import language_of
from poll_server.web.services import PageRequest, services_of
from poll_server.wire.messages import (
    LARGEST_FRAME,
    Counted,
    Misunderstood,
    Refused,
    Retry,
    Vote,
)

from .phone_page import group_of, kept_group, phone_page
from .shell import (
    address,
    audience_page,
    ended,
    form_of,
    message_response,
    number_in,
    or_why_not,
    poll_of,
    state_of,
)

one_vote = msgspec.json.Decoder(Vote)

HELD_MS = 5000
"""Milliseconds after which a vote is sent again that has no proof of its code while some guess."""


@or_why_not
async def vote(request: PageRequest) -> Response:
    """`POST /{code}/vote`: a vote as JSON, answered in JSON; or the page's form."""
    if request.headers.get("content-type", "").startswith("application/json"):
        return await _vote_by_script(request)
    return await _vote_by_form(request)


async def _vote_by_script(request: PageRequest) -> Response:
    try:
        given = one_vote.decode(await body_of(request, LARGEST_FRAME))
    except TooLarge:
        return message_response(Misunderstood(detail=f"at most {LARGEST_FRAME} bytes"), 413)
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        return message_response(
            Misunderstood(detail="not a vote of this version; reload the page"), 400
        )
    polls = services_of(request).polls
    credential = services_of(request).passes.credential(request)
    try:
        poll_id = await poll_of(request) if credential else None
    except Held:
        return message_response(Retry(round=given.round, seq=given.seq, after_ms=HELD_MS))
    if poll_id is None or credential is None:
        # Without the cookie nobody can say whose vote it is: a new one each time would count twice.
        return message_response(Refused(round=given.round, seq=given.seq, reason="unknown"), 403)
    return message_response(await polls.vote(poll_id, credential, given))


async def _vote_by_form(request: PageRequest) -> Response:
    """Somebody pressed the button; it ends in a page that says what became of the vote."""
    try:
        form = await form_of(request)
    except (TooLarge, ValueError):
        return audience_page(request, "missing.html", {"reason": "form"}, status=400)
    state = await state_of(request)
    if state.over:  # nothing was open when it ended, so no vote is lost here
        return await ended(request, state)
    credential = services_of(request).passes.credential(request)
    if credential is None:
        return await phone_page(request, state, refused="cookie", form=form, status=403)
    number, seq = number_in(form, "round"), max(1, number_in(form, "seq"))
    asked = state.rounds.get(number)
    question = next((q for q in state.poll.questions if asked and q.id == asked.question), None)
    if question is None:
        return _back(request, refused="wrong_round", state=state)
    answer = question.read(form)
    try:
        answer = question.check(answer)
    except InvalidAnswer:
        filled = any(
            any(values) and (name == each.name or (each.paired and name.startswith(each.name)))
            for each in question.controls("en")
            for name, values in form.items()
        )
        said = question.objection(answer, language_of(request)) if filled else ""
        reason = "invalid" if filled else "empty"
        return await phone_page(request, state, refused=reason, said=said, form=form, status=422)
    group = group_of(form, state)
    wish = Vote(round=number, seq=seq, answer=answer, group=group)
    outcome = await _cast(request, state, credential, wish)
    if isinstance(outcome, Retry):
        return await phone_page(request, state, refused="retry", form=form, status=503)
    reason = outcome.reason if isinstance(outcome, Refused) else ""
    # Twice in conflict: another tab sent at the very same moment. One more try by hand decides.
    refused = "retry" if reason == "conflict" else reason
    return _back(request, refused=refused, state=state, group=group)


async def _cast(
    request: PageRequest, state: PollState, credential: bytes, wish: Vote
) -> Counted | Refused | Retry:
    """Cast a form's vote; one that was filled in on an older copy of the page gets the next seq."""
    polls = services_of(request).polls
    outcome = await polls.vote(state.poll_id, credential, wish)
    if isinstance(outcome, Refused) and outcome.reason == "conflict" and outcome.my_vote:
        newer = msgspec.structs.replace(wish, seq=outcome.my_vote.seq + 1)
        outcome = await polls.vote(state.poll_id, credential, newer)
    return outcome


def _back(request: PageRequest, *, refused: str, state: PollState, group: int = 0) -> Response:
    """To the page, which shows the truth; `counted` needs no word in the address, and gets none."""
    query = {"refused": refused, "at": str(state.live.round)} if refused else {}
    query |= kept_group(group)
    return RedirectResponse(address(request, f"/{state.code}", **query), 303)
