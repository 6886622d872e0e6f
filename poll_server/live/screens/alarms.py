"""What the moderator is warned of, for as long as it may matter."""

from poll_server.live.state import PollState
from poll_server.locale import speak

ALARM_MS = 900_000
"""A quarter of an hour: for so long a moderator is told that Redis went back in time, where no
round in sight can have been touched by it."""


def set_back(state: PollState, language: str) -> str:
    """That Redis went back in time, for as long as it may matter to what is on the stage."""
    at = state.live.set_back_ms
    touched = state.round is not None and state.round.opened_ms <= at
    if not at or not (touched or state.at_ms - at < ALARM_MS):
        return ""
    _ = speak(language)
    return _(
        "Redis went back in time: votes that were counted may be missing. Phones send theirs again "
        "while the vote is open; compare the numbers, and ask again if in doubt."
    )


def little_room(state: PollState, language: str) -> str:
    """That the disk with the votes is nearly full, while nothing is lost yet."""
    if state.free_mb is None:
        return ""
    _ = speak(language)
    return _(
        "The disk with the votes is nearly full: %(free)s MB are free. Please tell those who run "
        "the server. No vote is lost, but while it is full none can be stored.",
        free=state.free_mb,
    )
