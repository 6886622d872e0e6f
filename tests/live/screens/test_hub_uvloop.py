"""The hub on the loop that the server runs on."""

import asyncio

import uvloop

from poll_server.live.screens.hub import Hub
from poll_server.live.screens.topics import Topic


def test_a_poll_that_changes_twice_before_it_is_read_is_read_once() -> None:
    """The first change is due at once, and uvloop's handle for that knows no time."""

    async def twice() -> tuple[int, object]:
        hub, topic = Hub.__new__(Hub), Topic()
        hub._due = asyncio.Queue()
        hub._topics = {"p": topic}
        hub.changed("p", at_once=True)
        hub.changed("p")
        await asyncio.sleep(0)
        return hub._due.qsize(), hub._due.get_nowait()[0]

    assert uvloop.run(twice()) == (1, "p")
