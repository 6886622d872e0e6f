"""What the editor's script asks for: to save by itself, to undo, and whether others changed it."""

import msgspec
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from poll_server.drafts import EVENT, Changed, TooMuch
from poll_server.web.bodies import TooLarge, body_of
from poll_server.web.pages import language_of
from poll_server.web.services import PageRequest, services_of
from presenter.organiser.shell import me, see, speech, wants_json

from .form.comparing import Changes, compared
from .shell import LARGEST_FORM, address, draft_of, editing, told, uids_in

decoder = msgspec.json.Decoder(Changes)


@editing
async def change(request: PageRequest) -> Response:
    """`POST /organise/{event}/edit/changes`: what was written, as JSON; clashes come back."""
    _ = speech(request)
    try:
        wanted = compared(decoder.decode(await body_of(request, LARGEST_FORM)).changes)
        changed = await services_of(request).drafts.change(
            request.path_params["event"], wanted.changes, me(request).id, language_of(request)
        )
    except (TooLarge, OSError, msgspec.DecodeError, UnicodeError, RecursionError):
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
    there = {EVENT, *uids_in(changed.draft)}
    uid = next((each for each in changed.touched if each in there), "")
    if wants_json(request):
        found = {"revision": changed.draft.revision, "uid": uid, "touched": changed.touched}
        return JSONResponse(found)
    here = request.query_params.get("from", "")
    return see(request, address(changed.draft, uid or (here if here in there else EVENT)))


routes: list[BaseRoute] = [
    Route("/organise/{event}/edit/changes", since, methods=["GET"]),
    Route("/organise/{event}/edit/changes", change, methods=["POST"]),
    Route("/organise/{event}/edit/undo", undo, methods=["POST"]),
    Route("/organise/{event}/edit/redo", redo, methods=["POST"]),
]
