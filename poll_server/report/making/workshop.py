"""Has files made in another process, so that no vote waits for a document.

    workshop.files(order)     the files, once they are all made
    workshop.pages(content)   the pages of a PDF as pictures

Two processes at most make files: one for single files, so that a download need not wait for one for
whole congresses. Each is started when it is first needed and ended when it was idle for a while.
One that dies is started again once, with the same order; after that its order fails in a sentence.
A PDF is read by a third one, which has that one order and no second try: it dies of the file.
"""

import asyncio
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from importlib import import_module
from multiprocessing import active_children, get_context
from multiprocessing.connection import Connection
from typing import Any

import structlog

from poll_server.deck.pictures.paged import PdfPage
from poll_server.live.ending.auditing import BrokenTally
from poll_server.store.records import UnknownEvent, UnknownPoll

from .leash import begin
from .orders import CannotMake, MadeFile, Order
from .standing_back import stand_back

IDLE_SECONDS = 60.0
"""After which a process without work ends: it holds some 100 MB."""
ORDER_SECONDS = 900.0
"""For the slowest order: a congress in all formats on a busy laptop takes a minute or two."""
MOST_WAITING = 20
"""Orders that may wait for one process; more are told to come back."""
PAGES_SECONDS = 110.0
"""For a PDF, whose organiser waits for the answer: proxies give up after two minutes."""
MOST_PDFS = 3
"""That may wait: each holds up to 20 MB."""

log = structlog.get_logger(__name__)


class Workshop:
    """The processes of one server process."""

    def __init__(self, redis_url: str, nice: int = 19) -> None:
        """Args:
        redis_url: where the processes find the events.
        nice: how far they stand back for others, from 0, not at all, to 19.
        """
        self.redis_url = redis_url
        self._quick, self._long, self._pages = _Bench(nice), _Bench(nice), _PageBench(nice)

    async def files(self, order: Order) -> list[MadeFile]:
        """The files of `order`; where they go to a folder, its progress stands there meanwhile.

        Raises:
            UnknownEvent, UnknownPoll: there is none of that name.
            BrokenTally: a result does not agree with its votes.
            CannotMake: anything else.
        """
        made: list[MadeFile] = await (self._long if order.folder else self._quick).work(order)
        return made

    async def pages(self, content: bytes) -> list[PdfPage]:
        """The pages of a PDF, drawn and read.

        Raises:
            CannotUsePdf: it is none, or locked, or too large.
            CannotMake: it asks for too much time or memory, or others are at it.
        """
        made: list[PdfPage] = await self._pages.work(content)
        return made

    async def close(self) -> None:
        """End all processes, whatever they are doing."""
        for each in (self._quick, self._long, self._pages):
            await each.close()


class _Bench:
    """One process, and the orders that wait for it."""

    worker = "worker"
    """the module beside this one whose `make` has what is ordered"""

    def __init__(self, nice: int) -> None:
        self._nice = nice
        self._pool: ProcessPoolExecutor | None = None
        self._leash: tuple[Connection, ...] = ()
        """what the process holds on to, and our end of it: it ends when this one is closed"""
        self._turn = asyncio.Lock()
        self._waiting = 0
        self._idle: asyncio.TimerHandle | None = None

    def most(self) -> tuple[int, float]:
        """How many orders may wait, and how many seconds one may take."""
        return MOST_WAITING, ORDER_SECONDS

    async def work(self, order: Any) -> Any:
        """Wait for one's turn and have `order` made."""
        if self._waiting >= self.most()[0]:
            raise CannotMake("busy")
        self._waiting += 1
        try:
            async with self._turn:
                return await self.in_turn(order)
        finally:
            self._waiting -= 1

    async def in_turn(self, order: Any) -> Any:
        """Have `order` made, by a second process where the first one dies of something."""
        if self._idle is not None:
            self._idle.cancel()
        whole = False
        try:
            try:
                made = await self.once(order)
            except BrokenProcessPool:
                log.warning("file_process_died", again=True)
                self.end()
                made = await self.once(order)
            whole = True
            return made
        except (BrokenProcessPool, TimeoutError) as error:
            raise CannotMake("mistake") from error
        except (CannotMake, UnknownEvent, UnknownPoll, BrokenTally):
            whole = True
            raise
        finally:
            if whole:
                self._idle = asyncio.get_running_loop().call_later(IDLE_SECONDS, self.end)
            else:
                self.end()  # in the middle of an order, and the next one would wait for it

    async def once(self, order: Any) -> Any:
        """Have `order` made by the process, which is started where there is none."""
        if self._pool is None:
            # A fresh interpreter: nothing of a server with sockets and threads is copied.
            spawn = get_context("spawn")
            self._leash = held, _ = spawn.Pipe(duplex=False)
            self._pool = ProcessPoolExecutor(
                1, spawn, initializer=begin, initargs=(held, self._nice)
            )
        known = {each.pid for each in active_children()}
        made = asyncio.get_running_loop().run_in_executor(self._pool, _make, self.worker, order)
        for each in active_children():
            if each.pid is not None and each.pid not in known:
                stand_back(each.pid, self._nice)
        async with asyncio.timeout(self.most()[1]):
            return await made

    def end(self) -> ProcessPoolExecutor | None:
        """Let go of the process, which ends at once; it holds nothing that is not in Redis."""
        pool, self._pool = self._pool, None
        for end in self._leash:
            end.close()
        self._leash = ()
        return pool

    async def close(self) -> None:
        """End the process and wait until it is gone."""
        if self._idle is not None:
            self._idle.cancel()
        if pool := self.end():
            await asyncio.to_thread(pool.shutdown, cancel_futures=True)


class _PageBench(_Bench):
    """A process for one PDF: nothing of a file that was made to hurt meets the next one."""

    worker = "pages_worker"

    def most(self) -> tuple[int, float]:
        return MOST_PDFS, PAGES_SECONDS

    async def in_turn(self, order: Any) -> Any:
        try:
            return await self.once(order)
        except (BrokenProcessPool, TimeoutError) as error:
            log.warning("pages_not_drawn", error=type(error).__name__)
            raise CannotMake("pages") from error
        finally:
            await self.close()


def _make(worker: str, order: Any) -> Any:
    """There: what the libraries of all formats take of memory, a server need not hold."""
    return import_module(f"{__package__}.{worker}").make(order)
