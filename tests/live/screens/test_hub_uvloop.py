"""The hub on the loop that the server runs on."""

import asyncio
from unittest.mock import Mock

import pytest
import uvloop

from poll_server.live.screens.hub import TICK, Hub
from poll_server.live.screens.topics import Topic
from tests.live.screens.watching import NEVER, phones, stages


def hub_of(topic: Topic) -> Hub:
    """A hub that knows one poll, `p`, and reads nothing."""
    hub = Hub(Mock(), Mock(), Mock(), NEVER)
    hub._topics["p"] = topic
    return hub


def test_a_poll_that_changes_twice_before_it_is_read_is_read_once() -> None:
    """The first change is due at once, and uvloop's handle for that knows no time."""

    async def twice() -> tuple[int, object]:
        hub = hub_of(Topic())
        hub.changed("p", at_once=True)
        hub.changed("p")
        await asyncio.sleep(0)
        return hub._due.qsize(), hub._due.get_nowait()[0]

    assert uvloop.run(twice()) == (1, "p")


def test_votes_are_looked_at_no_sooner_than_somebody_is_due_and_a_step_is() -> None:
    """Phones that see no result are sent nothing as votes come: 20 looks a second were for them."""

    async def due_in() -> tuple[float, float, float]:
        topic, now = Topic(), asyncio.get_running_loop().time()
        hub = hub_of(topic)
        topic.read_at = topic.watches[phones(NEVER)].looked_at = now
        hub.changed("p", votes=True)
        by_votes = topic.timer_at - now
        topic.watches[stages(NEVER / 2)].looked_at = now
        topic.votes_due = False  # it was read
        hub.changed("p", votes=True)
        with_stage = topic.timer_at - now
        hub.changed("p")
        return by_votes, with_stage, topic.timer_at - now

    assert uvloop.run(due_in()) == pytest.approx((NEVER, NEVER / 2, TICK))
