"""Open files: how many this process may have, and for how many phones they are enough.

Every connection is an open file, and systems start with few: 1,024 on most Linux, 256 on macOS.
Past the limit a phone is not even answered, so a process that serves takes all it may have, and
says at its start where that does not reach for a hall.
"""

import os
import resource
import sys
from pathlib import Path

PER_PHONE = 2
"""Files of a phone: its socket, and for some seconds the connection that brought its page."""
OWN = 64
"""Files of the server itself: 40 connections to Redis, the loop, logs, pipes of report makers."""
RESERVE = 100
"""Files that phones leave to moderators, stages and `/healthz` (contract, rule 30)."""
SMALLEST_SHARE = 8
"""Where there are very few files, the reserve is this part of them: phones need some, too."""
HALL = 600
"""Phones that a hall is taken to have, where the start says whether the files are enough."""
MOST = 65_536
"""More is not asked for, even where it is allowed: a hall is far smaller, and what goes through
all possible files when it starts another program would take its time."""
OPEN_MAX = 10_240
"""What macOS grants a process, while it calls its hard limit infinite."""


def raise_limit() -> int:
    """Take as many files as the system grants without asking; every process that serves does.

    Returns:
        How many this process may have open now. Processes started from here inherit it.
    """
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    for wanted in (MOST, OPEN_MAX):
        granted = wanted if hard == resource.RLIM_INFINITY else min(hard, wanted)
        if soft == resource.RLIM_INFINITY or granted <= soft:
            break
        try:
            resource.setrlimit(resource.RLIMIT_NOFILE, (granted, hard))
        except (ValueError, OSError):
            continue  # the system has another limit, lower than the one it names
        break
    return limit()


def limit() -> int:
    """How many files this process may have open."""
    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return MOST if soft == resource.RLIM_INFINITY else soft


def used() -> int:
    """How many files this process has open.

    Looked up once a second: listing those of 9,000 phones held everybody up for 8 ms.
    """
    if sys.platform == "linux" and (told := Path("/proc/self/fd").stat().st_size):
        return told  # Linux 6.2 or newer counts them itself
    with os.scandir("/dev/fd") as entries:
        return sum(1 for _ in entries) - 1  # without the one that lists them


def reserve(files: int) -> int:
    """How many of `files` phones leave to moderators, stages and health."""
    return min(RESERVE, files // SMALLEST_SHARE)


def phones(files: int, workers: int = 1) -> int:
    """For how many phones processes that may have `files` each are enough."""
    return max(0, files - OWN - reserve(files)) // PER_PHONE * workers


def needed(people: int, workers: int = 1) -> int:
    """How many files each process must be allowed for this many phones."""
    return -(-people // workers) * PER_PHONE + OWN + RESERVE


def said(files: int, workers: int = 1) -> str:
    """For how many phones the files are enough, in one sentence; with the cure where they are not.

    Args:
        files: what each process may have open.
    """
    fit = phones(files, workers)
    enough = f"Open files: {files:,} at most, enough for about {fit:,} phones."
    return shortage(files, workers) or enough


def shortage(files: int, workers: int = 1, hall: int = HALL) -> str:
    """What to do where `files` are not enough for a hall, in one sentence; '' where they are."""
    fit = phones(files, workers)
    if fit >= hall:
        return ""
    wanted = needed(hall, workers)
    return (
        f"Open files: {files:,} at most, enough for about {fit:,} phones; {hall:,} phones need "
        f"{wanted:,}: start with ulimit -n {wanted} (or LimitNOFILE={wanted} in the systemd unit, "
        f"--ulimit nofile={wanted} for a container)."
    )
