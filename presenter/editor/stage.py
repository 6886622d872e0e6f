"""What the stage will show of a draft's question, with made-up answers: for whoever edits it.

The page is the stage's own, in a frame; only its script is another one, which asks here for the
picture instead of the poll. Nothing of it is stored or sent to anybody.
"""

from asyncio import to_thread
from typing import cast

from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from poll_server.drafts import Draft
from poll_server.live.screens import views
from poll_server.looks.look import Theme
from poll_server.web.pages import language_of, page
from poll_server.web.preview import answered
from poll_server.web.services import PageRequest, services_of
from poll_server.wire.messages import encode
from presenter.address import public_url, without_scheme
from presenter.organiser.shell import Refusal, speech, wants_json
from presenter.pictures import plotly_file
from presenter.screens.shells import THEMES, shared, titles
from presenter.stage.texts import stage_texts

from .shell import editing


@editing
async def stage(request: PageRequest) -> Response:
    """`/organise/{event}/edit/{uid}/stage`: the stage's page, or as JSON what is on it."""
    draft = await services_of(request).drafts.get(request.path_params["event"])
    uid = request.path_params["uid"]
    try:
        draft.poll_of(uid)
    except KeyError:
        raise Refusal(speech(request)("There is nothing to show (any more)."), 404) from None
    # In a thread: a figure takes a while to be made, and votes must not wait for it.
    return await to_thread(_picture if wants_json(request) else _stage_page, request, draft, uid)


def _picture(request: PageRequest, draft: Draft, uid: str) -> Response:
    """What is on it, as a stage gets it from its socket."""
    language = language_of(request)
    asked = request.query_params.get("theme", "")
    theme = cast(Theme, asked if asked in THEMES else "light")
    snapshot = views.stage(answered(draft, uid, language), language, theme)
    return Response(
        encode(snapshot), media_type="application/json", headers={"Cache-Control": "no-store"}
    )


def _stage_page(request: PageRequest, draft: Draft, uid: str) -> Response:
    language = language_of(request)
    state = answered(draft, uid, language)
    texts = {each: stage_texts(each) for each in ("de", "en")}
    values = shared(request, state, language) | {
        "texts": texts,
        "titles": {each: titles(state, each) for each in texts},
        "plotly": plotly_file.address(),
        "event_id": draft.event_id,
        "results_address": f"{without_scheme(public_url(request))}/results/{draft.event_id}",
        "transparent": False,
    }
    return page("presenter", "editor/stage.html", language, values, charts=True, framed=True)


routes: list[BaseRoute] = [Route("/organise/{event}/edit/{uid}/stage", stage)]
