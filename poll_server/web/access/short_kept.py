"""What a browser keeps for some minutes of a sign-in that is under way.

A signed cookie: HttpOnly, so that no script reads it, and `Lax`, because a way back may begin on
another site's page. It opens nothing by itself; each sort has a salt of its own.
"""

from typing import Any, Generic, TypeVar

import msgspec
from starlette.responses import Response

from poll_server.base.signed import signed_lately, timed

from .passes import Connection, Passes

Held = TypeVar("Held", bound=msgspec.Struct)


class ShortKeeper(Generic[Held]):
    """Puts one sort of it into the browser, and takes it out again."""

    def __init__(
        self, secret: bytes, passes: Passes, cookie: str, held: type[Held], life: int
    ) -> None:
        """Args:
        secret: the server's, that signs cookies.
        passes: know whether a browser speaks HTTPS.
        cookie: its name.
        held: what is in it.
        life: seconds for which it is good.
        """
        self._passes, self._cookie, self._held, self._life = passes, cookie, held, life
        self._signed = timed(secret, cookie.encode())

    def keep(self, response: Response, conn: Connection, held: Held) -> None:
        """Note it on this browser; what was noted before ends."""
        value = str(self._signed.dumps(msgspec.to_builtins(held)))
        response.set_cookie(self._name(conn), value, max_age=self._life, **self._how(conn))

    def kept(self, conn: Connection) -> Held | None:
        """What this browser keeps; None where it is too old, or none of ours."""
        try:
            cookie = conn.cookies.get(self._name(conn), "")
            return msgspec.convert(signed_lately(self._signed, cookie, self._life), self._held)
        except msgspec.ValidationError:
            return None

    def forget(self, response: Response, conn: Connection) -> None:
        """It is used once, whatever came of it."""
        response.delete_cookie(self._name(conn), **self._how(conn))

    def _name(self, conn: Connection) -> str:
        return f"__Host-{self._cookie}" if self._passes.is_https(conn) else self._cookie

    def _how(self, conn: Connection) -> dict[str, Any]:
        secure = self._passes.is_https(conn)
        return {"path": "/", "secure": secure, "httponly": True, "samesite": "lax"}
