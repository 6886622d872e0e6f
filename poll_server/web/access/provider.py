"""The OpenID Connect provider that organisers may sign in with, where one is set.

    address = await provider.begin(begun, back)             where the browser goes
    person = await provider.finish(begun, code, back)       who came back

The authorization code flow with PKCE (S256): the browser is only redirected, and what it brings
back is worth nothing without what lies in its cookie (see `begun`), and what this server then asks
the provider itself. What the provider says of itself (discovery) and its keys are kept for an hour.
"""

import time
from base64 import urlsafe_b64encode
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any, Self
from urllib.parse import quote_plus, urlencode, urlsplit

import msgspec

from poll_server.base.settings import Settings

from . import id_token
from .asking import ProviderLine, Unreachable, decoded
from .begun import Begun

KEPT_SECONDS = 3600
"""For how long (1 hour) what it says of itself, and its keys, are not asked again."""
KEYS_AGAIN_SECONDS = 60
"""Between two looks for keys that were not there the last time: of forged tokens each may name one
of its own, and none of them makes us ask."""


class WrongProvider(ValueError):
    """A sentence: what the settings lack with which one signs in there."""


class Endpoints(msgspec.Struct, frozen=True):
    """What the provider says of itself (OpenID Connect Discovery 1.0)."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    end_session_endpoint: str = ""
    token_endpoint_auth_methods_supported: tuple[str, ...] = ("client_secret_basic",)


class SignInProvider:
    """One for each process."""

    def __init__(
        self, settings: Settings, secret: str = "", clock: Callable[[], float] = time.monotonic
    ) -> None:
        """Args:
        settings: with an issuer.
        secret: the client's; '' where it has none, and PKCE alone protects.
        clock: seconds, from any beginning.
        """
        self._settings, self._secret, self._clock = settings, secret, clock
        self._endpoints: tuple[Endpoints, float] | None = None
        self._keys: tuple[Any, float] | None = None
        self._line = ProviderLine()

    @classmethod
    def of(cls, settings: Settings) -> Self | None:
        """The provider of these settings; None where none is set.

        Raises:
            WrongProvider: something is missing, or not safe.
        """
        if not settings.oidc_issuer:
            return None
        if sentence := _lacks(settings):
            raise WrongProvider(sentence)
        file = settings.oidc_client_secret_file
        try:
            return cls(settings, Path(file).read_text().strip() if file else "")
        except (OSError, UnicodeError) as error:
            raise WrongProvider(
                f"The client's secret cannot be read in “{file}” (POLL_OIDC_CLIENT_SECRET_FILE): "
                "name a file that this server may read, or none for a client without a secret."
            ) from error

    @property
    def name(self) -> str:
        """What people call it."""
        return self._settings.oidc_name or urlsplit(self._settings.oidc_issuer).netloc

    @property
    def issuer(self) -> str:
        return self._settings.oidc_issuer

    @property
    def description(self) -> str:
        """Where it says what it is (OpenID Connect Discovery 1.0, section 4)."""
        return f"{self.issuer.rstrip('/')}/.well-known/openid-configuration"

    def admits(self, person: id_token.SignedInThere) -> bool:
        """Whether somebody is in the group that organises."""
        return person.is_in(self._settings.oidc_group, self._settings.oidc_group_claim)

    async def begin(self, begun: Begun, back: str) -> str:
        """Where a browser signs in.

        Args:
            back: the address of ours that the provider leads back to.

        Raises:
            Unreachable: the provider does not answer.
        """
        challenge = urlsafe_b64encode(sha256(begun.verifier.encode()).digest()).rstrip(b"=")
        asked = {
            "response_type": "code",
            "client_id": self._settings.oidc_client_id,
            "redirect_uri": back,
            "scope": self._settings.oidc_scopes,
            "state": begun.state,
            "nonce": begun.nonce,
            "code_challenge": challenge.decode(),
            "code_challenge_method": "S256",
        }
        address = (await self._said()).authorization_endpoint
        return f"{address}{'&' if '?' in address else '?'}{urlencode(asked)}"

    async def finish(self, begun: Begun, code: str, back: str) -> id_token.SignedInThere:
        """Who came back with a code.

        Raises:
            Unreachable: the provider does not answer.
            Declined: it knows no such code: used, too old, or another's.
            NotBelieved: its answer cannot be trusted.
        """
        token = await self._token(begun, code, back)
        said = {
            "issuer": self.issuer,
            "client": self._settings.oidc_client_id,
            "nonce": begun.nonce,
        }
        try:
            return id_token.read(token, await self._key_set(KEPT_SECONDS), **said)
        except id_token.UnknownKey:
            return id_token.read(token, await self._key_set(KEYS_AGAIN_SECONDS), **said)

    async def leave(self) -> str:
        """Where a browser signs out of the provider itself; '' where there is no such address.

        Raises:
            Unreachable: the provider does not answer.
        """
        address = (await self._said()).end_session_endpoint
        asked = urlencode({"client_id": self._settings.oidc_client_id})
        return f"{address}{'&' if '?' in address else '?'}{asked}" if address else ""

    async def look(self) -> None:
        """Whether it would sign somebody in now; raises Unreachable where it would not."""
        await self._said()
        await self._key_set(KEPT_SECONDS)

    # ── What it says of itself ────────────────────────────────────────────────────────────────

    async def _said(self) -> Endpoints:
        if self._endpoints and self._clock() - self._endpoints[1] < KEPT_SECONDS:
            return self._endpoints[0]
        found = decoded(await self._line.ask("GET", self.description), Endpoints)
        # Else whoever answers here could have somebody else's tokens believed.
        if found.issuer != self.issuer or not all(map(self._safe, _addresses(found))):
            raise Unreachable("another issuer, or an address that is not safe")
        self._endpoints = found, self._clock()
        return found

    async def _key_set(self, age: float) -> Any:
        """The provider's keys, which are at most `age` seconds old."""
        if self._keys is None or self._clock() - self._keys[1] >= age:
            answer = await self._line.ask("GET", (await self._said()).jwks_uri)
            self._keys = decoded(answer, dict[str, Any]), self._clock()
        return self._keys[0]

    def _safe(self, address: str) -> bool:
        """Whether an endpoint is as safe as the issuer, which is on https or on this machine."""
        scheme = urlsplit(address).scheme
        return scheme == "https" or (
            scheme == "http" and urlsplit(self.issuer).scheme == "http" and on_this_machine(address)
        )

    async def _token(self, begun: Begun, code: str, back: str) -> str:
        """The ID token for a code."""
        said, client = await self._said(), self._settings.oidc_client_id
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": back,
            "code_verifier": begun.verifier,
        }
        proof = None
        if self._secret and "client_secret_basic" in said.token_endpoint_auth_methods_supported:
            proof = quote_plus(client), quote_plus(self._secret)  # RFC 6749, section 2.3.1
        else:
            form["client_id"] = client
            if self._secret:
                form["client_secret"] = self._secret
        answer = await self._line.ask("POST", said.token_endpoint, data=form, auth=proof)
        token = decoded(answer, dict[str, Any]).get("id_token")
        if not isinstance(token, str):
            raise id_token.NotBelieved("token")
        return token


def _lacks(settings: Settings) -> str:
    """What is wrong with the settings, and the cure; '' where nothing is."""
    issuer = settings.oidc_issuer
    parts = urlsplit(issuer)
    if parts.scheme != "https" and not (parts.scheme == "http" and on_this_machine(issuer)):
        return f"POLL_OIDC_ISSUER is “{issuer}”: an address that begins with https:// is needed."
    if not settings.oidc_client_id:
        return "POLL_OIDC_CLIENT_ID is missing: register this server with the provider first."
    if not settings.oidc_group:
        return (
            "POLL_OIDC_GROUP is missing: without it everybody with an account there would become "
            "an organiser."
        )
    return ""


def on_this_machine(address: str) -> bool:
    """Whether an address is of the machine itself, where nobody listens in."""
    return urlsplit(address).hostname in ("127.0.0.1", "::1", "localhost")


def _addresses(found: Endpoints) -> list[str]:
    given = found.authorization_endpoint, found.token_endpoint, found.jwks_uri
    return [*given, *filter(None, [found.end_session_endpoint])]
