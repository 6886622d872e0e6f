"""What a command is to change, in one step, or why it means nothing now. No I/O."""

from typing import Any, Literal

import msgspec

from poll_server.locale import Speech


class NotNow(Exception):
    """The command makes no sense in this state; its sentence is for the moderator."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message

    def sentence(self, _: Speech) -> str:
        """Why, in the moderator's language."""
        return _(self.message)


class Plan(msgspec.Struct, omit_defaults=True):
    """What `lua/command.lua` is to do, in one step."""

    close: bool = False
    reopen: bool = False
    freeze: dict[str, str | int] | None = None
    """checksums of the round in sight: freeze it, if it is closed and not yet frozen"""
    moves: dict[str, int] = msgspec.field(default_factory=dict)
    """who moved since an earlier round, to be kept when it is frozen"""
    open: dict[str, Any] | None = None
    timer_ms: int | None = None
    extend_ms: int | None = None
    stop: bool = False
    aside: bool = False
    """the countdown is that of a slide, which has no round: it stands with the poll itself"""
    set: dict[str, str | int] = msgspec.field(default_factory=dict)
    moderate: dict[str, str] = msgspec.field(default_factory=dict)
    hands: str | None = None
    """who raised their hands, as a round keeps it; empty: nobody counts them any more"""
    unpin: bool = False
    """what somebody in the hall asked goes off the stage"""
    pages: bool = False
    """the next of several results comes into sight: a step, before which a clicker may bounce"""
    practice: Literal["", "on", "off"] = ""
    """a practice begins, or ends: then all that was asked in it goes, with every vote"""
    entries: int = 0
    """of the hall, as what goes was looked up"""
    not_before_ms: int = 0

    @property
    def opens(self) -> bool:
        return self.open is not None

    @property
    def leaves(self) -> bool:
        """Whether another round, or none, is in sight afterwards."""
        return self.opens or ("round" in self.set and not self.practice)

    @property
    def settles(self) -> bool:
        """Whether a closed round in sight is frozen by this: it is shown, or left."""
        return self.leaves or self.set.get("shown") == 1

    def as_json(self) -> dict[str, Any]:
        """The plan as plain values."""
        plain: dict[str, Any] = msgspec.to_builtins(self)
        return plain
