"""redis-servers on ports of the loopback interface, to be killed, stopped and started again."""

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Self

import redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

from poll_server.store.redis.binary import find_binary
from poll_server.store.redis.child import end_with_parent, environment
from poll_server.store.redis.embedded import SETTINGS
from tests.support.running import free_port

START_SECONDS = 30.0
"""What anything here may take on a machine that is busy."""
LOOK_SECONDS = 0.02


class RedisNode:
    """A redis-server with the settings that the contract asks for, and a connection to it."""

    def __init__(self, folder: Path, *options: str) -> None:
        """Args:
        folder: its own; it is made.
        options: further arguments of redis-server.
        """
        folder.mkdir()
        self.folder = folder
        self.port, self.bus = free_port(), free_port()
        self._options: Sequence[str] = options
        self._process: subprocess.Popen[bytes] | None = None
        self.redis = redis.Redis(
            port=self.port,
            decode_responses=True,
            socket_timeout=5,
            protocol=2,
            retry=Retry(NoBackoff(), 0),
        )

    @property
    def address(self) -> str:
        """Host and port."""
        return f"127.0.0.1:{self.port}"

    def start(self, *more: str) -> None:
        """Start it; `settled` says when it answers.

        Args:
            more: arguments for this start alone.
        """
        settings = {
            **SETTINGS,
            "bind": "127.0.0.1",
            "port": str(self.port),
            "dir": str(self.folder),
            "repl-diskless-sync-delay": "0",
        }
        arguments = [part for name, value in settings.items() for part in (f"--{name}", value)]
        self._launch([*arguments, *self._options, *more])

    def _launch(self, arguments: Sequence[str]) -> None:
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                [find_binary().path, *arguments],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env=environment(),
                start_new_session=True,
                preexec_fn=end_with_parent(None),
            )

    def signal(self, number: signal.Signals) -> None:
        """SIGSTOP lets it stand still, SIGCONT go on."""
        assert self._process is not None
        self._process.send_signal(number)

    def kill(self) -> None:
        """SIGKILL: it ends in the middle of whatever it does."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def close(self) -> None:
        """End it, and the connection."""
        self.kill()
        self.redis.close()

    def ask(self, *command: str | int) -> Any:
        """Its answer. Raises: RedisError."""
        ask: Any = self.redis.execute_command
        return ask(*command)

    def said(self, *command: str) -> Any:
        """Its answer; None where it gives none, or an error."""
        with contextlib.suppress(RedisError, OSError):
            return self.ask(*command)
        return None


class RedisNodes:
    """Several of them, of which each knows the others; a context manager.

    Attributes:
        nodes: in the order in which they start.
    """

    nodes: Sequence[RedisNode]

    def __enter__(self) -> Self:
        try:
            for node in self.nodes:
                node.start()
            self.settle()
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End all."""
        for node in reversed(self.nodes):
            node.close()

    def settle(self) -> None:
        """Wait until all is as it should be."""
        settled(self.is_settled, "the servers do not settle")

    def is_settled(self) -> bool:
        """Whether it is so now."""
        raise NotImplementedError


def settled(condition: Callable[[], Any], what: str) -> None:
    """Wait until `condition` holds.

    Raises:
        TimeoutError: it did not.
    """
    deadline = time.monotonic() + START_SECONDS
    while not condition():
        if time.monotonic() > deadline:
            raise TimeoutError(what)
        time.sleep(LOOK_SECONDS)


def new_id() -> str:
    """Of a node in a cluster."""
    return os.urandom(20).hex()
