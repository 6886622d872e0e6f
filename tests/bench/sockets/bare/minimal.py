"""A plain Starlette endpoint: a task a phone, one script call a vote."""

import asyncio
import contextlib
from collections.abc import AsyncIterator

import uvicorn
from redis.asyncio import BlockingConnectionPool, Redis
from starlette.applications import Starlette
from starlette.routing import WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

from . import votes

CONNECTIONS = 32
"""To Redis; as many as the server's own pool has."""
AT_ONCE = 200
"""Phones that are sent a picture before others may speak, as in the product."""


def config(redis_url: str, port: int, backlog: int) -> uvicorn.Config:
    """How to serve it."""
    rounds, phones = votes.Rounds(), set[WebSocket]()
    redis: Redis = Redis.from_pool(
        BlockingConnectionPool.from_url(redis_url, max_connections=CONNECTIONS)
    )
    script = redis.register_script(votes.SCRIPT)

    async def phone(socket: WebSocket) -> None:
        await socket.accept()
        voter = str(id(socket))
        with contextlib.suppress(WebSocketDisconnect, RuntimeError, OSError):
            while True:
                message = votes.decode(await socket.receive_text())
                if message["type"] == "vote":
                    await redis.evalsha(script.sha, 3, *votes.KEYS, voter, votes.chosen(message))
                    await socket.send_text(votes.counted(message))
                else:
                    phones.add(socket)
                    await socket.send_text(rounds.welcome())
        phones.discard(socket)

    async def asked() -> None:
        picture = rounds.snapshot()
        for at, socket in enumerate(list(phones), 1):
            with contextlib.suppress(WebSocketDisconnect, RuntimeError, OSError):
                await socket.send_text(picture)
            if at % AT_ONCE == 0:
                await asyncio.sleep(0)

    @contextlib.asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        await redis.script_load(votes.SCRIPT)
        rounds.follow(asked)
        yield

    app = Starlette(routes=[WebSocketRoute("/{path:path}", phone)], lifespan=lifespan)
    return uvicorn.Config(
        app,
        port=port,
        loop="uvloop",
        ws="websockets-sansio",
        ws_per_message_deflate=False,
        backlog=backlog,
        access_log=False,
        log_level="error",
    )
