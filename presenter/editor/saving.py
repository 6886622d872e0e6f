"""A posted form is saved, and done what its button says: the way without JavaScript."""

from collections.abc import Sequence
from typing import Any

from starlette.datastructures import FormData
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from poll_server.drafts import (
    EVENT,
    Change,
    Copy,
    Draft,
    Insert,
    Remove,
    Write,
    begun_question,
    blank_item,
    kinds,
)
from poll_server.drafts.document.items import new_uid
from poll_server.web.pages import language_of
from poll_server.web.services import PageRequest
from presenter.organiser.shell import see

from .beginning import start_now
from .form.comparing import writes
from .form.fields import Filling
from .form.posted import at, find, rearranged, values, with_rows
from .pictures import with_pictures
from .positions import behind, moved, neighbour
from .shell import (
    address,
    carry_out,
    clash_page,
    draft_of,
    editing,
    form_of,
    posted_json,
    text_of,
    uids_in,
)


@editing
async def posted(request: PageRequest) -> Response:
    """`POST /organise/{event}/edit/{uid}`: save the form, and do what its button says."""
    form, uid = await form_of(request), request.path_params["uid"]
    form = await with_pictures(request, form)
    draft = await draft_of(request)
    if text_of(form, "do") == "choose":
        wanted: list[Change] = list(_chosen(form))
        then = uid
    else:
        wanted, then = _wanted(form, draft, uid, language_of(request))
    changed = await carry_out(request, draft, wanted)
    if changed.clashes:
        return clash_page(request, changed, uid)
    starts = text_of(form, "do") == "start" and uid in uids_in(changed.draft)
    if starts and changed.draft.level(changed.draft.parent(uid)) == "poll":
        return await start_now(request, changed.draft, uid)
    if then not in {EVENT, *uids_in(changed.draft)}:
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
            parent, after = behind(draft, uid, kind)
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


routes: list[BaseRoute] = [
    Route("/organise/{event}/edit/{uid}", posted, methods=["POST"]),
]
