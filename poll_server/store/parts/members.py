"""Who of the house may do what at an event: the accounts named there, each with a role.

They stand in one field of the event's hash (`people`), so that whatever takes an event along, or
deletes it, does so with them: a backup, a restore, an event that takes the name of one deleted.

An event of which no account is an owner is **the house's**: every organiser is an owner of it. So
are events from before there were roles, and what the command line makes, where nobody signs in.
"""

from collections.abc import Collection, Iterable, Mapping
from typing import Literal, get_args

import msgspec

from poll_server.store.keys import ACCOUNTS, EVENTS, event_key
from poll_server.store.records import UnknownEvent, now_ms
from poll_server.store.text_redis import TextPipe, TextRedis

Role = Literal["owner", "editor", "moderator", "reviewer", "reader"]
ROLES: tuple[Role, ...] = get_args(Role)
"""What each may do: `web.access.rights`."""
FIELD = "people"
MOST_MEMBERS = 200
"""Of an event: more than a house has organisers, and a page that can be looked through."""


class EventMember(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An account at an event."""

    account: str
    role: Role
    poll: str = ""
    """id of the one poll that a moderator moderates"""
    since_ms: int = 0
    """when it was given this role; 0: it has it as everybody in the house has"""


class LastOwner(ValueError):
    """Without this account nobody could say who else may do something at the event."""


class HasOwners(ValueError):
    """The event is not the house's: its owners say who may do something there."""


class TooManyMembers(ValueError):
    """So many are named already."""


class SoleOwner(ValueError):
    """An account is the only owner of some events: their number."""


def members_in(fields: Mapping[str, str]) -> tuple[EventMember, ...]:
    """Those named in the fields of `event:<E>`; none at an event of an earlier version."""
    return _read(fields.get(FIELD))


def as_field(members: Iterable[EventMember]) -> dict[str, str]:
    """The same as a field; none for nobody."""
    named = tuple(members)
    return {FIELD: msgspec.json.encode(named).decode()} if named else {}


def owned_by(account: str) -> tuple[EventMember, ...]:
    """Who is named at an event that was just made by an account; '' for the command line."""
    return (EventMember(account=account, role="owner", since_ms=now_ms()),) if account else ()


def owners(members: Iterable[EventMember], alive: Collection[str]) -> list[str]:
    """Ids of the owners that there are.

    Args:
        alive: ids of all accounts of the house.
    """
    return [each.account for each in members if each.role == "owner" and each.account in alive]


def standing(
    members: Iterable[EventMember], account: str, alive: Collection[str]
) -> EventMember | None:
    """As what an account stands at an event; None: as nobody.

    Args:
        alive: ids of all accounts of the house.
    """
    named = tuple(members)
    if account not in alive:
        return None
    if not owners(named, alive):
        return EventMember(account=account, role="owner")
    return next((each for each in named if each.account == account), None)


class MemberStore:
    """Members in Redis; see the module."""

    def __init__(self, redis: TextRedis) -> None:
        self._redis = redis

    async def alive(self) -> set[str]:
        """Ids of all accounts of the house."""
        return set(await self._redis.hkeys(ACCOUNTS))

    async def all(self, event_id: str) -> tuple[EventMember, ...]:
        """Those who are named at an event.

        Raises:
            UnknownEvent: there is none.
        """
        raw, made = await self._redis.hmget(event_key(event_id), [FIELD, "created_ms"])
        if made is None:
            raise UnknownEvent(event_id)
        return _read(raw)

    async def standing(self, event_id: str, account: str) -> EventMember | None:
        """As what an account stands at an event; None: as nobody.

        Raises:
            UnknownEvent: there is no such event.
        """
        return standing(await self.all(event_id), account, await self.alive())

    async def put(self, event_id: str, member: EventMember) -> None:
        """Give an account a role, in place of the one it has.

        Raises:
            LastOwner: it would be an owner no more, and nobody else is.
            TooManyMembers: so many are named already.
            UnknownEvent: there is no such event.
        """
        await self._change(event_id, member.account, member)

    async def own(self, event_id: str, account: str) -> None:
        """Make an account the owner of an event of the house's.

        Raises:
            HasOwners: it is not the house's (any more).
            UnknownEvent: there is no such event.
        """
        member = EventMember(account=account, role="owner", since_ms=now_ms())
        await self._change(event_id, account, member, of_house=True)

    async def take(self, event_id: str, account: str) -> None:
        """Take an account's role; nothing happens where it has none.

        Raises:
            LastOwner: nobody else is an owner.
            UnknownEvent: there is no such event.
        """
        await self._change(event_id, account, None)

    async def open_to_all(self, event_id: str) -> None:
        """Name nobody any more: the event is the house's.

        Raises:
            UnknownEvent: there is no such event.
        """

        async def change(pipe: TextPipe) -> None:
            if not await pipe.exists(event_key(event_id)):
                raise UnknownEvent(event_id)
            pipe.multi()
            pipe.hdel(event_key(event_id), FIELD)

        await self._redis.transaction(change, event_key(event_id))

    async def leave(self, account: str) -> None:
        """Take every role of an account, which is to go.

        Raises:
            SoleOwner: of some events nobody else is an owner; nothing was changed.
        """
        alive, held = await self.alive(), []
        alone = 0
        for event_id in await self._redis.smembers(EVENTS):
            found = _read(await self._redis.hget(event_key(event_id), FIELD))
            if account in {each.account for each in found}:
                held.append(event_id)
                alone += owners(found, alive) == [account]
        if alone:
            raise SoleOwner(alone)
        for event_id in held:
            try:
                await self.take(event_id, account)
            except UnknownEvent:
                continue  # deleted meanwhile
            except LastOwner:
                raise SoleOwner(1) from None  # the other one has gone meanwhile

    async def _change(
        self, event_id: str, account: str, member: EventMember | None, *, of_house: bool = False
    ) -> None:
        alive, key = await self.alive(), event_key(event_id)

        async def change(pipe: TextPipe) -> None:
            raw, made = await pipe.hmget(key, [FIELD, "created_ms"])
            if made is None:
                raise UnknownEvent(event_id)
            before = _read(raw)
            if of_house and owners(before, alive):
                raise HasOwners(event_id)
            others = [each for each in before if each.account != account]
            named = tuple(others) if member is None else (*others, member)
            if owners(before, alive) and not owners(named, alive):
                raise LastOwner(event_id)
            if len(named) > max(MOST_MEMBERS, len(before)):
                raise TooManyMembers
            pipe.multi()
            pipe.hset(key, FIELD, msgspec.json.encode(named).decode())

        await self._redis.transaction(change, key)


def _read(raw: str | None) -> tuple[EventMember, ...]:
    return msgspec.json.decode(raw, type=tuple[EventMember, ...]) if raw else ()
