"""The editor: an event, its polls and their questions, written in the browser.

    edit          the routes; an item's page, its form, what scripts ask
    beginning     a new event, and “Start now”
    edit_live     what goes live: looking at what changes, putting it in, throwing it away
    edit_add      questions from elsewhere: the bank, pasted text, tables
    edit_stage    what the stage will show
    form          a posted form           comparing  what of a field is a change
    edit_places   where new and moved items go
    edit_fields   the fields of a form, told from the structs' types
    edit_words    what fields are called
    edit_shell    what all these share

All of it works as plain forms. The script saves by itself, keeps what could not be saved yet, and
draws the page anew from what the server renders.
"""

from asyncio import to_thread
from collections.abc import Sequence
from typing import Any

import msgspec
from starlette.datastructures import FormData
from starlette.requests import ClientDisconnect
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from poll_server.drafts import (
    EVENT,
    Change,
    Changed,
    Copy,
    Draft,
    Insert,
    Remove,
    TooMuch,
    Write,
    begun_question,
    blank_item,
    kinds,
)
from poll_server.drafts.document import new_uid
from poll_server.locale import Speech
from poll_server.web.pages import language_of
from poll_server.web.services import PageRequest, services_of
from presenter.organiser.shell import Refusal, me, see, show, speech

from . import add as edit_add
from . import beginning as edit_beginning
from . import live as edit_live
from . import stage as edit_stage
from .comparing import Changes, compared, writes
from .fields import Filling, shown
from .form import at, find, rearranged, values, with_rows
from .places import behind, moved, neighbour
from .shell import (
    LARGEST_FORM,
    address,
    carry_out,
    clash_page,
    editing,
    form_of,
    kind_names,
    listed,
    outline,
    posted_json,
    text_of,
    told,
    wants_json,
)
from .texts import editor_texts

decoder = msgspec.json.Decoder(Changes)


# ── Pages ─────────────────────────────────────────────────────────────────────────────────────


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
        "pending": draft.pending,
        "revision": draft.revision,
        "undoable": draft.undoable(me(request).id),
        "redoable": draft.redoable(me(request).id),
        "kinds": names,
        "languages": draft.languages,
        "shows": shows if shows in draft.languages else _shown_first(draft, language),
        "asks": request.query_params.get("ask", ""),
        "done": request.query_params.get("done", ""),
        "console": draft.poll_ids.get(draft.parent(uid), ""),
        "texts": editor_texts(language),
    }
    return show(request, "editor/page.html", values, frames=True)


def _shown_first(draft: Draft, language: str) -> str:
    return language if language in draft.languages else draft.languages[0]


def kind_name(draft: Draft, uid: str, names: dict[str, str], _: Speech) -> str:
    """What sort of item it is, in words: Event, Poll, or the question's kind."""
    level = draft.level(uid)
    if level == "question":
        kind: str = draft.item(uid)["kind"]
        return names.get(kind, kind)
    return _("Event") if level == "event" else _("Poll")


# ── A posted form ─────────────────────────────────────────────────────────────────────────────


@editing
async def posted(request: PageRequest) -> Response:
    """`POST /organise/{event}/edit/{uid}`: save the form, and do what its button says."""
    _, form, uid = speech(request), await form_of(request), request.path_params["uid"]
    draft = await draft_of(request)
    if text_of(form, "do") == "choose":
        wanted: list[Change] = list(_chosen(form))
        then = uid
    else:
        wanted, then = _wanted(form, draft, uid, language_of(request))
    changed = await carry_out(request, draft, wanted)
    if changed.clashes:
        return clash_page(request, changed, uid)
    if text_of(form, "do") == "start" and uid in _uids(changed.draft):
        return await edit_beginning.start_now(request, changed.draft, uid)
    if then not in {EVENT, *_uids(changed.draft)}:
        then = EVENT
    return see(request, address(changed.draft, then) + _goal(form, changed.draft))


def _goal(form: FormData, draft: Draft) -> str:
    """Where on the page one goes on: at the list that was changed, or the title of what is new."""
    match text_of(form, "do").split():
        case ["rows", _, path, *_]:
            return f"#rows-{path}"
        case ["insert", what]:
            return f"#f-{'title' if what == 'poll' else 'prompt'}-{draft.languages[0]}"
    return "#main"


def _wanted(form: FormData, draft: Draft, uid: str, language: str) -> tuple[list[Change], str]:
    """The changes that a form asks for, and the item that is shown after them.

    Raises:
        Refusal: it is none of ours.
    """
    do = text_of(form, "do").split()
    base = posted_json(form, "base")
    saved: list[Change] = []
    if isinstance(base, dict):
        saved += _saved(form, draft, uid, base, do, language)
    if not do or do[0] in ("save", "rows", "start"):
        return saved, uid
    try:
        change, then = _change(draft, uid, do, int(text_of(form, "revision") or -1))
    except (KeyError, ValueError, IndexError):
        return saved, uid  # a button of a page that is out of date: what was typed is saved
    return [*saved, *change], then


def _saved(
    form: FormData, draft: Draft, uid: str, base: dict[str, Any], do: list[str], language: str
) -> Sequence[Change]:
    """The writes of the form's fields; also where the item is gone, so that they come back."""
    try:
        fields = Filling(draft, uid, language).fields()
    except KeyError:
        gone = [name for name in form if name.partition(".")[0] in base]
        return [Write(uid, name, "", text_of(form, name)) for name in gone if text_of(form, name)]
    now = values(form, fields, base)
    if len(do) >= 3 and do[0] == "rows" and (wanted := find(fields, do[2])) is not None:
        place = int(do[3]) if len(do) > 3 and do[3].isdecimal() else -1
        lines = text_of(form, f"lines.{do[2]}")
        try:
            rows = rearranged(wanted, at(do[2], now), do[1], place, lines)
            now = with_rows(do[2], now, rows)
        except (LookupError, TypeError):
            pass  # a list that is not there (any more)
    return writes(uid, base, now)


def _change(draft: Draft, uid: str, do: list[str], seen: int) -> tuple[list[Change], str]:
    """What a button of the item itself asks for, and the item to show then.

    Raises:
        KeyError, ValueError, IndexError: it is no button of ours.
    """
    match do:
        case ["insert", "poll"]:
            made = blank_item("poll", draft.languages)
            polls = [each["uid"] for each in draft.document["polls"]]
            last = uid if uid in polls else (polls or [""])[-1]
            return [Insert(EVENT, made, last)], made["uid"]
        case ["insert", kind] if kind in kinds():
            made = begun_question(kind, draft.languages)
            parent, after = behind(draft, uid)
            return [Insert(parent, made, after)], made["uid"]
        case ["copy"]:
            new = new_uid()
            return [Copy(uid, new)], new
        case ["remove"]:
            return [Remove(uid, seen)], neighbour(draft, uid)
        case ["up" | "down"]:
            move = moved(draft, uid, do[0])
            return [move] if move else [], uid
    raise ValueError(do)


def _chosen(form: FormData) -> Sequence[Write]:
    """The writes for those clashes in which somebody chose their own text."""
    return [
        Write(
            text_of(form, f"clash.{n}.uid"),
            text_of(form, f"clash.{n}.field"),
            posted_json(form, f"clash.{n}.theirs"),
            posted_json(form, f"clash.{n}.yours"),
        )
        for n in range(len([name for name in form if name.endswith(".pick")]))
        if text_of(form, f"clash.{n}.pick") == "yours"
    ]


def _uids(draft: Draft) -> list[str]:
    return [
        uid
        for poll in draft.document["polls"]
        for uid in (poll["uid"], *(each["uid"] for each in poll["questions"]))
    ]


# ── For the script ────────────────────────────────────────────────────────────────────────────


@editing
async def change(request: PageRequest) -> Response:
    """`POST /organise/{event}/edit/changes`: what was written, as JSON; clashes come back."""
    _ = speech(request)
    try:
        wanted = compared(decoder.decode(await _body(request)).changes)
        changed = await services_of(request).drafts.change(
            request.path_params["event"], wanted.changes, me(request).id, language_of(request)
        )
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        return JSONResponse({"sentence": _("This page is out of date: reload it.")}, 400)
    except TooMuch as refused:
        return JSONResponse({"sentence": str(refused)}, 413)
    return JSONResponse(
        {
            "revision": changed.draft.revision,
            "clashes": told(changed.draft, wanted.clashes(changed.clashes), _),
            "stands": wanted.stands(changed.clashes),
            "touched": changed.touched,
        }
    )


async def _body(request: PageRequest) -> bytes:
    body = b""
    try:
        async for chunk in request.stream():
            body += chunk
            if len(body) > LARGEST_FORM:
                raise msgspec.DecodeError
    except ClientDisconnect:
        raise msgspec.DecodeError from None
    return body


@editing
async def since(request: PageRequest) -> Response:
    """`GET /organise/{event}/edit/changes?since=7`: 204 where nothing has changed since."""
    draft = await draft_of(request)
    if request.query_params.get("since") == str(draft.revision):
        return Response(status_code=204, headers={"Cache-Control": "no-store"})
    return JSONResponse({"revision": draft.revision}, headers={"Cache-Control": "no-store"})


@editing
async def undo(request: PageRequest) -> Response:
    """Take back one's own newest change."""
    drafts = services_of(request).drafts
    event_id = request.path_params["event"]
    return await _stepped(request, await drafts.undo(event_id, me(request).id))


@editing
async def redo(request: PageRequest) -> Response:
    """Do again what was taken back."""
    drafts = services_of(request).drafts
    event_id = request.path_params["event"]
    return await _stepped(request, await drafts.redo(event_id, me(request).id))


async def _stepped(request: PageRequest, changed: Changed) -> Response:
    """Show what was undone or redone; where it is gone with that, the event."""
    there = {EVENT, *_uids(changed.draft)}
    uid = next((each for each in changed.touched if each in there), "")
    if wants_json(request):
        found = {"revision": changed.draft.revision, "uid": uid, "touched": changed.touched}
        return JSONResponse(found)
    here = request.query_params.get("from", "")
    return see(request, address(changed.draft, uid or (here if here in there else EVENT)))


async def draft_of(request: PageRequest) -> Draft:
    """The draft of the event in the address.

    Raises:
        UnknownEvent: there is none.
    """
    return await services_of(request).drafts.get(request.path_params["event"])


routes: list[BaseRoute] = [
    *edit_beginning.routes,
    Route("/organise/{event}/edit", start),
    Route("/organise/{event}/edit/changes", since, methods=["GET"]),
    Route("/organise/{event}/edit/changes", change, methods=["POST"]),
    Route("/organise/{event}/edit/undo", undo, methods=["POST"]),
    Route("/organise/{event}/edit/redo", redo, methods=["POST"]),
    *edit_live.routes,
    *edit_add.routes,
    Route("/organise/{event}/edit/{uid}", item, methods=["GET"]),
    Route("/organise/{event}/edit/{uid}", posted, methods=["POST"]),
    *edit_stage.routes,
]
