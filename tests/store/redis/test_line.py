"""The votes' own line to Redis: replies in order, none taken for another's, nothing sent twice."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from typing import Any

import hiredis
import pytest
from redis.asyncio import BlockingConnectionPool
from redis.exceptions import NoScriptError, RedisError, ResponseError

from poll_server.base.background import ended
from poll_server.store.redis.line import RedisLine, line_options
from tests.support.running import until

pytestmark = pytest.mark.one_redis

Answer = Callable[[list[bytes]], bytes]
PATIENT = 30.0
"""Seconds; only a hang takes as long."""


def line_to(url: str, timeout: float) -> RedisLine:
    return RedisLine(BlockingConnectionPool.from_url(url, **line_options(timeout)), timeout)


class FakeRedis:
    """Answers a greeting with OK, and every other command as a test says."""

    def __init__(self, answer: Answer) -> None:
        self.answer, self.lines, self.ended = answer, 0, 0
        self.asked: list[list[bytes]] = []

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.lines += 1
        words = hiredis.Reader()
        try:
            while data := await reader.read(1 << 16):
                words.feed(data)
                while (command := words.gets()) is not False:
                    if command[0] in (b"CLIENT", b"HELLO"):
                        writer.write(b"+OK\r\n")
                        continue
                    self.asked.append(command)
                    writer.write(self.answer(command))
        except ConnectionError:
            pass  # it hung up in the middle of something
        finally:
            writer.close()
            with suppress(ConnectionError):
                await writer.wait_closed()
            self.ended += 1


@asynccontextmanager
async def talking(
    answer: Answer, timeout: float = PATIENT
) -> AsyncIterator[tuple[RedisLine, FakeRedis]]:
    redis = FakeRedis(answer)
    server = await asyncio.start_server(redis.serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    line = line_to(f"redis://127.0.0.1:{port}", PATIENT)
    try:
        yield line, redis
    finally:
        await line.close()
        server.close()
        await until(lambda: redis.ended == redis.lines)


async def test_replies_come_in_order_and_an_error_is_one_of_them(fresh_redis_url: str) -> None:
    line = line_to(fresh_redis_url, PATIENT)
    asked: list[Any] = [
        ("SET", "name", "Grüße"),
        ("GET", "name"),
        ("INCR", "name"),
        ("EVALSHA", "f" * 40, 0),
        ("MGET", "name", "none"),
    ]
    done, name, wrong, unknown, many = await line.ask(asked)
    assert (done, name, many) == ("OK", "Grüße", ["Grüße", None])
    assert isinstance(wrong, ResponseError)
    assert isinstance(unknown, NoScriptError)
    await line.close()
    assert await line.ask([("GET", "name")]) == ["Grüße"]  # opened again when it is needed
    await line.close()


async def test_a_reply_that_came_too_late_is_not_taken_for_the_next_ones() -> None:
    answers = iter([b"", b"+second\r\n"])
    async with talking(lambda _: next(answers)) as (line, redis):
        with pytest.MonkeyPatch.context() as impatient:
            impatient.setattr(line, "_timeout", 0.05)
            with pytest.raises(RedisError):
                await line.ask([("FIRST",)])
        assert await line.ask([("SECOND",)]) == ["second"]
        assert redis.lines == 2
        assert redis.asked == [[b"FIRST"], [b"SECOND"]]  # and nothing was sent twice


async def test_who_asked_and_went_leaves_no_reply_to_the_next() -> None:
    answers = iter([b"", b"+second\r\n"])
    async with talking(lambda _: next(answers)) as (line, redis):
        gone = asyncio.create_task(line.ask([("FIRST",)]))
        await until(lambda: bool(redis.asked))
        await ended([gone])
        assert await line.ask([("SECOND",)]) == ["second"]
        assert redis.lines == 2


@pytest.mark.parametrize(
    "said",
    [b"nonsense\r\n", b"$2\r\n\xff\xfe\r\n", b"+first\r\n+more\r\n"],
    ids=["no RESP", "no text", "more than asked"],
)
async def test_what_cannot_be_read_ends_the_line(said: bytes) -> None:
    answers = iter([said, b"+second\r\n"])
    async with talking(lambda _: next(answers)) as (line, redis):
        with pytest.raises(RedisError):
            await line.ask([("FIRST",)])
        assert await line.ask([("SECOND",)]) == ["second"]
        assert redis.lines == 2


async def test_a_redis_that_hangs_up_is_said_at_once_and_asked_anew_later(
    fresh_redis_url: str,
) -> None:
    line, other = line_to(fresh_redis_url, PATIENT), line_to(fresh_redis_url, PATIENT)
    (mine,) = await line.ask([("CLIENT", "ID")])
    waiting = asyncio.create_task(line.ask([("BLPOP", "nothing", 0)]))
    await other.ask([("SET", "a", 1)])
    killed = 0
    async with asyncio.timeout(PATIENT):
        while not killed:
            (killed,) = await other.ask([("CLIENT", "KILL", "ID", mine)])
    with pytest.raises(RedisError):
        await waiting
    assert await line.ask([("GET", "a")]) == ["1"]
    await line.close()
    await other.close()
