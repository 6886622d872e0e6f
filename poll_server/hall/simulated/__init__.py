"""Simulated phones and a simulated moderator, over real sockets.

They keep the promises a real phone keeps (contract, rules 4, 8 and 9): an intent is kept until it
is answered, a retry is byte for byte the same, waiting between retries is random. So a rehearsal
tries the hall's network and machine, and a campaign can hold every acknowledgement against what
is stored.

    screen.py   a socket that comes back, as every page's does
    phone.py    a phone and the person who holds it
    guests.py   screens that a secret link lets in: stage and moderator
"""

from .guests import SimulatedGuest, SimulatedModerator, SimulatedStage, StageWatch
from .phone import LINE_LOST, Mind, SimulatedPhone, join_all
from .screen import ANSWER_WAIT, SentAway, SimulatedScreen, jitter, socket_url

__all__ = [
    "ANSWER_WAIT",
    "LINE_LOST",
    "Mind",
    "SentAway",
    "SimulatedGuest",
    "SimulatedModerator",
    "SimulatedPhone",
    "SimulatedScreen",
    "SimulatedStage",
    "StageWatch",
    "jitter",
    "join_all",
    "socket_url",
]
