"""What all messages have, and the few that any screen may be sent."""

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

ExactInt = Annotated[int, Meta(ge=0, le=2**53 - 1)]
"""What JavaScript counts exactly."""
Id = Annotated[str, Meta(min_length=1, max_length=64)]


def snake(name: str) -> str:
    """`MyVote` → `my_vote`."""
    return "".join(f"_{c.lower()}" if c.isupper() else c for c in name).lstrip("_")


class Message(
    msgspec.Struct,
    frozen=True,
    kw_only=True,
    tag_field="type",
    tag=snake,
    forbid_unknown_fields=True,
):
    """A JSON object that names its `type`."""


Scene = Literal["", "start", "pause", "end"]
"""A screen around the show, in place of the question; "": none."""
Tempo = Literal["faster", "fine", "slower", "lost"]
"""What somebody in the hall says of how fast it goes; lost: they cannot follow."""
State = Literal["ready", "open", "closed"]
"""Of the question in sight: not opened yet, open, closed. `shown` is apart from it."""


class Restart(Message, frozen=True):
    """This process ends; come back after `after_ms`."""

    after_ms: int


class Misunderstood(Message, frozen=True):
    """A frame that is no message of ours; nothing was changed."""

    detail: str


class Stalled(Message, frozen=True):
    """Redis does not answer this process: what the screen shows is as it was at `as_of_ms`.

    The next snapshot says that it is over.
    """

    as_of_ms: int
