"""A server that has only the services a test needs."""

from types import SimpleNamespace
from typing import Any, cast

from poll_server.web.services import ServerState, Services


def services(**given: Any) -> Services:
    """These services by name; asking for another one is an AttributeError."""
    return cast(Services, SimpleNamespace(**given))


def server_state(**given: Any) -> ServerState:
    """What such a server's lifespan yields."""
    return {"services": services(**given)}
