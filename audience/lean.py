"""One phone's WebSocket on the lean transport: who is it, may it come in, and then the talk."""

import asyncio
from typing import Any

import structlog
from redis.exceptions import RedisError
from starlette.requests import HTTPConnection

from poll_server.base.metrics import SCREENS, SENT_AWAY
from poll_server.web.access.door import Held
from poll_server.web.access.passes import websocket_origin_ok
from poll_server.web.services import Services
from poll_server.web.sockets.codes import FULL, NO_SUCH_POLL, RENEWED, TRY_AGAIN
from poll_server.web.sockets.lean import LeanSocket

from .conversation import Conversation
from .desk import PhoneDesk, view_of

PHONES = SCREENS.labels("phone")
finding: set[asyncio.Task[None]] = set()
"""those who look up a join code that this process has not met yet"""

log = structlog.get_logger(__name__)


class PhoneSocket(LeanSocket):
    """`/ws/phone/{code}`, where `socket.phone` would be the ordinary way."""

    __slots__ = ("_conversation", "_credential", "_desk", "_view")

    def __init__(self, services: Services, connections: set[Any]) -> None:
        super().__init__(services, connections)
        self._desk: PhoneDesk | None = None
        self._conversation: Conversation | None = None

    def open(self, conn: HTTPConnection[Any], code: str) -> None:
        """Answer the handshake and let the phone in, or say why not.

        Args:
            conn: what was asked, with its headers.
            code: six or twelve digits.
        """
        if not websocket_origin_ok(conn, self.services.settings):
            self.services.refused.tell(conn)
            self.refuse()
            return
        if not self.shake_hands(conn.scope["path"], conn.headers.raw):
            return
        # A browser learns a close code only of a socket that was accepted.
        credential = self.services.passes.credential(conn)
        if credential is None:
            self.end(RENEWED)
            return
        self._credential, self._view = credential, view_of(conn, self.services.settings)
        if poll_id := self.services.door.at_hand(self.services.polls, conn, code):
            self._enter(poll_id)
            return
        self.hold()
        self.owe()
        task = asyncio.create_task(self._find(conn, code))
        finding.add(task)
        task.add_done_callback(finding.discard)

    async def _find(self, conn: HTTPConnection[Any], code: str) -> None:
        """Ask Redis where the code leads, before anything is read."""
        try:
            poll_id = await self.services.door.poll_of(self.services.polls, conn, code)
        except (Held, RedisError, OSError) as error:
            if not isinstance(error, Held):
                log.warning("screen_sent_away", error=type(error).__name__)
            self.end(TRY_AGAIN)
        else:
            if poll_id is None:
                self.end(NO_SUCH_POLL)
            elif not self.gone:
                self._enter(poll_id)
                self.go_on()
        finally:
            self.pay()

    def _enter(self, poll_id: str) -> None:
        if not self.services.places.room("phone"):
            SENT_AWAY.labels("phone").inc()
            self.end(TRY_AGAIN, FULL)
            return
        self.services.places.let_in(self)
        self._desk = PhoneDesk(self.services, self, poll_id, self._credential, self._view)
        self._conversation = Conversation(self._desk, self.say)
        PHONES.inc()
        self.services.seats.take(self._credential, self)

    def receive(self, message: bytes) -> None:
        if self._conversation is not None:
            self._conversation.receive(message)

    def left(self) -> None:
        if self._desk is None:
            return
        self._desk.leave()
        self._desk = self._conversation = None
        PHONES.dec()
        self.services.seats.give_back(self._credential, self)
