"""What the hub knows of a poll that somebody watches: its views, who looks, when it was read."""

import asyncio
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal, Protocol

from poll_server.store.records import Generations
from poll_server.wire.messages import MyVote

from .pictures import Picture, View

TOLD_OF_STALLS = ("stage", "embed", "moderator")
"""Phones show no numbers that could be old, and keep their votes by themselves."""


class Mailbox(Protocol):
    """Takes what one screen is to be sent, and never waits for it."""

    def show(self, picture: Picture) -> None:
        """Send this snapshot, in place of one that still waits."""

    def answer(self, frame: str) -> None:
        """Send this, after the answers before it."""

    def welcome(self, picture: Picture, mine: MyVote | None) -> None:
        """Send the present picture as the answer to a hello, with the phone's own vote."""


@dataclass
class Watch:
    """The screens that share one view of one poll."""

    outboxes: set[Mailbox] = field(default_factory=set)
    newcomers: set[Mailbox] = field(default_factory=set)
    """those who need the present picture even if nothing changes"""
    looked_at: float = float("-inf")
    """when it was last looked whether there is something new for them"""
    sent_at: float = float("-inf")
    heard_at: float = float("-inf")
    """when all of them, not only newcomers, were sent something"""
    content: bytes = b""


@dataclass(frozen=True, eq=False, slots=True)
class Guest:
    """One screen's way to be sent off."""

    gone: Callable[[], None]
    """called when the poll was deleted"""
    revoked: Callable[[], None] | None = None
    """called when the poll's links of its kind are of another generation than `links`"""
    links: int = 0
    over: Callable[[], None] | None = None
    """called when the poll's event is in the archive"""
    came_by: Literal["moderator", "stage", "embed"] = "moderator"
    """the kind of link"""


@dataclass
class Topic:
    """A poll that somebody watches."""

    epoch: str = ""
    version: int = -1
    due_at: float = float("inf")
    """loop time at which the countdown and its grace are over, or a closed round is to be frozen"""
    read_at: float = float("-inf")
    """loop time of the last reading"""
    timer: asyncio.TimerHandle | None = None
    """of the next reading, once there is a reason for one, until it begins"""
    timer_at: float = 0.0
    """loop time for which it is set; uvloop has no `when()` for one that is due at once"""
    votes_due: bool = False
    """it will be read in time for votes: of the next ones nothing need be thought"""
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    """held while it is read: of two readings at once the older one would seem to go back in time"""
    watches: dict[View, Watch] = field(default_factory=lambda: defaultdict(Watch))
    guests: set[Guest] = field(default_factory=set)
    linked: set[Guest] = field(default_factory=set)
    """those of them that came by a link: a few, where phones are thousands"""

    @property
    def somebody_due_at(self) -> float:
        """Loop time from which one of the views may have its next frame."""
        return min((each.sent_at + view.every for view, each in self.watches.items()), default=0.0)

    @property
    def next_look_at(self) -> float:
        """Loop time from which votes may be a frame to one of the views."""
        return min(
            (each.looked_at + view.every for view, each in self.watches.items()), default=0.0
        )

    def admit(self, guest: Guest) -> None:
        """Somebody came."""
        self.guests.add(guest)
        if guest.revoked:
            self.linked.add(guest)

    def let_go(self, guest: Guest) -> None:
        """And has gone."""
        self.guests.discard(guest)
        self.linked.discard(guest)

    def check_links(self, links: Generations) -> None:
        """End whoever came by a link that holds no more."""
        for guest in list(self.linked):
            if guest.revoked and guest.links != getattr(links, guest.came_by):
                guest.revoked()

    def say_over(self) -> None:
        """The event is in the archive."""
        for guest in list(self.guests):
            if guest.over:
                guest.over()

    def send_off(self) -> None:
        """The poll is no more."""
        for guest in list(self.guests):
            guest.gone()

    def say_stalled(self, frame: str) -> None:
        """Redis does not answer; the next picture ends that, and goes out if nothing changed."""
        for view, watch in self.watches.items():
            if view.role in TOLD_OF_STALLS:
                watch.newcomers |= watch.outboxes
                for outbox in watch.outboxes:
                    outbox.answer(frame)
