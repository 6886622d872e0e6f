"""What a phone will show of a draft's question: for organisers, in a frame of the editor.

It is the phone's own page without its script. Nothing can be sent from it: its form leads nowhere,
the page's policy forbids every form, and it says on top that it is a preview.
"""

from typing import Any

from markupsafe import Markup
from starlette.exceptions import HTTPException
from starlette.responses import Response

from audience import assets
from audience.texts import phone_texts, under_prompt
from poll_server.base.text import say
from poll_server.drafts import Draft
from poll_server.live.screens.views import phone_question
from poll_server.looks.look import branded, css
from poll_server.questions import Question
from poll_server.questions.form import answerable
from poll_server.store.records import UnknownEvent
from poll_server.web.pages import language_of, page
from poll_server.web.services import PageRequest, services_of
from poll_server.wire.messages import Snapshot


async def phone(request: PageRequest) -> Response:
    """`/organise/{event}/edit/{uid}/phone?lang=`: the question as a phone asks it.

    Raises:
        HTTPException: nobody is signed in, or there is no such item.
    """
    session = services_of(request).passes.organiser(request)
    if await services_of(request).accounts.of_session(session) is None:
        raise HTTPException(404)
    uid = request.path_params["uid"]
    try:
        draft = await services_of(request).drafts.get(request.path_params["event"])
        question = draft.question(uid) if draft.level(uid) == "question" else None
        values = _values(draft, uid, question, language_of(request))
    except (KeyError, UnknownEvent):
        raise HTTPException(404) from None
    return page("audience", "preview.html", language_of(request), values, framed=True)


def _values(draft: Draft, uid: str, question: Question | None, language: str) -> dict[str, Any]:
    """What the phone's page is made of."""
    level = draft.level(uid)
    poll = draft.item({"question": draft.parent(uid), "poll": uid}.get(level, ""))
    said = phone_texts(language, linkable=poll["linkable"])
    shown = phone_question(question, language) if question else None
    unfinished = level == "question" and (shown is None or not answerable(shown.controls))
    brand, logo = draft.live.brand, None
    return {
        "style": Markup(assets.style()),  # noqa: S704 - our own file
        "theme_css": css(brand.accent),
        "icon": branded(brand.accent)["light"].accent,
        "brand": say(brand.name, language),
        "logo": logo,
        "home": "",
        "privacy": "",
        "accessibility": "",
        "other_language": "",
        "event": draft.title(language),
        "poll": say(_written(poll["title"]), language),
        "title": say(_written(poll["subtitle"]) or _written(poll["title"]), language),
        "said": said,
        "spoken": language if language in draft.languages else draft.languages[0],
        "address": "",
        "order": "",
        "floor": "",
        "here": "",
        "snapshot": Snapshot(
            epoch="preview",
            version=0,
            server_ms=0,
            round=1,
            state="open",
            question=None if unfinished else shown,
        ),
        "alert": "",
        "filled": {},
        "mine": [],
        "line": "",
        "line_key": "",
        "seq": 1,
        "under": under_prompt(shown, said, counted=False)
        if shown and not unfinished
        else said["wait"],
        "unfinished": unfinished,
        "prompt": shown.prompt if shown else "",
    }


def _written(text: dict[str, str]) -> dict[str, str]:
    """A text without the languages that it is not written in yet."""
    return {language: each for language, each in text.items() if each}
