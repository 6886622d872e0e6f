"""Whether a running process holds a file: its lock goes with it, however it ends."""

import fcntl
import os
from pathlib import Path


def is_held(file: Path) -> bool:
    """Whether some process has locked `file` for itself; not where there is no file."""
    try:
        lock = os.open(file, os.O_RDWR)
    except OSError:
        return False
    try:
        fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)  # two who look do not meet
    except OSError:
        return True
    finally:
        os.close(lock)
    return False
