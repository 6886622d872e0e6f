"""Files of backups: written whole or not at all, for their owner alone, and rotated."""

import os
import re
import tempfile
import time
from pathlib import Path

NAME = re.compile(r"poll-server-\d{8}T\d{6}Z\.backup")
"""What rotation may delete: nothing else in the folder."""
COPIES = "copies"
"""Folder in the data folder: what was there before a migration, or before a restore."""
A_COPY = re.compile(r"(version|before-restore)-[\w-]+\.backup")


def put_file(path: Path, data: bytes) -> None:
    """Write a file that is there with all its bytes, on disk, or not at all.

    Raises:
        OSError: it cannot be written.
    """
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")  # for us alone
    new = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        new.replace(path)
    finally:
        new.unlink(missing_ok=True)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def name_now() -> str:
    """The name of a backup that is made now; by the alphabet they are in order."""
    return time.strftime("poll-server-%Y%m%dT%H%M%SZ.backup", time.gmtime())


def rotate(folder: Path, keep: int) -> list[Path]:
    """Delete all backups but the newest.

    Args:
        keep: how many stay.

    Returns:
        What was deleted.
    """
    ours = sorted(path for path in folder.iterdir() if NAME.fullmatch(path.name))
    doomed = ours[: max(0, len(ours) - keep)]
    for path in doomed:
        path.unlink(missing_ok=True)
    return doomed


def forget_copies(folder: Path, hours: float) -> list[Path]:
    """Delete copies that are older than single votes may be kept.

    Args:
        folder: the data folder.
        hours: `keep_votes`.

    Returns:
        What was deleted.
    """
    doomed = [
        path
        for path in (folder / COPIES).glob("*.backup")
        if A_COPY.fullmatch(path.name) and time.time() - path.stat().st_mtime > hours * 3600
    ]
    for path in doomed:
        path.unlink(missing_ok=True)
    return doomed
