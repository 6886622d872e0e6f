"""The lock: which version of every package is installed, and the hashes of its files.

`python -m tests.house.release.lock` (that is `make lock`) writes requirements/*.txt from
pyproject.toml, with uv, for every Python and system at once. What is locked already stays at its
version where pyproject.toml allows it; `--upgrade` takes the newest. `--lowest FILE` writes FILE
instead: the lowest versions that pyproject.toml allows, for `make lowest`.

    PARTS               the lists of pyproject.toml that each file answers for
    entries(text)       what a file locks
    disagreements()     where files and pyproject.toml contradict each other
"""

import argparse
import os
import re
import subprocess
import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

from requirements.install import UV

ROOT = Path(__file__).parents[3]
FOLDER = ROOT / "requirements"

PARTS = {
    "test": ("dependencies", "build", "test"),
    "demo": ("dependencies", "build"),
    # Alone, because their wheels are not for every system (see requirements/install.py).
    "embedded": ("embedded",),
    "web": ("web",),
    # Alone, because it stands in an environment of its own.
    "site": ("site",),
    # Alone, because it comes first.
    "installer": ("installer",),
}
"""The first file is the widest; the others take their versions from it."""
LOWEST = ("dependencies", "build", "embedded", "test")
"""What `make lowest` tries at the lowest versions."""

HEADER = "# Written by `make lock` from pyproject.toml."
OLDEST_PYTHON = "3.11"
LINE = re.compile(r"(?P<name>[a-z0-9-]+)==(?P<version>[^ ;]+)(?: ; (?P<marker>[^\\]+))? \\")
HASH = re.compile(r"    --hash=sha256:[0-9a-f]{64}(?: \\)?")
COMMENT = re.compile(r" *#(?!.*://).*")
FOLLOWED = re.compile(r"^    #( via|  ) [a-z0-9]", re.MULTILINE)
"""uv's word on who asks for a package; the list itself, from its input, has no name."""


class Entry(NamedTuple):
    """One locked package."""

    name: str
    version: Version
    hashes: int
    followed: bool
    """Whether another package asks for it; otherwise pyproject.toml must."""


def wanted(*names: str) -> list[Requirement]:
    """What the lists of those names in pyproject.toml ask for."""
    said = tomllib.loads((ROOT / "pyproject.toml").read_text())
    lists: dict[str, Any] = {
        "dependencies": said["project"]["dependencies"],
        "build": said["build-system"]["requires"],
        **said["project"]["optional-dependencies"],
        **said["dependency-groups"],
    }
    return [Requirement(line) for name in names for line in lists[name]]


def locked(part: str) -> str:
    """The text of that file."""
    return (FOLDER / f"{part}.txt").read_text()


def entries(text: str) -> Iterator[Entry]:
    """What `text` locks.

    Raises:
        ValueError: a line that is neither a version, a hash nor a comment: an index, an address.
    """
    for block in re.split(r"\n(?=[a-z0-9])", text):
        name, version, hashes = "", "", 0
        for line in filter(None, block.splitlines()):
            if found := LINE.fullmatch(line):
                name, version = found["name"], found["version"]
            elif HASH.fullmatch(line):
                hashes += 1
            elif not COMMENT.fullmatch(line):
                raise ValueError(f"{line!r} has no place in a lock: run make lock")
        if name:
            yield Entry(name, Version(version), hashes, bool(FOLLOWED.search(block)))


def disagreements(part: str) -> list[str]:
    """Where the file and pyproject.toml contradict each other; empty where they agree."""
    held = {entry.name: entry for entry in entries(locked(part))}
    widest = {entry.name: entry.version for entry in entries(locked("test"))}
    asked: set[str] = set()
    found = []
    for need in wanted(*PARTS[part]):
        name = canonicalize_name(need.name)
        asked.add(name)
        if name not in held:
            found.append(f"{need} is not locked")
        elif held[name].version not in need.specifier:
            found.append(f"{need} is locked at {held[name].version}")
    for entry in held.values():
        if not entry.hashes:
            found.append(f"{entry.name} has no hash")
        if not entry.followed and entry.name not in asked:
            found.append(f"{entry.name} is locked, and nobody asks for it any more")
        if widest.get(entry.name, entry.version) != entry.version:
            found.append(f"{entry.name} is locked at {widest[entry.name]} in test.txt")
    return found


def compile_lock(names: Iterable[str], target: Path, *options: str) -> None:
    """Let uv write `target`: what the lists of those names come to."""
    lines = "\n".join(str(need) for need in wanted(*names))
    # uv reads no pip.conf, and is told to read no settings of its own: every hash list is that of
    # the public index, and no address gets into a file.
    command: list[str | Path] = [
        UV, "pip", "compile", "--quiet", "--no-config", "--system-certs", "--no-header",
        "--no-emit-index-url", "--no-emit-find-links", "--python-version", OLDEST_PYTHON,
        "--output-file", target, *options, "-",
    ]  # fmt: skip
    environment = {k: v for k, v in os.environ.items() if not k.startswith("UV_")}
    subprocess.run(command, input=lines, text=True, check=True, cwd=ROOT, env=environment)


def main() -> None:
    """The command; see the module."""
    parser = argparse.ArgumentParser(prog="python -m tests.house.release.lock", description=__doc__)
    parser.add_argument("--upgrade", action="store_true", help="take the newest versions")
    parser.add_argument("--lowest", type=Path, metavar="FILE", help="write the lowest instead")
    options = parser.parse_args()
    if options.lowest:
        compile_lock(LOWEST, options.lowest, "--resolution", "lowest-direct")
        return
    upgrade = ["--upgrade"] if options.upgrade else []
    for part, lists in PARTS.items():
        target = FOLDER / f"{part}.txt"
        bounds = [] if part == "test" else ["--constraint", str(FOLDER / "test.txt")]
        compile_lock(lists, target, "--universal", "--generate-hashes", *bounds, *upgrade)
        target.write_text(f"{HEADER}\n{target.read_text()}")


if __name__ == "__main__":
    main()
