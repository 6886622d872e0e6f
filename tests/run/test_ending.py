"""A server that ends, wanted or not, says so in time and loses no vote."""

import asyncio
import os
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import httpx

from poll_server.store.auditing import fold
from poll_server.wire.messages import (
    Counted,
    Refused,
    Retry,
)
from tests.support.running import RunningServer, until
from tests.support.servers.forking import PROGRAM, Forked
from tests.support.sockets.forum import Forum, slow_disk, vote
from tests.support.suite.no_skips import LINUX

from .forums import far_forum, forum

__all__ = ["far_forum", "forum"]  # fixtures


async def test_whoever_got_no_answer_sends_again_and_counts_once(
    far_forum: Forum, running_server: RunningServer
) -> None:
    """Redis is away for longer than a server that ends can wait."""
    number = await far_forum.open()
    phones = await far_forum.phones(40)
    answered, pending = phones[:10], phones[10:]
    await asyncio.gather(*(phone.say(vote(number)) for phone in answered))
    await asyncio.gather(*(phone.hear(Counted) for phone in answered))
    with slow_disk(far_forum.store, 60):
        await asyncio.gather(*(phone.say(vote(number)) for phone in pending))
        await running_server.drain()
    await asyncio.gather(*(phone.listening for phone in phones))
    assert not any(phone.heard(Counted) for phone in pending)  # nobody is told a guess
    await running_server.start()
    back = await far_forum.phones(40)
    await asyncio.gather(*(phone.say(vote(number)) for phone in back))
    for phone in back:
        answer = await phone.hear(Counted, Refused, Retry)
        assert isinstance(answer, Counted)
        assert answer.outcome == "duplicate" or phone.number >= 10
    votes = await far_forum.store.rounds.votes(far_forum.poll.poll_id, number)
    assert len(votes) == 40
    assert (
        await far_forum.store.rounds.tally(far_forum.poll.poll_id, number)
        == fold(votes)
        == {"0": 40}
    )


DYING = """
from poll_server.base.settings import Settings
from poll_server.live.ending import retention
from poll_server.run import server

async def die(self):
    raise ZeroDivisionError("a mistake of ours")

retention.Retention.run = die
settings = Settings.from_env()
server.run(settings, server.bind(settings.host, settings.port))
"""


async def test_a_server_whose_background_task_died_ends_and_says_so(fresh_redis_url: str) -> None:
    """It would look alive; whoever supervises it shall start another."""
    named = {"POLL_REDIS_URL": fresh_redis_url, "POLL_PORT": "0", "POLL_HOST": "127.0.0.1"}
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", DYING, stderr=asyncio.subprocess.PIPE, env=os.environ | named
    )
    _, log = await process.communicate()
    assert process.returncode == 1
    assert b"background_task_died" in log


DEAF = """
import asyncio
from poll_server.base.settings import Settings
from poll_server.live import crowd
from poll_server.run import last_resort, server

async def deaf(self):
    while True:
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            pass

crowd.Crowd.run = deaf
last_resort.LIFESPAN_SECONDS = last_resort.LOOP_SECONDS = 0.5
settings = Settings.from_env()
with server.bind(settings.host, settings.port) as listener:
    print(listener.getsockname()[1], flush=True)
    server.run(settings, listener)
"""


async def test_a_process_ends_in_time_although_its_work_swallows_every_cancel_f2(
    fresh_redis_url: str,
) -> None:
    """F2: it hung for ever, until whatever supervises it killed it."""
    named = {"POLL_REDIS_URL": fresh_redis_url, "POLL_PORT": "0", "POLL_HOST": "127.0.0.1"}
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", DEAF, env=os.environ | named,
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    assert process.stdout is not None
    port = int(await process.stdout.readline())
    try:
        async with httpx.AsyncClient(trust_env=False, timeout=30) as http:
            await http.get(f"http://127.0.0.1:{port}/healthz")  # it listens already: it answers
        process.send_signal(signal.SIGTERM)
        async with asyncio.timeout(20):
            _, log = await process.communicate()
    finally:
        with suppress(ProcessLookupError):
            process.kill()
    assert process.returncode == 1
    (line,) = [each for each in log.splitlines() if b"process_did_not_end" in each]
    assert b"crowd" in line


def hears_ctrl_c() -> None:
    """A shell has whatever it starts by `&` ignore Ctrl-C: these tests too, and what they start."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def waits(folder: Path) -> list[str]:
    """The arguments of a server that will have no Redis."""
    nobody = "redis://127.0.0.1:1/0"
    return ["serve", "--port", "0", "--redis-url", nobody, "--data-dir", str(folder)]


def without_settings() -> dict[str, str]:
    return {k: v for k, v in os.environ.items() if not k.startswith("POLL_")}


NOT_AT_START = {
    *("coloraide", "docx", "httpx", "openpyxl", "PIL", "plotly", "pptx", "pypdfium2", "typst"),
    *("xlrd", "xlsxwriter"),
}
"""What only those need who make files, or events with colours and pictures of their own."""


def test_whoever_waits_ends_by_ctrl_c_and_has_read_in_only_what_a_server_needs(
    tmp_path: Path,
) -> None:
    """Each library takes its time at every start, and so much memory in every process."""
    with subprocess.Popen(
        [sys.executable, "-X", "importtime", "-m", PROGRAM, *waits(tmp_path)],
        stderr=subprocess.PIPE,
        text=True,
        env=without_settings(),
        preexec_fn=hears_ctrl_c,
    ) as process:
        assert process.stderr is not None
        read_in = set[str]()
        for line in process.stderr:
            if "does not answer" in line:
                break
            read_in.add(line.rpartition("|")[2].strip().partition(".")[0])
        process.send_signal(signal.SIGINT)
        rest = process.stderr.read()
    assert (process.returncode, "Traceback" in rest) == (130, False)
    assert {"poll_server", "presenter", "uvicorn"} <= read_in
    assert read_in & NOT_AT_START == set()


@LINUX
async def test_whoever_waits_ends_by_sigterm(tmp_path: Path) -> None:
    log = tmp_path / "log"
    with log.open("wb") as file:
        process = await Forked.start(waits(tmp_path / "data"), without_settings(), file.fileno())
    await until(lambda: "does not answer" in log.read_text())
    process.send_signal(signal.SIGTERM)
    assert (await process.wait(), "Traceback" in log.read_text()) == (-signal.SIGTERM, False)
