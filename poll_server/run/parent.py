"""A worker process ends with its parent, or the port would stay taken and the next start fail.

The parent of `--workers 2` may be killed in a way that lets it tell nobody (`kill -9`, no memory
left). Each worker therefore holds the end of a pipe whose other end only the parent has: when that
closes, the parent is gone. It works on every system, and does not ask how the parent ended.
"""

import multiprocessing
import os
import signal
import threading
import time
from multiprocessing.connection import wait

import structlog

LAST_SECONDS = 10.0
"""For the polite end, which takes 5 s at most; a worker that is stuck is ended without it."""

log = structlog.get_logger(__name__)


def end_with_parent() -> None:
    """Where this process is a worker, watch its parent; nothing in a process of its own."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_watch, args=(parent.sentinel,), name="parent", daemon=True).start()


def _watch(sentinel: int) -> None:
    wait([sentinel])
    log.error("parent_gone", ends=os.getpid())
    # As by the parent: the port is given back at once, votes on their way are answered.
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(LAST_SECONDS)
    os._exit(1)
