"""The files of one order while they are made: by one process, or by two at once.

Each takes the next file of the list as soon as it has none, so neither waits while there is one.
What is made comes back in the list's order.
"""

from collections import deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from threading import Lock

import structlog

from .making import ZIP, zipped
from .orders import MadeFile, Order, Progress, write_whole
from .second import Second
from .task import Task

log = structlog.get_logger(__name__)


class Files:
    """The files of an order."""

    def __init__(self, order: Order, todo: list[Task]) -> None:
        self._order, self._todo = order, todo
        self._waiting = deque(range(len(todo)))
        """places in the list that nobody has taken"""
        self._under_way: list[int] = []
        self._made: dict[int, bytes] = {}
        """kept for the ZIP file, or to be handed back"""
        self._done: dict[int, MadeFile] = {}
        self._lock = Lock()
        """around all of these"""

    def make(self, second: Second | None) -> list[MadeFile]:
        """Make them all, in this thread and in the second process if there is one.

        Raises:
            OSError: the order's folder cannot be written.
            Exception: whatever a file could not be made for.
        """
        if second is not None:
            # A thread that only waits; libraries for documents run in this one, the main one.
            with ThreadPoolExecutor(1, "second") as waiting:
                other = waiting.submit(self._beside, second)
                self._work(self._here)
                other.result()
        self._work(self._here)  # all of it, or what the second one left behind
        made = [self._done[number] for number in sorted(self._done)]
        if self._order.zip_name:
            packed = [
                (self._todo[number].name, self._made[number]) for number in sorted(self._made)
            ]
            made.append(self._keep(f"{self._order.zip_name}.zip", ZIP, zipped(packed)))
        return made

    def _here(self, number: int) -> bytes:
        return self._todo[number].render()

    def _beside(self, second: Second) -> None:
        """Have the second process make what it can; where it dies, the first one makes the rest."""
        try:
            second.take(self._todo)
            self._work(second.make)
        except BrokenProcessPool:
            log.warning("second_process_died")

    def _work(self, make: Callable[[int], bytes]) -> None:
        """Have one file after another made until none is left."""
        while (number := self._next()) is not None:
            try:
                self._enter(number, make(number))
            except BrokenProcessPool:
                with self._lock:
                    self._under_way.remove(number)
                    self._waiting.appendleft(number)
                raise
            except BaseException:
                with self._lock:
                    self._waiting.clear()  # nobody will hear of them
                raise

    def _next(self) -> int | None:
        with self._lock:
            if not self._waiting:
                return None
            number = self._waiting.popleft()
            self._under_way.append(number)
            self._tell()
        return number

    def _enter(self, number: int, content: bytes) -> None:
        task = self._todo[number]
        with self._lock:
            self._under_way.remove(number)
            if self._order.zip_name:
                self._made[number] = content
            if "/" not in task.name:  # charts: all of them are in the ZIP file
                self._done[number] = self._keep(task.name, task.media_type, content)

    def _tell(self) -> None:
        """Say how far it is, in the folder."""
        if self._order.folder:
            made = len(self._todo) - len(self._waiting) - len(self._under_way)
            Progress(
                language=self._order.language,
                number=made + 1,
                of=len(self._todo),
                name=self._todo[min(self._under_way)].name,
                files=tuple(self._done[number] for number in sorted(self._done)),
            ).write(Path(self._order.folder))

    def _keep(self, name: str, media_type: str, content: bytes) -> MadeFile:
        if not self._order.folder:
            return MadeFile(name, media_type, len(content), content)
        write_whole(Path(self._order.folder) / name, content)
        return MadeFile(name, media_type, len(content))
