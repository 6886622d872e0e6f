"""What the console changes of the questions while the show runs: `POST /moderate/{poll}/spot`."""

from collections.abc import Sequence
from itertools import groupby
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta
from starlette.responses import JSONResponse, Response

from poll_server.drafts import Busy
from poll_server.drafts.imports.bank import BankEntry, entries
from poll_server.drafts.live.on_the_spot import NotOnTheSpot, OnTheSpot
from poll_server.live.state import PollState
from poll_server.locale import speak
from poll_server.questions.kind import LONGEST_PROMPT, MOST_OPTIONS
from poll_server.web.pages import language_of
from poll_server.web.services import PageRequest, services_of
from presenter import entering
from presenter.moderator.from_hall.beside import step_of

LARGEST_SPOT = 65_536
"""Bytes: a prompt and as many options as there may be, of four-byte characters each."""
STEPS = 5

Wanted = Literal["yes_no", "steps", "words", "text", "own", "bank"]
QuestionId = Annotated[str, Meta(max_length=64)]


class AskStep(msgspec.Struct, frozen=True, tag_field="do", tag="ask", forbid_unknown_fields=True):
    """Put a question behind another one."""

    uid: Annotated[str, Meta(pattern="^[a-z2-7]{8}$")]
    """chosen by the page: a retry is the same question"""
    form: Wanted
    prompt: Annotated[str, Meta(max_length=LONGEST_PROMPT)] = ""
    options: Annotated[tuple[str, ...], Meta(max_length=MOST_OPTIONS)] = ()
    entry: Annotated[str, Meta(max_length=200)] = ""
    """of the bank"""
    after: QuestionId = ""


class TakeOutStep(
    msgspec.Struct, frozen=True, tag_field="do", tag="take_out", forbid_unknown_fields=True
):
    """Take one out that was put in on the spot and not asked yet."""

    question: QuestionId


class PlaceStep(
    msgspec.Struct, frozen=True, tag_field="do", tag="place", forbid_unknown_fields=True
):
    """Put a question elsewhere."""

    question: QuestionId
    after: QuestionId = ""


SpotStep = AskStep | TakeOutStep | PlaceStep
spot_step: msgspec.json.Decoder[SpotStep] = msgspec.json.Decoder(SpotStep)


async def spot(request: PageRequest) -> Response:
    """The question's id, or `why` not, in a sentence: a browser complains of any other answer."""
    state = await entering.moderated(request)
    language = language_of(request)
    _ = speak(language)
    wanted = await step_of(request, spot_step, LARGEST_SPOT)
    if wanted is None:
        return Response(status_code=400)
    why = _("This event is over: it is in the archive.") if state.over else ""
    try:
        question = "" if why else await _carry_out(request, state, wanted, language)
    except NotOnTheSpot as reason:
        why = str(reason)
    except Busy:
        why = _("The organiser is changing this event at this moment. Please try once more.")
    if why:
        return JSONResponse({"why": why})
    services_of(request).hub.changed(state.poll_id, at_once=True)
    return JSONResponse({"question": question})


async def _carry_out(
    request: PageRequest, state: PollState, wanted: SpotStep, language: str
) -> str:
    """The id of the question."""
    services = services_of(request)
    changing = OnTheSpot(services.store, services.drafts)
    event_id, slug = state.about.event_id, state.about.slug
    match wanted:
        case AskStep():
            item = {"uid": wanted.uid, **_item(wanted, state.event.languages, language)}
            return await changing.insert(event_id, slug, item, wanted.after, language)
        case TakeOutStep() if wanted.question == state.live.question:
            _ = speak(language)
            raise NotOnTheSpot(_("It is in sight: please go to another question first."))
        case TakeOutStep():
            await changing.take_out(event_id, slug, wanted.question, language)
        case PlaceStep():
            await changing.move(event_id, slug, wanted.question, wanted.after, language)
    return wanted.question


def _item(wanted: AskStep, languages: Sequence[str], language: str) -> dict[str, Any]:
    """What `drafts.Insert` takes: what was typed stands in every language as it was typed.

    Raises:
        NotOnTheSpot: there is no such question in the bank.
    """
    prompt = {"prompt": wanted.prompt.strip()}
    match wanted.form:
        case "yes_no":
            return {"kind": "choice", **prompt, "options": _yes_and_no(languages)}
        case "steps":
            return {
                "kind": "scale",
                **prompt,
                "labels": [str(step) for step in range(1, STEPS + 1)],
            }
        case "own":
            options = list(filter(None, map(str.strip, wanted.options)))
            return {"kind": "choice", **prompt, "options": options}
        case "bank":
            found = next((e for e in entries(language) if e.key == wanted.entry), None)
            if found is None:
                raise NotOnTheSpot(speak(language)("There is no such question."))
            return found.item
    return {"kind": wanted.form, **prompt}


def _yes_and_no(languages: Sequence[str]) -> list[dict[str, str]]:
    """Both in every language of the event."""
    spoken = {each: speak(each) for each in languages}
    yes = {each: _("Yes") for each, _ in spoken.items()}
    return [yes, {each: _("No") for each, _ in spoken.items()}]


def bank(language: str) -> list[tuple[str, list[BankEntry]]]:
    """The ready questions by their groups, in the order of the bank."""
    grouped = groupby(entries(language), key=lambda each: each.group)
    return [(group, list(found)) for group, found in grouped]
