"""The server as people run it: `poll-server serve` as a process of its own.

server = RunningServer(redis_url, log=folder / "server.log")
await server.start()
…
await server.kill(); await server.start()      # the same port again
"""

import asyncio
import itertools
import os
import platform
import random
import resource
import signal
import socket
import sys
import urllib.request
from collections import Counter
from collections.abc import Callable, Iterable
from contextlib import suppress
from functools import partial
from pathlib import Path

from tests.support.servers.forking import PROGRAM, Forked

START_SECONDS = 60.0
"""What a start may take on a machine that is busy with 600 simulated phones."""
END_SECONDS = 30.0
"""What a drain may take: the server's own limit is 5 s."""
LOOK_SECONDS = 0.05
"""Between two looks at a server that starts."""

TELLTALES = ("Traceback (most recent call last)", '"exception":', "background_task_died")
"""What the log holds where an exception reached nobody who expected it."""
LINE_END = 300
"""Characters from the end of such a line: the innermost frames and the exception itself."""


PORTS = range(10_000, 32_000)
"""Below those that Linux gives to whoever asks for any (from 32768): between our look and the start
of the server, another test's connection would get the same one now and then."""
_untried = itertools.cycle(random.sample(PORTS, len(PORTS)))


def free_port() -> int:
    """A port of the loopback interface that nobody uses now, and nobody is given soon.

    Raises:
        RuntimeError: all are in use.
    """
    for port in itertools.islice(_untried, len(PORTS)):
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port
    raise RuntimeError("No port is free.")


class RunningServer:
    """One `poll-server serve`; it can be killed, drained and started again on its port."""

    def __init__(
        self,
        redis_url: str,
        log: Path,
        *,
        workers: int = 1,
        options: Iterable[str] = (),
        files: int | None = None,
    ) -> None:
        """Args:
        log: file for what it writes; later starts append.
        workers: processes that answer.
        options: further arguments of `serve`.
        files: open files that the system grants it at most; else as many as us.
        """
        self._files = files
        self.workers = workers
        self.port = free_port()
        self.base = f"http://127.0.0.1:{self.port}"
        self._log = log
        self._arguments = [
            "serve",
            "--redis-url", redis_url, "--host", "127.0.0.1", "--port", str(self.port),
            "--data-dir", str(log.parent / "server"),
            # Tests keep every processor busy: who stands back for them would wait for minutes.
            "--report-nice", "0",
            *options,
        ]  # fmt: skip
        self._process: asyncio.subprocess.Process | Forked | None = None

    @property
    def pid(self) -> int:
        """The process id of the running server."""
        assert self._process is not None
        return self._process.pid

    async def start(self) -> None:
        """Start, and wait until it answers, with all its workers.

        Raises:
            RuntimeError: it ended, or gave no answer in time; its log's end is in the message.
        """
        with self._log.open("ab") as log:
            self._process = await self._begin(log.fileno())
        try:
            answered: set[str] = set()
            async with asyncio.timeout(START_SECONDS):
                while not await asyncio.to_thread(self._all_answer, answered):
                    if self._process.returncode is not None:
                        raise RuntimeError(f"The server ended: {self._last_words()}")
                    await asyncio.sleep(LOOK_SECONDS)
        except TimeoutError:
            await self.kill()
            raise RuntimeError(f"The server does not answer: {self._last_words()}") from None

    async def _begin(self, log: int) -> asyncio.subprocess.Process | Forked:
        arguments = [*self._arguments, "--workers", str(self.workers)]
        environment = {k: v for k, v in os.environ.items() if not k.startswith("POLL_")}
        # What a system with few files grants: half of them only to those who ask.
        files = (self._files // 2, self._files) if self._files else None
        limit = partial(resource.setrlimit, resource.RLIMIT_NOFILE, files) if files else None
        if platform.system() == "Linux":
            return await Forked.start(arguments, environment, log, files=files)
        return await asyncio.create_subprocess_exec(
            sys.executable, "-m", PROGRAM, *arguments,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            env=environment,
            start_new_session=True,  # Ctrl-C is for the harness, which ends its servers itself
            preexec_fn=limit,
        )  # fmt: skip

    async def kill(self) -> None:
        """SIGKILL: it ends in the middle of whatever it does."""
        await self._end(signal.SIGKILL)

    async def ended(self) -> int:
        """Wait for an end of its own accord; its exit code."""
        assert self._process is not None
        async with asyncio.timeout(END_SECONDS):
            return await self._process.wait()

    async def drain(self) -> int:
        """SIGTERM: it answers the votes on their way, says good-bye and ends.

        Returns:
            Its exit code; minus the signal's number where it died of one.
        """
        return await self._end(signal.SIGTERM)

    async def _end(self, how: signal.Signals) -> int:
        process = self._process
        if process is None or process.returncode is not None:
            return process.returncode or 0 if process else 0
        process.send_signal(how)
        try:
            async with asyncio.timeout(END_SECONDS):
                return await process.wait()
        except TimeoutError:
            process.kill()
            await process.wait()
            raise RuntimeError(f"The server does not end: {self._last_words()}") from None

    def exceptions(self) -> list[str]:
        """What the log tells of exceptions nobody expected: how often, and the end of each."""
        lines = self._log.read_text(errors="replace").splitlines()
        found = Counter(
            line[-LINE_END:] for line in lines if any(telltale in line for telltale in TELLTALES)
        )
        return [f"{number} × … {end}" for end, number in found.most_common()]

    def said(self) -> str:
        """What it has written so far."""
        return self._log.read_text(errors="replace")

    def _all_answer(self, answered: set[str]) -> bool:
        """Whether every worker has answered so far: each says, to the microsecond, since when it
        counts. When they started is the same hundredth of a second now and then."""
        try:
            with urllib.request.urlopen(f"{self.base}/metrics", timeout=2) as response:
                lines = response.read().decode().splitlines()
        except OSError:
            return False
        answered |= {line for line in lines if line.startswith("poll_rollbacks_created")}
        return len(answered) == self.workers

    def _last_words(self) -> str:
        return self._log.read_text(errors="replace")[-2000:]


async def until(condition: Callable[[], bool], seconds: float = START_SECONDS) -> None:
    """Wait until `condition` holds, where nothing can be awaited.

    Raises:
        TimeoutError: it did not, within `seconds`.
    """
    async with asyncio.timeout(seconds):
        while not condition():  # noqa: ASYNC110 - see above
            await asyncio.sleep(LOOK_SECONDS)
