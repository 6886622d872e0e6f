"""`poll-server rehearse`: simulated phones on a running server, while a person moderates."""

import asyncio
import os
import sys
import threading
from collections.abc import Callable

from poll_server.base.background import ended
from poll_server.deck import shipped as decks
from poll_server.deck.deck import Event, Poll

from .hall import Hall, stay
from .readiness import Readiness
from .vote_plan import plan
from .vote_targets import targets_of

THINKING = (1.0, 12.0)
"""Seconds a person takes to read and tap; bars then grow as they do in a hall."""


class NoSuchPoll(LookupError):
    """The deck has no poll to rehearse."""


async def rehearse(hall: Hall, say: Callable[[str], None] | None = None) -> int:
    """Let the people of `hall` join and answer until cancelled, or sent away.

    Args:
        say: is told what the phones wait for, a line each, and at the end whether that is good
            enough for a hall.

    Returns:
        The close code with which the server sent all away; 0 where it did not.
    """
    return await (stay(hall) if say is None else _watched(hall, say))


def hall_of(
    base: str,
    code: str,
    participants: int,
    *,
    event: Event,
    deck_name: str,
    poll_id: str = "",
    seed: int = 0,
    while_practice: bool = False,
) -> Hall:
    """The people of a rehearsal, who take their time as people do.

    Args:
        base: the server's address.
        code: the poll's join code.
        event: what was imported.
        deck_name: its name, where it is a shipped one; its figures are then known.
        poll_id: which of the deck's polls the code leads to; empty: the first.
        seed: of what they answer.
        while_practice: they answer nothing that counts, and leave when the practice is over.

    Raises:
        Impossible: the deck's figures cannot come out with so many.
        NoSuchPoll: the deck has none of this id.
    """
    poll = poll_of(event, poll_id)
    targets = targets_of(deck_name) if deck_name in decks.NAMES else None
    if targets is not None and targets.poll != poll.id:
        targets = None
    return Hall(
        base,
        code.replace(" ", ""),
        poll,
        plan(poll, targets, participants, seed),
        thinking=THINKING,
        seed=seed,
        while_practice=while_practice,
    )


async def _watched(hall: Hall, say: Callable[[str], None]) -> int:
    """`stay`, and tell `say` what the phones wait for."""
    readiness = Readiness(hall, say)
    watching = asyncio.create_task(readiness.watch(), name="readiness")
    try:
        return await stay(hall)
    finally:
        await ended([watching])
        for line in readiness.end():
            say(line)


def end_with_parent() -> None:
    """End this process when its standard input closes: whoever started it is gone."""

    def wait() -> None:
        sys.stdin.read()
        os._exit(0)

    threading.Thread(target=wait, daemon=True).start()


def poll_of(event: Event, poll_id: str) -> Poll:
    """The event's poll of this id; the first where none is named.

    Raises:
        NoSuchPoll: the event has none of this id.
    """
    for poll in event.polls:
        if poll_id in ("", poll.id):
            return poll
    raise NoSuchPoll(poll_id)
