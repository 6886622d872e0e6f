"""Servers that need not read the program in: each is forked off a process that has.

Python takes a third of a second of a core, and on a busy machine one or two by the clock, until it
has read the server in. What follows is a whole process all the same: with its own process id,
session, files, arguments and environment, and it can be killed. `run/hall/test_demo.py`,
`run/test_ending.py` and others start theirs as people do.

    server = await Forked.start(arguments, environment, log)
    server.send_signal(signal.SIGTERM)
    code = await server.wait()

So are the processes that make files for servers which tests run in their own process (`for_files`).
"""

import asyncio
import atexit
import functools
import gc
import os
import pickle
import resource
import runpy
import selectors
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Sequence
from contextlib import suppress
from multiprocessing import get_context
from multiprocessing.context import BaseContext
from pathlib import Path
from typing import NoReturn

PROGRAM = "poll_server.command.start"
FILES = tuple(
    f"poll_server.report.{each}"
    for each in (
        "making.worker", "making.pages_worker", "docx.word", "pptx.slides", "pptx.join_slide",
        "xlsx.xlsx",
    )
)  # fmt: skip
"""What a process that makes files reads in, with the libraries of all formats."""
LONGEST_ORDER = 1 << 20
"""Bytes of one order: mostly the environment."""
CODE = 4
"""Bytes of an exit code."""


class Forked:
    """One such process, as its starter sees it."""

    def __init__(self, pid: int, end: socket.socket) -> None:
        """Args:
        end: where its exit code will come.
        """
        self.pid = pid
        self._end = end
        self._code: int | None = None

    @classmethod
    async def start(
        cls,
        arguments: Sequence[str],
        environment: dict[str, str],
        log: int,
        *,
        files: tuple[int, int] | None = None,
    ) -> "Forked":
        """Run the program.

        Args:
            arguments: as typed behind `poll-server`.
            log: the file that takes what it writes; the caller closes its own.
            files: how many files it may open, softly and at most; else as many as us.
        """
        ours, theirs = socket.socketpair()
        ours.setblocking(False)
        order = pickle.dumps((tuple(arguments), environment, Path.cwd(), files))
        with theirs:
            socket.send_fds(_parent(), [order], [log, theirs.fileno()])
        pid = int.from_bytes(await asyncio.get_running_loop().sock_recv(ours, CODE))
        assert pid, "the process that has read the program in has ended"
        return cls(pid, ours)

    @property
    def returncode(self) -> int | None:
        """Its exit code, minus the signal's number where it died of one; None while it runs."""
        if self._code is None:
            with suppress(BlockingIOError):
                self._ended(self._end.recv(CODE))
        return self._code

    async def wait(self) -> int:
        """Wait until it has ended, for its exit code."""
        if self._code is None:
            self._ended(await asyncio.get_running_loop().sock_recv(self._end, CODE))
        assert self._code is not None
        return self._code

    def send_signal(self, number: int) -> None:
        """Send it a signal, while it runs."""
        if self.returncode is None:
            os.kill(self.pid, number)

    def kill(self) -> None:
        """SIGKILL."""
        self.send_signal(signal.SIGKILL)

    def _ended(self, said: bytes) -> None:
        self._code = int.from_bytes(said, signed=True)
        self._end.close()


@functools.cache
def _parent() -> socket.socket:
    """The process that has read the program in: one for all tests of a worker."""
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with theirs:
        process = subprocess.Popen(
            [sys.executable, "-m", __name__, str(theirs.fileno())],
            pass_fds=[theirs.fileno()],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            start_new_session=True,
        )

    def end() -> None:
        ours.close()
        process.wait()

    atexit.register(end)
    return ours


@functools.cache
def for_files(_: str) -> BaseContext:
    """What `Workshop` takes for `get_context("spawn")`: its processes have read `FILES` already.

    Python's own forkserver, one for all tests of a worker. `report/making/test_workshop.py` starts
    them as servers do.
    """
    forking = get_context("forkserver")
    forking.set_forkserver_preload([*FILES])
    return forking


# ── In that process ───────────────────────────────────────────────────────────────────────────


def serve(orders: socket.socket) -> None:
    """Fork for each order, and tell each one's starter how it ended; until nobody orders more."""
    gc.disable()
    __import__("poll_server.command.cli")
    gc.freeze()  # a copy that looks through it for garbage would have to own every page of it
    gc.enable()
    assert threading.active_count() == 1, "a copy of this process would lack the other threads"
    died, wake = socket.socketpair()
    died.setblocking(False)
    wake.setblocking(False)
    signal.set_wakeup_fd(wake.fileno())
    signal.signal(signal.SIGCHLD, lambda *_: None)
    starters: dict[int, socket.socket] = {}
    with selectors.DefaultSelector() as waiting:
        waiting.register(orders, selectors.EVENT_READ)
        waiting.register(died, selectors.EVENT_READ)
        while True:
            ready = {key.fileobj for key, _ in waiting.select()}
            if died in ready:
                died.recv(1024)
                _tell(starters)
            if orders in ready:
                order, files, _, _ = socket.recv_fds(orders, LONGEST_ORDER, 2)
                if not order:
                    return
                if not (pid := os.fork()):
                    waiting.close()
                    for each in (orders, died, wake, *starters.values()):
                        each.close()
                    _run(order, *files)
                starters[pid] = socket.socket(fileno=files[1])
                starters[pid].sendall(pid.to_bytes(CODE))
                os.close(files[0])


def _tell(starters: dict[int, socket.socket]) -> None:
    while starters:
        pid, status = os.waitpid(-1, os.WNOHANG)
        if not pid:
            return
        with starters.pop(pid) as starter, suppress(OSError):  # a starter may have gone home
            starter.sendall(os.waitstatus_to_exitcode(status).to_bytes(CODE, signed=True))


def _run(order: bytes, log: int, starter: int) -> NoReturn:
    """Become what `python -m poll_server.command.start …` would be."""
    signal.set_wakeup_fd(-1)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    os.setsid()  # Ctrl-C is for the harness, which ends its servers itself
    os.dup2(log, 1)
    os.dup2(log, 2)
    os.close(log)
    os.close(starter)
    arguments, environment, folder, files = pickle.loads(order)
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    if files:
        resource.setrlimit(resource.RLIMIT_NOFILE, files)
    sys.argv = ["poll-server", *arguments]
    runpy.run_module(PROGRAM, run_name="__main__", alter_sys=True)
    raise AssertionError("the program says how it ends")


if __name__ == "__main__":
    serve(socket.socket(fileno=int(sys.argv[1])))
