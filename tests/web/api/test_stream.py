"""The live stream: what the stage gets, once; and how it ends."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from types import SimpleNamespace
from typing import Any

import httpx
import pytest
from redis.exceptions import RedisError

from poll_server.live.polls import Polls
from poll_server.web.access.places import Places
from poll_server.web.api import stream
from tests.support.cases import YES, Hall
from tests.support.waiting import LONGEST

from .program import Program, program

__all__ = ["program"]  # fixtures


class Listener:
    """The events of a stream, as they come."""

    def __init__(self, answer: httpx.Response) -> None:
        self.answer = answer
        self._lines = answer.aiter_lines()

    async def until(self, *, result: bool = False) -> tuple[Any, str]:
        """The next snapshot, with its id; perhaps only one with a result."""
        found: dict[str, str] = {}
        async with asyncio.timeout(LONGEST):
            async for line in self._lines:
                name, _, value = line.partition(": ")
                if line:
                    found[name] = value
                    continue
                told = json.loads(found.get("data", "{}"))
                if found.get("event") == "stage_snapshot" and (told.get("result") or not result):
                    return told, found["id"]
                found = {}
        raise AssertionError("the stream has ended")

    async def end(self) -> None:
        """Wait until no more comes."""
        async with asyncio.timeout(LONGEST):
            async for _ in self._lines:
                pass


@asynccontextmanager
async def listening(program: Program, **headers: str) -> AsyncIterator[Listener]:
    async with program.http.stream(
        "GET", f"{program.poll}/stream?lang=de", headers=headers
    ) as answer:
        yield Listener(answer)


async def test_it_shows_what_the_stage_shows_and_no_more(program: Program, polls: Polls) -> None:
    program.http.headers.update(await program.token("read", "control"))
    await program.do("goto", "phones")
    await program.do("open")
    await Hall(polls, program.listing.polls[0].poll_id).vote(1, YES)
    async with listening(program) as first:
        assert first.answer.headers["content-type"].startswith("text/event-stream")
        told, name = await first.until()
        assert told["prompt"] == "Private Handys im Unterricht?"
        assert "result" not in told
        await program.do("close")
        await program.do("show")
        shown, _ = await first.until(result=True)
        assert shown["result"]["figure"]
        assert name.partition(".")[0] == shown["epoch"]
    seen = f"{shown['epoch']}.{shown['version']}"
    async with listening(program, **{"Last-Event-ID": seen}) as again:
        await program.do("hide")
        hidden, name = await again.until()
        assert name != seen
        assert "result" not in hidden


async def test_it_ends_with_its_token_and_has_its_limits(
    program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stream, "HEARTBEAT", 0.02)
    async with listening(program) as one:
        await one.until()
        monkeypatch.setattr(stream, "MOST_OF_TOKEN", 1)
        full = await program.refused(503, "GET", f"{program.poll}/stream")
        assert full["type"].endswith("#full")
        monkeypatch.setattr(stream, "MOST_OF_TOKEN", 9)
        monkeypatch.setattr(Places, "room", lambda _, role: role != "stage")
        await program.refused(503, "GET", f"{program.poll}/stream")
        (token,) = await program.store.tokens.all()
        await program.store.tokens.revoke(token.id)
        await one.end()
    await program.refused(401, "GET", f"{program.poll}/stream")
    assert not stream._open


class AlwaysMore(stream.StreamBox):
    """In a hall that votes something is new at any time."""

    def take(self) -> bytes:
        self.something.set()
        return b": more\n\n"


async def test_it_ends_with_its_token_also_while_the_hall_votes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """And a Redis that is away for a moment ends nothing."""
    monkeypatch.setattr(stream, "HEARTBEAT", 0.0)
    monkeypatch.setattr(stream, "LONGEST", 1.0)
    answers: list[Any] = [True, RedisError(), True, False]

    async def still_good() -> bool:
        if isinstance(answer := answers.pop(0), Exception):
            raise answer
        return bool(answer)

    async def send(message: Any) -> None:
        await asyncio.sleep(0)

    services = SimpleNamespace(settings=SimpleNamespace(send_timeout=LONGEST))
    call: Any = SimpleNamespace(services=services, holder=None, still_good=still_good)
    box = AlwaysMore("")
    box.something.set()
    await stream.LiveStream(call)._send(send, box)
    assert answers == []


async def test_it_ends_with_the_server(program: Program) -> None:
    """A server waits some seconds for what is under way, and then breaks it off."""
    async with listening(program) as one:
        await one.until()
        stopped = asyncio.create_task(program.server.aclose())
        await one.end()  # whole: a stream that was broken off would be an error here
        await stopped
