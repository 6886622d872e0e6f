"""The page of what organisers did, and the same as a file."""

from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from poll_server.web.pages import language_of
from poll_server.web.services import PageRequest, services_of
from presenter.organiser.files import download
from presenter.organiser.shell import show, signed_in

from . import acts

PAGE = "/organise/account/acts"
"""Below a name that no event can have."""
MOST_SHOWN = 200
"""Acts on the page; the file has all of them."""


@signed_in
async def history(request: PageRequest) -> Response:
    """`/organise/account/acts`: the last of them."""
    services = services_of(request)
    found = await services.store.acts.newest(MOST_SHOWN)
    values = {
        "path": PAGE,
        "acts": acts.of_page(found, request),
        "most": MOST_SHOWN,
        "days": services.settings.keep_acts,
    }
    return show(request, "organiser/server/acts.html", values)


@signed_in
async def history_file(request: PageRequest) -> Response:
    """`/organise/account/acts.csv`: all of them."""
    found = await services_of(request).store.acts.newest()
    return download(acts.as_csv(found, language_of(request)), "acts.csv", "text/csv; charset=utf-8")


routes: list[BaseRoute] = [Route(PAGE, history), Route(f"{PAGE}.csv", history_file)]
