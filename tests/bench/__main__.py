"""`make bench`: measure, print, and write down."""

import argparse
import logging

import uvloop

from poll_server.base import logs

from . import congress
from .book import BOOK, congress_heading, congress_table, enter, heading, table
from .figures import SHORT, Size
from .run import measure

BUSY = 50
"""Milliseconds of a burst; a run that lost more of its core to other programs measures those."""


def main() -> None:
    """Measure, print, and write down."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--short", action="store_true", help="30 phones, nothing written down")
    parser.add_argument("--phones", type=int, default=Size.phones)
    parser.add_argument("--dry", action="store_true", help="write nothing down")
    parser.add_argument("--only", choices=("hall", "congress"), help="one of the two measurements")
    options = parser.parse_args()
    logs.configure()
    logging.getLogger().setLevel(logging.WARNING)
    size = SHORT if options.short else Size(phones=options.phones)
    if options.only != "congress":
        _hall(options, size)
    if options.only != "hall":
        _congress(options, size)


def _congress(options: argparse.Namespace, size: Size) -> None:
    plan = congress.SHORT if options.short else congress.Congress(size=size)
    entry = congress_heading(plan)
    entry += f"\n\n{congress_table(uvloop.run(congress.measure(plan)), plan)}"
    print(f"\n{entry}")
    if not options.short and not options.dry:
        enter(BOOK, entry)


def _hall(options: argparse.Namespace, size: Size) -> None:
    entry = heading(size)
    figures = uvloop.run(measure(size))
    entry += f"\n\n{table(figures)}"
    print(entry)
    if figures.starved > BUSY:
        print(f"\nNot written down: in a burst others had the server's core for over {BUSY} ms.")
    elif not options.short and not options.dry:
        enter(BOOK, entry)


if __name__ == "__main__":
    main()
