"""Processes of this machine, as Linux lists them."""

import os
from pathlib import Path


def status(pid: int) -> list[str]:
    """State, parent and more of a process; nothing where it has ended, reaped or not."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []
    return [] if fields[0] == "Z" else fields


def gone(pid: int) -> bool:
    """Whether a process that is not our child has ended, even if nobody has collected it yet. One
    that is being collected just now has, by the next look."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    state = Path(f"/proc/{pid}/stat")  # none on macOS, where init collects at once
    try:
        return state.read_text().rpartition(")")[2].split()[0] == "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def children(pid: int) -> list[int]:
    """Living processes that `pid` started, and those that they started."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        child = int(folder.name)
        if (fields := status(child)) and int(fields[1]) == pid:
            found += [child, *children(child)]
    return found
