"""A draft goes live, or is thrown away: first the page that says what that means, then the deed."""

from asyncio import to_thread

from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from poll_server.drafts import Draft, DraftMistakes, Ran
from poll_server.locale import Speech
from poll_server.web.pages import language_of
from poll_server.web.services import PageRequest, services_of
from presenter.editor.form.fields import called
from presenter.organiser.server import acts
from presenter.organiser.shell import see, show, speech

from .shell import address, editing, item_name, kind_names, listed


@editing
async def look(request: PageRequest) -> Response:
    """`/organise/{event}/edit/put-in`: what would change for phones and stage, and the button."""
    draft = await services_of(request).drafts.get(request.path_params["event"])
    return await to_thread(_live_page, request, draft)


@editing
async def put_in(request: PageRequest) -> Response:
    """`POST …/put-in`: make the draft what phones see."""
    drafts, event_id = services_of(request).drafts, request.path_params["event"]
    try:
        done = await drafts.put_in(event_id, language_of(request))
    except DraftMistakes:
        acts.nothing_done(request)
        return await look(request)
    except Ran:
        return see(request, f"/organise/{event_id}/edit/event?done=ran")
    return see(request, address(done.draft) + "?done=put-in")


@editing
async def drop(request: PageRequest) -> Response:
    """`POST …/drop`: back to what is live; the page that posts here has asked."""
    draft = await services_of(request).drafts.drop(request.path_params["event"])
    return see(request, address(draft) + "?done=drop")


def _live_page(request: PageRequest, draft: Draft) -> Response:
    _, language = speech(request), language_of(request)
    names = kind_names(_)
    what = {
        "new": _("new"),
        "changed": _("changed"),
        "moved": _("moved"),
        "removed": _("removed"),
    }
    values = {
        "event_id": draft.event_id,
        "event_title": draft.title(language) or _("Untitled"),
        "mistakes": listed(draft, draft.mistakes(language), _),
        "differences": [
            {
                "uid": each.uid if each.what != "removed" else "",
                "what": what[each.what],
                "kind": names.get(each.item.get("kind", ""), ""),
                "name": called(each.item.get("prompt") or each.item["title"], _),
                "of": _of(draft, each.uid, _),
            }
            for each in draft.differences()
        ],
    }
    return show(request, "editor/put_in.html", values)


def _of(draft: Draft, uid: str, _: Speech) -> str:
    """The poll that a question stands in."""
    try:
        parent = draft.parent(uid)
        return item_name(draft, parent, _) if draft.level(uid) == "question" else ""
    except KeyError:
        return ""


routes: list[BaseRoute] = [
    Route("/organise/{event}/edit/put-in", look, methods=["GET"]),
    Route("/organise/{event}/edit/put-in", put_in, methods=["POST"]),
    Route("/organise/{event}/edit/drop", drop, methods=["POST"]),
]
