"""2,000 electorates and 2,000 halls of pairs, ours beside pref-voting's and choix's figures.

python -m tests.questions.compared .venv-compare [--seed 2018] [--write]
"""

import argparse
import json
import subprocess
import sys
import venv
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

from poll_server.questions.methods.duels import standings
from poll_server.questions.methods.elections import by_duels, by_run_off, double_points

WANTED = ("choix~=0.4.1", "pref-voting~=1.18.2")
PROFILES = 2000
MOST_OPTIONS, MOST_PEOPLE, MOST_MEETINGS = 8, 60, 300
NEAR = 1e-6
"""Of a share: a ten-thousandth of a percentage, which nobody is told."""
SEED = 2018
KEPT, SAID, DIGITS = 100, Path(__file__).with_name("said.json"), 8
"""How many of each the everyday tests hold to what was said of them, and where that stands."""
MOST_TOLD = 20
OTHERS = Path(__file__).with_name("others.py")
Orders = list[tuple[tuple[int, ...], int]]
Wins = list[tuple[int, int, int]]


def installed(folder: Path) -> Path:
    """A Python that has the other libraries, installed where they are not there yet."""
    python = folder / "bin" / "python"
    if not (ready := folder / ".ready").exists():
        venv.create(folder, with_pip=True)
        subprocess.run([python, "-m", "pip", "install", "-qq", *WANTED], check=True)
        ready.touch()
    return python


def electorate(random: Random) -> tuple[int, Orders]:
    """Options, and orders of them: whole ones, or in every second electorate with some left out."""
    options, people = random.randint(2, MOST_OPTIONS), random.randint(1, MOST_PEOPLE)
    is_short = random.random() < 0.5
    found: Counter[tuple[int, ...]] = Counter()
    for _one in range(people):
        order = random.sample(range(options), options)
        found[tuple(order[: random.randint(1, options)] if is_short else order)] += 1
    return options, sorted(found.items())


def hall(random: Random) -> tuple[int, Wins]:
    """Statements, and how often each won against each: some by chance, some nearly always."""
    size = random.randint(2, MOST_OPTIONS)
    strengths = [random.expovariate(1) + 0.01 for _n in range(size)]
    found: Counter[tuple[int, int]] = Counter()
    for _meeting in range(random.randint(1, MOST_MEETINGS)):
        a, b = random.sample(range(size), 2)
        is_won = random.random() < strengths[a] / (strengths[a] + strengths[b])
        found[(a, b) if is_won else (b, a)] += 1
    return size, [(a, b, times) for (a, b), times in sorted(found.items())]


def differences(
    electorates: list[tuple[int, Orders]], halls: list[tuple[int, Wins]], said: Any
) -> Iterator[str]:
    """Where a figure of ours is another than theirs."""
    for (options, found), theirs in zip(electorates, said["ranked"], strict=True):
        orders = dict(found)
        # Theirs: those behind less those before. Ours: n − 1 more from everybody.
        base = (options - 1) * sum(orders.values())
        ours = {
            "points": [each - base for each in double_points(orders, options)],
            "duels": sorted(by_duels(orders, options)),
            "run_off": sorted(by_run_off(orders, options)),
        }
        for what, figure in ours.items():
            if figure != theirs[what]:
                yield f"{what} of {found}: {figure}, and by pref-voting {theirs[what]}"
    for (size, won), shares in zip(halls, said["shares"], strict=True):
        counted = standings(frozenset(((a, b), times) for a, b, times in won), size)
        for n, (own, other) in enumerate(zip(counted, shares, strict=True)):
            if abs(own.share - other) > NEAR:
                yield f"share of {n} in {won}: {own.share}, and by choix {other}"


def made(seed: int, many: int) -> tuple[list[tuple[int, Orders]], list[tuple[int, Wins]]]:
    """The first `many` electorates and halls of this seed."""
    by_order, by_pair = Random(seed), Random(seed + 1)
    return (
        [electorate(by_order) for _one in range(many)],
        [hall(by_pair) for _one in range(many)],
    )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--write", action="store_true", help=f"keep the first {KEPT} in {SAID}")
    asked = parser.parse_args()
    electorates, halls = made(asked.seed, PROFILES)
    told = json.dumps({"ranked": electorates, "pairs": halls})
    python = installed(asked.folder.absolute())
    answer = subprocess.run(
        [python, OTHERS], input=told, stdout=subprocess.PIPE, text=True, check=True
    )
    said = json.loads(answer.stdout)
    if asked.write:
        kept = {"ranked": said["ranked"][:KEPT], "shares": said["shares"][:KEPT]}
        kept["shares"] = [[round(share, DIGITS) for share in each] for each in kept["shares"]]
        SAID.write_text(json.dumps(kept, separators=(",", ":")) + "\n")
    found = list(differences(electorates, halls, said))
    print(*found[:MOST_TOLD], sep="\n")
    print(f"{PROFILES} electorates, as many halls, seed {asked.seed}: {len(found)} figures differ")
    return bool(found)


if __name__ == "__main__":
    sys.exit(main())
