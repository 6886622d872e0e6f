"""The page of what organisers did, and the same as a file."""

from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from poll_server.store.parts.acts import Act
from poll_server.store.parts.members import standing
from poll_server.store.records import UnknownEvent
from poll_server.web.access.rights import may
from poll_server.web.pages import language_of
from poll_server.web.services import PageRequest, services_of
from presenter.organiser.files import download
from presenter.organiser.shell import me, show, signed_in

from . import acts

PAGE = "/organise/account/acts"
"""Below a name that no event can have."""
MOST_SHOWN = 200
"""Acts on the page; the file has all of them."""


@signed_in
async def history(request: PageRequest) -> Response:
    """`/organise/account/acts`: the last of them."""
    services = services_of(request)
    found = (await _to_be_seen(request))[:MOST_SHOWN]
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
    found = await _to_be_seen(request)
    return download(acts.as_csv(found, language_of(request)), "acts.csv", "text/csv; charset=utf-8")


async def _to_be_seen(request: PageRequest) -> list[Act]:
    """Acts about no event or about one's own, and what one did oneself, the newest first.

    Of an event that is deleted, whoever had done something at it sees the rest, too.
    """
    services, account = services_of(request), me(request).id
    found = await services.store.acts.newest()
    alive = await services.store.members.alive()
    own = {each.event for each in found if each.account == account}
    for event in {each.event for each in found} - {""}:
        try:
            members = await services.store.members.all(event)
        except UnknownEvent:
            continue  # deleted
        if may(standing(members, account, alive), "people"):
            own.add(event)
        else:
            own.discard(event)
    return [
        each for each in found if not each.event or each.account == account or each.event in own
    ]


routes: list[BaseRoute] = [Route(PAGE, history), Route(f"{PAGE}.csv", history_file)]
