"""A sign-in at the provider that is under way: its browser keeps what it began with.

A signed cookie, good for minutes (see `short_kept`). Whoever comes back without it did not begin
here.
"""

import secrets
from typing import Self

import msgspec

from .passes import Passes
from .short_kept import ShortKeeper

BEGUN_LIFE = 10 * 60
"""Seconds (10 minutes) in which one must be back: time to find a second factor, and no more."""
COOKIE = "sign-in"


class Begun(msgspec.Struct, frozen=True, array_like=True):
    """What a sign-in began with."""

    state: str
    """comes back with the browser: it is the one that began"""
    nonce: str
    """comes back in the ID token: it was made for this sign-in"""
    verifier: str
    """whose hash the provider was given: only who began can use the code (PKCE, RFC 7636)"""
    next: str
    """the page to lead to afterwards"""

    @classmethod
    def now(cls, to: str) -> Self:
        """A new one, of 256 random bits each; afterwards on to the page `to`."""
        state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
        return cls(state, nonce, verifier, to)


class BegunKeeper(ShortKeeper[Begun]):
    """Puts it into the browser, and takes it out again."""

    def __init__(self, secret: bytes, passes: Passes) -> None:
        super().__init__(secret, passes, COOKIE, Begun, BEGUN_LIFE)
