"""One mailbox a screen: the newest picture replaces the older, and a slow screen holds nobody."""

import asyncio
from collections.abc import Callable
from typing import cast

import pytest

from poll_server.live.screens.delivery.outbox import MOST_ANSWERS, Outbox, TooSlow
from poll_server.live.screens.pictures import Picture
from poll_server.wire.messages import Message
from tests.support.waiting import until

SOON = 0.05
"""Seconds a screen may take here."""


def picture(frame: str) -> Picture:
    """A snapshot of which only the frame matters."""
    return Picture(cast(Message, None), frame, b"")


class Screen:
    """A socket that takes frames only while its door is open."""

    def __init__(self, timeout: float = 60.0) -> None:
        self.got: list[str] = []
        self.door = asyncio.Event()
        self.door.set()
        self.outbox = Outbox(self._take, timeout)

    async def _take(self, frame: str) -> None:
        await self.door.wait()
        self.got.append(frame)


async def running(screen: Screen, holds: Callable[[], bool]) -> None:
    """Let the writer work until `holds()`, or it ends by itself."""
    writer = asyncio.create_task(screen.outbox.run())
    await until(lambda: writer.done() or holds())
    if writer.done():
        writer.result()
    writer.cancel()


async def test_a_newer_picture_replaces_the_one_still_waiting() -> None:
    screen = Screen()
    for frame in ("first", "second", "third"):
        screen.outbox.show(picture(frame))
    await running(screen, lambda: bool(screen.got))
    assert screen.got == ["third"]


async def test_answers_are_all_sent_in_order_and_before_the_picture() -> None:
    screen = Screen()
    screen.outbox.answer("counted 1")
    screen.outbox.show(picture("picture"))
    screen.outbox.answer("counted 2")
    await running(screen, lambda: len(screen.got) == 3)
    assert screen.got == ["counted 1", "counted 2", "picture"]


async def test_while_one_frame_is_taken_later_pictures_replace_each_other() -> None:
    screen = Screen()
    screen.door.clear()
    writer = asyncio.create_task(screen.outbox.run())
    screen.outbox.show(picture("being sent"))
    await asyncio.sleep(0)
    for number in range(100):
        screen.outbox.show(picture(f"picture {number}"))
    screen.door.set()
    await screen.outbox.flushed()
    assert screen.got == ["being sent", "picture 99"]
    writer.cancel()


async def test_a_screen_that_takes_nothing_is_dropped_in_time() -> None:
    screen = Screen(SOON)
    screen.door.clear()
    screen.outbox.show(picture("picture"))
    with pytest.raises(TooSlow):
        await running(screen, lambda: False)


async def test_whoever_lets_answers_pile_up_is_dropped() -> None:
    screen = Screen()
    for number in range(MOST_ANSWERS + 1):
        screen.outbox.answer(f"answer {number}")
    with pytest.raises(TooSlow):
        await running(screen, lambda: False)


async def test_as_many_as_may_wait_are_all_sent() -> None:
    screen = Screen()
    for number in range(MOST_ANSWERS):
        screen.outbox.answer(f"answer {number}")
    await running(screen, lambda: len(screen.got) == MOST_ANSWERS)


async def test_flushed_waits_for_the_last_frame() -> None:
    screen = Screen()
    screen.door.clear()
    writer = asyncio.create_task(screen.outbox.run())
    screen.outbox.answer("last word")
    flushed = asyncio.create_task(screen.outbox.flushed())
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert not flushed.done()
    screen.door.set()
    await flushed
    assert screen.got == ["last word"]
    writer.cancel()


async def test_an_empty_mailbox_is_flushed() -> None:
    await Screen().outbox.flushed()
