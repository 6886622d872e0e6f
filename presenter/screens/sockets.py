"""What the sockets of stage and moderator have in common: who is let in, what they are shown."""

from collections.abc import Callable
from functools import partial

from poll_server.base.metrics import SENT_AWAY
from poll_server.base.secrets import LinkRole
from poll_server.live.screens.pictures import View
from poll_server.looks.look import Theme
from poll_server.store.records import Generations, UnknownPoll
from poll_server.web.access.rights import still_allowed
from poll_server.web.services import Services, Socket, services_of
from poll_server.web.sockets.codes import FULL, NO_SUCH_POLL, RENEWED, TRY_AGAIN
from poll_server.web.sockets.pace import Pace
from poll_server.web.sockets.screens import Screen, screen, turn_away


async def serve(
    socket: Socket,
    role: LinkRole,
    view: View,
    take: Callable[[Screen, str | bytes], None] = lambda *_: None,
) -> None:
    """Let a screen in by its pass, and show it `view` of its poll for as long as it stays.

    Args:
        take: what becomes of a frame that it sends; a stage's are not looked at.
    """
    poll_id, services = socket.path_params["poll"], services_of(socket)
    is_stage = role == "stage"
    links = await _links_of(socket, poll_id)
    if links is None:
        return
    by = await _let_in_by(socket, role, links)
    if by is None:
        await turn_away(socket, RENEWED)
        return
    if is_stage and not services.places.room("stage"):  # moderators have places of their own
        SENT_AWAY.labels(role).inc()
        await turn_away(socket, TRY_AGAIN, FULL)
        return
    socket.scope["state"]["packed"] = is_stage
    crowd, name = services.crowd, await _name(services, by) if by and not is_stage else ""
    count = crowd.stage if is_stage else partial(crowd.moderator, name=name)
    async with screen(socket, role) as one:
        one.greet()
        count(poll_id, 1)
        if by:
            one.stay_while(partial(_stays, services, by, poll_id))
        try:
            one.watch(poll_id, view, links=links)
            pace = Pace()
            async for frame in one.frames():
                take(one, frame)
                await pace.keep()
        finally:
            count(poll_id, -1)


async def _let_in_by(socket: Socket, role: LinkRole, links: Generations) -> str | None:
    """The account by whose role a screen is let in, '' by a link; None: by nothing."""
    poll_id, services = socket.path_params["poll"], services_of(socket)
    generation = links.stage if role == "stage" else links.moderator
    by = services.passes.let_in_as(socket, role, poll_id, generation)
    return by if not by or await _stays(services, by, poll_id) else None


async def _stays(services: Services, account: str, poll_id: str) -> bool:
    """Whether an account's role at the poll's event still lets it in."""
    try:
        event = (await services.polls.about(poll_id)).event_id
    except UnknownPoll:
        return True  # the hub says so, by a code of its own
    return await still_allowed(services.store, account, event, "moderate", poll_id)


async def _name(services: Services, account: str) -> str:
    """What an account is called; '' where it has gone meanwhile."""
    found = await services.accounts.get(account)
    return found.name if found else ""


async def _links_of(socket: Socket, poll_id: str) -> Generations | None:
    """The generations of the poll's links; None where the socket was turned away."""
    try:
        return (await services_of(socket).store.polls.live(poll_id)).generations
    except UnknownPoll:
        await turn_away(socket, NO_SUCH_POLL)
        return None


def theme_of(socket: Socket) -> Theme:
    """Light, unless the page asked for dark."""
    return "dark" if socket.query_params.get("theme") == "dark" else "light"


def one_of(socket: Socket, name: str, allowed: tuple[str, ...]) -> str | None:
    """What the page asked for, if it may be asked for."""
    value = socket.query_params.get(name, "")
    return value if value in allowed else None
