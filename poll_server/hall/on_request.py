"""A rehearsal that a console's button began: the phones' own process, and what it tells.

`live.beside.rehearsals` says what lies in the folder, and starts it.
"""

import asyncio
import sys
from contextlib import suppress
from pathlib import Path

import httpx
import msgspec

from poll_server.base.background import ended
from poll_server.live.beside.rehearsals import LONGEST_SECONDS, EndedBy, RehearsalProgress

from .hall import Hall, stay
from .readiness import Readiness
from .simulated import StageWatch

TELL_SECONDS = 0.5
"""Between two looks at what was found: whoever reads along sees the phones come in."""


def cookie_given() -> str:
    """The stage's pass, from the first line of standard input."""
    return sys.stdin.readline().strip()


async def on_request(folder: Path, hall: Hall, base: str, cookie: str) -> None:
    """Let the phones of `hall` be here until somebody or something ends it, and say what they find.

    Args:
        folder: what is found is kept there; it says which poll it is.
        base: the server's address.
        cookie: lets a simulated stage in.
    """
    read = (folder / "progress.json").read_bytes()
    asked = msgspec.json.decode(read, type=RehearsalProgress)
    stage = StageWatch(base, asked.poll, cookie)
    readiness = Readiness(hall, _nobody_listens, stage)
    staying = asyncio.create_task(stay(hall), name="hall")
    looking = asyncio.create_task(stage.run(), name="stage")

    def found(by: EndedBy = "") -> RehearsalProgress:
        answers = sum(len(phone.latencies) for phone in hall.phones)
        inside, waits = readiness.inside, readiness.waits()
        return msgspec.structs.replace(asked, inside=inside, answers=answers, waits=waits, ended=by)

    by: EndedBy = "time"
    try:
        with suppress(TimeoutError):
            async with asyncio.timeout(LONGEST_SECONDS):
                while not (over := _over(staying, folder)):
                    await asyncio.to_thread(found().write, folder)
                    await asyncio.wait([staying], timeout=TELL_SECONDS)
                by = over
    finally:
        last = found(by)  # before they leave: whoever has left sees nothing any more
        await ended([staying, looking])
        await asyncio.to_thread(last.write, folder)


def _over(staying: "asyncio.Task[int]", folder: Path) -> EndedBy:
    """What has ended it; empty: nothing."""
    if (folder / "stop").exists():
        return "stopped"
    if not staying.done():
        return ""
    try:
        return "sent_away" if staying.result() else "practice"
    except httpx.HTTPError:
        return "unreachable"


def _nobody_listens(line: str) -> None:
    """It is told by the folder."""
