"""`make bench`: measure, print, and write down."""

import argparse
import logging
from dataclasses import replace

import uvloop

from poll_server.base import logs

from . import asked, congress, moods, soak
from .book import (
    BOOK,
    congress_heading,
    congress_table,
    enter,
    heading,
    moods_heading,
    soak_heading,
    table,
    transports_heading,
)
from .figures import SHORT, Size
from .run import measure
from .sockets import plot, transports
from .sockets.load import compiler

BUSY = 50
"""Milliseconds of a burst; a run that lost more of its core to other programs measures those."""


def main() -> None:
    """Measure, print, and write down."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--short", action="store_true", help="30 phones, nothing written down")
    parser.add_argument(
        "--phones",
        type=int,
        nargs="+",
        default=[Size.phones],
        help="how many; the transports take several numbers",
    )
    parser.add_argument("--dry", action="store_true", help="write nothing down")
    parser.add_argument(
        "--only",
        choices=(*MEASURED, "soak"),
        help="one of the measurements, or half an hour of them",
    )
    options = parser.parse_args()
    logs.configure()
    logging.getLogger().setLevel(logging.WARNING)
    size = SHORT if options.short else Size(phones=options.phones[0])
    if options.only == "soak":
        _soak(options)
    for name, measured in MEASURED.items():
        if options.only in (None, name):
            measured(options, size)


def _congress(options: argparse.Namespace, size: Size) -> None:
    plan = asked.SHORT if options.short else asked.Congress(size=replace(size, share=True))
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


def _moods(options: argparse.Namespace, size: Size) -> None:
    entry = f"{moods_heading(size)}\n\n{moods.table(uvloop.run(moods.measure(size)))}"
    print(f"\n{entry}")
    if not options.short and not options.dry:
        enter(BOOK, entry)


def _transports(options: argparse.Namespace, size: Size) -> None:
    if compiler() is None:
        print("\nNot measured: phones' transports, for want of a C compiler.")
        return
    plans = [transports.Plan(replace(size, phones=phones)) for phones in options.phones]
    if options.short:
        plans = [transports.SHORT]
    for plan in plans:  # each printed and kept as it comes: the next may take half an hour
        entry = transports_heading(plan)
        entry += f"\n\n{transports.table(uvloop.run(transports.measure(plan)))}"
        print(f"\n{entry}", flush=True)
        if not options.short and not options.dry:
            enter(BOOK, entry)
            plot.draw()


def _soak(options: argparse.Namespace) -> None:
    plan = soak.SHORT if options.short else soak.Plan()
    entry = soak_heading(plan)
    evening = uvloop.run(soak.measure(plan))
    entry += f"\n\n{soak.table(evening)}"
    print(f"\n{entry}")
    if not options.short and not options.dry:
        enter(BOOK, entry)
    if evening.faults():
        raise SystemExit(1)


MEASURED = {"hall": _hall, "moods": _moods, "congress": _congress, "transports": _transports}


if __name__ == "__main__":
    main()
