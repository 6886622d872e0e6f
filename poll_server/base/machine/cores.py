"""How many cores this process may use."""

import os
import sys
from pathlib import Path

QUOTA = Path("/sys/fs/cgroup/cpu.max")
"""What a container may use (Linux, cgroup v2): microseconds of computing in so many of time."""


def cores() -> int:
    """Whole cores that this process may use at the same time: at least 1.

    A container may have a part of a machine's cores, or of their time: what it takes beyond that is
    held back, and its votes with it.
    """
    there = len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1
    try:
        most, of = QUOTA.read_text().split()
    except (OSError, ValueError):
        return there
    return there if most == "max" else max(1, min(there, int(most) // int(of)))
