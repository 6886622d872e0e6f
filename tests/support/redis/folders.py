"""A folder for what the tests' Redis writes: in memory, where a system has files there.

With the settings that the contract asks for, Redis waits for the disk at every vote and every
command: one to three milliseconds, thousands of times in each worker, which has nothing else to do
meanwhile. The settings stay; a disk that is none keeps what was written at once. What a real one
keeps is tried by `test_campaign.py` and in `redis/`.
"""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

MEMORY = Path("/dev/shm")
ROOM = 256 * 2**20
"""Bytes that have to be free there, which they are not in every container: Redis writes its file
anew when it has grown to 64 MB."""


@contextmanager
def quick_folder() -> Iterator[Path]:
    """An empty folder, gone when the block ends."""
    there = MEMORY.is_dir() and os.access(MEMORY, os.W_OK)
    roomy = there and shutil.disk_usage(MEMORY).free >= ROOM
    with tempfile.TemporaryDirectory(prefix="poll-tests-", dir=MEMORY if roomy else None) as folder:
        yield Path(folder)
