"""What the stage will show of a draft's question, with made-up answers: for whoever edits it.

The page is the stage's own, in a frame; only its script is another one, which asks here for the
picture instead of the poll. Nothing of it is stored or sent to anybody.
"""

from asyncio import to_thread
from typing import Any, cast

from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from poll_server.base.text import say
from poll_server.drafts import Draft
from poll_server.live.screens import views
from poll_server.locale import speak
from poll_server.looks.look import Theme, css
from poll_server.questions import Question
from poll_server.questions.form import answerable
from poll_server.questions.improvise import improvise
from poll_server.web.pages import language_of, page
from poll_server.web.services import PageRequest, services_of
from poll_server.wire.messages import Shown, StageSnapshot, encode
from presenter import plotly_file
from presenter.address import join_url, public_url, spaced, without_scheme
from presenter.organiser.shell import Refusal, speech
from presenter.shells import THEMES
from presenter.stage.texts import stage_texts

from .fields import called
from .shell import editing, wants_json

VOTERS = 60
"""Made-up answers: enough that every option has some."""
SEED = 2018
NO_CODE = "000000"
"""Stands for the code of a poll that has none yet."""


@editing
async def stage(request: PageRequest) -> Response:
    """`/organise/{event}/edit/{uid}/stage`: the stage's page, or as JSON what is on it."""
    draft = await services_of(request).drafts.get(request.path_params["event"])
    uid = request.path_params["uid"]
    try:
        _poll_of(draft, uid)
    except KeyError:
        raise Refusal(speech(request)("There is nothing to show (any more)."), 404) from None
    work = _snapshot if wants_json(request) else _stage_page
    # In a thread: a figure takes a while to be made, and votes must not wait for it.
    return await to_thread(work, request, draft, uid)


def _stage_page(request: PageRequest, draft: Draft, uid: str) -> Response:
    language, poll = language_of(request), _poll_of(draft, uid)
    code = draft.codes.get(poll["uid"], NO_CODE)
    texts = {each: stage_texts(each) for each in ("de", "en")}
    values: dict[str, Any] = {
        "texts": texts,
        "titles": {each: _titles(draft, poll, each) for each in texts},
        "plotly": plotly_file.address(),
        "theme_css": css(draft.live.brand.accent),
        "theme": "",
        "poll_id": "",
        "code": code,
        "spaced_code": spaced(code),
        "address": without_scheme(public_url(request)),
        "long_code": services_of(request).door.long(code),
        "join_url": join_url(request, code),
        "brand_mark": "",
        "logo": None,
        "logo_alt": "",
        "logo_url": "",
        **_titles(draft, poll, language),
    }
    return page("presenter", "editor/stage.html", language, values, charts=True, framed=True)


def _titles(draft: Draft, poll: dict[str, Any], language: str) -> dict[str, str]:
    return {
        "event_title": draft.title(language),
        "poll_title": say(_written(poll["title"]), language),
        "brand": say(draft.live.brand.name, language),
    }


def _snapshot(request: PageRequest, draft: Draft, uid: str) -> Response:
    """The picture, as a stage gets it from its socket."""
    language, poll = language_of(request), _poll_of(draft, uid)
    asked = request.query_params.get("theme", "")
    theme = cast(Theme, asked if asked in THEMES else "light")
    question = draft.question(uid) if draft.level(uid) == "question" else None
    uids = [each["uid"] for each in poll["questions"]]
    result = _example(question, language, theme, draft.live.brand.accent)
    prompt = draft.item(uid).get("prompt")
    snapshot = StageSnapshot(
        epoch="preview",
        version=draft.revision,
        server_ms=0,
        event=draft.title(language),
        poll=say(_written(poll["title"]), language),
        code=draft.codes.get(poll["uid"], NO_CODE),
        position=uids.index(uid) + 1 if uid in uids else 0,
        questions=len(uids),
        prompt=called(prompt, speak(language)) if prompt is not None else "",
        kind=question.kind if question else "",
        round=1 if result else 0,
        state="closed" if result else "ready",
        shown=result is not None,
        black=False,
        join=False,
        votes=VOTERS if result else 0,
        here=VOTERS if result else 0,
        measure="percent",
        result=result,
    )
    return Response(
        encode(snapshot), media_type="application/json", headers={"Cache-Control": "no-store"}
    )


def _example(question: Question | None, language: str, theme: Theme, accent: str) -> Shown | None:
    """A result of made-up answers; None where nobody could answer the question yet."""
    if question is None or not answerable(question.controls(language)):
        return None
    tally: dict[str, int] = {}
    answers = [each for each in improvise(question, VOTERS, SEED, language) if each is not None]
    for answer in answers:
        for counter, n in question.count(answer).items():
            tally[counter] = tally.get(counter, 0) + n
    results = question.results(tally, len(answers), language)
    return views.result(question, results, language, theme, "percent", accent=accent)


def _poll_of(draft: Draft, uid: str) -> dict[str, Any]:
    """The poll that an item is or stands in.

    Raises:
        KeyError: there is no such poll or question.
    """
    level = draft.level(uid)
    if level == "event":
        raise KeyError(uid)
    return draft.item(draft.parent(uid) if level == "question" else uid)


def _written(text: dict[str, str]) -> dict[str, str]:
    """A text without the languages that it is not written in yet."""
    return {language: each for language, each in text.items() if each}


routes: list[BaseRoute] = [Route("/organise/{event}/edit/{uid}/stage", stage)]
