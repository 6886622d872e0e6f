"""Has files made in another process, so that no vote waits for a document.

    workshop.files(order)     the files, once they are all made

Two processes at most: one for single files, so that a download need not wait for one for whole
congresses. Each is started when it is first needed and ended when it was idle for a while. One that
dies is started again once, with the same order; after that its order fails in a sentence.
"""

import asyncio
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from importlib import import_module
from multiprocessing import active_children, get_context
from multiprocessing.connection import Connection

import structlog

from poll_server.live.ending.auditing import BrokenTally
from poll_server.store.records import UnknownEvent, UnknownPoll

from .orders import CannotMake, MadeFile, Order
from .standing_back import stand_back

IDLE_SECONDS = 60.0
"""After which a process without work ends: it holds some 100 MB."""
ORDER_SECONDS = 900.0
"""For the slowest order: a congress in all formats on a busy laptop takes a minute or two."""
MOST_WAITING = 20
"""Orders that may wait for one process; more are told to come back."""

log = structlog.get_logger(__name__)


class Workshop:
    """The processes of one server process."""

    def __init__(self, redis_url: str, nice: int = 19) -> None:
        """Args:
        redis_url: where the processes find the events.
        nice: how far they stand back for others, from 0, not at all, to 19.
        """
        self.redis_url = redis_url
        self._quick, self._long = _Bench(nice), _Bench(nice)

    async def files(self, order: Order) -> list[MadeFile]:
        """The files of `order`; where they go to a folder, its progress stands there meanwhile.

        Raises:
            UnknownEvent, UnknownPoll: there is none of that name.
            BrokenTally: a result does not agree with its votes.
            CannotMake: anything else.
        """
        return await (self._long if order.folder else self._quick).work(order)

    async def close(self) -> None:
        """End both processes, whatever they are doing."""
        await self._quick.close()
        await self._long.close()


class _Bench:
    """One process, and the orders that wait for it."""

    def __init__(self, nice: int) -> None:
        self._nice = nice
        self._pool: ProcessPoolExecutor | None = None
        self._leash: tuple[Connection, ...] = ()
        """what the process holds on to, and our end of it: it ends when this one is closed"""
        self._turn = asyncio.Lock()
        self._waiting = 0
        self._idle: asyncio.TimerHandle | None = None

    async def work(self, order: Order) -> list[MadeFile]:
        """Wait for one's turn and have `order` made."""
        if self._waiting >= MOST_WAITING:
            raise CannotMake("busy")
        self._waiting += 1
        try:
            async with self._turn:
                return await self._twice(order)
        finally:
            self._waiting -= 1

    async def _twice(self, order: Order) -> list[MadeFile]:
        if self._idle is not None:
            self._idle.cancel()
        whole = False
        try:
            try:
                made = await self._once(order)
            except BrokenProcessPool:
                log.warning("file_process_died", again=True)
                self._end()
                made = await self._once(order)
            whole = True
            return made
        except (BrokenProcessPool, TimeoutError) as error:
            raise CannotMake("mistake") from error
        except (CannotMake, UnknownEvent, UnknownPoll, BrokenTally):
            whole = True
            raise
        finally:
            if whole:
                self._idle = asyncio.get_running_loop().call_later(IDLE_SECONDS, self._end)
            else:
                self._end()  # in the middle of an order, and the next one would wait for it

    async def _once(self, order: Order) -> list[MadeFile]:
        if self._pool is None:
            # A fresh interpreter: nothing of a server with sockets and threads is copied.
            spawn = get_context("spawn")
            self._leash = held, _ = spawn.Pipe(duplex=False)
            self._pool = ProcessPoolExecutor(
                1, spawn, initializer=_begin, initargs=(held, self._nice)
            )
        known = {each.pid for each in active_children()}
        made = asyncio.get_running_loop().run_in_executor(self._pool, _make, order)
        for each in active_children():
            if each.pid is not None and each.pid not in known:
                stand_back(each.pid, self._nice)
        async with asyncio.timeout(ORDER_SECONDS):
            return await made

    def _end(self) -> ProcessPoolExecutor | None:
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
        if pool := self._end():
            await asyncio.to_thread(pool.shutdown, cancel_futures=True)


def _begin(leash: Connection, nice: int) -> None:
    """There: what the libraries of all formats take of memory, a server need not hold."""
    import_module(f"{__package__}.worker").begin(leash, nice)


def _make(order: Order) -> list[MadeFile]:
    made: list[MadeFile] = import_module(f"{__package__}.worker").make(order)
    return made
