"""Which organiser a program speaks for, and what it may do: `Authorization: Bearer …`.

A token has 128 random bits, so nobody finds one by trying. What trying costs is bounded all the
same: what is no token by its shape is not looked up, and of those that are wrong a process answers
some a second, and tells everybody else to wait. A right one is always right, however many are
tried beside it.
"""

import time
from collections.abc import Callable
from typing import NamedTuple

import structlog

from poll_server.store.accounts import Accounts
from poll_server.store.parts.tokens import SCOPES, ApiToken, Scope, TokenStore
from poll_server.web.access.passes import Connection, Passes

WRONG_AT_ONCE = 60
"""Wrong tokens that are told so at once: a program that was not given its new one tries again."""
WRONG_PER_SECOND = 2.0
"""After that."""

log = structlog.get_logger(__name__)


class TooManyGuesses(Exception):
    """Too many wrong tokens were sent, by whomever."""


class Holder(NamedTuple):
    """A program, by its token."""

    account: str
    """id of the organiser it speaks for"""
    name: str
    """of that organiser"""
    token: str
    """id of the token; '' for the one on an event's page, which only reads that event's results"""
    label: str
    """what the token is called"""
    scopes: tuple[Scope, ...]
    event: str
    """the one event that it is for; '' for all"""


class TokenDoor:
    """One for each process."""

    def __init__(
        self,
        tokens: TokenStore,
        accounts: Accounts,
        passes: Passes,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Args:
        passes: know the tokens on events' pages.
        clock: seconds, from any beginning.
        """
        self._tokens, self._accounts, self._passes, self._clock = tokens, accounts, passes, clock
        self._left, self._at = float(WRONG_AT_ONCE), clock()
        self._told = False

    async def holder(self, conn: Connection, event: str) -> Holder | None:
        """Whose token a request carries; None where it carries none that is good.

        Args:
            event: the event that is asked for; '' where none is, or there is no such.

        Raises:
            TooManyGuesses: it was wrong, as were many before it.
        """
        given = self._passes.bearer(conn)
        if not given:
            return None
        found = await self._tokens.find(given)
        holder = await self._of(found) if found else await self._by_page(conn, event)
        if holder is None:
            self._pay()
        return holder

    async def still_good(self, holder: Holder) -> bool:
        """Whether a token is good that was so before."""
        found = await self._tokens.get(holder.token)
        return found is not None and await self._of(found) is not None

    async def _of(self, token: ApiToken) -> Holder | None:
        account = await self._accounts.get(token.account)
        if account is None or account.generation != token.generation:
            return None
        return Holder(account.id, account.name, token.id, token.name, token.scopes, token.event)

    async def _by_page(self, conn: Connection, event: str) -> Holder | None:
        """The token that an organiser reads on an event's page."""
        reader = self._passes.reader(conn)
        account = await self._accounts.get(reader) if event and reader else None
        if account is None or not self._passes.may_read(conn, event, account.session):
            return None
        return Holder(account.id, account.name, "", "", ("results",), event)

    def _pay(self) -> None:
        """Count a wrong token; raises TooManyGuesses where there were many."""
        now = self._clock()
        self._left = min(WRONG_AT_ONCE, self._left + (now - self._at) * WRONG_PER_SECOND)
        self._at = now
        if self._left < 1:
            if not self._told:
                log.warning("api_tokens_are_guessed")
            self._told = True
            raise TooManyGuesses
        if self._left > WRONG_AT_ONCE / 2:
            self._told = False
        self._left -= 1


def may(holder: Holder, scope: Scope) -> bool:
    """Whether a token is good for that."""
    assert scope in SCOPES
    return scope in holder.scopes
