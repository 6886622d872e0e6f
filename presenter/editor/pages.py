"""The editor: an event, its polls and their questions, written in the browser.

    pages       the routes; an item's page
    saving      its form, as it is posted      scripted   what the editor's script asks
    form/       the fields of an item: what they are called, what was posted, what is a change
    beginning   a new event, and “Start now”
    live        what goes live: looking at what changes, putting it in, throwing it away
    add, table  questions from elsewhere: the bank, pasted text, tables, other tools
    exchange    questions for other tools
    stage       what the stage will show
    places      where new and moved items go
    shell       what all these share

All of it works as plain forms. The script saves by itself, keeps what could not be saved yet, and
draws the page anew from what the server renders.
"""

from asyncio import to_thread
from typing import Any

from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from poll_server.drafts import Draft
from poll_server.drafts.document.items import asks, holds_items
from poll_server.locale import Speech
from poll_server.web.access.rights import may
from poll_server.web.pages import language_of
from poll_server.web.services import PageRequest
from presenter.organiser.shell import Refusal, me, member, see, show, speech

from . import beginning, live, pictures, saving, scripted, stage
from .elsewhere import add, exchange
from .form.fields import Filling, shown
from .shell import address, draft_of, editing, kind_names, listed, outline
from .texts import editor_texts


@editing
async def start(request: PageRequest) -> Response:
    """`/organise/{event}/edit`: the event's own page in the editor."""
    draft = await draft_of(request)
    return see(request, address(draft))


@editing
async def item(request: PageRequest) -> Response:
    """`/organise/{event}/edit/{uid}`: an item's form, the outline, the previews."""
    draft = await draft_of(request)
    # In a thread: the rules of a hundred questions take a moment, and votes must not wait for it.
    return await to_thread(_item_page, request, draft, request.path_params["uid"])


def _item_page(request: PageRequest, draft: Draft, uid: str) -> Response:
    _, language = speech(request), language_of(request)
    try:
        level = draft.level(uid)
    except KeyError:
        raise Refusal(
            _("This was removed meanwhile. “Undo” brings back what you removed yourself."), 404
        ) from None
    mistakes, fields = draft.mistakes(language), Filling(draft, uid, language).fields()
    names = kind_names(_)
    shows = request.query_params.get("show", "")
    bare = request.query_params.get("bare") == "yes"
    values: dict[str, Any] = {
        "frame": "editor/bare.html" if bare else "organiser/base.html",
        "event_id": draft.event_id,
        "event_title": draft.title(language) or _("Untitled"),
        "uid": uid,
        "level": level,
        "item": draft.item(uid),
        "name": kind_name(draft, uid, names, _),
        "parent": draft.parent(uid),
        "fields": fields,
        "base": shown(draft.item(uid), fields),
        "locked": uid in draft.locked,
        "polls": outline(draft, mistakes, names, _),
        "mistakes": listed(draft, mistakes, _),
        "wrong": {each.field: each.message for each in mistakes if each.uid == uid},
        **_standing(draft, uid, me(request).id),
        "kinds": names,
        "languages": draft.languages,
        "shows": shows if shows in draft.languages else _shown_first(draft, language),
        "asks": request.query_params.get("ask", ""),
        "done": request.query_params.get("done", ""),
        "may_start": may(member(request), "moderate"),
        "console": draft.poll_ids.get(draft.parent(uid), ""),
        "texts": editor_texts(language),
    }
    return show(request, "editor/page.html", values, frames=True)


def _standing(draft: Draft, uid: str, editor: str) -> dict[str, Any]:
    """How the draft stands, and what can be done with the item."""
    return {
        "pending": draft.pending,
        "revision": draft.revision,
        "undoable": draft.undoable(editor),
        "redoable": draft.redoable(editor),
        "is_slide": draft.level(uid) == "question" and not asks(draft.item(uid)["kind"]),
        "is_part": draft.level(uid) == "question" and draft.level(draft.parent(uid)) == "question",
        "holds_parts": draft.level(uid) == "question" and holds_items(draft.place(uid)),
    }


def _shown_first(draft: Draft, language: str) -> str:
    return language if language in draft.languages else draft.languages[0]


def kind_name(draft: Draft, uid: str, names: dict[str, str], _: Speech) -> str:
    """What sort of item it is, in words: Event, Poll, or the question's kind."""
    level = draft.level(uid)
    if level == "question":
        kind: str = draft.item(uid)["kind"]
        return names.get(kind, kind)
    return _("Event") if level == "event" else _("Poll")


routes: list[BaseRoute] = [
    *beginning.routes,
    Route("/organise/{event}/edit", start),
    *scripted.routes,
    *pictures.routes,
    *live.routes,
    *add.routes,
    *exchange.routes,
    Route("/organise/{event}/edit/{uid}", item, methods=["GET"]),
    *saving.routes,
    *stage.routes,
]
