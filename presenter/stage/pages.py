"""The page of the stage: a shell, or the door where nobody may look yet."""

from starlette.responses import Response

from poll_server.web.pages import language_of, page
from poll_server.web.services import PageRequest
from presenter import entering
from presenter.address import public_url, without_scheme
from presenter.pictures import plotly_file
from presenter.screens.shells import keep_in, shared, state_of, titles

from .texts import stage_texts


async def stage(request: PageRequest) -> Response:
    """`/stage/{poll}`: the projected screen, or its door; whoever looks can do no harm."""
    state = await state_of(request)
    language = language_of(request)
    if state.over:
        return page("presenter", "stage/ended.html", language, shared(request, state, language))
    account = await entering.looks_by(request, state)
    if account is None:
        return entering.door(request, "stage", state.poll_id)
    texts = {each: stage_texts(each) for each in ("de", "en")}
    values = shared(request, state, language) | {
        "texts": texts,
        "titles": {each: titles(state, each) for each in texts},
        "plotly": plotly_file.address(),
        "event_id": state.about.event_id,
        # In a picture of OBS or vMix: what is between the panels shows what lies behind.
        "transparent": "transparent" in request.query_params,
        "results_address": f"{without_scheme(public_url(request))}/results/{state.about.event_id}",
    }
    response = page("presenter", "stage/page.html", language, values, charts=True)
    keep_in(request, response, "stage", state, account)
    return response
