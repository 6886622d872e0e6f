"""Phones' sockets the lean way, through Starlette, and without any rule, in turns on one machine.

    python -m tests.bench --only transports --phones 1000 5000 10000

The ratios count. Beside times stand seconds of processor time, which other programs on the same
machine change little; and what is told per second is told of the seconds in which the server had
its core: time that it stood ready and another program ran there is left out, and said.
"""

import asyncio
import statistics
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

from poll_server.store.redis.embedded import EmbeddedRedis
from poll_server.wire.messages import Action
from tests.bench.figures import Size
from tests.bench.halls import on_own_core

from .carriers import BARE, PRODUCT, Carrier, carrier
from .load import Load, compiled, loaded

LEAN, STARLETTE = PRODUCT
MINIMAL, SPIKE = BARE
AT_ONCE = 200
"""Phones that connect, or votes that are under way, at the same time."""
HALF_RATE = 1000
"""Votes a second of one half of the phones, while the other half comes back."""
STALL_MS = 5000
"""Milliseconds in which a twentieth of the phones reads nothing and all others vote."""
LOST = "core lost to others, %"


@dataclass(frozen=True)
class Plan:
    """What is measured."""

    size: Size
    rounds: int = 3
    carriers: tuple[str, ...] = (*PRODUCT, *BARE)
    within: tuple[int, ...] = (3000, 300)
    """milliseconds in which all answer"""
    refill: float = 3.0
    """seconds after which a phone may send 15 votes at once again"""
    settle: float = 0.5
    """seconds in which the generator begins to listen, and the hub's tick is over"""


SHORT = Plan(Size(phones=5, pin=False), 1, (LEAN, *BARE), (30,), 0, 0)
"""For the tests: it must run, its figures say little."""


@dataclass
class Run:
    """What one server did with so many phones; times in ms, processor time of the server."""

    how: str
    figures: dict[str, float] = field(default_factory=dict)


async def measure(plan: Plan) -> list[Run]:
    """Each server so often, in turns."""
    runs = []
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        folder = Path(name)
        program = await asyncio.to_thread(compiled, folder)
        with on_own_core(plan.size):
            pass  # from here on we, and Redis with us, leave the first core to the servers
        for turn in range(plan.rounds):
            for how in plan.carriers if turn % 2 else plan.carriers[::-1]:
                with EmbeddedRedis(folder / f"{turn}-{how}") as redis:
                    began = time.monotonic()
                    runs.append(await _run(how, redis.url, folder, program, plan))
                took = time.monotonic() - began
                print(f"{how}, round {turn + 1} of {plan.rounds}: {took:.0f} s", flush=True)
    return runs


async def _run(how: str, redis_url: str, folder: Path, program: Path, plan: Plan) -> Run:
    run = Run(how)
    async with carrier(how, redis_url, folder, plan.size) as server:
        cookies = folder / "cookies"
        await asyncio.to_thread(cookies.write_text, server.cookies)
        async with loaded(program, server.port, server.path, cookies) as load:
            await _Measuring(run.figures, load, server, plan).measure()
    return run


class _Measuring:
    """One server from the first phone to the return of all."""

    def __init__(self, figures: dict[str, float], load: Load, server: Carrier, plan: Plan) -> None:
        self._figures, self._load, self._server, self._plan = figures, load, server, plan
        self._number = 0
        self._lost = self._took = 0.0

    async def measure(self) -> None:
        figures, plan, phones = self._figures, self._plan, self._plan.size.phones
        empty = _memory(self._server.pid)
        figures["joins/s"], _ = await self._rate("join", f"join {AT_ONCE}", phones)
        figures["kB a phone"] = (_memory(self._server.pid) - empty) / phones
        await self._ask("open")
        for within in plan.within:
            number, what = self._number, f"vote in {within} ms:"
            _, found = await self._rate(what, f"vote {number} {within}", phones)
            assert not found["refused"], found
            figures[f"ack p99, {within} ms"] = found["p99"]
            await self._server.do("close")
            await asyncio.sleep(plan.refill)
            await self._ask("again")
        saturate = f"saturate {self._number} {AT_ONCE}"
        figures["votes/s"], found = await self._rate("saturated vote", saturate)
        figures["generator busy, %"] = found["busy"] * 100
        await self._load.do("drop")
        _, found = await self._rate("return", f"join {phones}", phones)
        figures["all back"] = found["ms"]
        half = f"half {self._number} {phones / 2 / HALF_RATE * 1000:.0f}"
        found = await self._load.do(half)
        assert not found["refused"], found
        figures["ack p99, half come back"] = found["p99"]
        if self._server.shows:
            figures["longest wait for a picture, a twentieth deaf"] = await self._stalled()
        figures["lines cut"] = self._load.closed
        figures[LOST] = self._lost / self._took * 100

    async def _stalled(self) -> float:
        """What the phone waits longest for its next picture while votes move a result in sight."""
        await self._server.do("close")
        await asyncio.sleep(self._plan.refill)
        await self._ask("again")
        await self._server.do("show")
        found = await self._load.do(f"stall {self._number} {STALL_MS}")
        assert not found["refused"], found
        return float(found["last"])

    async def _ask(self, action: Action) -> None:
        """Have all phones asked, and look when the last of them is."""
        self._number += 1
        self._load.send(f"question {self._number}")
        await asyncio.sleep(self._plan.settle)
        (began, _), at = _processor(self._server.pid), time.monotonic() * 1000
        await self._server.do(action)
        found = await self._load.done()
        spent = _processor(self._server.pid)[0] - began
        if action == "open":
            self._figures["push µs"] = spent / self._plan.size.phones * 1e6
            self._figures["last phone"] = found["last"] - at
            self._figures["first phone to last"] = found["last"] - found["first"]

    async def _rate(
        self, what: str, command: str, number: float | None = None
    ) -> tuple[float, dict[str, float]]:
        """Have a command done; how many of `number` in a second of the server's own core.

        Args:
            number: of what it does; as many as it says where none is given.
        """
        before = _processor(self._server.pid)
        found = await self._load.do(command)
        spent, waited = (b - a for a, b in zip(before, _processor(self._server.pid), strict=True))
        number = max(1, number or found["count"])
        self._figures[f"{what} µs"] = spent / number * 1e6
        seconds = found["ms"] / 1000
        self._lost += waited
        self._took += seconds
        return number / max(seconds - waited, spent), found


def _processor(pid: int) -> tuple[float, float]:
    """Seconds of processor time that a process had, and that it stood ready and others ran."""
    had, waited, _ = Path(f"/proc/{pid}/schedstat").read_text().split()
    return int(had) / 1e9, int(waited) / 1e9


def _memory(pid: int) -> float:
    """kB of memory that a process holds."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return float(next(line.split()[1] for line in lines if line.startswith("VmRSS")))


def table(runs: list[Run]) -> str:
    """Medians of all with the smallest and the largest, and what lean is to the others, as
    Markdown; the times in ms."""
    others = [how for how in (STARLETTE, MINIMAL, SPIKE) if any(run.how == how for run in runs)]
    head = ["", LEAN, *others, *(f"{LEAN} ÷ {how}" for how in others)]
    lines = [f"| {' | '.join(head)} |", "|---" * len(head) + "|"]
    for name in max((run.figures for run in runs), key=len):
        lean, *found = (
            [run.figures[name] for run in runs if run.how == how and name in run.figures]
            for how in (LEAN, *others)
        )
        cells = [_cell(one) for one in (lean, *found)]
        cells += [_ratio(lean, one) for one in found]
        lines.append(f"| {name} | {' | '.join(cells)} |")
    return "\n".join(lines)


def _cell(found: list[float]) -> str:
    if not found:
        return "–"
    spread = f" ({min(found):,.1f}–{max(found):,.1f})" if len(found) > 1 else ""
    return f"{statistics.median(found):,.1f}{spread}"


def _ratio(one: list[float], other: list[float]) -> str:
    beside = statistics.median(other) if other else 0
    return f"{statistics.median(one) / beside:.2f}×" if beside else "–"
