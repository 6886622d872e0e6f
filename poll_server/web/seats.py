"""A few sockets for each phone: the newest have them, and the oldest makes way.

One cookie that holds a thousand sockets holds a thousand files of everybody else's. Counted by the
phone's own credential, in each process by itself: Redis is not asked who is connected.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

from .screens import TOO_MANY

SEATS = 6
"""Sockets of one phone: a page that was opened again and again from the code, and reconnects whose
old line is not known to be dead yet."""


class Seated(Protocol):
    """What has a seat."""

    def end(self, code: int) -> None:
        """Close with `code`, soon."""


class Seats:
    """The sockets of this process's phones."""

    def __init__(self) -> None:
        self._taken: dict[bytes, list[Seated]] = {}

    @contextmanager
    def taken(self, credential: bytes, one: Seated) -> Iterator[None]:
        """Have a seat for the length of the block; the phone's oldest gives up its own for it."""
        seated = self._taken.setdefault(credential, [])
        seated.append(one)
        if len(seated) > SEATS:
            seated.pop(0).end(TOO_MANY)
        try:
            yield
        finally:
            if one in seated:
                seated.remove(one)
            if not seated and self._taken.get(credential) is seated:
                del self._taken[credential]

    def __len__(self) -> int:
        """Phones that have a seat."""
        return len(self._taken)
