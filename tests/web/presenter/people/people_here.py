"""A house where everybody has another role at one event, each in a browser of their own."""

from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass

import httpx
import msgspec
import pytest
from argon2 import PasswordHasher

from poll_server.hall.run_through import serving
from poll_server.store.accounts import Accounts
from poll_server.store.events import Events, Listing
from poll_server.store.organisers import Account
from poll_server.store.parts.members import ROLES, EventMember, Role
from poll_server.store.store import Store
from tests.support.cases import EVENT
from tests.support.signing_in import add_organiser, sign_in
from tests.support.waiting import LONGEST

POLL = EVENT.polls[0]
TWO_POLLS = msgspec.structs.replace(
    EVENT, polls=(POLL, msgspec.structs.replace(POLL, id="other", code="", title="Other"))
)
"""An event with two polls: who moderates the first has nothing to say in the other."""


@dataclass
class HouseOfRoles:
    """A running server, and a browser for each role; `stranger` has none."""

    base: str
    store: Store
    listing: Listing
    accounts: Mapping[str, Account]
    browsers: Mapping[str, httpx.AsyncClient]

    @property
    def events(self) -> Events:
        return Events(self.store)


def member(account: Account, role: Role, listing: Listing) -> EventMember:
    poll = listing.polls[0].poll_id if role == "moderator" else ""
    return EventMember(account=account.id, role=role, poll=poll, since_ms=1)


async def named(store: Store) -> tuple[Listing, dict[str, Account]]:
    """An event of an owner, at which everybody else has the role they are called after."""
    accounts = {each: await add_organiser(store, each) for each in (*ROLES, "stranger")}
    events = Events(store)
    listing = await events.get(await events.add(TWO_POLLS, owner=accounts["owner"].id))
    for role in ROLES[1:]:
        await store.members.put(listing.id, member(accounts[role], role, listing))
    return await events.get(listing.id), accounts


@pytest.fixture(autouse=True)
def quick_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Six people sign in, and nothing here is about their passwords."""
    monkeypatch.setattr("poll_server.base.secrets._hasher", PasswordHasher(1, 8, 1))


@pytest.fixture
async def roles(fresh_redis_url: str) -> AsyncIterator[HouseOfRoles]:
    store = Store.connect(fresh_redis_url)
    listing, accounts = await named(store)
    async with AsyncExitStack() as stack:
        base = await stack.enter_async_context(serving(fresh_redis_url))
        browsers = {}
        for name in accounts:
            client = httpx.AsyncClient(
                base_url=base,
                headers={"Accept-Language": "en", "Origin": base},
                trust_env=False,
                timeout=LONGEST,
            )
            browsers[name] = await stack.enter_async_context(client)
            await sign_in(browsers[name], name)
        assert await Accounts(store).there_are_any()
        yield HouseOfRoles(base, store, listing, accounts, browsers)
    await store.redis.aclose()
