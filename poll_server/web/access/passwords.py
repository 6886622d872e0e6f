"""Who has their password looked at, and when: no wrong try ever keeps a right one out.

Nothing is locked, neither an account nor the door: a stranger with ten wrong guesses could else
keep organisers out of their own event. What a guess costs is bounded instead. argon2id takes
64 MiB and a processor on purpose, so one password is looked at at a time, in two lanes:

    known       a browser in which this account has signed in before (a signed cookie says so)
    strangers   everybody else; a wrong password rests the lane, and its answer comes late

Of those who wait, the newest is next. Whoever guesses with a thousand connections fills the lane
with old ones, and a person who comes now is served before them; in a queue they would come last.
Where too many wait, the oldest is asked to try again.

Each process has lanes of its own. Guesses are slow (some a second), passwords have ten characters
or more, and secrets of links and API tokens have 128 random bits: those need no lane.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from poll_server.base.secrets import hash_password, verify_password

REST = 0.1
"""Seconds a lane of strangers rests after a wrong password: half of one processor stays free."""
PAUSE = 0.5
"""Seconds until a wrong password is answered: one connection makes two guesses a second at most."""
MOST_WAITING = 200
"""In a lane; each holds a request of some kilobytes."""


class Overtaken(Exception):
    """So many newer tries came that this one was given up, unseen."""


class Lane:
    """One at a time; of those who wait, the newest first."""

    def __init__(self) -> None:
        self._busy = False
        self._waiting: list[asyncio.Future[None]] = []

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """Wait for one's turn, and have it until the block ends.

        Raises:
            Overtaken: `MOST_WAITING` came later, and wait too.
        """
        if self._busy:
            await self._wait()
        self._busy = True
        try:
            yield
        finally:
            self._hand_on()

    async def _wait(self) -> None:
        mine = asyncio.get_running_loop().create_future()
        self._waiting.append(mine)
        if len(self._waiting) > MOST_WAITING:
            self._waiting.pop(0).set_exception(Overtaken())
        try:
            await mine
        except asyncio.CancelledError:
            if mine.done() and not mine.cancelled() and mine.exception() is None:
                self._hand_on()  # it was my turn just when I left
            raise

    def _hand_on(self) -> None:
        """The next one's turn: the lane stays busy. Who left meanwhile is passed over."""
        while self._waiting:
            newest = self._waiting.pop()
            if not newest.done():
                newest.set_result(None)
                return
        self._busy = False


class Passwords:
    """The lanes of one process."""

    def __init__(self) -> None:
        self._known, self._strangers = Lane(), Lane()

    async def right(self, hashed: str, password: str, *, known: bool) -> bool:
        """Whether `password` is the one that was hashed. A wrong one is answered late.

        Args:
            known: the account has signed in in this browser before, or is signed in now.

        Raises:
            Overtaken: too many others are trying; nothing was looked at.
        """
        async with (self._known if known else self._strangers).turn():
            right = await verify_password(hashed, password)
            if not right and not known:
                await asyncio.sleep(REST)
        if not right:
            await asyncio.sleep(PAUSE)
        return right

    async def hash(self, password: str) -> str:
        """The hash to keep, for somebody who may set a password: who was let in before."""
        async with self._known.turn():
            return await hash_password(password)
