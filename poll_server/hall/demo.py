"""`poll-server demo`: the 2018 congress; simulated phones answer while a person moderates."""

import asyncio
import subprocess
import sys
from pathlib import Path

import msgspec

from poll_server.base.settings import Settings
from poll_server.deck import shipped as decks
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
from poll_server.store.records import UnknownEvent
from poll_server.store.store import Store

from .vote_plan import plan
from .vote_targets import targets_of

PARTICIPANTS = 150
"""Simulated phones: about what one of six parallel forums held."""


def demo(settings: Settings, participants: int) -> int:
    """Serve the demo until Ctrl-C.

    Raises:
        Impossible: the published figures cannot come out with so many participants.
    """
    congress = decks.load(decks.CONGRESS)
    plan(congress.polls[0], targets_of(decks.CONGRESS), participants, seed=0)
    with redis_for(_apart(settings), keep=True) as settings:
        listener = bind(settings.host, settings.port)
        settings = with_address(settings, listener.getsockname()[1])
        listing = asyncio.run(_prepare(settings, participants))
        people = _people(settings, listing, participants)
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


async def _prepare(settings: Settings, participants: int) -> Listing:
    """The event of the last demo, or a new one; its links, printed."""
    async with opened(settings) as store:
        listing = await _event(store, participants)
        links = await print_links(store, settings, listing, secret=True)  # it is no real event
        print(
            f"  {participants} simulated phones join forum 1 and answer what you open.\n"
            "  Moderator: the space bar is the next step. Ctrl-C ends the demo, the data stays.\n",
            flush=True,
        )
        await say_risks(store, settings)
    here = f"http://127.0.0.1:{settings.port}"
    show_in_browser(*(link.replace(settings.public_url, here, 1) for link in links))
    return listing


async def _event(store: Store, participants: int) -> Listing:
    events = Events(store)
    try:
        return await events.get(decks.CONGRESS)
    except UnknownEvent:
        added = await events.add(decks.load(decks.CONGRESS), simulated=participants)
        return await events.get(added)


def _people(settings: Settings, listing: Listing, participants: int) -> "subprocess.Popen[bytes]":
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
            decks.CONGRESS,
            "--attached",
        ],
        stdin=subprocess.PIPE,
        # Ctrl-C ends the demo, and the demo ends its phones.
        start_new_session=True,
    )
