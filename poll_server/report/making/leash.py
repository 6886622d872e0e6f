"""How a process that makes files begins, and that it never outlives its server."""

import os
import threading
from contextlib import suppress
from multiprocessing.connection import Connection

from poll_server.base import logs

from .standing_back import group_stands_back


def begin(leash: Connection, nice: int) -> None:
    """Get ready for the first order.

    Args:
        leash: nothing comes through it; it closes when the server lets go, or is gone.
        nice: as in `standing_back`.
    """
    os.setsid()  # Ctrl-C is for the server, which ends this one; and see `standing_back`
    begin_behind(leash)
    group_stands_back(nice)


def begin_behind(leash: Connection) -> None:
    """The same for a process that one of those starts: it is in its session, and as nice.

    Args:
        leash: it closes when that one lets go, or is gone.
    """
    threading.Thread(target=_end_with, args=(leash,), name="leash", daemon=True).start()
    logs.configure()


def _end_with(leash: Connection) -> None:
    with suppress(EOFError, OSError):
        leash.recv_bytes()
    os._exit(0)  # whatever it is doing: it holds nothing that is not in Redis
