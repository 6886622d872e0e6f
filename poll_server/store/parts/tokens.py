"""Tokens by which programs speak for an organiser: made, looked up, revoked.

    poll_<id>_<secret>      what a program sends; `<id>` only says where to look

Redis holds the SHA-256 of the secret: who reads its memory, its files or a backup can open nothing.
A token names what may be done with it, perhaps for one event alone, and ends on its day; also when
its organiser signs out everywhere, changes the password, or is removed.
"""

import re
import secrets
from collections.abc import Iterable, Mapping, Sequence, Set
from typing import Literal, get_args

import msgspec

from poll_server.base.secrets import hash_secret, same_secret
from poll_server.store.keys import ACCOUNTS, EVENTS, TOKENS
from poll_server.store.organisers import Account, read_account
from poll_server.store.records import new_id, now_ms
from poll_server.store.text_redis import TextPipe, TextRedis

Scope = Literal["read", "results", "export", "control", "edit"]
SCOPES: tuple[Scope, ...] = get_args(Scope)
"""
read      events, polls, questions, decks; the live stream, with what the stage gets
results   every result of closed rounds, also those that were never shown
export    results as files
control   what the moderator's page can do
edit      events and their questions: make, change, publish, archive, delete
"""
MOST_TOKENS = 200
"""Good on one server: some for each organiser."""
DAY_MS = 24 * 3600 * 1000
LONGEST_LIFE = 366
"""Days: who keeps a program running comes by once a year."""
LONGEST_LABEL = 60
"""Characters of what a token is called."""
SHAPE = re.compile(r"poll_([a-z2-7]{16})_([0-9a-f]{32})")
"""128 random bits, as those of links; letters that a double click takes as one word."""


class ApiToken(msgspec.Struct, frozen=True, kw_only=True):
    """One token, without its secret."""

    id: str
    name: str
    """what it is for, in its organiser's words"""
    account: str
    generation: int
    """of the account's sessions when it was made"""
    scopes: tuple[Scope, ...]
    event: str = ""
    """the one event that it is for; empty: all"""
    made_ms: int
    until_ms: int
    sha256: str


class TooManyTokens(ValueError):
    """So many are good already."""


class TokenStore:
    """Tokens in Redis; see the module."""

    def __init__(self, redis: TextRedis) -> None:
        self._redis = redis

    async def all(self) -> list[ApiToken]:
        """Those that have not ended, the newest first."""
        found = map(_read, await self._redis.hvals(TOKENS))
        now = now_ms()
        return sorted((each for each in found if each.until_ms > now), key=lambda t: -t.made_ms)

    async def make(
        self, account: Account, name: str, scopes: Sequence[Scope], days: int, event: str = ""
    ) -> tuple[str, ApiToken]:
        """A new token of an account.

        Args:
            days: until it ends, `LONGEST_LIFE` at most.
            event: the one event that it is for; '' for all.

        Returns:
            What a program sends, which is kept nowhere, and the token.

        Raises:
            TooManyTokens: so many are good already.
        """
        secret, now = secrets.token_hex(16), now_ms()
        events = {"", event, *await self._redis.smembers(EVENTS)}
        made = ApiToken(
            id=new_id(), name=name, account=account.id, generation=account.generation,
            scopes=tuple(each for each in SCOPES if each in scopes),
            event=event,
            made_ms=now,
            until_ms=now + min(days, LONGEST_LIFE) * DAY_MS,
            sha256=hash_secret(secret),
        )  # fmt: skip

        async def change(pipe: TextPipe) -> None:
            kept = list(map(_read, await pipe.hvals(TOKENS)))
            ended = _ended(kept, await pipe.hgetall(ACCOUNTS), events, now)
            if len(kept) - len(ended) >= MOST_TOKENS:
                raise TooManyTokens
            pipe.multi()
            if ended:
                pipe.hdel(TOKENS, *ended)
            pipe.hset(TOKENS, made.id, msgspec.json.encode(made).decode())

        await self._redis.transaction(change, TOKENS)
        return f"poll_{made.id}_{secret}", made

    async def revoke(self, token_id: str) -> bool:
        """End a token; false where there is none (any more)."""
        return bool(await self._redis.hdel(TOKENS, token_id))

    async def end_of(self, event: str) -> None:
        """End those that are for one event: it is deleted, and another may be called so."""
        ended = [each.id for each in await self.all() if each.event == event]
        if ended:
            await self._redis.hdel(TOKENS, *ended)

    async def get(self, token_id: str) -> ApiToken | None:
        """A token that has not ended."""
        raw = await self._redis.hget(TOKENS, token_id)
        found = _read(raw) if raw else None
        return found if found and found.until_ms > now_ms() else None

    async def find(self, given: str) -> ApiToken | None:
        """The token that a program sent; None where it is none that is good."""
        if not (shaped := SHAPE.fullmatch(given)):
            return None
        found = await self.get(shaped[1])
        return found if found and same_secret(hash_secret(shaped[2]), found.sha256) else None


def _ended(
    kept: Iterable[ApiToken], accounts: Mapping[str, str], events: Set[str], now: int
) -> list[str]:
    """Which tokens open nothing any more: also those of organisers who signed out everywhere or
    are gone, and of events that are."""
    found = map(read_account, accounts.values())
    good = {(each.id, each.generation) for each in found}
    return [
        each.id
        for each in kept
        if each.until_ms <= now
        or (each.account, each.generation) not in good
        or each.event not in events
    ]


def _read(raw: str) -> ApiToken:
    return msgspec.json.decode(raw, type=ApiToken)
