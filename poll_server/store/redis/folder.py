"""The data folder: one server each, `lock` held by it and `redis.lock` by its Redis.

Beside the append-only file lie the socket (or where it is), and Redis's log.
"""

import contextlib
import fcntl
import os
import stat
import tempfile
import time
from pathlib import Path
from typing import BinaryIO
from urllib.parse import quote

import redis

from poll_server.store.redis.binary import EmbeddedRedisError
from poll_server.store.redis.child import connected

# Redis writes what it has and goes, in milliseconds; a disk that is slow to sync may take seconds.
STOP_SECONDS = 15
# Between two looks at a Redis that starts or stops: short beside either.
LOOK_SECONDS = 0.01
# A unix socket's path may have 107 bytes on Linux and 103 on macOS, without the closing zero.
SOCKET_PATH_BYTES = 103
# A log longer than this (in bytes) makes way at the next start; one predecessor is kept.
LOG_BYTES = 1_000_000


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


def make_private(folder: Path) -> None:
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


def lock_for_server(folder: Path) -> int:
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


def lock_for_redis(folder: Path) -> int:
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
            connected(Path((folder / "socket").read_text())) as left,
        ):
            left.shutdown()
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


def choose_socket(folder: Path) -> Path:
    """The socket's path, in the folder or, where that is too long, in a new short one.

    It is written down in the folder, for the next start to find a Redis that was left behind.
    """
    path = folder / "redis.sock"
    if len(os.fsencode(path)) > SOCKET_PATH_BYTES:
        # mkdtemp makes a folder that only its owner can enter.
        path = Path(tempfile.mkdtemp(prefix="poll-")) / "redis.sock"
    (folder / "socket").write_text(str(path))
    return path


def forget_socket(folder: Path, path: Path) -> None:
    path.unlink(missing_ok=True)
    (folder / "socket").unlink(missing_ok=True)
    if path.parent != folder:
        with contextlib.suppress(OSError):
            path.parent.rmdir()


def open_log(folder: Path) -> BinaryIO:
    path = folder / "redis.log"
    if path.exists() and path.stat().st_size > LOG_BYTES:
        path.replace(folder / "redis.log.1")
    return path.open("ab")
