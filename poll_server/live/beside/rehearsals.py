"""Rehearsals that a console's button begins: simulated phones in a process of their own.

The phones must not take turns with votes, so they are another process (`poll-server rehearse`), one
at a time on a machine. What belongs to it lies in the folder `rehearsal` of the data folder, where
every server process of the machine can look:

    lock            held by the process for as long as it lives
    deck.toml       the questions that its phones answer
    progress.json   what it has found so far, and what it ended with
    stop            somebody wants it to end

Its standard input stays open as long as the server process that began it: it never outlives that.
"""

import asyncio
import fcntl
import os
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import Literal

import msgspec
import structlog

from poll_server.base.background import ended
from poll_server.base.machine.held import is_held

LONGEST_SECONDS = 900
"""A quarter of an hour, after which a rehearsal that was forgotten ends by itself."""
PATIENCE_SECONDS = 60.0
"""What it may take longer before it is killed: its start on a busy laptop, and its goodbyes."""
LEAVE_SECONDS = 2.0
"""What it may take to end when its server does, or when it has said its last; it keeps nothing."""
AGAIN_SECONDS = 0.1
"""Between two looks for whether it has."""
SIZES = (30, 100, 300, 600)
"""Of a class, a workshop, a hall, a large one."""

Wait = Literal["page", "connection", "acknowledgement", "stage"]
"""What somebody waits for; the command's word for it, too."""
EndedBy = Literal["", "stopped", "time", "practice", "sent_away", "unreachable", "broken_off"]
"""Why a rehearsal ended; empty: it has not."""

log = structlog.get_logger(__name__)


class Waited(msgspec.Struct, frozen=True):
    """How long one thing took the phones of a rehearsal."""

    what: Wait
    seconds: float
    """that 99 of 100 waited at most"""
    limit: float
    """seconds that nobody minds"""
    times: int
    """of how many it was measured"""


class RehearsalProgress(msgspec.Struct, frozen=True):
    """How far a rehearsal is, or what it ended with."""

    poll: str
    people: int
    """phones that are to come"""
    inside: int = 0
    """those that have the poll in sight"""
    answers: int = 0
    """acknowledged so far, changes of mind among them"""
    waits: tuple[Waited, ...] = ()
    ended: EndedBy = ""

    def write(self, folder: Path) -> None:
        """Keep it in `folder`, so that nobody reads half of it."""
        new = folder / "progress.new"
        new.write_bytes(msgspec.json.encode(self))
        new.replace(folder / "progress.json")


class RehearsalOrder(msgspec.Struct, frozen=True):
    """What somebody wants rehearsed."""

    poll: str
    """its id"""
    slug: str
    """what the deck calls it"""
    code: str
    deck: str
    """the event's questions, as TOML"""
    address: str
    """of this server, on this machine"""
    people: int
    cookie: str
    """lets a simulated stage in; given by standard input, where no other user can read it"""


class RehearsalRuns(Exception):
    """There is one already."""


class Rehearsals:
    """The rehearsals of one machine, as one of its server processes sees them."""

    def __init__(self, folder: Path) -> None:
        """Args: folder: shared by the server processes of this machine; made when needed."""
        self._folder = folder
        self._watching: set[asyncio.Task[None]] = set()

    async def begin(self, order: RehearsalOrder) -> None:
        """Let simulated phones come.

        Raises:
            RehearsalRuns: there are some.
            OSError: the folder cannot be written, or no process can be started.
        """
        lock = await asyncio.to_thread(self._prepare, order)
        try:
            process = await asyncio.create_subprocess_exec(
                *self._command(order),
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.DEVNULL,
                pass_fds=(lock,),  # so the lock goes with the process
                start_new_session=True,  # Ctrl-C is for the server, which ends this one
            )
        finally:
            os.close(lock)
        assert process.stdin is not None
        process.stdin.write(order.cookie.encode() + b"\n")
        log.info("rehearsal_began", phones=order.people, process=process.pid)
        task = asyncio.create_task(self._watch(process), name="rehearsal")
        self._watching.add(task)
        task.add_done_callback(self._watching.discard)

    async def look(self) -> RehearsalProgress | None:
        """The rehearsal that runs, or the last one; None where there was none."""
        return await asyncio.to_thread(self._read)

    async def stop(self) -> None:
        """Have the phones leave; whichever process has begun it."""
        await asyncio.to_thread(self._want_stopped)

    async def close(self) -> None:
        """End what this process has begun."""
        await ended(self._watching)

    def _command(self, order: RehearsalOrder) -> list[str]:
        options = {
            "--participants": str(order.people),
            "--deck": str(self._folder / "deck.toml"),
            "--poll": order.slug,
            "--told-to": str(self._folder),
        }
        program = [sys.executable, "-m", "poll_server.command.start", "rehearse"]
        of = [each for option in options.items() for each in option]
        return [*program, order.address, order.code, *of, "--while-practice", "--attached"]

    async def _watch(self, process: asyncio.subprocess.Process) -> None:
        """Until it has ended, by itself or because this task is."""
        how = "by itself"
        try:
            async with asyncio.timeout(LONGEST_SECONDS + PATIENCE_SECONDS):
                await process.wait()
        except TimeoutError:
            how = "it hung"
        except asyncio.CancelledError:
            how = "with the server"
            raise
        finally:
            if process.returncode is None:
                await _end(process)
            found = self._read()
            why = found.ended if found else ""
            log.info("rehearsal_ended", how=how, why=why, code=process.returncode)

    # ── The folder (all of it in threads) ─────────────────────────────────────────────────────

    def _prepare(self, order: RehearsalOrder) -> int:
        """Get the folder ready, and the lock: an open file."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        lock = os.open(self._folder / "lock", os.O_CREAT | os.O_RDWR, 0o600)
        try:
            self._take(lock)
            (self._folder / "stop").unlink(missing_ok=True)
            (self._folder / "deck.toml").write_text(order.deck, encoding="utf-8")
            RehearsalProgress(order.poll, order.people).write(self._folder)
        except BlockingIOError as error:
            os.close(lock)
            raise RehearsalRuns from error
        except OSError:
            os.close(lock)
            raise
        return lock

    def _take(self, lock: int) -> None:
        """Hold the lock; that of a rehearsal which says its last words is waited for."""
        over = time.monotonic() + LEAVE_SECONDS
        while True:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                last = self._read()
                if last is None or not last.ended or time.monotonic() > over:
                    raise
                time.sleep(AGAIN_SECONDS)
            else:
                return

    def _read(self) -> RehearsalProgress | None:
        # Before reading: it may end in between, and then says so.
        runs = is_held(self._folder / "lock")
        try:
            read = (self._folder / "progress.json").read_bytes()
            progress = msgspec.json.decode(read, type=RehearsalProgress)
        except (OSError, msgspec.DecodeError):
            return None
        if not progress.ended and not runs:
            return msgspec.structs.replace(progress, ended="broken_off")
        return progress

    def _want_stopped(self) -> None:
        with suppress(OSError):
            (self._folder / "stop").touch()


async def _end(process: asyncio.subprocess.Process) -> None:
    """Let go of it, and kill it where that is not enough."""
    assert process.stdin is not None
    process.stdin.close()
    try:
        async with asyncio.timeout(LEAVE_SECONDS):
            await process.wait()
    except (TimeoutError, asyncio.CancelledError):
        with suppress(ProcessLookupError):
            process.kill()
