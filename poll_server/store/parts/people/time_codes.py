"""Codes by time (TOTP, RFC 6238) and recovery codes: made, sealed, matched, without Redis.

The secret of an account's app is kept sealed, with a key made of what signs cookies, and bound to
its account: who reads Redis alone can make no code, and nobody's secret opens another account.
"""

import base64
import hmac
import secrets
import unicodedata
from binascii import Error
from typing import TYPE_CHECKING

from poll_server.base.secrets import hash_secret, same_secret

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM
    from cryptography.hazmat.primitives.twofactor.totp import TOTP

STEP = 30
"""Seconds a code is shown: what every app takes where nothing else is said."""
DIGITS = 6
"""Of a code; some apps show no others."""
DRIFT = 1
"""Steps by which a phone's clock may be wrong, both ways; RFC 6238 advises no more."""
SECRET_BYTES = 20
"""160 random bits, as RFC 4226 advises for SHA-1."""
NONCE_BYTES = 12
RECOVERY_CODES = 10
"""A sheet of paper in a drawer: enough for years of forgotten phones."""
LETTERS = "0123456789abcdefghjkmnpqrstvwxyz"
"""Of recovery codes (Crockford's base 32): none that is taken for another."""
GROUPS, GROUP = 4, 4
"""16 letters of 5 bits: 80 random bits, so nobody guesses one, nor finds it by its hash."""
TAKEN_FOR = str.maketrans("oil", "011")
"""What somebody reads who copies a code by hand."""
LONGEST_TYPED = 100
"""Characters of what somebody types as a code."""


def _totp(secret: bytes) -> "TOTP":
    """SHA-1, because apps know no other; its weakness is no matter in an HMAC."""
    from cryptography.hazmat.primitives.hashes import SHA1
    from cryptography.hazmat.primitives.twofactor.totp import TOTP

    return TOTP(secret, DIGITS, SHA1(), STEP)  # noqa: S303 - see above


def step_of(secret: bytes, typed: str, now_ms: int) -> int:
    """The step whose code was typed; 0 where it is that of none near `now_ms`.

    All are compared, each in a time that tells nothing.
    """
    given, totp, now, found = plain(typed), _totp(secret), now_ms // 1000 // STEP, 0
    for step in range(now - DRIFT, now + DRIFT + 1):
        if same_secret(given, totp.generate(step * STEP).decode()):
            found = step
    return found


def plain(typed: str) -> str:
    """A code without what people put between its characters; '' for what can be none."""
    if len(typed) > LONGEST_TYPED:
        return ""
    return "".join(unicodedata.normalize("NFKC", typed).replace("-", "").split()).lower()


def address(secret: bytes, name: str, issuer: str) -> str:
    """What the QR code says to an app (otpauth://…).

    Args:
        issuer: which server it is for; the app shows it beside the name.
    """
    return _totp(secret).get_provisioning_uri(name, issuer)


def typed_out(secret: bytes) -> str:
    """The secret for whoever types it: base 32 in groups of four."""
    letters = base64.b32encode(secret).decode()
    return " ".join(letters[at : at + 4] for at in range(0, len(letters), 4))


# ── Sealed ────────────────────────────────────────────────────────────────────────────────────


class Seal:
    """Seals secrets of apps, and opens them."""

    def __init__(self, secret: bytes) -> None:
        """Args:
        secret: what signs cookies.
        """
        self._key = hmac.digest(secret, b"second factor", "sha256")

    def new(self, account_id: str) -> str:
        """A new secret for an account, sealed."""
        nonce = secrets.token_bytes(NONCE_BYTES)
        made = secrets.token_bytes(SECRET_BYTES)
        sealed = self._cipher().encrypt(nonce, made, account_id.encode())
        return base64.b64encode(nonce + sealed).decode()

    def opened(self, sealed: str, account_id: str) -> bytes | None:
        """The secret; None where it was sealed for another account, or by another server's key."""
        from cryptography.exceptions import InvalidTag

        try:
            data = base64.b64decode(sealed, validate=True)
            nonce, rest = data[:NONCE_BYTES], data[NONCE_BYTES:]
            return bytes(self._cipher().decrypt(nonce, rest, account_id.encode()))
        except (InvalidTag, Error, ValueError):
            return None

    def _cipher(self) -> "AESGCM":
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        return AESGCM(self._key)


# ── Recovery codes ────────────────────────────────────────────────────────────────────────────


def new_recovery_codes() -> tuple[str, ...]:
    """`k3zt-08qm-…`: as they are shown, once."""
    return tuple(
        "-".join("".join(secrets.choice(LETTERS) for _ in range(GROUP)) for _ in range(GROUPS))
        for _ in range(RECOVERY_CODES)
    )


def hash_recovery(account_id: str, typed: str) -> str:
    """What is kept of a recovery code, however it was typed."""
    return hash_secret(f"{account_id} {plain(typed).translate(TAKEN_FOR)}")
