"""One question to the OpenID Connect provider: what it may take, and how much an answer may be."""

import asyncio
import re
import ssl
from contextlib import suppress
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec
import structlog

if TYPE_CHECKING:
    import httpx

SECONDS = 5.0
"""What the provider may take for one answer: somebody sits before an empty page meanwhile."""
MOST_BYTES = 256 * 1024
"""Of an answer. A set of keys has some kB, an ID token with hundreds of groups some tens."""
MOST_AT_ONCE = 8
"""Questions under way to it: strangers may begin sign-ins, too."""
A_WORD = re.compile(r"[a-z_]{1,40}")
"""What of an error is written into the log or a sentence."""

log = structlog.get_logger(__name__)

Shape = TypeVar("Shape")


class Unreachable(Exception):
    """The provider does not answer, or not as one; its text says in some words why, for the log."""


class Declined(Exception):
    """The provider signs nobody in by this code."""


class ProviderLine:
    """One for each process."""

    def __init__(self) -> None:
        self._lanes = asyncio.Semaphore(MOST_AT_ONCE)

    async def ask(self, method: str, address: str, **more: Any) -> bytes:
        """The body of the provider's answer.

        Raises:
            Unreachable: there is none in time, or it is an error of the provider's.
            Declined: it refuses what was posted (400 to 499).
        """
        import httpx  # a tenth of a second, and needed where somebody signs in so

        try:
            async with (
                asyncio.timeout(SECONDS),
                self._lanes,
                httpx.AsyncClient(verify=_trusted(), trust_env=False, timeout=SECONDS) as client,
                client.stream(method, address, **more) as answer,
            ):
                body = await _body(answer)
        except (httpx.HTTPError, httpx.InvalidURL, OSError, TimeoutError) as error:
            raise Unreachable(type(error).__name__) from error
        if method == "POST" and 400 <= answer.status_code < 500:
            log.warning("oidc_declined", status=answer.status_code, error=_why(body))
            raise Declined
        if answer.status_code != 200:
            raise Unreachable(f"status {answer.status_code}")
        return body


def decoded(answer: bytes, shape: type[Shape]) -> Shape:
    """An answer as it should be; raises Unreachable where it is not."""
    try:
        return msgspec.json.decode(answer, type=shape)
    except (msgspec.DecodeError, UnicodeError) as error:
        raise Unreachable("not as the standard says") from error


@cache
def _trusted() -> ssl.SSLContext:
    """Whose certificates are good: the system's, where a house adds its own authority; or those in
    `SSL_CERT_FILE`."""
    return ssl.create_default_context()


def _why(body: bytes) -> str:
    """The word of an error (RFC 6749, section 5.2); '' where it says none."""
    with suppress(Unreachable):
        return a_word(decoded(body, dict[str, Any]).get("error"))
    return ""


def a_word(given: Any) -> str:
    """An error's word as it may be shown: a stranger may have written it."""
    return given if isinstance(given, str) and A_WORD.fullmatch(given) else ""


async def _body(answer: "httpx.Response") -> bytes:
    """At most `MOST_BYTES` of it; raises Unreachable where it is longer."""
    body = b""
    async for part in answer.aiter_bytes():
        body += part
        if len(body) > MOST_BYTES:
            raise Unreachable("too much")
    return body
