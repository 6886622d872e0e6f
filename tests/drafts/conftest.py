import pytest

from poll_server.drafts import Drafts
from poll_server.store.events import Events
from poll_server.store.store import Store
from tests.support.cases import Hall

from .desk import Desk
from .paper import Paper


@pytest.fixture
def events(store: Store) -> Events:
    return Events(store)


@pytest.fixture
def drafts(store: Store, events: Events) -> Drafts:
    return Drafts(store, events)


@pytest.fixture
async def desk(drafts: Drafts, hall: Hall) -> Desk:
    """An editor at the event of `hall`."""
    return Desk(drafts, "congress")


@pytest.fixture
def paper() -> Paper:
    return Paper()
