"""What all pages of the editor share: who may edit, what the outline shows, how a clash is told."""

import json
from collections.abc import Mapping, Sequence
from functools import wraps
from string import ascii_lowercase
from typing import Any

from starlette.datastructures import FormData
from starlette.responses import JSONResponse, Response

from poll_server.deck.pictures.kept import LARGEST_FILE
from poll_server.drafts import EVENT, Busy, Change, Changed, Clash, Draft, DraftMistake, TooMuch
from poll_server.drafts.document.items import Item, fits_into_others, numbered, within
from poll_server.locale import LANGUAGE_NAMES, Speech
from poll_server.questions import KINDS
from poll_server.questions.traits.parts import FIELD
from poll_server.web.bodies import NoForm, TooLarge, form_in
from poll_server.web.pages import language_of
from poll_server.web.services import Handler, PageRequest, services_of
from presenter.address import spaced
from presenter.editor.form.fields import called
from presenter.editor.form.labels import described
from presenter.organiser.shell import (
    Refusal,
    me,
    message,
    organiser_of,
    show,
    signed_in,
    speech,
    wants_json,
)

LARGEST_FORM = 2_000_000
"""Bytes: a question with a hundred rows in two languages has 100,000."""
LARGEST_UPLOAD = LARGEST_FORM + LARGEST_FILE
"""Bytes with a picture in it."""
MOST_FILES = 40
"""Of a form: a picture for each option, most of them not chosen."""
MOST_FIELDS = 5000
"""Controls of a form: a hundred sentences of a dozen controls stay below."""
JSON = "application/json"


def editing(handler: Handler) -> Handler:
    """Lets only organisers through; who has just been signed out loses nothing that was typed."""

    @wraps(handler)
    async def guarded(request: PageRequest) -> Response:
        stranger = await organiser_of(request) is None
        if stranger and wants_json(request):
            return JSONResponse({"reason": "signed_out"}, 401)
        _ = speech(request)
        try:
            if stranger and request.method == "POST":
                return await _again(request)
            return await signed_in(handler)(request)
        except Refusal as refusal:
            return message(request, refusal.sentence, refusal.status)
        except Busy:
            sentence = _("Somebody else is at it just now. Please try again in a moment.")
            return show(request, "organiser/message.html", {"sentence": sentence}, 503)
        finally:
            await request.close()  # a file that came with a form

    return guarded


async def _again(request: PageRequest) -> Response:
    """The posted form once more, to be sent after signing in elsewhere."""
    form = await form_of(request)
    fields = [(name, value) for name, value in form.multi_items() if isinstance(value, str)]
    return show(request, "editor/again.html", {"fields": fields, "inside": False}, 401)


async def form_of(request: PageRequest, most: int = LARGEST_UPLOAD, too_much: str = "") -> FormData:
    """The posted form.

    Args:
        most: bytes of it, with its files.
        too_much: the sentence for one that has more, where there is a better one.

    Raises:
        Refusal: it is none of ours.
    """
    _ = speech(request)
    try:
        return await form_in(
            request, most, files=MOST_FILES, fields=MOST_FIELDS, field=LARGEST_FORM
        )
    except TooLarge as error:
        too_much = too_much or _("This is too much at once: nothing was saved.")
        raise Refusal(too_much, 413) from error
    except NoForm as error:
        raise Refusal(_("This was no form of ours."), 400) from error


def text_of(form: FormData, name: str) -> str:
    """A text field; '' where it is none."""
    value = form.get(name, "")
    return value if isinstance(value, str) else ""


def address(draft: Draft, uid: str = "") -> str:
    """Where the editor shows an item."""
    return f"/organise/{draft.event_id}/edit/{uid or EVENT}"


async def draft_of(request: PageRequest) -> Draft:
    """The draft of the event in the address.

    Raises:
        UnknownEvent: there is none.
    """
    return await services_of(request).drafts.get(request.path_params["event"])


def uids_in(draft: Draft) -> list[str]:
    """The uids of all polls and questions."""
    return [uid for poll in draft.document["polls"] for uid in within(poll)]


# ── The outline ───────────────────────────────────────────────────────────────────────────────


def outline(
    draft: Draft, mistakes: Sequence[DraftMistake], names: Mapping[str, str], _: Speech
) -> list[dict[str, Any]]:
    """Every poll with its questions, as the list on the left shows them.

    Args:
        names: kind -> what people call it.
    """
    wrong = [each.uid for each in mistakes]

    def line(each: Item, number: str) -> dict[str, Any]:
        held = zip(ascii_lowercase, each[FIELD], strict=False) if FIELD in each else None
        return {
            "uid": each["uid"],
            "number": number,
            "prompt": called(each["prompt"], _),
            "kind": names.get(each["kind"], each["kind"]),
            "ran": each["uid"] in draft.locked,
            "mistakes": wrong.count(each["uid"]),
            "fits": fits_into_others(each["kind"]),
            "parts": None if held is None else [line(part, letter) for letter, part in held],
        }

    return [
        {
            "uid": poll["uid"],
            "title": called(poll["title"], _),
            "code": spaced(draft.codes[poll["uid"]]) if poll["uid"] in draft.codes else "",
            "mistakes": wrong.count(poll["uid"]),
            "questions": [
                line(each, str(number) if number else "–")
                for number, each in numbered(poll["questions"])
            ],
        }
        for poll in draft.document["polls"]
    ]


def kind_names(_: Speech) -> dict[str, str]:
    """Each kind of question: its name in decks, and what people call it."""
    return {str(kind.__struct_config__.tag): kind.called(_) for kind in KINDS}


def listed(draft: Draft, mistakes: Sequence[DraftMistake], _: Speech) -> list[dict[str, str]]:
    """The mistakes with where they are, in words and as a link to the very field."""
    return [
        {
            "uid": each.uid,
            "field": each.field,
            "of": item_name(draft, each.uid, _),
            "label": label_of(each.field, kind_of(draft, each.uid), _),
            "message": each.message,
        }
        for each in mistakes
    ]


def item_name(draft: Draft, uid: str, _: Speech) -> str:
    """What an item is called; of one that is gone, that it is."""
    try:
        item = draft.item(uid)
    except KeyError:
        return _("(removed)")
    return called(item.get("prompt") or item["title"], _)


def label_of(path: str, kind: str, _: Speech) -> str:
    """A field in words: `options.2.en` is `Options, 3, English`.

    Args:
        kind: of the question it belongs to; empty for an event or a poll.
    """
    if not path:
        return ""
    parts = []
    for step in path.split("."):
        if step.isdecimal():
            parts.append(str(int(step) + 1))
        else:
            parts.append(LANGUAGE_NAMES.get(step) or described(step, kind, _).label)
    return ", ".join(parts)


def kind_of(draft: Draft, uid: str) -> str:
    """The kind of a question; empty for an event, a poll, or what is gone."""
    try:
        return str(draft.item(uid).get("kind", ""))
    except KeyError:
        return ""


# ── Changes ───────────────────────────────────────────────────────────────────────────────────


async def carry_out(
    request: PageRequest, draft: Draft, wanted: Sequence[Change], *, together: bool = False
) -> Changed:
    """What became of changes that a form asked for.

    Args:
        together: all of them are undone at once.

    Raises:
        Refusal: it is more than a draft holds.
    """
    drafts, editor = services_of(request).drafts, me(request).id
    try:
        language = language_of(request)
        return await drafts.change(draft.event_id, wanted, editor, language, together=together)
    except TooMuch as refused:
        raise Refusal(str(refused), 413) from refused


def clash_page(request: PageRequest, changed: Changed, uid: str) -> Response:
    """Both texts beside each other, where somebody else came first; nothing of it is lost."""
    values = {
        "event_id": changed.draft.event_id,
        "uid": uid,
        "clashes": told(changed.draft, changed.clashes, speech(request)),
    }
    return show(request, "editor/clash.html", values, 409)


# ── Clashes ───────────────────────────────────────────────────────────────────────────────────


def told(draft: Draft, clashes: Sequence[Clash], _: Speech) -> list[dict[str, Any]]:
    """Clashes as pages and scripts show them: both texts, and whether one can choose."""
    return [
        {
            "index": each.index,
            "uid": each.uid,
            "field": each.field,
            "of": item_name(draft, each.uid, _),
            "label": label_of(each.field, kind_of(draft, each.uid), _),
            "theirs": each.theirs,
            "yours": each.yours,
            "theirs_text": as_text(each.theirs),
            "yours_text": as_text(each.yours),
            "reason": each.reason,
            "sentence": each.sentence,
            "can_choose": each.reason == "changed" and bool(each.field),
        }
        for each in clashes
    ]


def as_text(value: Any) -> str:
    """Any value of a draft, to be read: a line for each text in it."""
    match value:
        case None:
            return ""
        case bool():
            return "✓" if value else "–"
        case dict():
            shown = [as_text(each) for name, each in value.items() if name not in ("uid", "id")]
            return "\n".join(filter(None, shown))
        case list():
            return "\n".join(as_text(each) for each in value)
    return str(value)


def posted_json(form: FormData, name: str) -> Any:
    """The JSON that our own form carries in a hidden field; None where it is none."""
    try:
        return json.loads(text_of(form, name))
    except ValueError:
        return None
