"""Who is speaking: the phone's anonymous credential, the moderator's and the organiser's passes.

Every pass is a signed cookie; nothing about it is kept on the server, so any process can check it.

    phone       16 random bytes, signed: no name, no time, nothing to look up; and the codes of the
                polls where it was, which prove themselves
    moderator   one cookie for each poll, signed with the generation of the poll's moderator links,
                and the account of an organiser who came without one; stage: of its stage links
    reviewer    one cookie for each event, signed with the generation of its reviewers' links
    ticket      no cookie: what a QR code lets a moderator's own phone in by, for some minutes
    organiser   a session of 12 hours: the account, and the generation of its sessions
    device      the accounts that signed in in this browser: it opens nothing (see `passwords`)
    API token   the account, and an HMAC over it, its generation and the event's id, as `Bearer …`

Raising a generation ends every pass signed with the one before. Roles come from here only: what a
message says about its sender is never believed (contract, rule 24).
"""

import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

from itsdangerous import BadSignature, Signer
from itsdangerous.signer import SigningAlgorithm
from starlette.requests import HTTPConnection
from starlette.responses import Response

from poll_server.base.keyed import KeyedHash
from poll_server.base.secrets import LINK_ROLES, LinkRole, Session, same_secret
from poll_server.base.settings import Settings
from poll_server.base.signed import signed_lately, timed

Connection = HTTPConnection[Any]

SEPARATOR = "~"
"""Between the credential and the codes in a phone's cookie: neither holds it."""
CREDENTIAL_BYTES = 16
"""128 random bits (contract, rule 1): nobody guesses another phone's credential."""
EVENT_LIFE = 30 * 24 * 3600
"""Seconds (30 days) a phone or a moderator is known. Codes are printed weeks before an event: who
looked in early, or set the poll up, is still the same one when it ends."""
SESSION_LIFE = 12 * 3600
"""Seconds (12 hours) an organiser stays signed in: one long congress day."""
TICKET_LIFE = 5 * 60
"""Seconds (5 minutes) a ticket is good: enough to take out a phone, and to try a second time. A
photograph of it opens nothing later."""
DEVICE_LIFE = 180 * 24 * 3600
"""Seconds (180 days) a browser is remembered in which somebody signed in: from one congress to the
next half-year's."""
MOST_ON_DEVICE = 5  # accounts remembered on one browser: the laptop at the desk has some
DEFAULT_PORTS = {"http": 80, "https": 443}  # what a browser leaves out of an origin
ORIGINS_KEPT = 64  # addresses under which this server is known, and made-up ones
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})  # another site may cause them


class _Sha256(KeyedHash, SigningAlgorithm):
    """What `Signer` does with `digest_method=sha256` and this one key, with its pads made once."""

    def get_signature(self, key: bytes, value: bytes) -> bytes:
        return self.digest(value)


class Passes:
    """Makes and checks every pass, with one secret that all processes share."""

    def __init__(self, secret: bytes, settings: Settings) -> None:
        """
        Args:
            secret: at least 32 random bytes, the same in every process and after every restart.
            settings: says whether a proxy's word on HTTPS is believed.
        """
        self._secret = secret
        self._settings = settings
        key = KeyedHash(secret).digest(b"phone")  # once, and not for each phone
        self._phone = Signer(key, key_derivation="none", algorithm=_Sha256(key))
        self._links = {role: timed(secret, role.encode()) for role in LINK_ROLES}
        self._ticket = timed(secret, b"ticket")
        self._organiser = timed(secret, b"organiser")
        self._device = timed(secret, b"device")

    def credential(self, conn: Connection) -> bytes | None:
        """The 16 bytes of the phone that is speaking; None without a valid cookie."""
        try:
            encoded = self._phone.unsign(self._phone_parts(conn)[0])
            credential = urlsafe_b64decode(encoded)
        except (BadSignature, ValueError):
            return None
        return credential if len(credential) == CREDENTIAL_BYTES else None

    def give_credential(
        self, response: Response, conn: Connection, codes: Sequence[str] = ()
    ) -> bytes:
        """Sets a phone's one cookie on `response`: a new credential, where it has none.

        Args:
            codes: of the polls where it was (see `door`); they prove themselves.

        Returns:
            Its 16 bytes.
        """
        credential = self.credential(conn) or secrets.token_bytes(CREDENTIAL_BYTES)
        signed = self._phone.sign(urlsafe_b64encode(credential)).decode()
        self._set(response, conn, "poll", SEPARATOR.join((signed, *codes)), EVENT_LIFE)
        return credential

    def codes(self, conn: Connection) -> list[str]:
        """What the phone's cookie says of the polls where it was; anybody can write it."""
        return [each for each in self._phone_parts(conn)[1:] if each]

    def _phone_parts(self, conn: Connection) -> list[str]:
        return conn.cookies.get(self._name(conn, "poll"), "").split(SEPARATOR)

    def let_in(
        self, response: Response, conn: Connection, role: LinkRole, of: str, generation: int,
        account: str = "",
    ) -> None:  # fmt: skip
        """Lets this browser in as `role`, until these links change to another `generation`.

        Args:
            of: the poll's id; for a reviewer the event's.
            account: let in by its role, and for as long as it has that; '' by a link.
        """
        said = [of, generation, *filter(None, [account])]
        self._set(response, conn, f"{role}-{of}", str(self._links[role].dumps(said)), EVENT_LIFE)

    def cookie(self, role: LinkRole, of: str, generation: int) -> str:
        """The same pass as a program of ours sends it, from this machine and without TLS."""
        return f"{role}-{of}={self._links[role].dumps([of, generation])}"

    def is_in(self, conn: Connection, role: LinkRole, of: str, generation: int) -> bool:
        """Whether this browser holds such a pass by a link, of this generation."""
        return self.let_in_as(conn, role, of, generation) == ""

    def let_in_as(self, conn: Connection, role: LinkRole, of: str, generation: int) -> str | None:
        """The account by whose role it holds such a pass, '' by a link; None: it holds none."""
        value = conn.cookies.get(self._name(conn, f"{role}-{of}"), "")
        return _account(signed_lately(self._links[role], value, EVENT_LIFE), of, generation)

    def ticket(self, of: str, generation: int, account: str = "") -> str:
        """By which a moderator of the poll `of` lets a phone of theirs in, for `TICKET_LIFE`."""
        return str(self._ticket.dumps([of, generation, *([account] if account else [])]))

    def ticket_of(self, given: str, of: str, generation: int) -> str | None:
        """Whose ticket it is, '' who came by a link; None: none of this poll that is good."""
        return _account(signed_lately(self._ticket, given, TICKET_LIFE), of, generation)

    def give_organiser(self, response: Response, conn: Connection, session: Session) -> None:
        """Signs this browser in as an organiser, for 12 hours."""
        value = self._organiser.dumps(list(session))
        self._set(response, conn, "organiser", str(value), SESSION_LIFE)

    def organiser(self, conn: Connection) -> Session | None:
        """The session this browser holds; whether it was ended since, its account knows."""
        value = conn.cookies.get(self._name(conn, "organiser"), "")
        match signed_lately(self._organiser, value, SESSION_LIFE):
            case [str(account), int(generation)]:
                return Session(account, generation)
        return None

    def take_organiser(self, response: Response, conn: Connection) -> None:
        """Signs this browser out, also of what it was let into as an organiser."""
        secure = self.is_https(conn)
        for name in conn.cookies:
            bare = name.removeprefix("__Host-")
            if bare == "organiser" or bare.startswith(tuple(f"{role}-" for role in LINK_ROLES)):
                response.delete_cookie(name, path="/", secure=secure, httponly=True, samesite="lax")

    def remember_device(self, response: Response, conn: Connection, account: str) -> None:
        """Note on this browser that the account signed in here: it waits for no strangers."""
        accounts = [account, *(each for each in self._device_of(conn) if each != account)]
        value = self._device.dumps(accounts[:MOST_ON_DEVICE])
        self._set(response, conn, "device", str(value), DEVICE_LIFE)

    def knows_device(self, conn: Connection, account: str) -> bool:
        """Whether the account signed in here before. It opens nothing."""
        return account in self._device_of(conn)

    def _device_of(self, conn: Connection) -> list[str]:
        value = conn.cookies.get(self._name(conn, "device"), "")
        return signed_lately(self._device, value, DEVICE_LIFE) or []

    def api_token(self, event_id: str, session: Session) -> str:
        """The account's token for the event's results: its id and 43 characters, none to escape."""
        key = KeyedHash(self._secret).digest(b"api-token")
        said = f"{session.account}:{session.generation}:{event_id}"
        tag = KeyedHash(key).digest(said.encode())
        return f"{session.account}.{urlsafe_b64encode(tag).rstrip(b'=').decode()}"

    def bearer(self, conn: Connection) -> str:
        """The token in `Authorization: Bearer …`, of whatever kind; '' where there is none."""
        scheme, _, token = conn.headers.get("authorization", "").partition(" ")
        return token.strip() if scheme.lower() == "bearer" else ""

    def reader(self, conn: Connection) -> str:
        """The account whose API token the request says to carry; '' where it carries none."""
        return self.bearer(conn).rpartition(".")[0]

    def may_read(self, conn: Connection, event_id: str, session: Session) -> bool:
        """Whether the request carries this account's token for the event's results."""
        return same_secret(self.bearer(conn), self.api_token(event_id, session))

    def is_https(self, conn: Connection) -> bool:
        """Whether the browser speaks HTTPS, to us or to the trusted proxy in front."""
        return _is_https(conn, self._settings)

    def _name(self, conn: Connection, name: str) -> str:
        """`__Host-` where TLS is on: then no other host and no plain page can set the cookie."""
        return f"__Host-{name}" if self.is_https(conn) else name

    def _set(
        self, response: Response, conn: Connection, name: str, value: str, seconds: int
    ) -> None:
        response.set_cookie(
            self._name(conn, name),
            value,
            max_age=seconds,
            path="/",
            secure=self.is_https(conn),
            httponly=True,
            samesite="lax",
        )


def same_origin(conn: Connection, settings: Settings) -> bool:
    """Whether a request may change something: it does not come from another site's page.

    The algorithm of Go 1.25's `net/http` CrossOriginProtection: `Sec-Fetch-Site` where the browser
    sends it (over HTTPS and on localhost), else `Origin` against `Host`, and no browser at all
    where there is neither. `Host` is what the proxy passed on, so `public_url` counts as well.
    """
    if conn.scope.get("method", "GET") in SAFE_METHODS:
        return True
    if site := conn.headers.get("sec-fetch-site"):
        return site in ("same-origin", "none")
    return "origin" not in conn.headers or _is_ours(conn, settings)


def websocket_origin_ok(conn: Connection, settings: Settings) -> bool:
    """Whether a WebSocket comes from a page of ours. Every browser sends `Origin` with one."""
    return "origin" in conn.headers and _is_ours(conn, settings)


def _is_ours(conn: Connection, settings: Settings) -> bool:
    """Whether the one `Origin` is the address this very request went to, or the public one.

    Scheme, host and port: a page on another port, or on plain http beside our https, may be
    anybody's. A browser writes an origin in one way only, so it is compared as it stands.
    """
    scheme = "https" if _is_https(conn, settings) else "http"
    ours = {_origin(f"{scheme}://{conn.headers.get('host', '')}"), _origin(settings.public_url)}
    given = conn.headers.getlist("origin")
    return len(given) == 1 and given[0] in ours - {""}


def _is_https(conn: Connection, settings: Settings) -> bool:
    if conn.scope.get("scheme") in ("https", "wss"):
        return True
    forwarded = conn.headers.get("x-forwarded-proto", "").split(",")[0].strip().lower()
    return settings.trust_proxy and forwarded in ("https", "wss")


@lru_cache(ORIGINS_KEPT)
def _origin(url: str) -> str:
    """`url`'s origin as a browser writes it; empty where it has none."""
    try:
        parts = urlsplit(url.lower())
        host, port = parts.hostname, parts.port
    except ValueError:
        return ""
    if not host or parts.scheme not in DEFAULT_PORTS:
        return ""
    shown = f"[{host}]" if ":" in host else host
    return f"{parts.scheme}://{shown}" + (
        f":{port}" if port not in (None, DEFAULT_PORTS[parts.scheme]) else ""
    )


def _account(said: Any, of: str, generation: int) -> str | None:
    """The account that a pass of this poll and generation names, '' for none; None: no pass."""
    if not said or said[:2] != [of, generation]:
        return None
    return "".join(said[2:])
