"""An organiser and an invitation as Redis keeps them, and why one cannot be as somebody wants."""

from collections.abc import Iterable

import msgspec

from poll_server.base.secrets import Session
from poll_server.questions.writing.written import clean, fold
from poll_server.store.text_redis import TextPipe, TextRedis

from .keys import ACCOUNTS, INVITATIONS
from .records import now_ms

LONGEST_NAME = 60
"""Characters: “Prof. Dr. Annegret Kramp-Musterfrau (Stiftung)” fits."""


class Account(msgspec.Struct, frozen=True, kw_only=True):
    """One organiser."""

    id: str
    name: str
    password_hash: str
    """empty where the account has no password: it is signed in to at the provider alone"""
    since_ms: int
    generation: int = 1
    """raised to end every session and API token of this account"""
    inherited: bool = False
    """it has the one password from before there were accounts, and not yet a name of its own"""
    subject: str = ""
    """who this is at the OpenID Connect provider (see `people.federated`); empty: nobody there"""

    @property
    def session(self) -> Session:
        """What a cookie or an API token of this account must say now."""
        return Session(self.id, self.generation)


class Invitation(msgspec.Struct, frozen=True, kw_only=True):
    """A link by which one more organiser can join, once."""

    by: str
    """id of the account that made it"""
    until_ms: int
    id: str = ""
    """the SHA-256 of its secret: names it, and opens nothing"""


class NameTaken(ValueError):
    """Another organiser has this name."""


class LinkSpent(ValueError):
    """There is no such link: used, withdrawn, too old, or never made."""


class LastOrganiser(ValueError):
    """Without this account nobody could sign in."""


class TooManyInvitations(ValueError):
    """So many are open already."""


def clean_name(given: str) -> str:
    """A name as it is kept: without what could hide or reorder it; '' where it cannot be one."""
    # Before the cleaning, which takes a second for a megabyte: anybody may send a name.
    name = clean(given) if len(given) <= LONGEST_NAME * 10 else ""
    return name if len(name) <= LONGEST_NAME else ""


def read_account(raw: str) -> Account:
    return msgspec.json.decode(raw, type=Account)


def named(name: str, accounts: Iterable[Account]) -> Account | None:
    key = fold(name)
    return next((account for account in accounts if fold(account.name) == key), None)


def put(pipe: TextPipe, account: Account) -> None:
    pipe.hset(ACCOUNTS, account.id, msgspec.json.encode(account).decode())


async def one_of(pipe: TextPipe, account_id: str) -> tuple[Account, list[Account]]:
    """An account, and all others.

    Raises:
        LookupError: it is gone.
    """
    everybody = list(map(read_account, await pipe.hvals(ACCOUNTS)))
    mine = next((account for account in everybody if account.id == account_id), None)
    if mine is None:
        raise LookupError(account_id)
    return mine, [account for account in everybody if account.id != account_id]


async def open_invitations(redis: TextRedis | TextPipe) -> list[Invitation]:
    """Those that can still be taken."""
    found = [msgspec.json.decode(raw, type=Invitation) for raw in await redis.hvals(INVITATIONS)]
    return [each for each in found if each.until_ms > now_ms()]
