"""The process of the private Redis: how it is spoken to, and why it does not outlive this one."""

import ctypes
import functools
import os
import signal
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry


def connected(path: Path) -> "redis.Redis":
    """A connection that tries once and waits 5 s: longer than any pause of a healthy Redis."""
    return redis.Redis(
        unix_socket_path=str(path), socket_timeout=5, retry=Retry(NoBackoff(), retries=0)
    )


def environment() -> dict[str, str]:
    """What Redis finds set: all that this process does, in a language that every machine has.

    Redis ends at once where the machine lacks the locale it is told, and ssh tells a machine the
    locale of whoever comes. Redis sorts nothing by it here.
    """
    return {**os.environ, "LC_ALL": "C"}


@functools.cache
def _prctl() -> Callable[..., int]:
    prctl: Callable[..., int] = ctypes.CDLL(None, use_errno=True).prctl
    return prctl


def end_with_parent(keeper: threading.Thread | None) -> Callable[[], None] | None:
    """What the child runs before it becomes Redis, so that it does not outlive this process.

    Linux sends the signal when the *thread* that made the child ends, so only a thread that lives
    as long as Redis may ask for it: from a worker thread, Redis would go with the worker.

    Args:
        keeper: such a thread, besides the main thread.
    """
    lasting = (threading.main_thread(), keeper)
    if sys.platform != "linux" or threading.current_thread() not in lasting:
        return None
    prctl, parent = _prctl(), os.getpid()
    pr_set_pdeathsig = 1  # from linux/prctl.h

    def before_exec() -> None:
        prctl(pr_set_pdeathsig, signal.SIGTERM)
        if os.getppid() != parent:  # it died before the call
            os._exit(1)

    return before_exec
