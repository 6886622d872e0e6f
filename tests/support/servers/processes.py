"""Processes of this machine, as Linux lists them."""

from pathlib import Path


def status(pid: int) -> list[str]:
    """State, parent and more of a process; nothing where it has ended, reaped or not."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []
    return [] if fields[0] == "Z" else fields


def children(pid: int) -> list[int]:
    """Living processes that `pid` started, and those that they started."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        child = int(folder.name)
        if (fields := status(child)) and int(fields[1]) == pid:
            found += [child, *children(child)]
    return found
