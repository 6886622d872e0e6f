"""`python -m tests.campaign`: campaigns over many seeds; exit code 1 where any promise broke."""

import argparse
import sys

import uvloop

from . import disk
from .faults import FAULTS, FAULTS_OF_MANY
from .plan import HEAD, Plan
from .run import run

SHOWN = 10
"""Violations of one campaign that are printed; the rest are counted."""


def main() -> int:
    """Run the campaigns that the command line asks for."""
    parser = argparse.ArgumentParser(prog="python -m tests.campaign", description=__doc__)
    parser.add_argument("--seeds", type=int, default=20, help="how many campaigns [20]")
    parser.add_argument("--first", type=int, default=1, help="the first one's seed [1]")
    parser.add_argument("--voters", type=int, default=600, help="people in each [600]")
    parser.add_argument("--window", type=float, default=6.0, help="seconds in which people tap [6]")
    parser.add_argument(
        "--servers", type=int, help="server processes [1 for odd seeds, 2 for even ones]"
    )
    parser.add_argument(
        "--appendfsync", choices=("always", "everysec"), default="always",
        help="everysec is the negative control: it must fail",
    )  # fmt: skip
    parser.add_argument(
        "--cluster", action="store_true",
        help="on a Redis Cluster: its primaries die, and the poll's slot moves",
    )  # fmt: skip
    parser.add_argument(
        "--unconfirmed", action="store_true",
        help="with --cluster: no replica is asked for a vote; the negative control, it must fail",
    )  # fmt: skip
    options = parser.parse_args()
    if not options.cluster and not disk.available():
        print("A power cut needs Linux 5.0 or newer on x86-64 or arm64.", file=sys.stderr)
        return 2
    print(HEAD, flush=True)
    broken = 0
    for seed in range(options.first, options.first + options.seeds):
        plan = Plan(
            seed,
            voters=options.voters,
            window=options.window,
            servers=options.servers or 2 - seed % 2,
            appendfsync=options.appendfsync,
            faults=FAULTS_OF_MANY if options.cluster else FAULTS,
            cluster=options.cluster,
            confirmed=not options.unconfirmed,
        )
        outcome = uvloop.run(run(plan))
        print(outcome.line(), flush=True)
        violations = outcome.verdict.all
        for violation in violations[:SHOWN]:
            print(f"      {violation}", flush=True)
        if len(violations) > SHOWN:
            print(f"      … and {len(violations) - SHOWN} more", flush=True)
        broken += bool(violations)
    print(f"{options.seeds - broken} of {options.seeds} campaigns kept every promise.")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
