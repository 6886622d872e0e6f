"""A few sockets for each phone: the newest have them, and the oldest makes way.

One cookie that holds a thousand sockets holds a thousand files of everybody else's. Counted by the
phone's own credential, in each process by itself: Redis is not asked who is connected.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

from .codes import TOO_MANY

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
        self.take(credential, one)
        try:
            yield
        finally:
            self.give_back(credential, one)

    def take(self, credential: bytes, one: Seated) -> None:
        """Have a seat until it is given back; the phone's oldest gives up its own for it."""
        seated = self._taken.setdefault(credential, [])
        seated.append(one)
        if len(seated) > SEATS:
            seated.pop(0).end(TOO_MANY)

    def give_back(self, credential: bytes, one: Seated) -> None:
        """Leave it, where it was not given up already."""
        seated = self._taken.get(credential, [])
        if one in seated:
            seated.remove(one)
        if not seated:
            self._taken.pop(credential, None)

    def __len__(self) -> int:
        """Phones that have a seat."""
        return len(self._taken)
