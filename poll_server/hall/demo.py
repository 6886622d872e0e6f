"""`poll-server demo`: the 2018 congress, or another deck, with simulated phones that answer.

A person moderates.
"""

import asyncio
import subprocess
import sys
from pathlib import Path

import msgspec

from poll_server.base.settings import Settings
from poll_server.deck import shipped as decks
from poll_server.deck.deck import Event
from poll_server.deck.pictures.beside import DeckPackage
from poll_server.questions import AnyQuestion
from poll_server.run.launch import (
    opened,
    print_links,
    redis_for,
    say_risks,
    show_in_browser,
    with_address,
)
from poll_server.run.server import bind, run
from poll_server.store.events import Events, Listing
from poll_server.store.store import Store

from .vote_plan import plan
from .vote_targets import targets_of

PARTICIPANTS = 150
"""Simulated phones: about what one of six parallel forums held."""


def demo(
    settings: Settings, participants: int, package: DeckPackage, deck_name: str = decks.CONGRESS
) -> int:
    """Serve the demo until Ctrl-C.

    Args:
        package: what is voted on, with its pictures; the phones answer its first poll.
        deck_name: where it is from: the name of a shipped deck, or a file.

    Raises:
        Impossible: the published figures cannot come out with so many participants.
    """
    targets = targets_of(deck_name) if deck_name in decks.NAMES else None
    plan(package.event.polls[0], targets, participants, seed=0)
    with (
        redis_for(_apart(settings), keep=True) as settings,
        bind(settings.host, settings.port) as listener,
    ):
        settings = with_address(settings, listener.getsockname()[1])
        listing = asyncio.run(_prepare(settings, participants, package))
        people = _people(settings, listing, participants, deck_name)
        try:
            run(settings, listener)
        finally:
            people.terminate()
            people.wait()
    return 0


def _apart(settings: Settings) -> Settings:
    """The demo's data in a folder of its own, unless one was named: it is no real event."""
    if settings.data_dir != Settings().data_dir:
        return settings
    return msgspec.structs.replace(settings, data_dir=str(Path(settings.data_dir) / "demo"))


async def _prepare(settings: Settings, participants: int, package: DeckPackage) -> Listing:
    """The event of the last demo, or a new one; its links, printed."""
    async with opened(settings, data="migrated") as store:
        listing = await _event(store, participants, package.event)
        for picture in package.pictures:
            await store.pictures.put(listing.id, picture)
        links = await print_links(store, settings, listing, secret=True)  # it is no real event
        print(
            f"  {participants} simulated phones join the first poll and answer what you open.\n"
            "  Moderator: the space bar is the next step. Ctrl-C ends the demo, the data stays.\n",
            flush=True,
        )
        await say_risks(store, settings)
    here = f"http://127.0.0.1:{settings.port}"
    show_in_browser(*(link.replace(settings.public_url, here, 1) for link in links))
    return listing


async def _event(store: Store, participants: int, event: Event) -> Listing:
    """The event of the last demo of this deck, or a new one."""
    events = Events(store)
    for kept in await events.all():  # the newest first
        # A shipped deck may have been edited; a file that was is another event, since the
        # phones would answer questions that nobody asks.
        if kept.id == event.id in decks.NAMES or _asked(kept.event) == _asked(event):
            return kept
    return await events.get(await events.add(event, simulated=participants))


def _asked(event: Event) -> list[tuple[AnyQuestion, ...]]:
    """Its polls' questions."""
    return [poll.questions for poll in event.polls]


def _people(
    settings: Settings, listing: Listing, participants: int, deck_name: str
) -> "subprocess.Popen[bytes]":
    """The simulated phones, in a process of their own: they must not slow the server."""
    return subprocess.Popen(
        [
            sys.executable,
            "-m",
            "poll_server.command.start",
            "rehearse",
            f"http://127.0.0.1:{settings.port}",
            listing.polls[0].code,
            "--participants",
            str(participants),
            "--deck",
            deck_name,
            "--attached",
        ],
        stdin=subprocess.PIPE,
        # Ctrl-C ends the demo, and the demo ends its phones.
        start_new_session=True,
    )
