"""Who has a place: the connections of this process, and whom they may not shut out.

    connection made ──▶ waits ──▶ works ──▶ gone
                        │ says nothing, half a request, no hello, idle

Whoever *waits* keeps others out without being served. So waiting is limited in time, and where
files become scarce, who has waited longest goes first: a thousand silent connections push one
another out, and who really asks for something is through in milliseconds.

Phones leave a reserve of files to moderators, stages and health, and stages leave half of it. Past
their mark phones are told to come back later. Who only waits does not count there, or one visitor
with half requests would keep all others out; but a screen that was let in does, before its hello,
or a hall that comes back at once would take the reserve. Nobody is counted by address: 600 phones
share one.
"""

import asyncio
from collections.abc import Callable
from typing import Literal, Protocol

from poll_server.base.machine import open_files

ScreenRole = Literal["embed", "phone", "stage", "moderator"]

FOR_THE_HALL = 0.75
"""Share of the places that frames of other sites leave free: a website has any number of readers,
and the hall comes first."""
SWEEP = 1.0
"""Seconds between two looks for connections that have waited too long."""


class HasPlace(Protocol):
    """What has a place."""

    def overdue(self, now: float) -> bool:
        """Whether it has waited, or not taken what was sent, for too long by the loop's clock."""

    def give_up(self) -> None:
        """Close, with a word where there is one to say."""

    def abort(self) -> None:
        """Close at once, whatever is under way."""


class Places:
    """The connections of one process: protocols enter and leave, pages ask for room."""

    def __init__(self, limit: int | None = None, used: Callable[[], int] = open_files.used) -> None:
        """Args:
        limit: files this process may have open; the system's limit where none is given.
        used: counts those it has.
        """
        self.limit = open_files.limit() if limit is None else limit
        self._used = used
        self._all: set[HasPlace] = set()
        self._waiting: dict[HasPlace, None] = {}
        """those that wait, who began first first"""
        self._let_in: set[HasPlace] = set()
        """those of them that are screens, and have still to say hello"""
        self._own = open_files.OWN
        """files that are no connections of visitors"""
        self._sweep: asyncio.TimerHandle | None = None
        self.ending = asyncio.Event()
        """set when the process is to end: who answers for as long as somebody listens, stops"""

    # ── Coming and going ──────────────────────────────────────────────────────────────────────

    def enter(self, one: HasPlace) -> None:
        """A connection was made. Where there are too many, who waits longest makes way."""
        self._all.add(one)
        self._waiting[one] = None
        if len(self._all) > self._most:
            oldest = next(iter(self._waiting))
            self.leave(oldest)
            oldest.abort()
        if self._sweep is None:
            self._look_again()

    def leave(self, one: HasPlace) -> None:
        """It is gone, or another protocol has taken it over."""
        self._all.discard(one)
        self._waiting.pop(one, None)
        self._let_in.discard(one)

    def let_in(self, one: HasPlace) -> None:
        """A screen was accepted: it has a place, though it still makes way until it has spoken."""
        if one in self._waiting:
            self._let_in.add(one)

    def works(self, one: HasPlace) -> None:
        """It has said what it wants."""
        self._waiting.pop(one, None)
        self._let_in.discard(one)

    def waits(self, one: HasPlace) -> None:
        """It has been served, and may go."""
        self._let_in.discard(one)
        if one in self._all:
            self._waiting.setdefault(one)

    # ── Room ──────────────────────────────────────────────────────────────────────────────────

    @property
    def _most(self) -> int:
        """Connections that this process can have at all."""
        return max(1, self.limit - self._own)

    def room(self, role: ScreenRole) -> bool:
        """Whether one more of `role` may come: phones keep a reserve free, stages half of it,
        frames of other sites most places."""
        taken = len(self._all) - len(self._waiting) + len(self._let_in)
        free = self._most - taken
        reserve = open_files.reserve(self.limit)
        kept = {"embed": FOR_THE_HALL * self._most, "phone": reserve, "stage": reserve // 2}
        return free > kept.get(role, 0)

    @property
    def phones(self) -> int:
        """For how many phones this process has files."""
        return open_files.phones(self.limit)

    @property
    def used(self) -> int:
        """Files in use."""
        return self._used()

    # ── Waiting too long ──────────────────────────────────────────────────────────────────────

    def _look_again(self) -> None:
        self._sweep = asyncio.get_running_loop().call_later(SWEEP, self._look)

    def _look(self) -> None:
        self._sweep = None
        self._own = max(open_files.OWN, self._used() - len(self._all))
        now = asyncio.get_running_loop().time()
        for one in [each for each in self._all if each.overdue(now)]:
            one.give_up()
        if self._all:
            self._look_again()


class Drain:
    """Whether what is written to a connection is taken, however slowly."""

    SECONDS = 30.0
    """Who takes not one byte in this time is gone: pages are some 100 KB, files a few MB."""

    def __init__(self) -> None:
        self._size, self._since = 0, 0.0

    def stuck(self, size: int, now: float) -> bool:
        """Whether a write buffer that holds `size` bytes now has not shrunk for too long."""
        if size == 0 or size < self._size or self._size == 0:
            self._since = now
        self._size = size
        return size > 0 and now - self._since > self.SECONDS
