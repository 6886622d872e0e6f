"""Who may ask where a join code leads: nobody finds a poll by trying codes.

Nothing is keyed by address, since a hall shares one. What tells a guest from a guesser is this:

    proved    the twelve digits of a link or QR code (see `base/codes`), or the phone's cookie,
              which says that it was at this poll before: always looked up, at once
    typed     six digits and nothing else: looked up while few wrong ones were seen, by whomever

A typed code that is right costs nothing, so a hall that types is not slowed down by its own number.
Once too many were wrong, typed codes are answered without being looked up, right and wrong ones
alike, so neither answer nor time tells which it was; a few each second still are, by lot.

Each process counts for itself.
"""

import asyncio
import time
from collections.abc import Callable

import structlog
from starlette.responses import Response

from poll_server.base.codes import CODE_DIGITS, long_code
from poll_server.base.metrics import CODES
from poll_server.base.secrets import same_secret
from poll_server.live.polls import Polls
from poll_server.web.access.passes import Connection, Passes

WRONG_AT_ONCE = 60
"""Wrong codes that nobody has to wait for: of 600 people who type, one in ten may slip."""
WRONG_PER_SECOND = 2.0
"""Wrong codes a second after that. In five minutes 660 are looked up, however many are sent: the
chance to find one of six polls that way is 0.4 %, of 60 polls 4 %."""
AT_ONCE = 8
"""Typed codes that are looked up at the same time: thousands a second, and each one's price is paid
before it is known."""
MOST_KNOWN = 20
"""Polls that a browser remembers: more than a day of forums has; 14 bytes of cookie each."""

log = structlog.get_logger(__name__)


class Held(Exception):
    """Too many wrong codes were tried: this one was not looked up."""


class Door:
    """One for each process."""

    def __init__(
        self, secret: bytes, passes: Passes, clock: Callable[[], float] = time.monotonic
    ) -> None:
        """
        Args:
            secret: the server's.
            passes: keep the phone's cookie.
            clock: seconds, from any beginning.
        """
        self._secret, self._passes, self._clock = secret, passes, clock
        self._left, self._at = float(WRONG_AT_ONCE), clock()
        self._few = asyncio.Semaphore(AT_ONCE)
        self._closed = False

    def long(self, code: str) -> str:
        """The code as links carry it: `482913-047112`."""
        return long_code(self._secret, code)

    async def poll_of(self, polls: Polls, conn: Connection, digits: str) -> str | None:
        """The id of the poll that `digits` lead to; None where they lead nowhere.

        Args:
            digits: six, or twelve; a wrong ending proves nothing and does no harm.

        Raises:
            Held: it was not looked up, and may be asked again later.
        """
        code = digits[:CODE_DIGITS]
        if self._proves(code, digits) or self.knows(conn, code):
            return await polls.poll_of_code(code)
        async with self._few:
            self._pay()
            right = True  # a Redis that is away has told nothing: nothing to pay for
            try:
                found = await polls.poll_of_code(code)
                right = found is not None
            finally:
                self._left += right
        CODES.labels("right" if right else "wrong").inc()
        return found

    def at_hand(self, polls: Polls, conn: Connection, digits: str) -> str:
        """The poll's id where it is proved and remembered: nothing to wait for; else ''."""
        code = digits[:CODE_DIGITS]
        proved = self._proves(code, digits) or self.knows(conn, code)
        return polls.poll_at_hand(code) if proved else ""

    def knows(self, conn: Connection, code: str) -> bool:
        """Whether this browser was at this poll before."""
        return any(self._proves(code, each) for each in self._known(conn))

    def remember(self, response: Response, conn: Connection, code: str) -> bytes:
        """Note on this phone's cookie that it was at this poll: it never waits for guessers again.

        A phone that comes for the first time gets its credential with it.

        Returns:
            The phone's credential.
        """
        has = self._passes.credential(conn)
        if self.knows(conn, code) and has is not None:
            return has
        mine = self.long(code).replace("-", "")
        known = [mine, *(each for each in self._known(conn) if each != mine)]
        return self._passes.give_credential(response, conn, known[:MOST_KNOWN])

    def _proves(self, code: str, digits: str) -> bool:
        return same_secret(digits, self.long(code).replace("-", ""))

    def _known(self, conn: Connection) -> list[str]:
        return self._passes.codes(conn)[:MOST_KNOWN]

    def _pay(self) -> None:
        """Take the price of a wrong code; raises Held where nothing is left of it."""
        now = self._clock()
        self._left = min(WRONG_AT_ONCE, self._left + (now - self._at) * WRONG_PER_SECOND)
        self._at = now
        if self._left < 1:
            CODES.labels("held").inc()
            if not self._closed:
                log.warning("join_codes_are_guessed")
            self._closed = True
            raise Held
        if self._left > WRONG_AT_ONCE / 2:
            self._closed = False
        self._left -= 1
