"""Organisers: their accounts, and the links by which somebody becomes one.

One school, city or foundation hosts a server. An account says who somebody is, and can be ended
alone; what it may do at an event, its role there says (see `parts.members`).

Their Redis keys (see `keys`) are in one slot, so that one step can look at all of them.
What a change rests on is watched while it is made: of two people who take the same name or the
same invitation at once, one is refused.
"""

from collections.abc import Awaitable, Callable

import msgspec

from poll_server.base.secrets import (
    NOBODYS_HASH,
    Session,
    hash_secret,
    new_secret,
    same_secret,
    verify_password,
)
from poll_server.store.text_redis import TextPipe

from .keys import ACCOUNTS, BEFORE_ACCOUNTS, INVITATIONS, SECOND_FACTORS, SETUP
from .organisers import (
    Account,
    Invitation,
    LastOrganiser,
    LinkSpent,
    NameTaken,
    TooManyInvitations,
    clean_name,
    named,
    one_of,
    open_invitations,
    put,
    read_account,
)
from .records import new_id, now_ms
from .store import Store

INVITATION_LIFE_MS = 7 * 24 * 3600 * 1000
"""ms (7 days) an invitation can be taken: whoever is on leave for a week gets a new one."""
MOST_INVITATIONS = 50
"""Open at once: more than a house has organisers, and a list that can still be looked through."""
FIRST_NAME = "Organiser"
"""The name of an account that was made without one."""


Verify = Callable[[Account | None, str, str], Awaitable[bool]]
"""Whether a password is the one that was hashed; may wait for its turn first."""


class Accounts:
    """The verbs around organisers."""

    def __init__(self, store: Store) -> None:
        self._redis = store.redis
        self._members = store.members

    # ── Who there is ──────────────────────────────────────────────────────────────────────────

    async def all(self) -> list[Account]:
        """Every organiser, the longest-standing first."""
        found = map(read_account, (await self._redis.hvals(ACCOUNTS)))
        return sorted(found, key=lambda account: (account.since_ms, account.id))

    async def there_are_any(self) -> bool:
        """False at a first start: then the link that the server printed makes the first one."""
        return bool(await self._redis.exists(ACCOUNTS))

    async def get(self, account_id: str) -> Account | None:
        raw = await self._redis.hget(ACCOUNTS, account_id)
        return read_account(raw) if raw else None

    async def named(self, name: str) -> Account | None:
        """The account of this name, however it is spelt."""
        return named(name, await self.all())

    async def of_session(self, session: Session | None) -> Account | None:
        """Whose session it is; None where it was ended, or the account removed."""
        account = await self.get(session.account) if session else None
        return account if account and account.session == session else None

    async def sign_in(
        self, name: str, password: str, verify: Verify = lambda _, *given: verify_password(*given)
    ) -> Account | None:
        """The account that has this name and password.

        For a name nobody has, or without a password, one is checked all the same: how long an
        answer takes must not tell which names there are.

        Args:
            verify: asked with the account, if there is one, a hash and the password.
        """
        account = await self.named(clean_name(name))
        hashed = (account and account.password_hash) or NOBODYS_HASH
        return account if await verify(account, hashed, password) and account else None

    # ── An account's own matters ──────────────────────────────────────────────────────────────

    async def add(self, name: str, password_hash: str) -> Account:
        """One more organiser, for whoever has the command line.

        Raises:
            NameTaken: another organiser has this name.
        """
        return await self._join(name, password_hash)

    async def rename(self, account_id: str, name: str) -> None:
        """Raises: NameTaken; LookupError where the account is gone."""

        async def change(pipe: TextPipe) -> None:
            account, others = await one_of(pipe, account_id)
            if named(name, others):
                raise NameTaken(name)
            pipe.multi()
            put(pipe, msgspec.structs.replace(account, name=name, inherited=False))

        await self._redis.transaction(change, ACCOUNTS)

    async def set_password(self, account_id: str, password_hash: str) -> Account:
        """A new password; every session and API token of the account ends.

        Raises:
            LookupError: the account is gone.
        """
        return await self._renew(account_id, password_hash)

    async def end_sessions(self, account_id: str) -> Account:
        """End every session and API token of the account.

        Raises:
            LookupError: the account is gone.
        """
        return await self._renew(account_id)

    async def remove(self, account_id: str) -> None:
        """Remove an organiser, with their roles, and the invitations still open from them.

        Raises:
            LastOrganiser: nobody else is left.
            SoleOwner: of some events nobody else is an owner.
            LookupError: the account is gone already.
        """

        async def change(pipe: TextPipe) -> None:
            _, others = await one_of(pipe, account_id)
            if not others:
                raise LastOrganiser
            theirs = [each.id for each in await open_invitations(pipe) if each.by == account_id]
            pipe.multi()
            pipe.hdel(ACCOUNTS, account_id)
            pipe.hdel(SECOND_FACTORS, account_id)
            if theirs:
                pipe.hdel(INVITATIONS, *theirs)

        if await self._redis.hlen(ACCOUNTS) > 1:
            await self._members.leave(account_id)
        await self._redis.transaction(change, ACCOUNTS, INVITATIONS)

    async def _renew(self, account_id: str, password_hash: str = "") -> Account:
        async def change(pipe: TextPipe) -> Account:
            account, _ = await one_of(pipe, account_id)
            renewed = msgspec.structs.replace(
                account,
                generation=account.generation + 1,
                password_hash=password_hash or account.password_hash,
            )
            pipe.multi()
            put(pipe, renewed)
            return renewed

        done: Account = await self._redis.transaction(change, ACCOUNTS, value_from_callable=True)
        return done

    # ── The first link ────────────────────────────────────────────────────────────────────────

    async def new_setup_secret(self) -> str:
        """The secret of the link that makes the first account; an older one ends."""
        secret = new_secret()
        await self._redis.set(SETUP, hash_secret(secret))
        return secret

    async def may_set_up(self, secret: str) -> bool:
        """Whether this is the newest first link, and still needed."""
        if await self.there_are_any():
            return False
        return same_secret(hash_secret(secret), await self._redis.get(SETUP) or "")

    async def set_up(self, secret: str, name: str, password_hash: str) -> Account:
        """The first organiser.

        Raises:
            LinkSpent: it is not the newest first link, or somebody was faster.
        """

        async def spend(pipe: TextPipe) -> Callable[[], object]:
            kept = await pipe.get(SETUP) or ""
            if await pipe.exists(ACCOUNTS) or not same_secret(hash_secret(secret), kept):
                raise LinkSpent
            return lambda: pipe.delete(SETUP)

        return await self._join(name, password_hash, spend)

    async def invitations(self) -> list[Invitation]:
        """Those that can still be taken, the newest first."""
        return sorted(await open_invitations(self._redis), key=lambda each: -each.until_ms)

    async def invite(self, by: str) -> tuple[str, Invitation]:
        """Make an invitation of the account `by`.

        Returns:
            Its secret, which is kept nowhere, and the invitation.

        Raises:
            TooManyInvitations: so many are open already.
        """
        secret = new_secret()
        made = Invitation(by=by, until_ms=now_ms() + INVITATION_LIFE_MS, id=hash_secret(secret))

        async def change(pipe: TextPipe) -> None:
            still_open = await open_invitations(pipe)
            if len(still_open) >= MOST_INVITATIONS:
                raise TooManyInvitations
            too_old = set(await pipe.hkeys(INVITATIONS)) - {each.id for each in still_open}
            pipe.multi()
            if too_old:
                pipe.hdel(INVITATIONS, *too_old)
            pipe.hset(INVITATIONS, made.id, msgspec.json.encode(made).decode())

        await self._redis.transaction(change, INVITATIONS)
        return secret, made

    async def withdraw(self, invitation_id: str) -> None:
        """End an invitation; nothing happens where it was taken already."""
        await self._redis.hdel(INVITATIONS, invitation_id)

    async def may_join(self, secret: str) -> bool:
        """Whether this is the secret of an invitation that can still be taken."""
        return hash_secret(secret) in {each.id for each in await self.invitations()}

    async def accept(self, secret: str, name: str, password_hash: str) -> Account:
        """Take an invitation: one more organiser, and the link is spent.

        Raises:
            LinkSpent: it cannot be taken (any more).
            NameTaken: another organiser has this name; the link stays good.
        """

        async def spend(pipe: TextPipe) -> Callable[[], object]:
            invitation_id = hash_secret(secret)
            if invitation_id not in {each.id for each in await open_invitations(pipe)}:
                raise LinkSpent
            return lambda: pipe.hdel(INVITATIONS, invitation_id)

        return await self._join(name, password_hash, spend)

    async def _join(
        self,
        name: str,
        password_hash: str,
        spend: Callable[[TextPipe], Awaitable[Callable[[], object]]] | None = None,
    ) -> Account:
        """Make an account, and what `spend` returns, in one step.

        Args:
            spend: looks whether a link may be used, and returns what uses it up.
        """
        made = Account(id=new_id(), name=name, password_hash=password_hash, since_ms=now_ms())

        async def change(pipe: TextPipe) -> None:
            use_up = await spend(pipe) if spend else None
            if named(name, map(read_account, await pipe.hvals(ACCOUNTS))):
                raise NameTaken(name)
            pipe.multi()
            put(pipe, made)
            if use_up:
                use_up()

        await self._redis.transaction(change, ACCOUNTS, INVITATIONS, SETUP)
        return made

    async def take_over_password(self) -> None:
        """Make an account, `FIRST_NAME`, of the one password that everybody had before."""
        old = await self._redis.hgetall(BEFORE_ACCOUNTS)
        if not old:
            return
        if old.get("password") and not await self.there_are_any():
            # An id that all processes agree on: of those that start at once, one makes it.
            kept = Account(
                id="first",
                name=FIRST_NAME,
                password_hash=old["password"],
                since_ms=now_ms(),
                inherited=True,
            )
            await self._redis.hsetnx(ACCOUNTS, kept.id, msgspec.json.encode(kept).decode())
        await self._redis.delete(BEFORE_ACCOUNTS)
