"""A second process for the files of one large order, where the machine has a core for it.

Once a report is read, its files do not need each other: while the first process makes one, the
second makes another. It is the first one's child and so goes behind everybody else as that does;
it ends with the order, or with the first one. The two hold 600 MB for a congress,
most of it for the PDF; one alone held 460.
"""

from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import TYPE_CHECKING, Self

from poll_server.base.machine.cores import cores

from .leash import begin_behind
from .orders import Order
from .task import Task

if TYPE_CHECKING:
    from poll_server.store.events import Listing

MANY_QUESTIONS = 40
"""Of which files of several formats take longer than a second process needs to begin: two thirds of
a second of computing."""
MOST_CORES = 2
"""Processes at once, the first one among them: the rest of a machine is for who votes."""


class Second:
    """The process, from its start on; `take` and `make` are for the order it was started for."""

    def __init__(self) -> None:
        # A fresh interpreter, as the first one is.
        spawn = get_context("spawn")
        self._leash = held, _ = spawn.Pipe(duplex=False)
        self._pool = ProcessPoolExecutor(1, spawn, initializer=begin_behind, initargs=(held,))
        self._pool.submit(_take, [])  # a pool starts its process with the first call

    def take(self, todo: list[Task]) -> None:
        """Hand it all files that it may be asked for: what they have in common goes there once."""
        self._pool.submit(_take, todo)

    def make(self, number: int) -> bytes:
        """Have it make the file of that place in the list.

        Raises:
            BrokenProcessPool: it has died.
        """
        return self._pool.submit(_make, number).result()

    def close(self) -> None:
        """End it, whatever it is doing."""
        for end in self._leash:
            end.close()
        self._pool.shutdown(cancel_futures=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def is_worth_it(order: Order, listing: "Listing") -> bool:
    """Whether a second process is of use: for several files of many questions, on several cores."""
    several = len(order.of) * len(order.formats) > 1 or bool(order.pictures)
    asked = sum(len(poll.questions) for poll in listing.event.polls if order.asks_for(poll.id))
    return bool(order.folder) and several and asked >= MANY_QUESTIONS and cores() >= MOST_CORES


# ── There ─────────────────────────────────────────────────────────────────────────────────────

_taken: list[Task] = []


def _take(todo: list[Task]) -> None:
    _taken[:] = todo


def _make(number: int) -> bytes:
    return _taken[number].render()
