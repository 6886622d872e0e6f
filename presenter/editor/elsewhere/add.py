"""Questions from elsewhere: ready ones from the bank, pasted text, a table, another tool's file.

What was understood is shown before any of it is added, and what of a file gets lost. The pages of a
PDF are added at once, and undone in one step: they look as they always did.
"""

from asyncio import to_thread
from collections.abc import Mapping, Sequence
from typing import Any

from starlette.datastructures import FormData, UploadFile
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from poll_server.base.text import say
from poll_server.deck.pictures.paged import MOST_PAGES
from poll_server.drafts import EVENT, Draft, Insert
from poll_server.drafts.document.items import fits_into_others, new_uid
from poll_server.drafts.exchange import LARGEST_PACKED, Arrival, arrived
from poll_server.drafts.imports import SheetMistakes, entries, read_pasted, template
from poll_server.drafts.imports.columns import names as column_names
from poll_server.locale import Speech, speak
from poll_server.questions import kind_called
from poll_server.questions.traits.parts import FIELD
from poll_server.web.pages import language_of
from poll_server.web.services import PageRequest, services_of
from presenter.organiser.files import download
from presenter.organiser.shell import Refusal, see, show, speech

from ..pictures import (
    bring_shipped,
    form_with_pdf,
    keep_for_now,
    see_that_all_are_there,
    slides_of,
)
from ..positions import behind
from ..shell import (
    LARGEST_FORM,
    address,
    as_text,
    carry_out,
    clash_page,
    editing,
    form_of,
    item_name,
    kind_names,
    posted_json,
    text_of,
)
from . import table

Items = list[dict[str, Any]]

TEMPLATES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
MOST_SHOWN_LINES = 12
"""Lines of a question in the preview of what was understood; the editor has them all."""


@editing
async def page(request: PageRequest) -> Response:
    """`/organise/{event}/edit/add?after={uid}`: the bank, a field for text, one for a file."""
    return await _add_page(request, request.query_params.get("after", ""))


async def _add_page(
    request: PageRequest,
    after: str,
    *,
    understood: Items | None = None,
    step: table.TableStep | None = None,
    arrival: Arrival | None = None,
    mistakes: Sequence[Any] = (),
    pasted: str = "",
    status: int = 200,
) -> Response:
    """Args:
    after: uid of the item behind which questions go.
    understood: what a text or a table holds.
    step: how the table is read.
    arrival: what another tool's file holds.
    """
    _, language = speech(request), language_of(request)
    understood = arrival.items if arrival else understood
    draft = await services_of(request).drafts.get(request.path_params["event"])
    names = kind_names(_)
    values = {
        "event_id": draft.event_id,
        "event_title": draft.title(language) or _("Untitled"),
        "after": after,
        "place": item_name(draft, after, _) if _is_there(draft, after) else "",
        "groups": await to_thread(_groups, language, names, request.query_params.get("q", "")),
        "q": request.query_params.get("q", ""),
        "understood": [_readable(each, draft, language, names) for each in understood or ()],
        "items": understood or [],
        "step": await to_thread(step.shown) if step else None,
        "arrival": arrival,
        "mistakes": mistakes,
        "pasted": pasted,
        "most_pages": MOST_PAGES,
    }
    return show(request, "editor/add.html", values, status)


def _is_there(draft: Draft, uid: str) -> bool:
    try:
        draft.level(uid)
    except KeyError:
        return False
    return True


def _groups(language: str, names: Mapping[str, str], wanted: str) -> dict[str, list[Any]]:
    """The bank, group by group; only what holds every word that is looked for."""
    looked_for = wanted.casefold().split()
    found: dict[str, list[Any]] = {}
    for entry in entries(language):
        kind = names.get(entry.kind, entry.kind)
        text = f"{entry.title} {entry.group} {kind}".casefold()
        if all(word in text for word in looked_for):
            found.setdefault(entry.group, []).append(
                {"key": entry.key, "title": entry.title, "kind": kind}
            )
    return found


def _readable(
    item: Mapping[str, Any], draft: Draft, language: str, names: Mapping[str, str]
) -> dict[str, Any]:
    """A question that was understood, to be looked at before it is added."""
    prompt = item.get("prompt", "")
    main = kind_called(item["kind"]).lines if item.get("kind") in names else ""
    told = {name: _said(value, language) for name, value in item.items() if isinstance(value, list)}
    if FIELD in told:
        main, told[FIELD] = FIELD, _said([each["prompt"] for each in item[FIELD]], language)
    lines = told.get(main, [])
    return {
        "kind": names.get(item.get("kind", ""), ""),
        "prompt": say(prompt, language) if prompt else "",
        "facts": [*_facts(item, speak(language)), *_other_lists(told, main, speak(language))],
        "lines": lines[:MOST_SHOWN_LINES],
        "more": max(len(lines) - MOST_SHOWN_LINES, 0),
    }


def _said(values: list[Any], language: str) -> list[str]:
    texts = (
        say(each, language) if isinstance(each, dict | str) else as_text(each) for each in values
    )
    return list(filter(None, texts))


def _other_lists(told: Mapping[str, list[str]], main: str, _: Speech) -> list[str]:
    """Lists beside the one that a kind is made of: its steps, what is right."""
    called = column_names(_)
    return [
        f"{called[name]}: {', '.join(texts)}" if name in called else ", ".join(texts)
        for name, texts in told.items()
        if texts and name not in (main, "sentences")
    ]


def _facts(item: Mapping[str, Any], _: Speech) -> list[str]:
    """What else was understood: a ready set, how many may be chosen, what is on."""
    called = column_names(_)
    facts = [
        f"{called[name]}: {_('yes') if value is True else value}"
        for name, value in item.items()
        if name in called and name not in ("kind", "set") and isinstance(value, int) and value
    ]
    return [*filter(None, [item.get("set")]), *facts]


@editing
async def paste(request: PageRequest) -> Response:
    """`POST …/paste`: show what was understood of a text."""
    form = await form_of(request)
    text, after = text_of(form, "text"), text_of(form, "after")
    draft = await services_of(request).drafts.get(request.path_params["event"])
    try:
        found = await to_thread(read_pasted, text, draft.languages, language_of(request))
    except SheetMistakes as wrong:
        return await _add_page(request, after, mistakes=wrong.mistakes, pasted=text, status=422)
    return await _add_page(request, after, understood=found, pasted=text)


@editing
async def sheet(request: PageRequest) -> Response:
    """`POST …/sheet`: show how a table is read, and what is understood of it then."""
    _, language = speech(request), language_of(request)
    form = await form_of(request, LARGEST_FORM + LARGEST_PACKED)
    after, file = text_of(form, "after"), form.get("file")
    draft = await services_of(request).drafts.get(request.path_params["event"])
    try:
        if "tables" in form:
            step = await to_thread(table.sent, form, draft.languages, language)
        else:
            content = await file.read(LARGEST_PACKED + 1) if isinstance(file, UploadFile) else b""
            if not isinstance(file, UploadFile) or not content:
                raise Refusal(_("Please choose a file: a table or a file of another tool."), 422)
            name = file.filename or ""
            if found := await to_thread(arrived, name, content, draft.languages, language):
                await keep_for_now(request, found.pictures)
                return await _add_page(request, after, arrival=found)
            step = await to_thread(table.chosen, name, content, draft.languages, language)
    except SheetMistakes as wrong:
        return await _add_page(request, after, mistakes=wrong.mistakes, status=422)
    except ValueError as error:
        raise Refusal(_("This was no form of ours."), 400) from error
    return await _add_page(
        request,
        after,
        understood=step.understood,
        step=step,
        mistakes=step.mistakes,
        status=422 if step.mistakes else 200,
    )


@editing
async def bank(request: PageRequest) -> Response:
    """`POST …/bank`: add the questions that were ticked."""
    _, form = speech(request), await form_of(request)
    wanted = form.getlist("key")
    offered = {entry.key: entry.item for entry in entries(language_of(request))}
    items = [offered[key] for key in wanted if isinstance(key, str) and key in offered]
    if not items:
        raise Refusal(_("Please tick at least one question."), 422)
    return await _insert(request, form, items)


@editing
async def pdf(request: PageRequest) -> Response:
    """`POST …/pdf`: add the pages of a PDF, each as a slide."""
    form, content = await form_with_pdf(request)
    draft = await services_of(request).drafts.get(request.path_params["event"])
    return await _insert(request, form, await slides_of(request, content, draft.languages))


@editing
async def insert(request: PageRequest) -> Response:
    """`POST …/insert`: add what was understood."""
    _, form = speech(request), await form_of(request)
    items = posted_json(form, "items")
    if not isinstance(items, list) or not all(isinstance(each, dict) for each in items):
        raise Refusal(_("This was no form of ours."), 400)
    await see_that_all_are_there(request, text_of(form, "pictures"))
    return await _insert(request, form, items)


async def _insert(request: PageRequest, form: FormData, items: Items) -> Response:
    """Add questions one behind another, and show the first of them."""
    _ = speech(request)
    draft = await services_of(request).drafts.get(request.path_params["event"])
    after = text_of(form, "after")
    asked = [str(each.get("kind", "")) for each in items]
    try:
        # All together: into a survey only where each of them fits.
        apart = next((kind for kind in asked if not fits_into_others(kind)), asked[0])
        parent, before = behind(draft, after if _is_there(draft, after) else EVENT, apart)
    except IndexError:
        raise Refusal(_("There is no poll yet. Please add one."), 409) from None
    changes = []
    for each in items:
        made = {**each, "uid": new_uid()}
        changes.append(Insert(parent, made, before))
        before = made["uid"]
    await bring_shipped(request, items)
    changed = await carry_out(request, draft, changes, together=True)
    if changed.clashes:
        return clash_page(request, changed, parent)
    return see(request, address(changed.draft, changes[0].item["uid"]))


@editing
async def template_file(request: PageRequest) -> Response:
    """`/organise/{event}/edit/template.xlsx`, `.csv`: a table to fill in."""
    _, kind = speech(request), request.path_params["format"]
    if kind not in TEMPLATES:
        raise Refusal(_("There is no such format."), 404)
    draft = await services_of(request).drafts.get(request.path_params["event"])
    content = await to_thread(template, kind, draft.languages, language_of(request))
    return download(content, f"questions.{kind}", TEMPLATES[kind])


routes: list[BaseRoute] = [
    Route("/organise/{event}/edit/add", page),
    Route("/organise/{event}/edit/bank", bank, methods=["POST"]),
    Route("/organise/{event}/edit/paste", paste, methods=["POST"]),
    Route("/organise/{event}/edit/sheet", sheet, methods=["POST"]),
    Route("/organise/{event}/edit/pdf", pdf, methods=["POST"]),
    Route("/organise/{event}/edit/insert", insert, methods=["POST"]),
    Route("/organise/{event}/edit/template.{format}", template_file),
]
