"""Who is told: a server of somebody else, on this machine."""

import asyncio
import json
from typing import Any


class Receiver:
    """Somebody else's server on this machine."""

    def __init__(self) -> None:
        self.status = 204
        self.taken: list[tuple[dict[str, str], bytes]] = []
        self.url = ""
        self.before: dict[str, asyncio.Event] = {}
        """by path: what is waited for before it is answered"""

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
        for path, event in self.before.items():
            if f" {path}?" in head[0]:
                await event.wait()
        headers = {k.lower(): v for k, _, v in (line.partition(": ") for line in head[1:] if line)}
        self.taken.append((headers, await reader.readexactly(int(headers["content-length"]))))
        writer.write(f"HTTP/1.1 {self.status} x\r\ncontent-length: 0\r\n\r\n".encode())
        writer.close()

    @property
    def told(self) -> list[Any]:
        return [json.loads(body) for _, body in self.taken]

    @property
    def topics(self) -> list[str]:
        return [each["type"] for each in self.told]
