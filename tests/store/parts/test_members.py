"""Who may do what at an event: the house's events, the last owner, and what takes roles along."""

import asyncio
from pathlib import Path

import msgspec
import pytest

from poll_server.store.accounts import Accounts
from poll_server.store.events import Events
from poll_server.store.parts.members import (
    MOST_MEMBERS,
    EventMember,
    HasOwners,
    LastOwner,
    SoleOwner,
    TooManyMembers,
)
from poll_server.store.records import UnknownEvent
from poll_server.store.store import Store
from poll_server.upkeep import backups
from tests.web.presenter.people.people_here import TWO_POLLS, named


@pytest.fixture
def accounts(store: Store) -> Accounts:
    return Accounts(store)


async def test_an_event_without_an_owner_is_everybodys(store: Store, accounts: Accounts) -> None:
    """As all events were before there were roles."""
    anna, ben = await accounts.add("Anna", ""), await accounts.add("Ben", "")
    event = await Events(store).add(TWO_POLLS)
    for each in (anna, ben):
        found = await store.members.standing(event, each.id)
        assert found == EventMember(account=each.id, role="owner")
    assert await store.members.standing(event, "nobody") is None
    await store.members.own(event, anna.id)
    assert await store.members.standing(event, ben.id) is None
    with pytest.raises(HasOwners):
        await store.members.own(event, ben.id)
    await store.members.open_to_all(event)
    assert await store.members.standing(event, ben.id) is not None


async def test_whoever_makes_an_event_owns_it_and_its_name_passes_nothing_on(store: Store) -> None:
    listing, accounts = await named(store)
    await Events(store).delete(listing.id)
    for verb in (store.members.all(listing.id), store.members.open_to_all(listing.id)):
        with pytest.raises(UnknownEvent):
            await verb
    with pytest.raises(UnknownEvent):
        await store.members.put(listing.id, listing.members[0])
    again = await Events(store).add(TWO_POLLS, owner=accounts["stranger"].id)
    assert again == listing.id
    assert await store.members.standing(again, accounts["owner"].id) is None


async def test_there_is_always_an_owner_also_where_two_go_at_once(store: Store) -> None:
    listing, accounts = await named(store)
    owner, second = accounts["owner"], accounts["editor"]
    less = EventMember(account=owner.id, role="reader", since_ms=2)
    for verb in (store.members.take(listing.id, owner.id), store.members.put(listing.id, less)):
        with pytest.raises(LastOwner):
            await verb
    await store.members.put(listing.id, EventMember(account=second.id, role="owner", since_ms=2))
    both = [store.members.take(listing.id, each.id) for each in (owner, second)]
    said = await asyncio.gather(*both, return_exceptions=True)
    assert sorted(type(each).__name__ for each in said) == ["LastOwner", "NoneType"]


async def test_an_account_that_alone_owns_an_event_stays(store: Store, accounts: Accounts) -> None:
    listing, there = await named(store)
    with pytest.raises(SoleOwner) as sole:
        await accounts.remove(there["owner"].id)
    assert sole.value.args == (1,)
    await accounts.remove(there["editor"].id)
    assert there["editor"].id not in {each.account for each in await store.members.all(listing.id)}
    await store.members.put(listing.id, EventMember(account=there["reader"].id, role="owner"))
    await accounts.remove(there["owner"].id)
    assert await accounts.get(there["owner"].id) is None


async def test_a_copy_has_the_same_people_and_a_moderator_the_same_poll(store: Store) -> None:
    listing, _ = await named(store)
    events = Events(store)
    made = await events.get(await events.copy(listing.id))

    def told(of: tuple[EventMember, ...], polls: dict[str, str]) -> set[tuple[str, str, str, int]]:
        return {(each.account, each.role, polls.get(each.poll, ""), each.since_ms) for each in of}

    slugs = [{poll.poll_id: poll.slug for poll in each.polls} for each in (listing, made)]
    assert told(made.members, slugs[1]) == told(listing.members, slugs[0])


async def test_no_more_people_than_can_be_looked_through(store: Store) -> None:
    listing, _ = await named(store)
    full = [EventMember(account=f"a{n}", role="reader") for n in range(MOST_MEMBERS)]
    raw = msgspec.json.encode((*listing.members, *full)[:MOST_MEMBERS]).decode()
    await store.redis.hset(f"event:{listing.id}", "people", raw)
    with pytest.raises(TooManyMembers):
        await store.members.put(listing.id, EventMember(account="one more", role="reader"))


async def test_a_backup_brings_roles_back(store: Store, tmp_path: Path) -> None:
    """And one from before there were roles an event of everybody's."""
    listing, accounts = await named(store)
    kept = await backups.backup(store)
    with_roles = await store.members.all(listing.id)
    await store.members.open_to_all(listing.id)
    without = await backups.backup(store)
    await backups.restore(store, kept, tmp_path, replace=True)
    assert await store.members.all(listing.id) == with_roles
    await backups.restore(store, without, tmp_path, replace=True)
    assert await store.members.standing(listing.id, accounts["stranger"].id) is not None
