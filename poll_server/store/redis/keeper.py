"""A private Redis that dies is started again: on the same socket, with all its data.

    with EmbeddedRedis(folder) as redis, kept_alive(redis):
        serve(redis.url)

Killed by somebody, ended by the kernel for want of memory, or by itself because the disk is full:
phones keep their votes meanwhile and send them again. There is no last try: a hall whose disk was
full goes on as soon as there is room. But a Redis that dies again at once is started more and more
rarely, so that it does not take the time of everything else.

`trouble` says what is wrong, for `/readyz`: any process of this machine may ask.
"""

import contextlib
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import structlog

from poll_server.store.redis.embedded import EmbeddedRedis

from . import torn_log

LOOK_SECONDS = 0.1
"""Between two looks whether it lives."""
FIRST_PAUSE = 0.1
"""Seconds before the first new start; each further one twice as long …"""
LONGEST_PAUSE = 5.0
"""… up to this, so that a disk that has room again is not waited for longer."""
HEALTHY_SECONDS = 60.0
"""After which the next death is a new one, and pauses are short again."""
JOIN_SECONDS = 0.2
"""Between two tries to break off a start, when all is to end."""
ROOM_BYTES = 16 * 2**20
"""Free space below which a disk counts as full: a hall's votes and a log written anew need more."""
TAIL_BYTES = 4000
"""Of Redis's log: the lines of its last start and end."""
STARTED = "Ready to accept connections"
"""What it logs last of a start: what came before may have been mended since."""
FULL = ("No space left", "Disk quota", "File too large")
"""What a system says where nothing more can be written."""

log = structlog.get_logger(__name__)


@contextlib.contextmanager
def kept_alive(redis: EmbeddedRedis) -> Iterator[None]:
    """Start `redis`, which runs, again whenever it dies, for the length of the block."""
    over = threading.Event()
    keeper = threading.Thread(target=_keep, args=(redis, over), name="redis keeper", daemon=True)
    redis.keeper = keeper
    keeper.start()
    try:
        yield
    finally:
        over.set()
        while keeper.is_alive():
            redis.break_off()  # it may be in the middle of a start
            keeper.join(JOIN_SECONDS)
        redis.keeper = None


def _keep(redis: EmbeddedRedis, over: threading.Event) -> None:
    pause = FIRST_PAUSE
    while True:
        while redis.lives_for(HEALTHY_SECONDS, over, LOOK_SECONDS):
            pause = FIRST_PAUSE
        if over.is_set():
            return
        log.error("private_redis_is_away", again_in=pause, said=redis.last_words())
        if over.wait(pause):
            return
        pause = min(2 * pause, LONGEST_PAUSE)
        try:
            redis.start_again()
        except Exception as error:  # whatever it is, who else would start it?
            log.error("private_redis_does_not_start", why=str(error))
        else:
            log.warning("private_redis_started_again")


def trouble(data_dir: Path, redis_url: str) -> str:
    """Why a Redis that does not answer is away, with the cure.

    Args:
        redis_url: as the server has it.

    Returns:
        One sentence; empty where it is not the private Redis of this folder.
    """
    with contextlib.suppress(OSError):
        if redis_url == f"unix://{quote((data_dir / 'socket').read_text())}":
            said = _tail_of_log(data_dir)
            if cure := torn_log.damaged(data_dir, said):
                return cure
            if shutil.disk_usage(data_dir).free < ROOM_BYTES or any(each in said for each in FULL):
                return (
                    "the disk with the data folder is full: make some room, and the private Redis "
                    "starts again by itself within seconds"
                )
            return (
                "the private Redis is being started again by itself: wait some seconds; if it "
                "stays away, redis.log in the data folder says why"
            )
    return ""


def _tail_of_log(data_dir: Path) -> str:
    with (data_dir / "redis.log").open("rb") as file:
        file.seek(max(0, file.seek(0, 2) - TAIL_BYTES))
        return file.read().decode(errors="replace").rpartition(STARTED)[2]
