"""How this server is: the same that `poll-server check` says, for organisers."""

from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from poll_server.upkeep import on_this_machine, reach
from poll_server.upkeep.findings import findings
from poll_server.web.access import provider_check
from poll_server.web.pages import language_of
from poll_server.web.services import PageRequest, services_of
from presenter.organiser.shell import show, signed_in

PAGE = "/organise/account/check"
"""Below a name that no event can have."""
LOOKS = (*on_this_machine.LOOKS, *reach.LOOKS, *provider_check.LOOKS)


@signed_in
async def check(request: PageRequest) -> Response:
    """`/organise/account/check`: looked at now, the worst first."""
    services = services_of(request)
    found = await findings(LOOKS, services.settings, services.store, language_of(request))
    order = ("wrong", "care", "good")
    sorted_ = sorted(found, key=lambda each: order.index(each.level))
    return show(request, "organiser/check.html", {"found": sorted_, "path": PAGE})


routes: list[BaseRoute] = [Route(PAGE, check)]
