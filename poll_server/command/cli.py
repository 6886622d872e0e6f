"""`poll-server`: its verbs, each with its options.

serve · demo · rehearse · import · export · report · organiser · check · backup · restore ·
token · remote

Each is a function in `command.verbs`, `command.upkeep_verbs` or `command.remote_verbs`; what goes
wrong is one sentence and exit code 1.
"""

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from functools import cache

from poll_server import __version__
from poll_server.base.machine import open_files
from poll_server.base.settings import Settings
from poll_server.command import remote_verbs, upkeep_verbs, verbs
from poll_server.command.mistakes import explained, fail
from poll_server.command.setting_options import add_settings
from poll_server.deck import shipped as decks
from poll_server.locale import LANGUAGES
from poll_server.report import FORMATS

_DECK = f"a deck file, or {' or '.join(decks.NAMES)}"
Verb = Callable[[argparse.Namespace], int]


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
    except KeyboardInterrupt:
        return 130  # as a shell reports Ctrl-C
    except BrokenPipeError:
        # Who read our output has enough. Python would complain once more when it flushes.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except Exception as error:
        if not (lines := explained(error)):
            raise
        *mistakes, sentence = lines
        for mistake in mistakes:
            print(mistake, file=sys.stderr)
        return fail(sentence)


@cache  # it takes 10 ms, which is most of what a mistake takes: tests make hundreds of them
def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="poll-server", description="Live audience polling that loses no vote."
    )
    parser.add_argument("--version", action="version", version=f"poll-server {__version__}")
    choices = parser.add_subparsers(required=True, metavar="VERB")

    def verb(name: str, function: Verb, *aliases: str) -> argparse.ArgumentParser:
        made = choices.add_parser(
            name,
            aliases=aliases,
            help=_first_line(function),
            description=function.__doc__,
            formatter_class=argparse.ArgumentDefaultsHelpFormatter,
        )
        made.set_defaults(verb=function)
        return made

    add_settings(verb("serve", verbs.serve), *Settings.__struct_fields__)
    _add_demo(verb("demo", verbs.run_demo))
    _add_rehearsal(verb("rehearse", verbs.rehearse))

    made = verb("import", verbs.import_deck)
    made.add_argument("file", help=_DECK)
    add_settings(made, "redis_url", "data_dir")

    made = verb("export", verbs.export)
    made.add_argument("--deck", action="store_true", help="the questions instead of the results")
    _add_report(made)

    _add_report(verb("report", verbs.report))

    _add_organiser(verb("organiser", verbs.organiser))
    _add_check(verb("check", upkeep_verbs.check, "doctor"))
    _add_backup(verb("backup", upkeep_verbs.backup))
    _add_restore(verb("restore", upkeep_verbs.restore))
    remote_verbs.add_token(verb("token", remote_verbs.token))
    remote_verbs.add_remote(verb("remote", remote_verbs.remote))
    return parser


def _add_demo(parser: argparse.ArgumentParser) -> None:
    """A server with simulated phones of its own."""
    parser.add_argument("--deck", default=decks.CONGRESS, help=_DECK)
    parser.add_argument("--participants", type=_people, help="simulated phones")
    parser.add_argument("--run-through", action="store_true", help="play forum 1 without a person")
    parser.add_argument("--out", default="demo-results", help="folder for the exports")
    parser.add_argument("--seed", type=int, default=2018, help="of everything that is random")
    parser.add_argument("--lang", choices=LANGUAGES, default="de", help="language of the exports")
    add_settings(parser, *Settings.__struct_fields__)


def _add_rehearsal(parser: argparse.ArgumentParser) -> None:
    """Simulated phones for a server that is there."""
    parser.add_argument("address", help="the server, such as http://127.0.0.1:8080")
    parser.add_argument("code", help="the poll's join code")
    parser.add_argument("--participants", type=_people, default=60, help="simulated phones")
    parser.add_argument("--deck", default=decks.CONGRESS, help=_DECK)
    parser.add_argument("--attached", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--told-to", default="", help=argparse.SUPPRESS)
    parser.add_argument(
        "--while-practice",
        action="store_true",
        help="answer only while the poll is in practice, and leave when that ends",
    )
    parser.add_argument("--poll", default="", help="the deck's poll the code leads to; the first")


def _add_organiser(parser: argparse.ArgumentParser) -> None:
    """Whose account."""
    parser.add_argument("--name", help="whose account; the only one there is, else “Organiser”")
    parser.add_argument("--list", action="store_true", help="list the organisers instead")
    parser.add_argument(
        "--no-second-factor",
        action="store_true",
        help="take the second factor off instead, for who lost phone and recovery codes",
    )
    add_settings(parser, "redis_url", "data_dir")


def _add_check(parser: argparse.ArgumentParser) -> None:
    """How it is said, and with which settings the server runs."""
    parser.add_argument("--strict", action="store_true", help="exit with 1 also for “care”")
    parser.add_argument("--json", action="store_true", help="for programs, without the events")
    add_settings(parser, *Settings.__struct_fields__)


def _add_backup(parser: argparse.ArgumentParser) -> None:
    """Where to, how often, and for whom."""
    parser.add_argument("--to", required=True, metavar="PLACE", help="file; a folder with --keep")
    parser.add_argument(
        "--keep",
        type=upkeep_verbs.most,
        default=argparse.SUPPRESS,
        metavar="N",
        help="write into a folder, and keep only the newest N there",
    )
    parser.add_argument(
        "--every",
        type=upkeep_verbs.seconds,
        default=argparse.SUPPRESS,
        metavar="TIME",
        help="again and again, such as 6h; keeps 14 where --keep says nothing else",
    )
    parser.add_argument("--encrypt", action="store_true", help="ask for a passphrase")
    _add_passphrase(parser)


def _add_restore(parser: argparse.ArgumentParser) -> None:
    """What, and whether over what is there."""
    parser.add_argument("file", help="what `backup` wrote")
    parser.add_argument("--replace", action="store_true", help="also where there is data already")
    _add_passphrase(parser)


def _add_passphrase(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--passphrase-file", metavar="FILE", default=argparse.SUPPRESS, help="with one line"
    )
    add_settings(parser, "redis_url", "data_dir", "secret_file")


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
    add_settings(parser, "redis_url", "data_dir")


def _first_line(function: Verb) -> str:
    return (function.__doc__ or "").splitlines()[0].rstrip(".")


def _people(text: str) -> int:
    """Between 1 and 5000: what one laptop can simulate."""
    number = int(text)
    if not 1 <= number <= 5000:
        raise argparse.ArgumentTypeError("between 1 and 5000")
    return number
