"""`poll-server`: serve · demo · rehearse · import · export · report · organiser · check.

Each verb is a function here; what goes wrong on the way is one sentence and exit code 1.
"""

import argparse
import asyncio
import getpass
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

import msgspec
import msgspec.inspect

from poll_server.base import open_files
from poll_server.base.settings import Settings
from poll_server.deck import deck
from poll_server.deck import shipped as decks
from poll_server.hall import demo, rehearsal, run_through
from poll_server.hall import organiser as accounts
from poll_server.hall.vote_plan import Impossible
from poll_server.live.polls import BrokenTally, Polls
from poll_server.redis.embedded import EmbeddedRedisError
from poll_server.report.making.making import NoPoll, tasks
from poll_server.report.making.orders import PICTURES, Order
from poll_server.run.launch import (
    CannotStart,
    first_event,
    opened,
    print_links,
    redis_for,
    with_address,
)
from poll_server.run.server import CannotListen, bind, run
from poll_server.store.events import CodeTaken, Events
from poll_server.store.records import UnknownEvent

from . import __version__
from .locale import LANGUAGES
from .report import FORMATS

Verb = Callable[[argparse.Namespace], int]
Known = TypeVar("Known", bound=str)


class UnknownFormat(ValueError):
    """A list of formats names one that there is not; the message is a sentence."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one verb.

    Returns:
        The exit code: 0 when all went well, 1 when a sentence says what did not, 2 for wrong use.
    """
    options = _parser().parse_args(arguments)
    open_files.raise_limit()  # also for the private Redis, the workers and simulated phones
    verb: Verb = options.verb
    try:
        return verb(options)
    except (CannotStart, CannotListen, EmbeddedRedisError, BrokenTally, Impossible) as error:
        return _fail(str(error))
    except (accounts.CannotSet, UnknownFormat) as error:
        return _fail(str(error))
    except deck.DeckMistake as error:
        for mistake in error.mistakes:
            print(mistake, file=sys.stderr)
        return _fail(f"Nothing was imported: {len(error.mistakes)} to mend.")
    except CodeTaken as error:
        return _fail(f"The join code {error} belongs to another poll: take it out of the deck.")
    except UnknownEvent as error:
        return _fail(f"There is no event “{error}”: poll-server check lists what there is.")
    except NoPoll as error:
        return _fail(f"The event has no poll “{error}”: poll-server check lists its polls.")
    except msgspec.ValidationError as error:
        return _fail(f"A setting is wrong: {error}. poll-server serve --help lists them.")
    except KeyboardInterrupt:
        return 130  # as a shell reports Ctrl-C


def _fail(sentence: str) -> int:
    print(sentence, file=sys.stderr)
    return 1


# ── Verbs ─────────────────────────────────────────────────────────────────────────────────────


def serve(options: argparse.Namespace) -> int:
    """Serve until Ctrl-C or SIGTERM."""
    with redis_for(_settings(options), keep=True) as settings:
        listener = bind(settings.host, settings.port)
        settings = with_address(settings, listener.getsockname()[1])

        async def links() -> None:
            async with opened(settings) as store:
                await print_links(
                    store, settings, await first_event(store), secret=sys.stdout.isatty()
                )

        asyncio.run(links())
        run(settings, listener)
    return 0


def run_demo(options: argparse.Namespace) -> int:
    """The 2018 congress with simulated phones, or its forum 1 without a person."""
    if options.run_through:
        return asyncio.run(
            run_through.run_through(
                options.participants or run_through.PARTICIPANTS,
                Path(options.out),
                seed=options.seed,
                language=options.lang,
            )
        )
    return demo.demo(_settings(options), options.participants or demo.PARTICIPANTS)


def rehearse(options: argparse.Namespace) -> int:
    """Simulated phones on a running server."""
    if options.attached:
        rehearsal.end_with_parent()
    asyncio.run(
        rehearsal.rehearse(
            options.address,
            options.code,
            options.participants,
            deck_name=options.deck,
            poll_id=options.poll,
        )
    )
    return 0


def import_deck(options: argparse.Namespace) -> int:
    """Make an event of a deck file."""
    source = options.file
    event = decks.load(source) if source in decks.NAMES else deck.read(Path(source))

    async def add(settings: Settings) -> None:
        async with opened(settings) as store:
            events = Events(store)
            listing = await events.get(await events.add(event))
            print(f"Imported “{listing.id}”.")
            for poll in listing.polls:
                print(f"  {poll.code}  {poll.slug}")

    with redis_for(_settings(options)) as settings:
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
            target.write_text(deck.write(listing.event), encoding="utf-8")
            print(target)

    with redis_for(_settings(options)) as settings:
        asyncio.run(write(settings))
    return 0


def report(options: argparse.Namespace) -> int:
    """Write an event's results as files, all from one look at them."""
    formats = _several(options.format, FORMATS)
    charts = _several(getattr(options, "charts", ""), PICTURES)
    if not formats + charts:
        return _fail("There is nothing to write: name formats with --format, or --charts.")

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

    with redis_for(_settings(options)) as settings:
        asyncio.run(write(settings))
    return 0


def _several(given: str, known: Sequence[Known]) -> tuple[Known, ...]:
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
    if not options.list:
        password = os.environ.get("POLL_PASSWORD") or getpass.getpass("New password: ")

    async def change(settings: Settings) -> None:
        async with opened(settings) as store:
            if options.list:
                print(*await accounts.listed(store), sep="\n")
            else:
                print(await accounts.set_password(store, options.name, password))

    with redis_for(_settings(options)) as settings:
        asyncio.run(change(settings))
    return 0


def check(options: argparse.Namespace) -> int:
    """Say whether votes are safe here, and list events with their links."""

    async def look(settings: Settings) -> int:
        async with opened(settings) as store:
            wrong = await store.wrong_settings()
            for reason in wrong:
                print(f"Redis: {reason}")
            if not wrong:
                print("Redis: its settings keep every acknowledged vote.")
            print(open_files.said(open_files.limit(), settings.workers))
            for listing in await Events(store).all():
                print(f"\n{listing.id}")
                for poll in listing.polls:
                    print(f"  {poll.code}  {poll.slug}  {poll.votes} votes")
            return 1 if wrong else 0

    with redis_for(_settings(options)) as settings:
        return asyncio.run(look(settings))


# ── Options ───────────────────────────────────────────────────────────────────────────────────


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="poll-server", description="Live audience polling that loses no vote."
    )
    parser.add_argument("--version", action="version", version=f"poll-server {__version__}")
    verbs = parser.add_subparsers(required=True, metavar="VERB")

    def verb(name: str, function: Verb) -> argparse.ArgumentParser:
        made = verbs.add_parser(
            name,
            help=_first_line(function),
            description=function.__doc__,
            formatter_class=argparse.ArgumentDefaultsHelpFormatter,
        )
        made.set_defaults(verb=function)
        return made

    _add_settings(verb("serve", serve), *Settings.__struct_fields__)

    made = verb("demo", run_demo)
    made.add_argument("--participants", type=_people, help="simulated phones")
    made.add_argument("--run-through", action="store_true", help="play forum 1 without a person")
    made.add_argument("--out", default="demo-results", help="folder for the exports")
    made.add_argument("--seed", type=int, default=2018, help="of everything that is random")
    made.add_argument("--lang", choices=LANGUAGES, default="de", help="language of the exports")
    _add_settings(made, *Settings.__struct_fields__)

    made = verb("rehearse", rehearse)
    made.add_argument("address", help="the server, such as http://127.0.0.1:8080")
    made.add_argument("code", help="the poll's join code")
    made.add_argument("--participants", type=_people, default=60, help="simulated phones")
    made.add_argument("--deck", default=decks.CONGRESS, help="the deck: a file or a shipped name")
    made.add_argument("--attached", action="store_true", help=argparse.SUPPRESS)
    made.add_argument("--poll", default="", help="the deck's poll the code leads to; the first")

    made = verb("import", import_deck)
    made.add_argument("file", help=f"a deck file, or {' or '.join(decks.NAMES)}")
    _add_settings(made, "redis_url", "data_dir")

    made = verb("export", export)
    made.add_argument("--deck", action="store_true", help="the questions instead of the results")
    _add_report(made)

    _add_report(verb("report", report))

    made = verb("organiser", organiser)
    made.add_argument("--name", help="whose account; the only one there is, else “Organiser”")
    made.add_argument("--list", action="store_true", help="list the organisers instead")
    _add_settings(made, "redis_url", "data_dir")

    _add_settings(verb("check", check), "redis_url", "data_dir")
    return parser


def _add_report(parser: argparse.ArgumentParser) -> None:
    """What is to be written of an event's results, and where to."""
    parser.add_argument("event", help="the event's id")
    parser.add_argument("--to", "--out", metavar="DIR", default=".", help="folder to write to")
    parser.add_argument("--format", default=",".join(FORMATS), help="comma between several")
    parser.add_argument("--lang", choices=LANGUAGES, default="de", help="language of the files")
    parser.add_argument(
        "--poll",
        action="append",
        metavar="SLUG",
        default=argparse.SUPPRESS,
        help="only this poll; several times for several",
    )
    parser.add_argument("--each", action="store_true", help="the event, and each poll by itself")
    parser.add_argument("--interval", action="store_true", help="state the 95%% intervals")
    parser.add_argument("--short", action="store_true", help="findings and charts only")
    parser.add_argument(
        "--charts",
        metavar="KINDS",
        default=argparse.SUPPRESS,
        help="also every chart as a picture: svg, png or svg,png",
    )
    _add_settings(parser, "redis_url", "data_dir")


def _first_line(function: Verb) -> str:
    return (function.__doc__ or "").splitlines()[0].rstrip(".")


def _people(text: str) -> int:
    """Between 1 and 5000: what one laptop can simulate."""
    number = int(text)
    if not 1 <= number <= 5000:
        raise argparse.ArgumentTypeError("between 1 and 5000")
    return number


def _add_settings(parser: argparse.ArgumentParser, *names: str) -> None:
    """An option for each named setting; what is not given comes from `POLL_*` or the default."""
    group = parser.add_argument_group("settings", "each is also a variable, POLL_ + its name")
    for field in settings_fields():
        if field["name"] not in names:
            continue
        option = f"--{field['name'].replace('_', '-')}"
        shown = f"{field['description']} [{field['default']}]".replace("%", "%%")
        if field["type"] is bool:
            group.add_argument(
                option, action="store_const", const="true", default=argparse.SUPPRESS, help=shown
            )
        else:
            group.add_argument(
                option,
                default=argparse.SUPPRESS,
                metavar=field["type"].__name__.upper(),
                help=shown,
            )


def settings_fields() -> list[dict[str, Any]]:
    """Name, type, default and description of every setting, for `--help` and the README."""
    defaults = Settings()
    described = msgspec.inspect.type_info(Settings)
    assert isinstance(described, msgspec.inspect.StructType)
    fields = []
    for field in described.fields:
        value = getattr(defaults, field.name)
        extra = getattr(field.type, "extra_json_schema", None) or {}
        fields.append(
            {
                "name": field.name,
                "type": type(value),
                "default": "the user's data folder" if field.name == "data_dir" else value,
                "description": extra.get("description", ""),
            }
        )
    return fields


def _settings(options: argparse.Namespace) -> Settings:
    """Options over environment over defaults."""
    given = {
        f"POLL_{name.upper()}": str(getattr(options, name))
        for name in Settings.__struct_fields__
        if hasattr(options, name)
    }
    return Settings.from_env({**os.environ, **given})


if __name__ == "__main__":
    sys.exit(main())
