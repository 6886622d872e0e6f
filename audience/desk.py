"""Does what one phone asks for, on whatever transport: what is said goes to the phone, later."""

from collections.abc import Callable
from functools import partial
from typing import Protocol

from msgspec.structs import replace

from poll_server.live.screens.outbox import Mailbox
from poll_server.live.screens.pictures import draw
from poll_server.live.screens.topics import Guest
from poll_server.live.screens.views import phone_view
from poll_server.live.state import PollState
from poll_server.live.voting import Answer
from poll_server.web.services import Services
from poll_server.web.sockets.screens import NO_SUCH_POLL, OVER, TRY_AGAIN
from poll_server.wire.messages import Counted, Hello, Message, MyVote, Vote


class Phone(Mailbox, Protocol):
    """The socket of a phone, as its desk sees it."""

    def say(self, message: Message) -> None:
        """Send this answer."""

    def greet(self) -> None:
        """It said hello: it may stay."""

    def owe(self) -> None:
        """An answer is on its way, for which the end of the process waits a little."""

    def pay(self) -> None:
        """It was given."""

    def end(self, code: int) -> None:
        """Close it with `code`, soon."""


class PhoneDesk:
    """One phone at one poll; nothing here waits, and nothing is asked of Redis twice."""

    __slots__ = ("_credential", "_language", "_leave", "_phone", "_poll_id", "_services")

    def __init__(
        self, services: Services, phone: Phone, poll_id: str, credential: bytes, language: str
    ) -> None:
        self._services, self._phone = services, phone
        self._poll_id, self._credential, self._language = poll_id, credential, language
        self._leave: Callable[[], None] | None = None
        """ends the pictures; None before the first"""
        services.crowd.arrive(poll_id, credential)

    def leave(self) -> None:
        """The phone has gone."""
        self._services.crowd.leave(self._poll_id, self._credential)
        if self._leave is not None:
            self._leave()

    def welcome(self, hello: Hello) -> None:
        """See `Desk`; the present picture with the phone's own vote, then every later picture."""
        self._phone.greet()
        self._phone.owe()
        self._services.polls.greet(
            self._poll_id, self._credential, hello, partial(self._welcome, hello)
        )

    def vote(self, vote: Vote) -> None:
        """See `Desk`."""
        self._phone.owe()
        self._services.polls.count(self._poll_id, self._credential, vote, self._answer)

    def seen(self, number: int) -> None:
        """See `Desk`."""
        self._services.crowd.see(self._poll_id, number, self._credential)

    def _welcome(self, hello: Hello, found: tuple[PollState, MyVote | None] | None) -> None:
        if found is None:
            self._phone.end(TRY_AGAIN)
        else:
            state, mine = found
            view = phone_view(self._language, self._services.settings.phone_tick)
            picture = draw(view, state)
            self._phone.answer(picture.welcome(mine))
            if self._leave is None:
                self._leave = self._services.hub.watch(
                    self._poll_id, view, self._phone, self._guest(), seen=picture
                )
            # Counted only under the epoch it was meant for: after Redis went back in time, the
            # same round number may belong to another question.
            if hello.pending is not None and hello.epoch == state.epoch:
                self.vote(hello.pending)
        self._phone.pay()

    def _guest(self) -> Guest:
        end = self._phone.end
        return Guest(partial(end, NO_SUCH_POLL), over=partial(end, OVER))

    def _answer(self, answer: Answer) -> None:
        if isinstance(answer, Counted):
            # A phone hears of other people's votes by nothing else: with this it can say, after a
            # restart, how far the poll had got.
            version, proof = self._services.polls.proof_of_version(self._poll_id)
            answer = replace(answer, version=version, proof=proof)
        self._phone.say(answer)
        self._phone.pay()
