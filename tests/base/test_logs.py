"""No address, URL, header or secret of a client is ever written down."""

import asyncio
import io
import json
import logging
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
import structlog
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus

from poll_server.base import logs
from poll_server.base.settings import Settings
from poll_server.run.server import config as poll_server_config
from tests.support.waiting import LONGEST

CANARY = "canary-4711"


@pytest.fixture(autouse=True)
def restored() -> Iterator[None]:
    """Leaves logging as it was found."""
    root = logging.getLogger()
    handlers, level = root.handlers, root.level
    filters = {name: logging.getLogger(name).filters[:] for name in logs.QUIET}
    levels = {name: logging.getLogger(name).level for name in logs.QUIET}
    yield
    root.handlers = handlers
    root.setLevel(level)
    for name, kept in filters.items():
        logging.getLogger(name).filters = kept
        logging.getLogger(name).setLevel(levels[name])
    structlog.reset_defaults()


async def greet(socket: WebSocket) -> None:
    if "refuse" in socket.query_params:
        await socket.close()
        return
    await socket.accept()
    await socket.send_text("hello")
    await socket.close()


async def answer(_: Request) -> PlainTextResponse:
    structlog.get_logger().info("answered", votes=3)
    logging.getLogger("uvicorn.error").warning("Invalid HTTP request received.")
    return PlainTextResponse("hello")


async def talk(port: int) -> None:
    """A socket that is accepted, one that is refused, and a plain request, each with the canary."""
    headers = {"Cookie": f"poll={CANARY}", "User-Agent": CANARY}
    url = f"ws://127.0.0.1:{port}/ws?secret={CANARY}"
    async with connect(url, additional_headers=headers) as socket:
        assert await socket.recv() == "hello"
    with pytest.raises(InvalidStatus):
        await connect(url + "&refuse=1", additional_headers=headers)
    async with httpx.AsyncClient(trust_env=False, timeout=LONGEST) as client:
        await client.get(f"http://127.0.0.1:{port}/?secret={CANARY}", headers=headers)


@pytest.mark.parametrize("level", ["info", "debug", "trace"])
@pytest.mark.parametrize("own_set_up", [False, True])
async def test_a_secret_in_a_url_never_reaches_the_log(level: str, own_set_up: bool) -> None:
    out = io.StringIO()
    logs.configure(stream=out, as_json=True)
    app = Starlette(routes=[Route("/", answer), WebSocketRoute("/ws", greet)])
    config = uvicorn.Config(
        app,
        port=0,
        log_level=level,
        ws="websockets-sansio",
        # uvicorn's own dictionary would write to standard error; here its handlers write to `out`.
        log_config=_uvicorn_set_up(out) if own_set_up else None,
        access_log=own_set_up,
    )
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server.serve())
    while not server.started:  # noqa: ASYNC110 - uvicorn has no event to wait for
        await asyncio.sleep(0.01)
    await talk(server.servers[0].sockets[0].getsockname()[1])
    server.should_exit = True
    await serving
    written = out.getvalue()
    assert '"event": "answered"' in written
    assert "Invalid HTTP request received." in written
    assert CANARY not in written
    assert "/ws" not in written


async def test_for_a_phone_that_comes_and_goes_no_record_is_even_made(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """As the server runs: what would be dropped costs nothing."""
    logs.configure(stream=io.StringIO(), as_json=True)
    app = Starlette(
        routes=[Route("/", lambda _: PlainTextResponse("")), WebSocketRoute("/ws", greet)]
    )
    how = poll_server_config(Settings(port=0))
    how.app, how.factory, how.lifespan = app, False, "off"
    server = uvicorn.Server(how)
    serving = asyncio.create_task(server.serve())
    while not server.started:  # noqa: ASYNC110 - uvicorn has no event to wait for
        await asyncio.sleep(0.01)
    made: list[str] = []
    make = logging.getLogRecordFactory()

    def counting(*given: Any, **more: Any) -> logging.LogRecord:
        record = make(*given, **more)
        made.append(record.name)
        return record

    logging.setLogRecordFactory(counting)
    try:
        await talk(server.servers[0].sockets[0].getsockname()[1])
    finally:
        logging.setLogRecordFactory(make)
        server.should_exit = True
        await serving
    assert not {"uvicorn.error", "websockets.server", "uvicorn.access"} & set(made)


def _uvicorn_set_up(out: io.StringIO) -> dict[str, object]:
    handler = {"class": "logging.StreamHandler", "stream": out}
    loggers = {
        name: {"handlers": ["here"], "level": "DEBUG", "propagate": False}
        for name in ("uvicorn", "uvicorn.error", "uvicorn.access")
    }
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "handlers": {"here": handler},
        "loggers": loggers,
    }


def test_each_line_is_one_json_object() -> None:
    out = io.StringIO()
    logs.configure(stream=out, as_json=True)
    structlog.get_logger().warning("Redis is slow", milliseconds=200)
    logging.getLogger("somewhere").error("it broke: %s", "why")
    try:
        raise ValueError("a reason")
    except ValueError:
        logging.getLogger("somewhere").exception("failed")
    ours, theirs, failed = map(json.loads, out.getvalue().splitlines())
    assert (ours["event"], ours["level"], ours["milliseconds"]) == ("Redis is slow", "warning", 200)
    assert (theirs["event"], theirs["level"]) == ("it broke: why", "error")
    assert "ValueError: a reason" in failed["exception"]


def test_a_terminal_gets_plain_lines_without_local_variables() -> None:
    out = io.StringIO()
    logs.configure(stream=out, as_json=False)
    credential = CANARY
    try:
        raise ValueError(len(credential))
    except ValueError:
        structlog.get_logger().exception("failed")
    assert "failed" in out.getvalue()
    assert CANARY not in out.getvalue()
