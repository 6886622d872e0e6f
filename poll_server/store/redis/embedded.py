"""A private Redis in the data folder, for whoever gives the server no other.

    with EmbeddedRedis(Path("data")) as redis:
        serve(redis.url)

binary.py finds the redis-server to run, folder.py keeps the data folder, its locks and its log, and
child.py binds the process to this one; keeper.py starts it again after a death.

The Redis belongs to this process alone: it listens on a unix socket in a folder that only its
owner can enter, on no port. It keeps its votes in the folder's append-only file, so the next start
on the same folder finds them.

**Ends.** Ctrl-C reaches this process only, because Redis must outlive the last votes that are being
answered; `stop` ends it. Where this process is killed, Linux ends Redis with it; elsewhere it stays
behind, and the next start on the same folder ends it first. Under systemd set `KillMode=mixed`,
or SIGTERM reaches Redis too early.
"""

import contextlib
import os
import subprocess
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Self
from urllib.parse import quote

import redis

from poll_server.store.redis.binary import EmbeddedRedisError, find_binary
from poll_server.store.redis.child import connected, end_with_parent, environment
from poll_server.store.redis.folder import LOOK_SECONDS, STOP_SECONDS

from . import folder, torn_log

# What a vote is promised (contract, rule 10): on disk before the acknowledgement. The rest is
# Redis's default, said here so that what a vote rests on can be read in one place.
SETTINGS = {
    "appendonly": "yes",
    "appendfsync": "always",
    "no-appendfsync-on-rewrite": "no",
    "aof-load-truncated": "yes",  # a power cut in the middle of a write: that write had no answer
    "aof-timestamp-enabled": "no",  # when a vote was cast is nobody's business
    "maxmemory-policy": "noeviction",  # refuse a write rather than forget a vote
    "save": "",
}

# Redis opens its socket in some 20 ms; half a minute is for a machine that is busy with a start-up.
# Loading has no limit, as long as Redis says that it is loading.
START_SECONDS = 30
# How much of Redis's log an error shows. Its last words are the reason, usually one line.
LOG_LINES = 8


class EmbeddedRedis:
    """A private redis-server for one data folder; a context manager.

    The folder is made where there is none, and closed to everybody else (mode 0700).

    Args:
        data_dir: the folder that holds the votes.
        extra: further arguments of redis-server, after the settings and so stronger than they.

    Attributes:
        url: for redis-py, `unix:///…`; known once started, and the same after a restart.
        binary: the redis-server that runs.
        version: its version, as text.

    Raises:
        EmbeddedRedisError: no Redis could be found (from here; `start` names its own reasons).
    """

    url: str

    def __init__(self, data_dir: Path, *, extra: Sequence[str] = ()) -> None:
        found = find_binary()
        self.binary = found.path
        self.version = found.version_text
        self._dir = data_dir.resolve()
        self._extra = tuple(extra)
        self._lock: int | None = None
        self._socket: Path | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._log_from = 0  # where in its log this start begins
        self.keeper: threading.Thread | None = None  # who starts it again, and lives as long

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    @property
    def pid(self) -> int:
        """The process id of the running Redis; raises EmbeddedRedisError where none runs."""
        if self._process is None:
            raise EmbeddedRedisError("The private Redis has not been started: call start().")
        return self._process.pid

    @property
    def alive(self) -> bool:
        """Whether Redis runs now."""
        return self._process is not None and self._process.poll() is None

    def start(self) -> None:
        """Starts Redis and waits until it has loaded its data; nothing where it runs already.

        A Redis that has died is started again, on the same socket and with all its data; where that
        fails, the folder is given up (`start_again` keeps it).

        Raises:
            EmbeddedRedisError: the folder cannot be used or is in use, or Redis did not start; its
                last log lines are in the message.
        """
        if self.alive:
            return
        if self._lock is None:
            folder.make_private(self._dir)
            self._lock = folder.lock_for_server(self._dir)
        try:
            self._start_process()
        except BaseException:
            self.stop()
            raise

    def start_again(self) -> None:
        """Starts a Redis that has died; folder and socket stay taken where that fails.

        Raises:
            EmbeddedRedisError, OSError: as `start`.
        """
        try:
            self._start_process()
        except BaseException:
            self._end_process()
            raise

    def lives_for(self, seconds: float, over: threading.Event, look: float) -> bool:
        """Waits; False as soon as Redis has died, or `over` is set.

        Args:
            look: seconds between two looks.
        """
        until = time.monotonic() + seconds
        while self.alive:
            if over.wait(look):
                return False
            if time.monotonic() > until:
                return True
        return False

    def break_off(self) -> None:
        """Ends a Redis that another thread may be starting; that one then fails."""
        if (process := self._process) is not None:
            process.terminate()

    def stop(self) -> None:
        """Ends Redis, which first writes and syncs what it has; returns when it has gone."""
        self._end_process()
        if self._socket is not None:
            folder.forget_socket(self._dir, self._socket)
            self._socket = None
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None

    def _start_process(self) -> None:
        redis_lock = folder.lock_for_redis(self._dir)
        try:
            self._launch(redis_lock)
        finally:
            os.close(redis_lock)  # from now on Redis alone holds it
        self._wait_until_loaded()

    def _end_process(self) -> None:
        if self._process is not None:
            self._process.terminate()
            try:
                self._process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                # Nothing is lost: what was acknowledged is on disk.
                self._process.kill()
                self._process.wait()
            self._process = None

    def _launch(self, redis_lock: int) -> None:
        try:
            torn_log.mend(self._dir)
        except OSError as error:
            raise EmbeddedRedisError(
                f"The votes in {self._dir} cannot be read or written ({error}): "
                "give this user the right to, or free some space."
            ) from None
        if self._socket is None:
            self._socket = folder.choose_socket(self._dir)
            self.url = f"unix://{quote(str(self._socket))}"
        settings = {
            **SETTINGS,
            **torn_log.AS_IT_IS,
            "dir": str(self._dir),
            "port": "0",
            "unixsocket": str(self._socket),
            "unixsocketperm": "700",
            "daemonize": "no",
        }
        arguments = [part for name, value in settings.items() for part in (f"--{name}", value)]
        with folder.open_log(self._dir) as log:
            self._log_from = log.tell()
            try:
                self._process = subprocess.Popen(
                    [self.binary, *arguments, *self._extra],
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=log,
                    env=environment(),
                    pass_fds=[redis_lock],
                    start_new_session=True,  # Ctrl-C is not for Redis
                    preexec_fn=end_with_parent(self.keeper),
                )
            except (OSError, subprocess.SubprocessError) as error:
                raise EmbeddedRedisError(f"{self.binary} does not start: {error}.") from None

    def _wait_until_loaded(self) -> None:
        deadline = time.monotonic() + START_SECONDS
        assert self._socket is not None
        with connected(self._socket) as client:
            while True:
                try:
                    client.ping()
                    break
                except redis.BusyLoadingError:
                    deadline = time.monotonic() + START_SECONDS
                except redis.RedisError:
                    pass  # no socket yet
                if not self.alive:
                    said = self.last_words()
                    raise EmbeddedRedisError(
                        f"Redis did not start: {cure}."
                        if (cure := torn_log.damaged(self._dir, said))
                        else f"Redis ended while starting, its log says: {said}"
                    )
                if time.monotonic() > deadline:
                    raise EmbeddedRedisError(
                        f"Redis gave no answer for {START_SECONDS} s, its log says: "
                        f"{self.last_words()}"
                    )
                time.sleep(LOOK_SECONDS)
            try:
                client.config_set("aof-load-truncated", SETTINGS["aof-load-truncated"])
                # A crash report must not hold anybody's answer. Redis 7.2 does not know this yet.
                with contextlib.suppress(redis.ResponseError):
                    client.config_set("hide-user-data-from-log", "yes")
            except redis.RedisError as error:
                raise EmbeddedRedisError(
                    f"Redis ended just after its start ({error}), its log says: {self.last_words()}"
                ) from None

    def last_words(self) -> str:
        """The end of what Redis has logged since its start, in one line."""
        try:
            with (self._dir / "redis.log").open("rb") as log:
                log.seek(self._log_from)
                lines = log.read().decode(errors="replace").split("\n")
        except OSError as error:
            return f"its log cannot be read ({error})"
        return " | ".join([line for line in lines if line.strip()][-LOG_LINES:]) or "nothing"
