"""The verbs that speak with a running server by its API, and the one that makes their tokens."""

import argparse
import asyncio
import os
import re
import time
from pathlib import Path
from typing import Any, cast, get_args

import msgspec

from poll_server.base.settings import Settings
from poll_server.report import FORMATS
from poll_server.run.launch import opened, redis_for
from poll_server.store.accounts import Accounts
from poll_server.store.events import Events
from poll_server.store.organisers import Account
from poll_server.store.parts.acts import COMMAND_LINE
from poll_server.store.parts.tokens import SCOPES, Scope, TooManyTokens
from poll_server.store.store import Store
from poll_server.wire.messages import Action

from .mistakes import CannotRead, server_address
from .setting_options import add_settings, settings_from

TOKEN = "POLL_TOKEN"  # noqa: S105 - the variable's name
ACTIONS: tuple[Action, ...] = get_args(Action)


def token(options: argparse.Namespace) -> int:
    """Make a token for a program, list those that are good, or revoke one.

    The token is printed once; the server keeps its hash.
    """

    async def change(settings: Settings) -> None:
        async with opened(settings) as store:
            if options.list:
                print(*await _listed(store), sep="\n")
            elif hasattr(options, "revoke"):
                if not await store.tokens.revoke(options.revoke):
                    raise CannotRead(f"There is no token {options.revoke}: --list shows them.")
                await store.acts.note("token.revoked", COMMAND_LINE, detail=options.revoke)
                print(f"{options.revoke} is revoked.")
            else:
                print(await _made(store, options))

    with redis_for(settings_from(options), reading=options.list) as settings:
        asyncio.run(change(settings))
    return 0


async def _made(store: Store, options: argparse.Namespace) -> str:
    wanted = [each.strip() for each in options.may.split(",") if each.strip()]
    if wrong := [each for each in wanted if each not in SCOPES]:
        raise CannotRead(f"There is no right “{wrong[0]}”: choose from {', '.join(SCOPES)}.")
    if not wanted or options.days < 1:
        raise CannotRead("A token may do something, and for a day at least: see --may and --days.")
    event = getattr(options, "event", "")
    if event:
        await Events(store).get(event)
    account = await _account(store, getattr(options, "organiser", ""))
    try:
        given, _ = await store.tokens.make(
            account, options.name, cast("list[Scope]", wanted), options.days, event
        )
    except TooManyTokens:
        raise CannotRead("Too many tokens are good already: revoke one first.") from None
    detail = f"{options.name}: {', '.join(wanted)}"
    await store.acts.note("token.made", COMMAND_LINE, event=event, detail=detail)
    return given


async def _account(store: Store, name: str) -> Account:
    """Raises: CannotRead, where it is not clear whose token it is to be."""
    accounts = Accounts(store)
    everybody = await accounts.all()
    found = await accounts.named(name) if name else None
    if found is None and not name and len(everybody) == 1:
        found = everybody[0]
    if found is None:
        names = "”, “".join(each.name for each in everybody) or "nobody yet"
        raise CannotRead(f"Say whose token it is: --organiser, one of “{names}”.")
    return found


async def _listed(store: Store) -> list[str]:
    names = {each.id: each.name for each in await Accounts(store).all()}
    return [
        f"{each.id}  until {time.strftime('%Y-%m-%d', time.gmtime(each.until_ms / 1000))}  "
        f"{','.join(each.scopes)}  {each.event or 'all events'}  {each.name} "
        f"({names.get(each.account, 'removed')})"
        for each in await store.tokens.all()
    ]


def remote(options: argparse.Namespace) -> int:
    """Ask a running server, or tell it what to do, from anywhere: with a token in POLL_TOKEN."""
    from poll_server.web.api.client import Client

    given = os.environ.get(TOKEN, "").strip()
    if not given or not (given.isascii() and given.isprintable()):
        raise CannotRead(f"Put a token into the variable {TOKEN}: poll-server token makes one.")
    with Client(server_address(options.address), given) as server:
        options.ask(server, options)
    return 0


def _say(value: Any) -> None:
    print(msgspec.json.format(msgspec.json.encode(value), indent=1).decode(), flush=True)


def _events(server: Any, options: argparse.Namespace) -> None:
    for event in server.events():
        print(f"{event.id}  {event.title}")
        for poll in event.polls:
            print(f"  {poll.id}  {poll.code}  {poll.title}")


def _poll(server: Any, options: argparse.Namespace) -> None:
    _say(server.poll(options.poll))


def _do(server: Any, options: argparse.Namespace) -> None:
    value = options.value
    number = re.fullmatch(r"-?[0-9]{1,9}", value)
    wanted = int(value) if number else value
    server.control(server.poll(options.poll), options.action, wanted)
    _say(server.poll(options.poll))


def _results(server: Any, options: argparse.Namespace) -> None:
    _say(server.results(options.event))


def _files(server: Any, options: argparse.Namespace) -> None:
    from poll_server.web.api.shapes import ExportOrder

    folder = Path(options.to)
    folder.mkdir(parents=True, exist_ok=True)
    order = ExportOrder(formats=tuple(options.format.split(",")))
    for path in server.export(options.event, order, folder):
        print(path)


def _watch(server: Any, options: argparse.Namespace) -> None:
    for snapshot in server.watch(options.poll):
        result = f"  {snapshot.result.summary}" if snapshot.result else ""
        print(f"{snapshot.state:<6} {snapshot.votes:>5}  {snapshot.prompt}{result}", flush=True)


def add_token(parser: argparse.ArgumentParser) -> None:
    """Whose, what for, how long."""
    parser.add_argument("--name", default="command line", help="what it is for")
    parser.add_argument("--may", default="read", help=f"comma between: {', '.join(SCOPES)}")
    parser.add_argument("--event", default=argparse.SUPPRESS, help="only for this event")
    parser.add_argument("--days", type=int, default=90, help="until it ends; 366 at most")
    parser.add_argument("--organiser", default=argparse.SUPPRESS, help="whose; the only one")
    parser.add_argument("--list", action="store_true", help="list those that are good instead")
    parser.add_argument("--revoke", default=argparse.SUPPRESS, metavar="ID", help="end one instead")
    add_settings(parser, "redis_url", "data_dir")


def add_remote(parser: argparse.ArgumentParser) -> None:
    """What is asked of the server."""
    parser.add_argument("address", help="the server, such as https://poll.example.org")
    asked = parser.add_subparsers(required=True, metavar="WHAT")

    def one(name: str, ask: Any, said: str, *arguments: str) -> argparse.ArgumentParser:
        made = asked.add_parser(name, help=said, description=said)
        made.set_defaults(ask=ask)
        for argument in arguments:
            made.add_argument(argument)
        return made

    one("events", _events, "list events and the ids of their polls")
    one("poll", _poll, "how a poll stands", "poll")
    made = one("do", _do, "open, close, show, forward …", "poll")
    made.add_argument("action", choices=ACTIONS, metavar="action", help=", ".join(ACTIONS))
    made.add_argument("value", nargs="?", default="", help="a question, seconds, …")
    one("results", _results, "an event's results as JSON", "event")
    made = one("files", _files, "have files made and fetch them", "event")
    made.add_argument("--format", default=",".join(FORMATS), help="comma between several")
    made.add_argument("--to", metavar="DIR", default=".", help="folder to write to")
    one("watch", _watch, "what the stage shows, line by line", "poll")
