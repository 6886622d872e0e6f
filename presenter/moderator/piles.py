"""The moderator's page of piles: open answers become topics, and the topics a ballot.

It is a page of forms, whole without a script. What was typed as names goes along with each press;
where two moderators are at it, both are carried out, one after the other.
"""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal
from urllib.parse import parse_qs, urlencode

from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from poll_server.base.text import say
from poll_server.drafts import Busy
from poll_server.drafts.live.on_the_spot import NotOnTheSpot, OnTheSpot
from poll_server.live.beside.piles import MOST_LAID, beginning
from poll_server.live.screens.console_lists import lying
from poll_server.live.state import PollState
from poll_server.locale import speak
from poll_server.questions.kind import LONGEST_PROMPT, LONGEST_TEXT, MOST_OPTIONS
from poll_server.questions.writing.piles import Laid, PileStep, names_after
from poll_server.questions.writing.written import clean
from poll_server.web.bodies import TooLarge, body_of
from poll_server.web.pages import json_now, language_of, page
from poll_server.web.services import PageRequest, services_of
from poll_server.wire.messages import Command, Done
from presenter import entering
from presenter.screens.shells import shared, state_of

LARGEST_POST = 262_144
"""Bytes: each of `MOST_LAID` texts ticked, and a hundred names of four-byte characters."""
MOST_AT_ONCE = 40
"""Words that one command lays together: its value has 700 characters (`wire/moderator.py`)."""
MOST_FIELDS = 2 * MOST_LAID
"""Of a form: each text and each name."""
TRIES = 5
"""Times a step is laid on what somebody else laid meanwhile, which takes them a second at least."""
SUGGESTED = {"laid": "suggest", "nothing": "alone"}
"""What the page says of a suggestion, by what became of it."""
LETTERS = "abcdefghijklmnopqrstuvwxyz234567"


@dataclass(frozen=True)
class Press:
    """What a press of a button sent."""

    fields: Mapping[str, Sequence[str]]

    def one(self, name: str) -> str:
        """The only value of a field; '' where it has none."""
        return next(iter(self.fields.get(name, ())), "")

    @property
    def verb(self) -> str:
        """Which button it was."""
        return self.one("verb")

    @property
    def id(self) -> str:
        """Of the step, and of the question that may come of it: a retry is the same one."""
        return self.one("id")

    def names(self, laid: Laid) -> dict[str, str]:
        """What is called otherwise than the sender saw it, by piles."""
        seen = names_after(laid.steps, self.one("seen"))
        typed = {pile.id: clean(self.one(f"name-{pile.id}"))[:LONGEST_TEXT] for pile in laid.piles}
        now = {pile.id: pile.name for pile in laid.piles}
        return {
            pile: name
            for pile, name in typed.items()
            if name and name != now[pile] and name != seen.get(pile)
        }

    def moved(self, laid: Laid) -> dict[str, tuple[str, ...]]:
        """Where the ticked answers go."""
        ticked = tuple(self.fields.get("text", ()))
        to = {"new": laid.fresh, "none": ""}.get(self.one("to"), self.one("to"))
        known = {"", laid.fresh, *(pile.id for pile in laid.piles)}
        return {to: ticked} if ticked and to in known else {}

    def place(self, laid: Laid) -> str:
        """Where on the page its sender goes on: at the pile that they took something from."""
        ticked = {*self.fields.get("text", ())}
        of = (pile.id for pile in laid.piles if any(each.key in ticked for each in pile.texts))
        return f"#pile-{next(of, 'none')}" if ticked else ""


async def piles(request: PageRequest) -> Response:
    """`/moderate/{poll}/piles?round=`; whoever is not let in yet comes by the console."""
    state = await state_of(request)
    if not await entering.may_moderate(request, state):
        return _to(request, state, "")
    laid = await _laid(request, state, request.query_params.get("round", ""))
    return _page(request, state, laid)


async def carry_out(request: PageRequest) -> Response:
    """`POST /moderate/{poll}/piles/do`: back to the page, or on to the question that is asked."""
    state = await entering.moderated(request)
    posted = await _posted(request)
    laid = await _laid(request, state, posted.one("round"))
    _ = speak(language_of(request))
    if laid is None or state.over:
        return _to(request, state, "")
    if posted.verb == "undo":
        seen = laid.last == posted.one("seen")
        if seen and await services_of(request).polls.piles.take_back(state, laid):
            return _to(request, state, "/piles", laid, done="undone")
        return _page(
            request,
            state,
            laid,
            _("Somebody else grouped answers meanwhile: here is how they are grouped now."),
        )
    outcome = await _lay(request, state, laid, posted)
    if outcome == "busy":
        return _page(request, state, laid, _("Not kept: please try once more."))
    if posted.verb in ("stage", "off-stage"):
        number = laid.round if posted.verb == "stage" else 0
        await services_of(request).polls.piles.on_stage(state, number)
    if posted.verb == "ask":
        return await _ask(request, state, posted)
    done = SUGGESTED[outcome] if posted.verb == "suggest" else "kept"
    return _to(request, state, "/piles", laid, done=done, place=posted.place(laid))


async def alike(request: PageRequest) -> Response:
    """`/moderate/{poll}/piles/alike`: which words of the cloud in sight may be variants of one."""
    state = await entering.moderated(request)
    found = []
    for part, laid in lying(state, language_of(request)):
        texts = {each.key: each.text for each in laid.loose}
        names = {pile.id: pile.name for pile in laid.piles}
        for pile, keys in (await beginning(laid)).items():
            words = [{"key": key, "text": texts[key]} for key in keys[:MOST_AT_ONCE]]
            found.append({"part": part, "name": names.get(pile) or texts[keys[0]], "words": words})
    return json_now(found)


async def _lay(
    request: PageRequest, state: PollState, laid: Laid, posted: Press
) -> Literal["laid", "nothing", "busy"]:
    """Carry a press out, where it changes something and that can be."""
    piling = services_of(request).polls.piles
    for _ in range(TRIES):
        step = await _step(laid, posted)
        if not step.laid and not step.names:
            return "nothing"
        if await piling.lay(state, laid, step):
            return "laid"
        laid = await piling.laid(state, laid.round) or laid
    return "busy"


async def _step(laid: Laid, posted: Press) -> PileStep:
    names = posted.names(laid)
    moved: Mapping[str, tuple[str, ...]] = {}
    match posted.verb:
        case "move":
            moved = posted.moved(laid)
        case "suggest":
            moved = await beginning(laid)
            texts = {each.key: each.text for each in laid.loose}
            named = {pile.id for pile in laid.piles}
            names |= {pile: texts[keys[0]] for pile, keys in moved.items() if pile not in named}
    return PileStep(posted.id, moved, names)


async def _ask(request: PageRequest, state: PollState, posted: Press) -> Response:
    """Put the topics in as the options of a question, and go there."""
    services, language = services_of(request), language_of(request)
    _ = speak(language)
    laid = await _laid(request, state, posted.one("round"))
    assert laid is not None  # it was there a moment ago, and rounds stay
    item = {
        "uid": posted.id,
        "kind": "choice",
        "prompt": posted.one("prompt").strip(),
        "options": [pile.name for pile in laid.in_order],
    }
    why = ""
    try:
        asked = await OnTheSpot(services.store, services.drafts).insert(
            state.about.event_id, state.about.slug, item, state.live.question, language
        )
    except NotOnTheSpot as reason:
        why = str(reason)
    except Busy:
        why = _("The organiser is changing this event at this moment. Please try once more.")
    if why:
        return _page(request, state, laid, why, posted.one("prompt"))
    now = await services.polls.state(state.poll_id)
    command = Command(f"piles-{posted.id}", now.control, "goto", asked)
    answer = await services.polls.command(state.poll_id, command, language)
    services.hub.changed(state.poll_id, at_once=True)
    if isinstance(answer, Done):
        return _to(request, state, "")
    return _page(
        request, now, laid, _("The question is put in, but not in sight: go there on the console.")
    )


def _page(
    request: PageRequest,
    state: PollState,
    laid: Laid | None,
    wrong: str = "",
    prompt: str = "",
) -> Response:
    """The page.

    Args:
        wrong: why something was not done.
        prompt: what was typed as the ballot's question.
    """
    language = language_of(request)
    _ = speak(language)
    values = shared(request, state, language) | {
        "texts": {"title": _("Group into topics")},
        "wrong": wrong,
        "laid": laid,
        "done": request.query_params.get("done", ""),
        "id": "".join(secrets.choice(LETTERS) for _n in range(8)),
        "longest_name": LONGEST_TEXT,
        "longest_prompt": LONGEST_PROMPT,
        "most_options": MOST_OPTIONS,
        "most_laid": MOST_LAID,
    }
    if laid:
        values |= _told(state, laid, language) | {
            "prompt": prompt or _("Which of these topics matters most?"),
        }
    return page("presenter", "moderator/piles.html", language, values, status=409 if wrong else 200)


def _told(state: PollState, laid: Laid, language: str) -> dict[str, Any]:
    _ = speak(language)
    of = state.rounds[laid.round].question
    asked = next((each for each in state.poll.questions if each.id == of), None)
    return {
        "asked": say(asked.prompt, language) if asked else "",
        "on_stage": state.live.piles_stage == laid.round,
        "in_words": laid.in_words(_) if laid.piles else "",
        "contributions": _.ngettext(
            "%(n)s contribution", "%(n)s contributions", laid.contributions
        ),
        "counts": {
            pile.id: _.ngettext("%(n)s contribution", "%(n)s contributions", pile.people)
            for pile in laid.piles
        },
    }


async def _laid(request: PageRequest, state: PollState, number: str) -> Laid | None:
    wanted = int(number) if number.isdecimal() and len(number) < 10 else 0
    return await services_of(request).polls.piles.laid(state, wanted)


async def _posted(request: PageRequest) -> Press:
    try:
        body = (await body_of(request, LARGEST_POST)).decode("ascii")
        posted = Press(parse_qs(body, strict_parsing=True, max_num_fields=MOST_FIELDS))
    except (TooLarge, OSError, ValueError) as error:
        raise HTTPException(400) from error
    if len(posted.id) != 8 or not {*posted.id} <= {*LETTERS}:
        raise HTTPException(400)
    return posted


def _to(
    request: PageRequest,
    state: PollState,
    at: str,
    laid: Laid | None = None,
    *,
    done: str = "",
    place: str = "",
) -> Response:
    query = {"lang": language_of(request), "done": done}
    if laid:
        query["round"] = str(laid.round)
    told = urlencode({name: value for name, value in query.items() if value})
    return RedirectResponse(f"/moderate/{state.poll_id}{at}?{told}{place}", 303)
