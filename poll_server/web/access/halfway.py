"""A sign-in that is half way: the password was right, and the second factor is asked for.

Its ticket is a signed cookie, good for minutes (see `short_kept`). It opens no page but the one
that asks for the code, and ends with the sessions of its account: a new password ends it.
"""

import msgspec

from poll_server.base.secrets import Session

from .passes import Passes
from .short_kept import ShortKeeper

HALFWAY_LIFE = 15 * 60
"""Seconds (15 minutes): time to find the phone, or to install an app on it in a full hall."""
HALFWAY_COOKIE = "second-step"


class Halfway(msgspec.Struct, frozen=True, array_like=True):
    """Who is half way, and whereto."""

    account: str
    generation: int
    """of the account's sessions; with another one it is no longer good"""
    next: str = ""
    """the page to lead to afterwards"""
    sealed: str = ""
    """a new secret for an app, where this browser sets one up; no other browser ever sees it"""

    @property
    def session(self) -> Session:
        """What the account's session must be."""
        return Session(self.account, self.generation)


class HalfwayKeeper(ShortKeeper[Halfway]):
    """Puts the ticket into the browser, and takes it out again."""

    def __init__(self, secret: bytes, passes: Passes) -> None:
        super().__init__(secret, passes, HALFWAY_COOKIE, Halfway, HALFWAY_LIFE)
