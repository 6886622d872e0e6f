"""A sign-in at the provider that is under way: its browser keeps what it began with.

A signed cookie, good for minutes: HttpOnly, so that no script reads it, and `Lax`, because the way
back begins on the provider's page. Whoever comes back without it did not begin here.
"""

import secrets
from hashlib import sha256
from typing import Any, Self

import msgspec
from itsdangerous import BadSignature, URLSafeTimedSerializer
from starlette.responses import Response

from .passes import Connection, Passes

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


class BegunKeeper:
    """Puts it into the browser, and takes it out again."""

    def __init__(self, secret: bytes, passes: Passes) -> None:
        """Args:
        secret: the server's, that signs cookies.
        passes: know whether a browser speaks HTTPS.
        """
        self._passes = passes
        self._signed = URLSafeTimedSerializer(
            secret,
            salt=COOKIE.encode(),
            signer_kwargs={"digest_method": sha256, "key_derivation": "hmac"},
        )

    def keep(self, response: Response, conn: Connection, begun: Begun) -> None:
        """Note on this browser what began; what it had begun before ends."""
        value = str(self._signed.dumps(msgspec.to_builtins(begun)))
        response.set_cookie(self._name(conn), value, max_age=BEGUN_LIFE, **self._how(conn))

    def kept(self, conn: Connection) -> Begun | None:
        """What this browser began; None where it is too old, or none of ours."""
        try:
            value = self._signed.loads(conn.cookies.get(self._name(conn), ""), max_age=BEGUN_LIFE)
            return msgspec.convert(value, Begun)
        except (BadSignature, msgspec.ValidationError):
            return None

    def forget(self, response: Response, conn: Connection) -> None:
        """It is used once, whatever came of it."""
        response.delete_cookie(self._name(conn), **self._how(conn))

    def _name(self, conn: Connection) -> str:
        return f"__Host-{COOKIE}" if self._passes.is_https(conn) else COOKIE

    def _how(self, conn: Connection) -> dict[str, Any]:
        secure = self._passes.is_https(conn)
        return {"path": "/", "secure": secure, "httponly": True, "samesite": "lax"}
