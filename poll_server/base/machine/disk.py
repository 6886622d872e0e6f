"""Room on the disk with the votes: said before it is full, while there is time to make some.

A full disk loses nothing, because nothing is acknowledged that is not on it; but nobody can vote.
"""

import shutil
from pathlib import Path
from typing import NamedTuple

SCARCE = 0.2
"""The share that is free below which a person is told (F6) …"""
AMPLE = 10 * 2**30
"""… unless so many bytes are: a congress day writes some 100 MB, however large the disk is."""
MB = 10**6


class Disk(NamedTuple):
    """A disk's size, in bytes."""

    free: int
    total: int

    @property
    def scarce(self) -> bool:
        """Whether it is time to make room."""
        return self.free < min(SCARCE * self.total, AMPLE)

    @property
    def free_mb(self) -> int:
        """Free megabytes."""
        return self.free // MB


def look(folder: Path) -> Disk:
    """The disk that `folder` is on, or will be on once it is made."""
    there = next(each for each in (folder.absolute(), *folder.absolute().parents) if each.exists())
    used = shutil.disk_usage(there)
    return Disk(used.free, used.total)


def said(disk: Disk) -> str:
    """How much room there is, in one sentence; with the cure where it is little."""
    room = f"Disk with the data folder: {disk.free_mb:,} MB of {disk.total // MB:,} MB are free"
    if not disk.scarce:
        return f"{room}."
    return f"{room}: make some room before the event; while it is full, no vote can be stored."
