"""Secrets of links and passwords: made, hashed, compared; and for whom they open what.

    secret = new_secret()                          in a link, shown once
    hash_secret(secret)                            what Redis keeps of it
    await verify_password(kept, given)             in a thread: it takes 50 ms on purpose

The web signs passes about it (`web.passes`), the store keeps the hashes; neither knows the other.
"""

import asyncio
import hmac
import secrets
from hashlib import sha256
from typing import Literal, NamedTuple, get_args

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

LinkRole = Literal["moderator", "stage", "embed", "reviewer"]
"""Whom a secret link lets in: to one poll, a reviewer to one event; embed: a frame of another
site."""
LINK_ROLES: tuple[LinkRole, ...] = get_args(LinkRole)

SHORTEST_PASSWORD = 10
"""Characters; NIST SP 800-63B asks for 8, and here each password opens every event."""
LONGEST_PASSWORD = 200
"""Characters; more would only keep the hash function busy."""

_hasher = PasswordHasher()
"""argon2id with the parameters of RFC 9106's second recommendation: 64 MiB, 3 passes, 4 lanes."""
NOBODYS_HASH = (
    "$argon2id$v=19$m=65536,t=3,p=4$"
    "VWsWiRZpkHXH3ap8ZT26iw$"
    "la0hVUqhL0P2EeC2L5JLVDN9sKdbWuba6aD4xNvA4vY"
)
"""Of 32 random bytes that nobody kept. A wrong name is checked against it, so that it takes as long
to refuse as a wrong password."""


class Session(NamedTuple):
    """What an organiser's pass says. It holds as long as the account is of this generation."""

    account: str
    """id of the account"""
    generation: int


async def hash_password(password: str) -> str:
    """The argon2id hash to keep. In a thread: it takes about 50 ms and 64 MiB on purpose."""
    return await asyncio.to_thread(_hasher.hash, password)


async def verify_password(hashed: str, password: str) -> bool:
    """Whether `password` is the one that was hashed."""
    try:
        return await asyncio.to_thread(_hasher.verify, hashed, password)
    except (VerificationError, InvalidHashError):
        return False


def new_secret() -> str:
    """The secret of a link: 128 random bits, which nobody guesses."""
    return secrets.token_urlsafe(16)


def hash_secret(secret: str) -> str:
    """What is kept of a random secret: it has 128 bits or more, so one SHA-256 is enough."""
    return sha256(secret.encode()).hexdigest()


def same_secret(given: str, right: str) -> bool:
    """Whether the two are equal, in a time that tells nothing; never where there is none."""
    return bool(right) and hmac.compare_digest(given.encode(), right.encode())
