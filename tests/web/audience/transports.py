"""A forum over either transport."""

from collections.abc import AsyncIterator

import pytest

from poll_server.store.store import Store
from tests.support.sockets.forum import Forum, forum_on, server_here

TRANSPORTS = ("lean", "starlette")


@pytest.fixture(params=TRANSPORTS)
def transport(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Which one servers in this process use."""
    monkeypatch.setenv("POLL_PHONE_SOCKETS", request.param)
    return str(request.param)


@pytest.fixture
async def forum(store: Store, transport: str) -> AsyncIterator[Forum]:
    """On a server in this process, with all its parts and real sockets."""
    async with server_here(store.url) as base, forum_on(base, store) as forum:
        yield forum
