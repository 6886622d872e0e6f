"""Programs of the system that a check needs: installed where they are missing, and run."""

import os
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path


def run(
    *command: str | Path,
    seconds: float | None = None,
    environment: Mapping[str, str] | None = None,
) -> str:
    """What a program says; its last words where it fails.

    Args:
        seconds: that it may take; None: as many as it needs.
        environment: variables besides those that there are.

    Raises:
        RuntimeError: it failed, with what it said.
    """
    done = subprocess.run(
        [*map(str, command)], env={**os.environ, **(environment or {})}, timeout=seconds,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip
    if done.returncode:
        raise RuntimeError(f"{' '.join(map(str, command))}: {done.stdout.strip()}")
    return done.stdout


def from_debian(packages: Mapping[str, str]) -> None:
    """Install what is missing.

    Args:
        packages: program -> its package.
    """
    os.environ["PATH"] += os.pathsep + "/usr/sbin"
    if missing := [package for name, package in packages.items() if not shutil.which(name)]:
        run("apt-get", "update", "-qq")
        run("apt-get", "install", "-qq", "--yes", "--no-install-recommends", *missing)
