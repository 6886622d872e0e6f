"""Does what one phone asks for, on whatever transport: what is said goes to the phone, later."""

from collections.abc import Callable
from functools import lru_cache, partial
from typing import Any, Protocol

from starlette.requests import HTTPConnection

from poll_server.base.settings import Settings
from poll_server.live.screens import apart
from poll_server.live.screens.pictures import View, draw
from poll_server.live.screens.topics import Guest, Mailbox
from poll_server.live.screens.views import phone_view
from poll_server.live.state import PollState
from poll_server.live.verbs.voting import VoteAnswer
from poll_server.web.pages import language_of
from poll_server.web.services import Services
from poll_server.web.sockets.codes import NO_SUCH_POLL, OVER, TRY_AGAIN
from poll_server.wire.messages import Counted, Hello, Message, MyVote, Tapped, Vote

WISHES_KEPT = 128
"""Addresses with languages: a hall's phones have some tens. No more: a guest may send long ones."""


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


def view_of(conn: HTTPConnection[Any], settings: Settings) -> View:
    """How this page wants to see the poll: its address says so.

    A page that was loaded before an update does not know of `question=apart`: it gets the question
    with every snapshot, as it always did.
    """
    wish = conn.scope["query_string"], conn.headers.get("accept-language", "")
    return _view(*wish, settings.phone_tick)


@lru_cache(WISHES_KEPT)
def _view(query: bytes, languages: str, tick: float) -> View:
    headers = [(b"accept-language", languages.encode("latin-1"))]
    conn = HTTPConnection[Any]({"type": "websocket", "query_string": query, "headers": headers})
    view = apart.phone_view if conn.query_params.get("question") == "apart" else phone_view
    return view(language_of(conn), tick)


class PhoneDesk:
    """One phone at one poll; nothing here waits, and nothing is asked of Redis twice."""

    __slots__ = ("_credential", "_leave", "_phone", "_poll_id", "_services", "_view")

    def __init__(
        self, services: Services, phone: Phone, poll_id: str, credential: bytes, view: View
    ) -> None:
        self._services, self._phone = services, phone
        self._poll_id, self._credential, self._view = poll_id, credential, view
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

    def tapped(self, tapped: Tapped) -> None:
        """See `Desk`."""
        self._services.polls.mood.tap(self._poll_id, self._credential, tapped)

    def _welcome(self, hello: Hello, found: tuple[PollState, MyVote | None] | None) -> None:
        if found is None:
            self._phone.end(TRY_AGAIN)
        else:
            state, mine = found
            picture = draw(self._view, state)
            self._phone.welcome(picture, mine)
            if self._leave is None:
                self._leave = self._services.hub.watch(
                    self._poll_id, self._view, self._phone, self._guest(), seen=picture
                )
            # Counted only under the epoch it was meant for: after Redis went back in time, the
            # same round number may belong to another question.
            if hello.pending is not None and hello.epoch == state.epoch:
                self.vote(hello.pending)
        self._phone.pay()

    def _guest(self) -> Guest:
        end = self._phone.end
        return Guest(partial(end, NO_SUCH_POLL), over=partial(end, OVER))

    def _answer(self, answer: VoteAnswer) -> None:
        if isinstance(answer, Counted):
            # A phone hears of other people's votes by nothing else: with this it can say, after a
            # restart, how far the poll had got.
            version, proof = self._services.polls.proof_of_version(self._poll_id)
            answer = Counted(answer.round, answer.seq, answer.outcome, version, proof)
        self._phone.say(answer)
        self._phone.pay()
