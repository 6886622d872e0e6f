"""Charts as files: of one question as SVG or PNG, of a poll or an event all in one zip."""

from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from poll_server.report.making.orders import PICTURES
from poll_server.web.services import PageRequest
from presenter.organiser.files import made
from presenter.organiser.shell import Refusal, signed_in, speech


@signed_in
async def chart(request: PageRequest) -> Response:
    """`/organise/{event}/{poll}/charts/{question}.{kind}?lang=`: one question's result, drawn.

    Raises:
        Refusal: there is no such kind of picture, or nothing to draw.
    """
    _, kind = speech(request), request.path_params["kind"]
    if kind not in PICTURES:
        raise Refusal(_("There is no such format."), 404)
    return await made(request, pictures=(kind,), question=request.path_params["question"])


@signed_in
async def charts(request: PageRequest) -> Response:
    """`/organise/{event}[/{poll}]/charts.zip?lang=`: every chart, as SVG and as PNG."""
    names = (request.path_params[each] for each in ("event", "poll") if each in request.path_params)
    zip_name = "-".join([*names, "charts"])
    return await made(request, pictures=PICTURES, zip_name=zip_name)


routes: list[BaseRoute] = [
    Route("/organise/{event}/charts.zip", charts),
    Route("/organise/{event}/{poll}/charts.zip", charts),
    Route("/organise/{event}/{poll}/charts/{question}.{kind}", chart),
]
