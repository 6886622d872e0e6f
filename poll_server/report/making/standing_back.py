"""Lets every other process go first.

Done from outside, by whoever starts the process: its imports alone are a second of computing, and
they would take it from the votes.
"""

import os
import sys
from contextlib import suppress
from pathlib import Path

NICEST = 19
GROUP = Path("/proc/self/autogroup")
"""What holds Linux's niceness of a session, where there is such a thing."""


def stand_back(pid: int, nice: int) -> None:
    """Let others go before that process: from 0, not at all, to 19, every other one."""
    if not nice:
        return
    with suppress(ProcessLookupError):  # it has ended; whoever waits for it will notice
        own = os.getpriority(os.PRIO_PROCESS, 0)
        os.setpriority(os.PRIO_PROCESS, pid, min(own + nice, NICEST))
    if sys.platform == "linux" and nice == NICEST:
        with suppress(OSError):  # a container may forbid it; then being nice must do
            os.sched_setscheduler(pid, os.SCHED_IDLE, os.sched_param(0))


def group_stands_back(nice: int) -> None:
    """Let others go before this process, which has just got a session of its own.

    Where Linux groups processes by session, which is usual outside of services and containers,
    niceness and the idle class only count within a group: among those of one session.
    """
    if nice and sys.platform == "linux":
        with suppress(OSError):  # there is no such file where processes are not grouped
            GROUP.write_text(str(nice))
