"""Files that take a while: made beside the server, told of on a page, kept for ten minutes.

Each job is a folder, `made/<event>/<job>` in the data folder, with its files and `progress.json`.
Any server process of the machine can say how far a job is and hand out its files; nothing of them
is in Redis, where megabytes would stand in the way of votes. The process that has a job made holds
a lock on it: a job that nobody holds and that has not ended was broken off.
"""

import asyncio
import fcntl
import os
import re
import shutil
import time
from contextlib import suppress
from pathlib import Path

import msgspec
import structlog

from poll_server.base.background import ended
from poll_server.base.machine.held import is_held
from poll_server.live.ending.auditing import BrokenTally
from poll_server.store.records import UnknownEvent, UnknownPoll, new_id

from .orders import CannotMake, MadeFile, Order, Progress, read_progress
from .workshop import Workshop

KEPT_SECONDS = 600
"""Ten minutes after its end a job is deleted, whether its files were fetched or not."""
SWEEP_SECONDS = 60.0
"""Between two looks for what is to be deleted."""
MOST_JOBS = 40
"""On one machine at a time; a congress in all formats takes some 20 MB of disk."""
_JOB = re.compile(r"[a-z2-7]{16}")

log = structlog.get_logger(__name__)


class UnknownJob(LookupError):
    """There is no such job (any more)."""


class Jobs:
    """The jobs of one machine, as one of its server processes sees them."""

    def __init__(self, workshop: Workshop, folder: Path) -> None:
        """Args:
        folder: shared by the server processes of this machine; made when it is first needed.
        """
        self._workshop, self._folder = workshop, folder
        self._running: set[asyncio.Task[None]] = set()

    async def start(self, order: Order) -> str:
        """Have the files of `order` made; the job's id.

        Raises:
            CannotMake: there are too many jobs, or the folder cannot be written.
        """
        job = new_id()
        try:
            folder, lock = await asyncio.to_thread(self._make, order, job)
        except OSError as error:
            log.warning("job_not_started", error=type(error).__name__)
            raise CannotMake("no_room", error.strerror or "") from error
        order = msgspec.structs.replace(order, folder=str(folder))
        task = asyncio.create_task(self._run(order, folder, lock))
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        return job

    async def look(self, event: str, job: str) -> Progress:
        """How far a job is.

        Raises:
            UnknownJob: there is none, or no more.
        """
        return await asyncio.to_thread(_read, self._of(event, job))

    async def file(self, event: str, job: str, name: str) -> tuple[Path, MadeFile]:
        """Where a file of a job lies.

        Raises:
            UnknownJob: there is no such job or file (any more).
        """
        for kept in (await self.look(event, job)).files:
            if kept.name == name:
                return self._of(event, job) / name, kept
        raise UnknownJob(name)

    async def forget(self, event: str) -> None:
        """Delete every job of an event, finished or not."""
        await asyncio.to_thread(shutil.rmtree, self._folder / event, ignore_errors=True)

    async def run(self) -> None:
        """Delete what is old, for as long as the server runs."""
        while True:
            with suppress(OSError):
                await asyncio.to_thread(self._sweep)
            await asyncio.sleep(SWEEP_SECONDS)

    async def close(self) -> None:
        """Break off what this process has made."""
        await ended(self._running)

    # ── One job ───────────────────────────────────────────────────────────────────────────────

    async def _run(self, order: Order, folder: Path, lock: int) -> None:
        why, detail = "broken_off", ""
        files: tuple[MadeFile, ...] | None = None
        try:
            files = tuple(await self._workshop.files(order))
            why = ""
        except CannotMake as error:
            why, detail = error.why, error.detail
        except BrokenTally as error:
            why, detail = "broken_tally", str(error)
        except (UnknownEvent, UnknownPoll):
            why = "no_event"
        except OSError:
            why = "no_room"  # or the event was deleted, and the folder with it
        finally:
            # Not in a thread: this must also be done when cancelled.
            progress = read_progress(folder) or Progress(language=order.language)
            change = {"ended": True, "why": why, "detail": detail}
            change |= {} if files is None else {"files": files}
            with suppress(OSError):
                msgspec.structs.replace(progress, **change).write(folder)
            os.close(lock)

    # ── Folders (all of it in threads) ────────────────────────────────────────────────────────

    def _of(self, event: str, job: str) -> Path:
        if not _JOB.fullmatch(job):
            raise UnknownJob(job)
        return self._folder / event / job

    def _make(self, order: Order, job: str) -> tuple[Path, int]:
        self._sweep()
        if len(list(self._folder.glob("*/*"))) >= MOST_JOBS:
            raise CannotMake("busy")
        folder = self._of(order.event, job)
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder.mkdir(mode=0o700, parents=True)
        lock = os.open(folder / "lock", os.O_CREAT | os.O_RDWR, 0o600)
        fcntl.flock(lock, fcntl.LOCK_EX)
        Progress(language=order.language).write(folder)
        return folder, lock

    def _sweep(self) -> None:
        for folder in self._folder.glob("*/*"):
            with suppress(OSError):
                old = time.time() - folder.stat().st_mtime > KEPT_SECONDS
                if old and not is_held(folder / "lock"):
                    shutil.rmtree(folder)
        for event in self._folder.glob("*"):
            with suppress(OSError):
                event.rmdir()  # where nothing is in it any more


def _read(folder: Path) -> Progress:
    held = is_held(folder / "lock")  # before reading: a job may end in between, and then says so
    progress = read_progress(folder)
    if progress is None:
        raise UnknownJob(folder.name)
    if not progress.ended and not held:
        return msgspec.structs.replace(progress, ended=True, why="broken_off")
    return progress
