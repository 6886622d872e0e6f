"""A running server, its store, and an organiser's browser without JavaScript."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

import httpx
import pytest

from poll_server.deck import shipped as decks
from poll_server.hall.run_through import serving
from poll_server.store.events import Events, Listing
from poll_server.store.store import Store
from tests.support.signing_in import add_organiser, sign_in
from tests.support.waiting import LONGEST


@dataclass
class House:
    """A running server, its store, and a browser without JavaScript."""

    base: str
    store: Store
    browser: httpx.AsyncClient

    async def sign_in(self) -> None:
        await add_organiser(self.store)
        await sign_in(self.browser)

    async def add(self, name: str = decks.WORKSHOP) -> Listing:
        events = Events(self.store)
        return await events.get(await events.add(decks.load(name)))


@pytest.fixture(autouse=True)
def no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who types a wrong password waits on purpose."""
    monkeypatch.setattr("poll_server.web.access.passwords.PAUSE", 0.0)
    monkeypatch.setattr("poll_server.web.access.passwords.REST", 0.0)


@pytest.fixture
async def house(fresh_redis_url: str) -> AsyncIterator[House]:
    store = Store.connect(fresh_redis_url)
    async with serving(fresh_redis_url) as base:
        headers = {"Accept-Language": "en"}
        async with httpx.AsyncClient(
            base_url=base, headers=headers, trust_env=False, timeout=LONGEST
        ) as browser:
            yield House(base, store, browser)
    await store.redis.aclose()
