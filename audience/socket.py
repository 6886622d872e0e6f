"""One phone's WebSocket: frames go into the conversation, what it answers goes into the mailbox.

The loop that reads never waits for Redis, or pings would go unanswered while Redis is slow. Each
vote is an errand of its own.
"""

from msgspec.structs import replace

from poll_server.live.pace import Pace
from poll_server.live.pictures import draw
from poll_server.live.views import phone_view
from poll_server.web.door import Held
from poll_server.web.pages import language_of
from poll_server.web.screens import (
    FULL,
    NO_SUCH_POLL,
    RENEWED,
    TRY_AGAIN,
    Screen,
    patient,
    screen,
    turn_away,
)
from poll_server.web.services import Services, Socket, services_of
from poll_server.wire.messages import Counted, Hello, Vote

from .conversation import Conversation


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
        await turn_away(socket, TRY_AGAIN, FULL)
        return
    async with screen(socket, "phone") as one:
        one.expect_hello()
        with services.seats.taken(credential, one):
            await _talk(services, one, poll_id, credential)


async def _talk(services: Services, one: Screen, poll_id: str, credential: bytes) -> None:
    """Take what the phone says until it goes."""
    crowd = services.crowd
    crowd.arrive(poll_id, credential)
    try:
        desk = PhoneDesk(services, one, poll_id, credential, language_of(one.socket))
        conversation, pace = Conversation(desk, one.say), Pace()
        async for frame in one.frames():
            conversation.receive(frame)
            await pace.keep()
    finally:
        crowd.leave(poll_id, credential)


class PhoneDesk:
    """Does what one phone asks for, and answers through its mailbox."""

    def __init__(
        self, services: Services, one: Screen, poll_id: str, credential: bytes, language: str
    ) -> None:
        self._services, self._one = services, one
        self._poll_id, self._credential = poll_id, credential
        self._view = phone_view(language, services.settings.phone_tick)
        self._watching = False

    def welcome(self, hello: Hello) -> None:
        self._one.greet()
        self._one.errand(self._welcome(hello))

    def vote(self, vote: Vote) -> None:
        self._one.errand(self._vote(vote))

    def seen(self, number: int) -> None:
        self._services.crowd.see(self._poll_id, number, self._credential)

    async def _welcome(self, hello: Hello) -> None:
        """The present picture with the phone's own vote, then every later picture.

        A pending vote is counted only under the epoch it was meant for: after Redis went back in
        time, the same round number may belong to another question.
        """
        polls = self._services.polls
        state = await polls.state(self._poll_id)
        if await polls.hear(state, hello.epoch, hello.version, hello.proof):
            state = await polls.state(self._poll_id)
        mine = None
        if state.round is not None:
            mine = await polls.held(self._poll_id, self._credential, state.round.number)
        picture = draw(self._view, state)
        self._one.outbox.answer(picture.welcome(mine))
        if not self._watching:
            self._watching = True
            self._one.watch(self._poll_id, self._view, seen=picture)
        if hello.pending is not None and hello.epoch == state.epoch:
            await self._vote(hello.pending)

    async def _vote(self, vote: Vote) -> None:
        polls = self._services.polls
        answer = await polls.vote(self._poll_id, self._credential, vote)
        if isinstance(answer, Counted):
            # A phone hears of other people's votes by nothing else: with this it can say, after a
            # restart, how far the poll had got.
            about = await polls.about(self._poll_id)
            version, proof = polls.proof_of_version(about)
            answer = replace(answer, version=version, proof=proof)
        self._one.say(answer)
