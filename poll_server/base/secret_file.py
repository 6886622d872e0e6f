"""The secret that signs cookies, in a file beside Redis: who reads Redis can forge nobody.

    kept = take(path, old=what_redis_held, known=fingerprint)

Whoever made it is asked never again: all processes of a machine read the same file, and further
machines get a copy of it. `known` says which secret the others use, so that two machines never sign
with two: half of the phones would be taken for new people, and could vote twice.
"""

import fcntl
import os
import secrets
from hashlib import sha256
from pathlib import Path
from typing import IO

PRIVATE = 0o600


class OtherSecret(Exception):
    """The file is not the one that the other processes have; a sentence with the cure."""


def take(path: Path, old: str = "", known: str = "") -> str:
    """The secret in the file; made there where there is none yet. An empty file asks for a new one.

    Args:
        old: the secret that was in use before there was a file; it stays in use.
        known: the fingerprint of the secret that is in use; '' where none is known.

    Raises:
        OtherSecret: the file is not there, or holds another secret, while one is in use.
        OSError: it cannot be read or made.
    """
    if known and not old and not path.exists():
        raise OtherSecret(
            f"There is no file {path} with the secret that signs cookies: copy it from a backup or "
            "from the machine that has it. Or make an empty file there: then everybody signs in "
            "again, and phones count as new ones."
        )
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with _opened(path) as file:
        fcntl.flock(file, fcntl.LOCK_EX)  # of processes that start at once, one makes it
        if found := file.read().strip():
            if known and fingerprint(found) != known:
                raise OtherSecret(
                    f"The file {path} holds another secret than the one that signs cookies: copy "
                    "it from the machine that has the right one. Or empty it: then everybody signs "
                    "in again, and phones count as new ones."
                )
            return found
        made = old or secrets.token_urlsafe(32)
        file.write(made + "\n")
        file.flush()
        os.fsync(file.fileno())
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)  # the name too, before Redis forgets what it had
    finally:
        os.close(folder)
    return made


def _opened(path: Path) -> IO[str]:
    """The file, to be written where it is empty; only to be read where it was given so, as by
    Kubernetes."""
    try:
        return os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT, PRIVATE), "r+")
    except OSError:
        if not path.exists() or not path.stat().st_size:
            raise
        return path.open()


def fingerprint(secret: str) -> str:
    """What may be known of it: it has 256 random bits, so one SHA-256 tells nothing."""
    return sha256(secret.encode()).hexdigest()
