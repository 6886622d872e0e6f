"""Forums on a server in this process, or on one of its own."""

from collections.abc import AsyncIterator

import pytest

from poll_server.store.store import Store
from tests.support.running import RunningServer
from tests.support.sockets.forum import Forum, forum_on, server_here


@pytest.fixture
async def forum(store: Store) -> AsyncIterator[Forum]:
    """On a server in this process, with all its parts and real sockets."""
    async with server_here(store.url) as base, forum_on(base, store) as forum:
        yield forum


@pytest.fixture
async def far_forum(running_server: RunningServer, store: Store) -> AsyncIterator[Forum]:
    """On a server process of its own."""
    async with forum_on(running_server.base, store) as forum:
        yield forum
