"""One phone's WebSocket the ordinary way, through Starlette; see `lean` for the other.

Frames go into the conversation, what it answers goes into the mailbox. The loop that reads never
waits for Redis, or pings would go unanswered while Redis is slow.
"""

from poll_server.base.metrics import SENT_AWAY
from poll_server.web.access.door import Held
from poll_server.web.services import Socket, services_of
from poll_server.web.sockets.codes import FULL, NO_SUCH_POLL, RENEWED, TRY_AGAIN
from poll_server.web.sockets.pace import Pace
from poll_server.web.sockets.screens import patient, screen, turn_away

from .conversation import Conversation
from .desk import PhoneDesk, view_of


@patient
async def phone(socket: Socket) -> None:
    """`/ws/phone/{code}`."""
    services = services_of(socket)
    credential = services.passes.credential(socket)
    if credential is None:
        await turn_away(socket, RENEWED)
        return
    try:
        poll_id = await services.door.poll_of(services.polls, socket, socket.path_params["code"])
    except Held:
        await turn_away(socket, TRY_AGAIN)
        return
    if poll_id is None:
        await turn_away(socket, NO_SUCH_POLL)
        return
    if not services.places.room("phone"):
        SENT_AWAY.labels("phone").inc()
        await turn_away(socket, TRY_AGAIN, FULL)
        return
    async with screen(socket, "phone") as one:
        one.expect_hello()
        with services.seats.taken(credential, one):
            view = view_of(socket, services.settings)
            desk = PhoneDesk(services, one, poll_id, credential, view)
            try:
                conversation, pace = Conversation(desk, one.say), Pace()
                async for frame in one.frames():
                    conversation.receive(frame)
                    await pace.keep()
            finally:
                desk.leave()
