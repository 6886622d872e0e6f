"""What all screens that share a view see of a poll at one moment: made once, encoded once.

The hub sends it to everybody who watches; a phone that arrives gets it in its welcome, and so do
all that arrive in the same moment.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import msgspec

from poll_server.live.state import PollState
from poll_server.wire.frames import framed
from poll_server.wire.messages import Asked, Message, MyVote, encode


@dataclass(frozen=True)
class View:
    """One way to see a poll. Equal views share one encoded frame."""

    role: str
    make: Callable[[PollState], Message] = field(compare=False)
    every: float = field(compare=False)
    """seconds between two snapshots, at least"""
    variant: tuple[str, ...] = ()
    """what tells this role's views apart: language, theme, …"""
    ask: Callable[[PollState], Asked | None] = field(compare=False, default=lambda _: None)
    """what `make` leaves out because a screen need be sent it only once"""


@dataclass(frozen=True)
class Ahead:
    """What a screen must have been sent before a picture makes sense to it."""

    name: str
    frame: str

    @cached_property
    def wire(self) -> bytes:
        """`frame` as it stands on the wire."""
        return framed(self.frame.encode())


@dataclass(frozen=True)
class Picture:
    """One view's snapshot."""

    snapshot: Message
    frame: str
    """as it is sent"""
    content: bytes
    """what it says but for its version and clock: equal where there is nothing new"""
    ahead: Ahead | None = None

    @cached_property
    def wire(self) -> bytes:
        """`frame` as it stands on the wire: the same bytes for every phone."""
        return framed(self.frame.encode())

    def welcome(self, mine: MyVote | None) -> str:
        """The frame of `Welcome`, of which only the phone's own vote is encoded for this phone."""
        return f'{{"type":"welcome","snapshot":{self.frame},"my_vote":{encode(mine).decode()}}}'


def draw(view: View, state: PollState) -> Picture:
    """The picture of `state`, the same object for all who ask for it."""
    if view not in state.made:
        snapshot, asked = view.make(state), view.ask(state)
        state.made[view] = Picture(
            snapshot,
            encode(snapshot).decode(),
            encode(_content(snapshot)),
            Ahead(asked.name, encode(asked).decode()) if asked else None,
        )
    found: Picture = state.made[view]
    return found


def _content(snapshot: Any) -> Any:
    """A snapshot without what changes with every version and says nothing new."""
    bare = {"version": 0, "server_ms": 0} | ({"proof": ""} if hasattr(snapshot, "proof") else {})
    return msgspec.structs.replace(snapshot, **bare)
