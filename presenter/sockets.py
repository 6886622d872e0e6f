"""What the sockets of stage and moderator ask first."""

from poll_server.looks.look import Theme
from poll_server.store.records import Generations, UnknownPoll
from poll_server.web.services import Socket, services_of
from poll_server.web.sockets.screens import NO_SUCH_POLL, turn_away


async def links_of(socket: Socket, poll_id: str) -> Generations | None:
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
