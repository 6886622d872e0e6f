"""What each verb of `poll-server` does: with the options as typed, returning the exit code.

Simulated phones and what writes files come with the verb that needs them: a start of the server
would take a sixth longer for them.
"""

import argparse
import asyncio
import getpass
import os
import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TypeVar

from poll_server.base.settings import Settings
from poll_server.deck import deck
from poll_server.deck import shipped as decks
from poll_server.deck.pictures.kept import names_in
from poll_server.deck.pictures.packed import packed
from poll_server.hall import organiser as accounts
from poll_server.live.polls import Polls
from poll_server.report import FORMATS
from poll_server.report.making.orders import PICTURES, Order
from poll_server.run.launch import (
    first_event,
    opened,
    print_links,
    redis_for,
    say_risks,
    with_address,
)
from poll_server.run.server import bind, run
from poll_server.store.events import Events
from poll_server.store.parts.acts import COMMAND_LINE
from poll_server.web.access.provider import SignInProvider

from .mistakes import CannotRead, UnknownFormat, fail, read_deck, server_address
from .setting_options import settings_from

Chosen = TypeVar("Chosen", bound=str)


def serve(options: argparse.Namespace) -> int:
    """Serve until Ctrl-C or SIGTERM."""
    with (
        redis_for(settings_from(options), keep=True) as settings,
        bind(settings.host, settings.port) as listener,
    ):
        settings = with_address(settings, listener.getsockname()[1])

        async def links() -> None:
            async with opened(settings, data="migrated") as store:
                await store.secret()  # what is wrong with its file is said here, in a sentence
                SignInProvider.of(settings)
                await say_risks(store, settings)
                await print_links(
                    store, settings, await first_event(store), secret=sys.stdout.isatty()
                )

        asyncio.run(links())
        run(settings, listener)
    return 0


def run_demo(options: argparse.Namespace) -> int:
    """The 2018 congress, or another deck, with simulated phones; or a forum without a person."""
    from poll_server.hall import demo, run_through

    package = read_deck(options.deck)
    if options.run_through:
        if options.deck != decks.CONGRESS:
            raise CannotRead(
                f"--run-through plays {decks.CONGRESS}, whose figures are known: leave --deck out."
            )
        Path(options.out).mkdir(parents=True, exist_ok=True)  # before the play, not after it
        return asyncio.run(
            run_through.run_through(
                options.participants or run_through.PARTICIPANTS,
                Path(options.out),
                seed=options.seed,
                language=options.lang,
            )
        )
    people = options.participants or demo.PARTICIPANTS
    return demo.demo(settings_from(options), people, package, options.deck)


def rehearse(options: argparse.Namespace) -> int:
    """Simulated phones on a running server."""
    from poll_server.hall import on_request, rehearsal

    cookie = on_request.cookie_given() if options.told_to else ""
    if options.attached:
        rehearsal.end_with_parent()
    base = server_address(options.address)
    hall = rehearsal.hall_of(
        base,
        options.code,
        options.participants,
        event=read_deck(options.deck).event,
        deck_name=options.deck,
        poll_id=options.poll,
        while_practice=options.while_practice,
    )
    if options.told_to:
        asyncio.run(on_request.on_request(Path(options.told_to), hall, base, cookie))
        return 0
    say = None if options.attached else partial(print, flush=True)
    code = asyncio.run(rehearsal.rehearse(hall, say))
    if options.while_practice and not code:
        print("There is no practice any more: the phones have left.")
    if code:
        return fail(
            f"The server has sent the phones away for good ({code}): the poll was deleted or its "
            "event is over. What they voted is kept with it; rehearse another poll."
        )
    return 0


def import_deck(options: argparse.Namespace) -> int:
    """Make an event of a deck file."""
    event, pictures = read_deck(options.file)

    async def add(settings: Settings) -> None:
        async with opened(settings) as store:
            events = Events(store)
            listing = await events.get(await events.add(event))
            for picture in pictures:
                await store.pictures.put(listing.id, picture)
            await store.acts.note("event.made", COMMAND_LINE, event=listing.id)
            print(f"Imported “{listing.id}”.")
            for poll in listing.polls:
                print(f"  {poll.code}  {poll.slug}")

    with redis_for(settings_from(options)) as settings:
        asyncio.run(add(settings))
    return 0


def export(options: argparse.Namespace) -> int:
    """Write an event's deck or, as `report` does, its results."""
    if not options.deck:
        return report(options)

    async def write(settings: Settings) -> None:
        async with opened(settings) as store:
            listing = await Events(store).get(options.event)
            target = Path(options.to) / f"{listing.id}.toml"
            target.parent.mkdir(parents=True, exist_ok=True)
            text = deck.write(listing.event)
            target.write_text(text, encoding="utf-8")
            print(target)
            if pictures := await store.pictures.named(listing.id, names_in(text)):
                target = target.with_suffix(".zip")
                target.write_bytes(packed(text, pictures))
                print(target)

    with redis_for(settings_from(options), reading=True) as settings:
        asyncio.run(write(settings))
    return 0


def report(options: argparse.Namespace) -> int:
    """Write an event's results as files, all from one look at them."""
    from poll_server.report.making.making import tasks

    formats = _several(options.format, FORMATS)
    charts = _several(getattr(options, "charts", ""), PICTURES)
    if not formats + charts:
        return fail("There is nothing to write: name formats with --format, or --charts.")

    async def write(settings: Settings) -> None:
        async with opened(settings) as store:
            events = Events(store)
            order = Order(
                redis_url=settings.redis_url,
                event=options.event,
                language=options.lang,
                of=("", *(poll.slug for poll in (await events.get(options.event)).polls))
                if options.each
                else tuple(getattr(options, "poll", [""])),
                formats=formats,
                pictures=charts,
                interval=options.interval,
                short=options.short,
            )
            todo = await tasks(Polls.reading(store), events, order)
            for number, task in enumerate(todo, 1):
                print(f"{number} of {len(todo)}: {task.name}", file=sys.stderr, flush=True)
                target = Path(options.to) / task.name
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(task.render())
                print(target, flush=True)

    with redis_for(settings_from(options), reading=True) as settings:
        asyncio.run(write(settings))
    return 0


def _several(given: str, known: Sequence[Chosen]) -> tuple[Chosen, ...]:
    """What `docx,pdf` names.

    Raises:
        UnknownFormat: it names something else.
    """
    names = [name.strip().lower() for name in given.split(",") if name.strip()]
    if wrong := [name for name in names if name not in known]:
        raise UnknownFormat(f"There is no format “{wrong[0]}”: choose from {', '.join(known)}.")
    return tuple(each for each in known if each in names)


def organiser(options: argparse.Namespace) -> int:
    """Set an organiser's password, or make the account; sessions signed in before end.

    The password is asked for, or taken from the variable POLL_PASSWORD.
    """
    password = ""
    if not options.list and not options.no_second_factor:
        password = os.environ.get("POLL_PASSWORD") or _asked()

    async def change(settings: Settings) -> None:
        async with opened(settings) as store:
            if options.list:
                print(*await accounts.listed(store), sep="\n")
            elif options.no_second_factor:
                print(await accounts.no_second_factor(store, options.name))
            else:
                print(await accounts.set_password(store, options.name, password))

    with redis_for(settings_from(options), reading=options.list) as settings:
        asyncio.run(change(settings))
    return 0


def _asked() -> str:
    try:
        return getpass.getpass("New password: ")
    except EOFError:
        raise CannotRead(
            "No password was typed: type one, or set the variable POLL_PASSWORD."
        ) from None
