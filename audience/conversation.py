"""The conversation with one phone, without any I/O: a frame in, frames out.

What needs Redis is asked of the `Desk`, which answers later through `say`; the frame loop never
waits for it. So the transport underneath can change, and a test needs no socket.
"""

from collections.abc import Callable
from typing import Protocol

import msgspec

from poll_server.wire.messages import (
    FromPhone,
    Hello,
    Message,
    Misunderstood,
    Seen,
    Tapped,
    Vote,
    from_phone,
)

Say = Callable[[Message], None]


class Desk(Protocol):
    """Does what a phone asks for. Each returns at once and answers through the phone's `say`."""

    def welcome(self, hello: Hello) -> None:
        """Answer with `Welcome`, and from now on with snapshots; then count what it has pending.

        A phone says hello again where its line was quiet for long: “are you there?”.
        """

    def vote(self, vote: Vote) -> None:
        """Answer with `Counted`, `Refused` or `Retry`."""

    def seen(self, number: int) -> None:
        """Note that the question of this round was drawn; no answer."""

    def tapped(self, tapped: Tapped) -> None:
        """Add up reactions and a word on the tempo; no answer."""


class Conversation:
    """One phone's side of the talk."""

    __slots__ = ("_desk", "_say")

    def __init__(self, desk: Desk, say: Say) -> None:
        self._desk, self._say = desk, say

    def receive(self, frame: str | bytes) -> None:
        """Take one frame. Whatever it holds, nothing is raised and nothing else is touched."""
        try:
            message = from_phone.decode(frame)
        except (msgspec.DecodeError, UnicodeError, RecursionError):
            # Not repeated to the sender: what it sent may be hostile, and our own script never
            # sends such a frame.
            self._say(Misunderstood(detail="not a message of this version; reload the page"))
            return
        self._take(message)

    def _take(self, message: FromPhone) -> None:
        match message:
            case Hello():
                self._desk.welcome(message)
            case Vote():
                self._desk.vote(message)
            case Seen(round=number):
                self._desk.seen(number)
            case Tapped():
                self._desk.tapped(message)
