"""The second factor of an account: an app that makes codes by time, and recovery codes.

Who is asked for a code has said the password. So no stranger meets this, and what is bounded here
is somebody who knows the password and guesses codes, of which three in a million are right:

    known       a browser in which this account was signed in before, or is
    strangers   everybody else; after some wrong codes each further one rests the lane for longer

Both rest apart, so whoever guesses keeps nobody out of a browser that is known; and a recovery
code, which nobody guesses, is always looked at. A right code frees its lane. All of it is in Redis:
more processes make no more guesses.
"""

from collections.abc import Awaitable, Callable
from typing import Literal, NamedTuple, TypeVar

import msgspec

from poll_server.base.secrets import same_secret
from poll_server.store.keys import ACCOUNTS, SECOND_FACTORS
from poll_server.store.records import now_ms
from poll_server.store.text_redis import TextPipe, TextRedis

from .time_codes import Seal, hash_recovery, new_recovery_codes, step_of

FREE_TRIES = 3
"""Wrong codes that nobody waits for: a typing mistake, and a code that had just gone."""
LONGEST_REST_MS = 5 * 60_000
"""ms (5 minutes) a lane rests at most. Then 288 codes a day are looked at, of which one is right by
chance once in three years; whose account it is reads of it in the list of what organisers did."""
TELLING = 10
"""Wrong codes in a row, at which it is written down that somebody guesses."""

LaneName = Literal["known", "strangers"]
Done = TypeVar("Done")


class FactorThere(ValueError):
    """The account has a second factor already."""


class Tries(msgspec.Struct, frozen=True, array_like=True):
    """How a lane stands."""

    wrong: int = 0
    """codes since the last right one"""
    free_ms: int = 0
    """the moment from which the next one is looked at"""

    def rest_ms(self, now: int) -> int:
        """How long it still rests; a clock that was set back makes it no longer."""
        return min(max(self.free_ms - now, 0), LONGEST_REST_MS)

    def one_more(self, now: int) -> "Tries":
        """After one more wrong code: each doubles the rest."""
        rest = 1000 * 2 ** min(self.wrong - FREE_TRIES, 20) if self.wrong >= FREE_TRIES else 0
        return Tries(self.wrong + 1, now + min(rest, LONGEST_REST_MS))


class Factor(msgspec.Struct, frozen=True, kw_only=True):
    """What is kept of an account's second factor."""

    sealed: str
    """the secret of its app; see `time_codes.Seal`"""
    since_ms: int
    last: int
    """step of the newest code that was taken: neither it nor an older one is taken again"""
    recovery: tuple[str, ...]
    """hashes of the recovery codes that are left"""
    known: Tries = Tries()
    strangers: Tries = Tries()


class Judged(NamedTuple):
    """What came of a code."""

    at: Literal["right", "recovery", "wrong", "used", "resting", "unreadable", "none"]
    """used: right, but once already; unreadable: what signs cookies is another now; none: the
    account has no second factor (any more)"""
    wait: int = 0
    """seconds until the next one is looked at, rounded up"""
    guessed: bool = False
    """so many were wrong now that it is to be written down"""

    @property
    def opens(self) -> bool:
        return self.at in ("right", "recovery")


class SecondFactors:
    """The verbs around them."""

    def __init__(self, redis: TextRedis, secret: bytes) -> None:
        """Args:
        secret: what signs cookies.
        """
        self._redis = redis
        self.seal = Seal(secret)

    async def of(self, account_id: str) -> Factor | None:
        """An account's second factor; None where it has none."""
        return await factor_of(self._redis, account_id)

    async def confirm(self, account_id: str, sealed: str, typed: str) -> tuple[str, ...]:
        """Let a secret count, by a code that was made with it.

        Returns:
            The recovery codes, of which only hashes are kept; none where the code is not right.

        Raises:
            FactorThere: there is one already; it is taken off first.
            LookupError: the account is gone.
        """
        secret = self.seal.opened(sealed, account_id)
        step = step_of(secret, typed, now_ms()) if secret else 0
        if not step:
            return ()
        codes = new_recovery_codes()
        made = Factor(
            sealed=sealed, since_ms=now_ms(), last=step, recovery=_hashes(account_id, codes)
        )

        async def change(pipe: TextPipe) -> None:
            if not await pipe.hexists(ACCOUNTS, account_id):
                raise LookupError(account_id)
            if await pipe.hexists(SECOND_FACTORS, account_id):
                raise FactorThere
            pipe.multi()
            _put(pipe, account_id, made)

        await self._redis.transaction(change, ACCOUNTS, SECOND_FACTORS)
        return codes

    async def look(self, account_id: str, typed: str, lane: LaneName) -> Judged:
        """Whether a code of the app is right. A right one is taken, and never again."""

        async def change(pipe: TextPipe) -> Judged:
            factor = await factor_of(pipe, account_id)
            pipe.multi()
            if factor is None:
                return Judged("none")
            tries: Tries = getattr(factor, lane)
            now = now_ms()
            if rest := tries.rest_ms(now):
                return Judged("resting", -(-rest // 1000))
            secret = self.seal.opened(factor.sealed, account_id)
            if secret is None:
                return Judged("unreadable")
            step = step_of(secret, typed, now)
            if step and step <= factor.last:
                return Judged("used")
            if step:
                _put(pipe, account_id, _with(factor, lane, Tries(), last=step))
                return Judged("right")
            after = tries.one_more(now)
            _put(pipe, account_id, _with(factor, lane, after))
            return Judged("wrong", -(-after.rest_ms(now) // 1000), after.wrong == TELLING)

        return await self._change(change)

    async def recover(self, account_id: str, typed: str) -> Judged:
        """Whether a recovery code is right. A right one is taken, and never again."""
        given = hash_recovery(account_id, typed)

        async def change(pipe: TextPipe) -> Judged:
            factor = await factor_of(pipe, account_id)
            pipe.multi()
            if factor is None:
                return Judged("none")
            left = tuple(each for each in factor.recovery if not same_secret(given, each))
            if len(left) == len(factor.recovery):
                return Judged("wrong")
            _put(pipe, account_id, msgspec.structs.replace(factor, recovery=left))
            return Judged("recovery")

        return await self._change(change)

    async def renew_recovery(self, account_id: str) -> tuple[str, ...]:
        """New recovery codes; those of before end. None where there is no second factor."""
        codes = new_recovery_codes()

        async def change(pipe: TextPipe) -> tuple[str, ...]:
            factor = await factor_of(pipe, account_id)
            pipe.multi()
            if factor is None:
                return ()
            hashes = _hashes(account_id, codes)
            _put(pipe, account_id, msgspec.structs.replace(factor, recovery=hashes))
            return codes

        return await self._change(change)

    async def _change(self, change: Callable[[TextPipe], Awaitable[Done]]) -> Done:
        done: Done = await self._redis.transaction(change, SECOND_FACTORS, value_from_callable=True)
        return done


async def factor_of(redis: TextRedis | TextPipe, account_id: str) -> Factor | None:
    """As `SecondFactors.of`, on a client or a pipeline."""
    raw = await redis.hget(SECOND_FACTORS, account_id)
    return msgspec.json.decode(raw, type=Factor) if raw else None


async def take_off(redis: TextRedis, account_id: str) -> bool:
    """Take an account's second factor off; whether it had one."""
    return bool(await redis.hdel(SECOND_FACTORS, account_id))


def _with(factor: Factor, lane: LaneName, tries: Tries, **more: int) -> Factor:
    return msgspec.structs.replace(factor, **{lane: tries}, **more)


def _hashes(account_id: str, codes: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(hash_recovery(account_id, each) for each in codes)


def _put(pipe: TextPipe, account_id: str, factor: Factor) -> None:
    pipe.hset(SECOND_FACTORS, account_id, msgspec.json.encode(factor).decode())
