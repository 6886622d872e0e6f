"""What several tests of the organisers' pages begin with."""

from collections.abc import AsyncIterator

import httpx
import pytest

from poll_server.hall.run_through import serving
from poll_server.live.polls import Polls
from poll_server.store.events import Events, Listing
from poll_server.store.store import Store
from tests.support.cases import EVENT, Hall
from tests.support.waiting import LONGEST


@pytest.fixture
async def listing(store: Store) -> Listing:
    """An event with one poll."""
    events = Events(store)
    return await events.get(await events.add(EVENT))


@pytest.fixture
def forum(listing: Listing, polls: Polls) -> Hall:
    """Its poll, without sockets."""
    return Hall(polls, listing.polls[0].poll_id)


@pytest.fixture
async def browser(fresh_redis_url: str) -> AsyncIterator[httpx.AsyncClient]:
    """A browser without JavaScript, on a server of its own."""
    async with (
        serving(fresh_redis_url) as base,
        httpx.AsyncClient(
            base_url=base, headers={"Accept-Language": "en"}, trust_env=False, timeout=LONGEST
        ) as browser,
    ):
        yield browser
