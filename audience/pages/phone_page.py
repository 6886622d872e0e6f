"""The page of a poll on a phone, as it stands: the question, this phone's vote, the result."""

import hmac
from functools import cache, partial
from hashlib import sha256
from typing import Any, cast

from markupsafe import Markup
from starlette.responses import Response

from audience import assets
from audience.texts import fill, phone_texts, under_prompt
from poll_server.base.text import isolated, say
from poll_server.live.screens.pictures import draw
from poll_server.live.screens.views import phone_question, phone_view
from poll_server.live.state import PollState
from poll_server.questions import Question
from poll_server.questions.traits.parts import ResultOf, all_of, parts_of
from poll_server.questions.traits.scored import scored
from poll_server.web.pages import filled, language_of
from poll_server.web.pressing.gapped import Gapped, gap
from poll_server.web.services import PageRequest, services_of
from poll_server.wire.messages import (
    MyVote,
    Snapshot,
    Welcome,
)

from .shell import address, as_json, gapped_page, number_in, worn


async def phone_page(
    request: PageRequest,
    state: PollState,
    *,
    refused: str = "",
    said: str = "",
    form: dict[str, list[str]] | None = None,
    status: int = 200,
) -> Response:
    """The page of the poll as it stands.

    Args:
        refused: why the form that was just posted does not count.
        said: the same in the kind's own words, where it has any.
        form: what it held, to show it again.
    """
    language = language_of(request)
    welcome, content = await _in_sight(request, state)
    cookies = Response()
    order = option_order(state, services_of(request).door.remember(cookies, request, state.code))
    why = ""
    if refused:
        texts = _said(state, language)
        why = said or texts.get(f"refused_{refused}", texts["nothing_chosen"])
    group = group_said(request, state)
    drawn = partial(_drawn, request, state, welcome, form, order, why)
    if why or form or welcome.my_vote or group or _shuffled(welcome):
        found = drawn(once=False)
    else:
        chosen = request.query_params.get("lang") == language
        key = state.poll_id, language, chosen, content
        found = services_of(request).kept_pages.get(key, state.about, partial(drawn, once=True))
    own = {"own": _for_script(state, language, welcome, order)}
    response = filled(found, language, own, status)
    response.raw_headers += [each for each in cookies.raw_headers if each[0] == b"set-cookie"]
    return response


def _for_script(state: PollState, language: str, welcome: Welcome, order: str) -> str:
    """What the script finds of this phone's own, as JSON that is not closed yet."""
    own = {
        "code": state.code,
        "language": language,
        "title": _title(state, language),
        "welcome": welcome,
        "order": order,
    }
    return as_json(own)[:-1]


def _drawn(
    request: PageRequest,
    state: PollState,
    welcome: Welcome,
    form: dict[str, list[str]] | None,
    order: str,
    why: str,
    *,
    once: bool,
) -> Gapped:
    """The page with a gap where its script finds what is this phone's own.

    Args:
        why: what was posted does not count.
        once: it is drawn for all who come for the first time.
    """
    language, group = language_of(request), group_said(request, state)
    kept = _kept(state, language)
    values = drawn_page(state, welcome, language, form, group) | {
        "code": state.code,
        "address": address(request, f"/{state.code}/vote"),
        "here": address(request, f"/{state.code}", **kept_group(group)),
        **_beside(request, state),
        "alert": why,
        "order": order,
        "for_script": Markup(f'{gap("own")},"texts":{kept[1]}}}'),  # noqa: S704 - ours
        "script": Markup(kept[0]),  # noqa: S704 - our own files
    }
    return gapped_page(request, "phone.html", values, kept=kept, once=once)


def _shuffled(welcome: Welcome) -> bool:
    """Whether options in sight stand in an order that is each phone's own."""
    asked = welcome.snapshot.question
    controls = [each for part in (asked, *asked.parts) for each in part.controls] if asked else []
    return any(each.shuffled for each in controls)


def _title(state: PollState, language: str) -> str:
    return say(state.poll.subtitle or state.poll.title, language)


def _kept(state: PollState, language: str) -> tuple[str, Markup, str]:
    """Script, texts and style: the same in each page of the poll."""
    kinds = frozenset(type(each) for asked in state.poll.questions for each in all_of(asked))
    has_parts = any(map(parts_of, state.poll.questions))
    texts = texts_as_json(language, linkable=state.poll.linkable, parts=has_parts)
    return assets.script(kinds), texts, assets.style(parts=has_parts)


def _beside(request: PageRequest, state: PollState) -> dict[str, str]:
    """Where the pages are on which people ask, ask to speak, and find their points."""
    ways = {"floor": "questions", "speakers": "speakers", "points": "points"}
    found = {name: address(request, f"/{state.code}/{way}") for name, way in ways.items()}
    return found if scored(state.poll.questions) else found | {"points": ""}


def drawn_page(
    state: PollState,
    welcome: Welcome,
    language: str,
    form: dict[str, list[str]] | None = None,
    group: int = 0,
) -> dict[str, Any]:
    """What the page is drawn from, for phones and for an editor's preview alike.

    Args:
        welcome: what is in sight, with this phone's own vote.
        form: what a form held that was just posted, to show it again.
        group: which the person said to be here as, without a script; 0: none.
    """
    if form is not None:
        group = group_of(form, state)
    said = _said(state, language)
    return {
        "event": say(state.event.title, language),
        "poll": say(state.poll.title, language),
        "title": _title(state, language),
        "said": said,
        "results_here": f"/results/{state.about.event_id}",
        "style": Markup(assets.style(parts=_has_parts(state))),  # noqa: S704 - our own file
        "nicknames": state.poll.nicknames,
        "spoken": language if language in state.event.languages else state.event.languages[0],
        "snapshot": welcome.snapshot,
        "groups": () if state.over else state.poll.groups(language),
        "group": group,
        **worn(state, language),
        **_own(state, welcome, form, said, language),
    }


def _has_parts(state: PollState) -> bool:
    """Whether the poll has a question that is made of others."""
    return any(map(parts_of, state.poll.questions))


def _said(state: PollState, language: str) -> dict[str, str]:
    return phone_texts(language, linkable=state.poll.linkable, parts=_has_parts(state))


def group_of(form: dict[str, list[str]], state: PollState) -> int:
    """The group that a posted form, or an address, says; 0: none of the poll's."""
    said = number_in(form, "group")
    return said if said <= len(state.poll.here_as) else 0


def group_said(request: PageRequest, state: PollState) -> int:
    """The group in the page's own address: who has no script keeps it there from vote to vote."""
    return group_of({"group": request.query_params.getlist("group")}, state)


def kept_group(group: int) -> dict[str, str]:
    """What an address says of it."""
    return {"group": str(group)} if group else {}


def option_order(state: PollState, credential: bytes) -> str:
    """What this phone's order of shuffled options comes from, the same at every load of the page.

    No vote holds it, and nobody who has not the poll's secret knows whose it is.
    """
    if not state.about.secret:
        return ""
    return hmac.new(state.about.secret, b"order|" + credential, sha256).hexdigest()[:16]


def _own(
    state: PollState,
    welcome: Welcome,
    form: dict[str, list[str]] | None,
    said: dict[str, str],
    language: str,
) -> dict[str, Any]:
    """What the page shows of this phone's own vote: the form's contents, line, rows."""
    mine = welcome.my_vote
    question: Question | None = state.in_sight
    shown = welcome.snapshot.results
    keys = [{row.key for row in series.rows} for series in shown.series] if shown else []
    if question is None:
        nothing: dict[str, Any] = {"filled": {}, "mine": [], "line": "", "line_key": ""}
        under = "" if welcome.snapshot.scene == "end" else said["wait"]
        return nothing | {"seq": 1, "under": under, "verdict": "", "part": None}
    asked = welcome.snapshot.question or phone_question(question, language)
    answer = mine.answer if mine else None
    subject = ResultOf(question, state.part if shown else 0)
    own = subject.answer(answer)
    key = _line(state, mine)
    words = isolated(question.in_words(answer, language)) if mine else ""
    return {
        "filled": form if form is not None else question.fill(answer, language) if mine else {},
        "seq": mine.seq + 1 if mine else 1,
        "mine": subject.question.rows_of(own, language, keys)
        if own is not None
        else [set() for _ in subject.question.series({}, 0, language)],
        "verdict": _verdict(subject.question, own) if shown else "",
        "part": subject,
        "line": fill(said[f"line_{key}"], answer=words) if key else "",
        "line_key": key,
        "under": under_prompt(asked, said, counted=mine is not None),
    }


def _verdict(question: Question, answer: Any) -> str:
    """The key of what is said of this phone's own answer; empty: it is neither right nor wrong."""
    is_right = question.verdict(answer) if answer is not None else None
    return "" if is_right is None else "right" if is_right else "wrong"


def _line(state: PollState, mine: MyVote | None) -> str:
    """The key of the one line of state, as `phone_state.js` has it."""
    if state.on_slide:
        return ""
    if state.state == "open":
        return "counted" if mine else ""
    return "closed_counted" if mine else "closed_none"


async def welcome_for(request: PageRequest, state: PollState) -> Welcome:
    """What the poll's socket would say first."""
    return (await _in_sight(request, state))[0]


async def _in_sight(request: PageRequest, state: PollState) -> tuple[Welcome, bytes]:
    """What is in sight, with this phone's vote; and the same without vote, version and moment."""
    credential = services_of(request).passes.credential(request)
    mine: MyVote | None = None
    if credential and state.round:
        polls = services_of(request).polls
        mine = await polls.held(state.poll_id, credential, state.round.number)
    view = phone_view(language_of(request), services_of(request).settings.phone_tick)
    picture = draw(view, state)
    return Welcome(snapshot=cast(Snapshot, picture.snapshot), my_vote=mine), picture.content


@cache
def texts_as_json(language: str, *, linkable: bool, parts: bool) -> Markup:
    """The script's texts, as they stand in every page of this language."""
    return as_json(phone_texts(language, linkable=linkable, parts=parts))
