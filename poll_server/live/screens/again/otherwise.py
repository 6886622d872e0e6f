"""A result in another way than its kind draws it: as a moderator wants it."""

from poll_server.live.screens.groups import groups_shown
from poll_server.live.state import PollState
from poll_server.looks.look import Theme
from poll_server.questions import Measure
from poll_server.wire.messages import Shown

from .moved import stream_shown
from .piled import piles_shown
from .rounds import rounds_shown


def told_otherwise(state: PollState, language: str, theme: Theme, measure: Measure) -> Shown | None:
    """Who moved, two rounds beside each other, groups, or piles; None: as its kind draws it."""
    return (
        stream_shown(state, language, theme)
        or rounds_shown(state, language, theme, measure)
        or groups_shown(state, language, theme, measure)
        or piles_shown(state, language, theme, measure)
    )
