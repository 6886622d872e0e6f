"""Many askers, few questions, and no answer older than its asker."""

import asyncio

import pytest

from poll_server.base.sharing import Shared


class Source:
    """Gives the number of the question, once it is let go."""

    def __init__(self) -> None:
        self.asked = 0
        self.at_once = 0
        self.go = asyncio.Event()
        self.error: Exception | None = None

    async def ask(self) -> int:
        self.asked += 1
        self.at_once += 1
        assert self.at_once == 1
        number = self.asked
        await self.go.wait()
        self.at_once -= 1
        if self.error:
            raise self.error
        return number


async def turns(number: int = 5) -> None:
    """Let what can go on go on."""
    for _ in range(number):
        await asyncio.sleep(0)


async def test_who_comes_while_it_is_asked_shares_the_next_answer() -> None:
    source = Source()
    shared = Shared(source.ask)
    first = [asyncio.create_task(shared()) for _ in range(3)]
    await turns()
    later = [asyncio.create_task(shared()) for _ in range(600)]
    await turns()
    source.go.set()
    assert await asyncio.gather(*first) == [1] * 3
    assert await asyncio.gather(*later) == [2] * 600
    assert await shared() == 3


async def test_an_error_reaches_every_sharer_and_the_next_asker_starts_afresh() -> None:
    source = Source()
    shared = Shared(source.ask)
    source.error = LookupError("gone")
    askers = [asyncio.create_task(shared()) for _ in range(3)]
    source.go.set()
    answers = await asyncio.gather(*askers, return_exceptions=True)
    assert [type(answer) for answer in answers] == [LookupError] * 3
    source.error = None
    assert await shared() == 2


async def test_one_asker_who_leaves_takes_the_answer_from_nobody() -> None:
    source = Source()
    shared = Shared(source.ask)
    leaver, stayer = asyncio.create_task(shared()), asyncio.create_task(shared())
    await turns()
    leaver.cancel()
    source.go.set()
    assert await stayer == 1
    with pytest.raises(asyncio.CancelledError):
        await leaver
