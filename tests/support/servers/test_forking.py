"""A server that is forked off is what it would be if it were started: a process of its own."""

import os
import signal
from pathlib import Path
from tempfile import TemporaryFile

import pytest

from tests.support.running import RunningServer
from tests.support.suite.no_skips import LINUX

from .forking import Forked
from .processes import status

pytestmark = LINUX


async def said(*arguments: str, **environment: str) -> tuple[int, str]:
    with TemporaryFile() as log:
        process = await Forked.start(arguments, os.environ | environment, log.fileno())
        code = await process.wait()
        log.seek(0)
        return code, log.read().decode()


async def test_arguments_environment_output_and_exit_code_are_its_own() -> None:
    code, text = await said("--version")
    assert (code, text.split()[0]) == (0, "poll-server")
    code, text = await said("serve", POLL_WORKERS="many")
    assert (code, text.startswith("POLL_WORKERS is “many”")) == (1, True)
    assert "POLL_WORKERS" not in os.environ


@pytest.mark.parametrize("end", [signal.SIGTERM, signal.SIGKILL])
async def test_signals_meet_it_alone(
    fresh_redis_url: str, tmp_path: Path, end: signal.Signals
) -> None:
    servers = [RunningServer(fresh_redis_url, tmp_path / name) for name in "ab"]
    for server in servers:
        await server.start()
    first, second = (server.pid for server in servers)
    assert [os.getsid(pid) for pid in (first, second)] == [first, second] != [os.getsid(0)] * 2
    ended = servers[0].kill() if end == signal.SIGKILL else servers[0].drain()
    assert await ended == {signal.SIGTERM: 0, signal.SIGKILL: None}[end]
    assert (status(first), bool(status(second))) == ([], True)
    assert await servers[1].drain() == 0
