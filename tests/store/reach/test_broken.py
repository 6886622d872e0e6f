"""A line to Redis that is lost is one kind of error on each event loop."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

import pytest
import uvloop
from redis.exceptions import ConnectionError as Broken

from poll_server.store.reach.address import parse
from poll_server.store.reach.clients import pool_of

Run = Callable[[Coroutine[Any, Any, None]], None]


@pytest.mark.parametrize("run", [asyncio.run, uvloop.run], ids=["asyncio", "uvloop"])
@pytest.mark.one_redis
async def test_what_is_sent_on_a_line_just_lost_is_a_broken_connection(
    run: Run, fresh_redis_url: str
) -> None:
    """uvloop said RuntimeError, for which nobody was ready: met in a cluster's failover."""

    async def lose() -> None:
        pool = pool_of(parse(fresh_redis_url), socket_timeout=20)
        make: Any = pool.make_connection
        connection: Any = make()
        await connection.connect()
        connection._writer.transport.abort()
        await asyncio.sleep(0)  # the loop hears of it, and redis-py not yet
        await asyncio.sleep(0)
        with pytest.raises(Broken):
            await connection.send_command("PING")
        await pool.aclose()

    await asyncio.to_thread(run, lose())


@pytest.mark.one_redis
async def test_another_mistake_keeps_its_name(
    fresh_redis_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    pool = pool_of(parse(fresh_redis_url))
    make: Any = pool.make_connection
    connection: Any = make()
    await connection.connect()

    def forgotten(_: object) -> None:
        raise RuntimeError("no such thing")

    monkeypatch.setattr(connection._writer, "writelines", forgotten)
    with pytest.raises(RuntimeError, match="no such thing"):
        await connection.send_command("PING")
    await pool.aclose()
