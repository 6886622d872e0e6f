"""Has files made in another process, so that no vote waits for a document.

    workshop.files(order)         the files, once they are all made
    workshop.watch(order, heard)  each step and each file of a long order, as it comes

Two processes at most: one for single files, so that a download need not wait for one for whole
congresses. Each is started when it is first needed and ended when it was idle for a while. One that
dies is started again once, with the same order; after that its order fails in a sentence.
"""

import asyncio
import sys
from collections.abc import Awaitable, Callable
from contextlib import suppress

import structlog

from poll_server.live.auditing import BrokenTally
from poll_server.locale import Speech
from poll_server.store.records import UnknownEvent, UnknownPoll

from .orders import LENGTH_BYTES, Answer, Done, Failed, Made, Order, frame, read_answer
from .standing_back import stand_back

IDLE_SECONDS = 60.0
"""After which a process without work ends: it holds some 100 MB."""
ORDER_SECONDS = 900.0
"""For the slowest order: a congress in all formats on a busy laptop takes a minute or two."""
MOST_WAITING = 20
"""Orders that may wait for one process; more are told to come back."""

log = structlog.get_logger(__name__)

Heard = Callable[[Answer], Awaitable[None]]
Again = Callable[[], None]
"""Is called where everything starts from the beginning once more."""


class CannotMake(Exception):
    """The files could not be made; nothing is lost by it."""

    def __init__(self, why: str, detail: str = "") -> None:
        super().__init__(why)
        self.why, self.detail = why, detail

    def sentence(self, _: Speech) -> str:
        """What happened, what is kept, what to do next."""
        if self.why == "busy":
            return _("Many files are being made just now. Please try again in a minute.")
        if self.why == "no_chart":
            return _("There is no chart of this question: nobody answered it, or it is withheld.")
        if self.why == "no_room":
            return _(
                "The files could not be written to the server’s disk (%(detail)s). All results "
                "are kept; make some room, or download single files instead.",
                detail=self.detail,
            )
        return _(
            "The file could not be made. All results are kept. Please try again; if it happens "
            "again, the server’s log says why."
        )


class _Died(Exception):
    """The process ended in the middle of an order."""


class Workshop:
    """The processes of one server process."""

    def __init__(self, redis_url: str, nice: int = 19) -> None:
        """Args:
        redis_url: where the processes find the events.
        nice: how far they stand back for others, from 0, not at all, to 19.
        """
        self.redis_url = redis_url
        self._quick, self._long = _Bench(nice), _Bench(nice)

    async def files(self, order: Order) -> list[Made]:
        """The files of a short order.

        Raises:
            CannotMake, UnknownEvent, UnknownPoll, BrokenTally: as `watch`.
        """
        made: list[Made] = []

        async def keep(answer: Answer) -> None:
            if isinstance(answer, Made):
                made.append(answer)

        await self._quick.work(order, keep, made.clear)
        return made

    async def watch(self, order: Order, heard: Heard, again: Again) -> None:
        """Have a long order made.

        Args:
            heard: is told of each step and each file.

        Raises:
            UnknownEvent, UnknownPoll: there is none of that name.
            BrokenTally: a result does not agree with its votes.
            CannotMake: anything else.
        """
        await self._long.work(order, heard, again)

    async def close(self) -> None:
        """End both processes, whatever they are doing."""
        await self._quick.close()
        await self._long.close()


class _Bench:
    """One process, and the orders that wait for it."""

    def __init__(self, nice: int) -> None:
        self._nice = nice
        self._process: asyncio.subprocess.Process | None = None
        self._ended: asyncio.subprocess.Process | None = None
        """the last one that was ended, which may take a moment to be gone"""
        self._turn = asyncio.Lock()
        self._waiting = 0
        self._idle: asyncio.TimerHandle | None = None

    async def work(self, order: Order, heard: Heard, again: Again) -> None:
        """Wait for one's turn and have `order` made."""
        if self._waiting >= MOST_WAITING:
            raise CannotMake("busy")
        self._waiting += 1
        try:
            async with self._turn:
                await self._twice(order, heard, again)
        finally:
            self._waiting -= 1

    async def _twice(self, order: Order, heard: Heard, again: Again) -> None:
        if self._idle is not None:
            self._idle.cancel()
        whole = False
        try:
            try:
                await self._once(order, heard)
            except _Died:
                log.warning("file_process_died", again=True)
                again()
                await self._once(order, heard)
            whole = True
        except _Died as died:
            raise CannotMake("mistake") from died
        except TimeoutError as error:
            raise CannotMake("mistake") from error
        except (CannotMake, UnknownEvent, UnknownPoll, BrokenTally):
            whole = True
            raise
        finally:
            if whole:
                loop = asyncio.get_running_loop()
                self._idle = loop.call_later(IDLE_SECONDS, self._end)
            else:
                self._end()  # in the middle of an order, and its answers would be taken for others

    async def _once(self, order: Order, heard: Heard) -> None:
        process = await self._start()
        assert process.stdin is not None
        async with asyncio.timeout(ORDER_SECONDS):
            process.stdin.write(frame(order))
            while True:
                answer = await _read(process)
                if isinstance(answer, Done):
                    return
                if isinstance(answer, Failed):
                    raise _error(answer)
                await heard(answer)

    async def _start(self) -> asyncio.subprocess.Process:
        if self._process is None or self._process.returncode is not None:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                "poll_server.report.making.worker",
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                # Ctrl-C is for the server, which ends this one; and see `stand_back`.
                start_new_session=True,
            )
            stand_back(self._process.pid, self._nice)
        return self._process

    def _end(self) -> None:
        """End the process now; it holds nothing that is not in Redis."""
        process, self._process = self._process, None
        if process is not None and process.returncode is None:
            self._ended = process
            with suppress(ProcessLookupError):
                process.kill()

    async def close(self) -> None:
        """End the process and wait until it is gone."""
        if self._idle is not None:
            self._idle.cancel()
        self._end()
        if self._ended is not None:
            await self._ended.wait()


async def _read(process: asyncio.subprocess.Process) -> Answer:
    assert process.stdout is not None
    try:
        length = int.from_bytes(await process.stdout.readexactly(LENGTH_BYTES), "big")
        return read_answer(await process.stdout.readexactly(length))
    except (asyncio.IncompleteReadError, ConnectionError) as error:
        await process.wait()
        raise _Died from error


def _error(failed: Failed) -> Exception:
    if failed.why == "no_event":
        return UnknownEvent(failed.detail)
    if failed.why == "no_poll":
        return UnknownPoll(failed.detail)
    if failed.why == "broken_tally":
        return BrokenTally(failed.detail)
    return CannotMake(failed.why, failed.detail)
