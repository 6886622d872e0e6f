"""The load generator `load.c` as a process: thousands of phones for a tenth of what they cost."""

import asyncio
import contextlib
import shutil
import subprocess
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import msgspec

SOURCE = Path(__file__).with_name("load.c")


class Load:
    """So many phones."""

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


def compiler() -> str | None:
    """The C compiler of this machine, if it has one."""
    return shutil.which("cc") or shutil.which("gcc") or shutil.which("clang")


def compiled(folder: Path) -> Path:
    """The program, made in `folder`."""
    program, found = folder / "load", compiler()
    assert found, "the load generator needs a C compiler"
    subprocess.run([found, "-O2", "-o", str(program), str(SOURCE)], check=True)
    return program


@contextlib.asynccontextmanager
async def loaded(program: Path, port: int, path: str, cookies: Path) -> AsyncIterator[Load]:
    """The program at work on one server, with a phone for each line of `cookies`."""
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
