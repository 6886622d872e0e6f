"""Phones' sockets the lean way and through Starlette, in turns on one machine: the ratios count.

    python -m tests.bench --only transports --phones 5000

The load comes from `load.c`, compiled where there is a compiler: thousands of phones for a tenth of
what they cost the server. Beside times stand seconds of processor time, which other programs on
the same machine change little.
"""

import asyncio
import contextlib
import shutil
import statistics
import subprocess
import tempfile
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import msgspec
from starlette.requests import HTTPConnection
from starlette.responses import Response

from poll_server.base.background import ended
from poll_server.base.settings import Settings
from poll_server.hall.simulated import SimulatedModerator
from poll_server.live.links import new_link
from poll_server.redis.embedded import EmbeddedRedis
from poll_server.store.events import Events
from poll_server.store.store import Store
from poll_server.web.door import Door
from poll_server.web.passes import Passes
from poll_server.wire.messages import Action
from tests.campaign.run import poll as deck
from tests.support.running import RunningServer

from .figures import Size
from .halls import on_own_core

SOURCE = Path(__file__).with_name("load.c")
TRANSPORTS = ("starlette", "lean")
AT_ONCE = 200
"""Phones that connect, or votes that are under way, at the same time."""


@dataclass(frozen=True)
class Plan:
    """What is measured."""

    size: Size
    rounds: int = 3
    transports: tuple[str, ...] = TRANSPORTS
    within: tuple[int, ...] = (3000, 300)
    """milliseconds in which all answer"""
    refill: float = 3.0
    """seconds after which a phone may send 15 votes at once again"""


SHORT = Plan(Size(phones=5, pin=False), 1, TRANSPORTS[1:], (30,), 0)
"""For the tests: it must run, its figures say little."""


@dataclass
class Run:
    """What one transport did with so many phones; times in ms, processor time of the server."""

    how: str
    figures: dict[str, float] = field(default_factory=dict)


def compiler() -> str | None:
    """The C compiler of this machine, if it has one."""
    return shutil.which("cc") or shutil.which("gcc") or shutil.which("clang")


def _compile(folder: Path) -> Path:
    program, found = folder / "load", compiler()
    assert found, "the load generator needs a C compiler"
    subprocess.run([found, "-O2", "-o", str(program), str(SOURCE)], check=True)
    return program


class Load:
    """The load generator as a process."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process
        self.closed = 0
        """lines that the server cut"""

    async def do(self, command: str) -> dict[str, Any]:
        """Have a command done; what it measured."""
        self.send(command)
        return await self.done()

    def send(self, command: str) -> None:
        """Have a command begun."""
        assert self._process.stdin is not None
        self._process.stdin.write(f"{command}\n".encode())

    async def done(self) -> dict[str, Any]:
        """What it measured."""
        assert self._process.stdout is not None
        found: dict[str, Any] = msgspec.json.decode(await self._process.stdout.readline())
        self.closed += found["closed"]
        return found


async def measure(plan: Plan) -> list[Run]:
    """Each transport so often, in turns."""
    runs = []
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        folder = Path(name)
        program = await asyncio.to_thread(_compile, folder)
        for turn in range(plan.rounds):
            for how in plan.transports if turn % 2 else plan.transports[::-1]:
                with EmbeddedRedis(folder / f"{turn}-{how}") as redis:
                    runs.append(await _run(how, redis.url, folder, program, plan))
    return runs


async def _run(how: str, redis_url: str, folder: Path, program: Path, plan: Plan) -> Run:
    run = Run(how)
    server = RunningServer(
        redis_url, folder / f"{how}.log", options=["--phone-sockets", how, "--report-nice", "19"]
    )
    with on_own_core(plan.size):
        await server.start()
    store = Store.connect(redis_url)
    try:
        listing = (await Events(store).get(await Events(store).add(deck()))).polls[0]
        secret = await new_link(store, "moderator", listing.poll_id)
        moderator = SimulatedModerator(server.base, listing.poll_id, secret)
        async with httpx.AsyncClient(trust_env=False, timeout=30) as http:
            await moderator.enter(http)
        running = asyncio.create_task(moderator.run())
        cookies = folder / "cookies"
        made = _cookies(await store.secret(), listing.code, plan.size.phones)
        await asyncio.to_thread(cookies.write_text, made)
        try:
            async with _load(program, server.port, f"/ws/phone/{listing.code}", cookies) as load:
                await moderator.do("goto", "choice")
                await _measure(run.figures, load, server, moderator, plan)
        finally:
            await ended([running])
    finally:
        await server.kill()
        await store.redis.aclose()
    assert server.exceptions() == []
    return run


async def _measure(
    figures: dict[str, float], load: Load, server: RunningServer, moderator: Any, plan: Plan
) -> None:
    phones = plan.size.phones

    def per(what: str, began: float, number: float) -> None:
        figures[f"{what} µs"] = (_processor(server.pid) - began) / max(1, number) * 1e6

    empty, began = _memory(server.pid), _processor(server.pid)
    found = await load.do(f"join {AT_ONCE}")
    per("join", began, phones)
    figures["joins/s"] = phones / found["ms"] * 1000
    figures["kB a phone"] = (_memory(server.pid) - empty) / phones
    number = 0

    async def ask(action: Action) -> float:
        nonlocal number
        number += 1
        load.send(f"question {number}")
        await asyncio.sleep(
            plan.refill and 0.5
        )  # the generator listens, and the hub's tick is over
        began, at = _processor(server.pid), time.monotonic() * 1000
        await moderator.do(action)
        last: float = (await load.done())["last"] - at
        per("push", began, phones)
        return last

    figures["last phone"] = await ask("open")
    for within in plan.within:
        began = _processor(server.pid)
        found = await load.do(f"vote {number} {within}")
        assert not found["refused"], found
        per(f"vote in {within} ms:", began, phones)
        figures[f"ack p99, {within} ms"] = found["p99"]
        await moderator.do("close")
        await asyncio.sleep(plan.refill)
        await ask("again")
    began = _processor(server.pid)
    found = await load.do(f"saturate {number} {AT_ONCE}")
    per("saturated vote", began, found["count"])
    figures["votes/s"] = found["count"] / found["ms"] * 1000
    figures["generator busy"] = found["busy"]
    await load.do("drop")
    began = _processor(server.pid)
    found = await load.do(f"join {phones}")
    per("return", began, phones)
    figures["all back"] = found["ms"]
    figures["lines cut"] = load.closed


@contextlib.asynccontextmanager
async def _load(program: Path, port: int, path: str, cookies: Path) -> AsyncIterator[Load]:
    process = await asyncio.create_subprocess_exec(
        str(program),
        str(port),
        path,
        str(cookies),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    try:
        yield Load(process)
    finally:
        process.kill()
        await process.wait()


def _cookies(secret: bytes, code: str, phones: int) -> str:
    """The cookies of so many phones that have seen the page, without 5,000 pages; one a line."""
    passes = Passes(secret, Settings())
    door = Door(secret, passes)
    lines = []
    for _ in range(phones):
        nobody = HTTPConnection[Any](
            {"type": "http", "scheme": "http", "headers": [], "server": None, "path": "/"}
        )
        response = Response()
        door.remember(response, nobody, code)
        lines.append(response.headers["set-cookie"].partition(";")[0])
    return "\n".join(lines) + "\n"


def _processor(pid: int) -> float:
    """Seconds of processor time that a process has had."""
    return int(Path(f"/proc/{pid}/schedstat").read_text().split()[0]) / 1e9


def _memory(pid: int) -> float:
    """kB of memory that a process holds."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return float(next(line.split()[1] for line in lines if line.startswith("VmRSS")))


def table(runs: list[Run]) -> str:
    """Medians of both and what lean is to the other, as Markdown; the times in ms."""
    lines = ["| | starlette | lean | lean ÷ starlette |", "|---|---|---|---|"]
    for name in runs[0].figures:
        old, new = (
            statistics.median(run.figures[name] for run in runs if run.how == how)
            for how in TRANSPORTS
        )
        ratio = f"{new / old:.2f}×" if old else "–"
        lines.append(f"| {name} | {old:,.1f} | {new:,.1f} | {ratio} |")
    return "\n".join(lines)
