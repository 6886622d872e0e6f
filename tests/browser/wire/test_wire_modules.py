"""The pages' own socket and clock in a real browser, with the other end in the test's hands.

Time is the test's too: nothing here waits.
"""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any
from weakref import WeakKeyDictionary

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, WebSocketRoute

from poll_server.wire import javascript
from tests.support.browsers.modules import Modules
from tests.support.waiting import LONGEST, LOOK, until
from tests.web.wire.test_messages import EXAMPLES

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

MOST_LOOKS = round(LONGEST / LOOK)
START = """
async () => {
  const { Socket } = await import("/static/shared/socket.js");
  window.heard = [];
  window.states = [];
  window.socket = new Socket("/ws/phone/482913?lang=de", {
    accepts: ["welcome", "snapshot"],
    hello: () => ({ type: "hello", version: heard.length }),
    onMessage: (message) => heard.push(message.type),
    onState: (state) => states.push(state),
  });
}
"""


class Far:
    """The server's end of a page's sockets."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.connections: list[WebSocketRoute] = []
        self.frames: list[dict[str, Any]] = []
        self.answers = True

    def take(self, route: WebSocketRoute) -> None:
        self.connections.append(route)

        def hear(frame: str | bytes) -> None:
            self.frames.append(json.loads(frame))
            if self.answers:
                self.say(type="welcome")

        route.on_message(hear)

    def say(self, **message: Any) -> None:
        self.connections[-1].send(json.dumps(message))

    async def becomes(self, state: str) -> None:
        """Waits until the page's socket is in this state; the page's clock stands still."""
        for _ in range(MOST_LOOKS):
            if await self.page.evaluate("socket.state") == state:
                return
            await asyncio.sleep(LOOK)
        raise AssertionError(f"never {state}, but {await self.page.evaluate('states')}")

    async def passes(self, ms: int) -> None:
        await self.page.clock.run_for(ms)


FAR: WeakKeyDictionary[Page, Far] = WeakKeyDictionary()
"""Who answers the page's sockets, which are caught but once."""


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def page(chromium: Browser) -> AsyncIterator[Page]:
    """A page whose clock stands still, for all tests: a page costs ten times what they do on it."""
    page = await Modules().page(chromium)
    await page.clock.install(time=0)
    await page.clock.pause_at(1000)
    await page.route_web_socket("**/ws/**", lambda route: FAR[page].take(route))
    yield page
    await page.close()


@pytest_asyncio.fixture(loop_scope="session")
async def far(page: Page) -> AsyncIterator[Far]:
    FAR[page] = far = Far(page)
    await page.evaluate(START)
    await far.becomes("open")
    yield far
    await page.evaluate("socket.close()")  # for good: nothing wakes it in the tests that follow


async def test_hello_comes_first_and_unknown_messages_are_dropped(far: Far) -> None:
    assert far.frames == [{"type": "hello", "version": 0}]
    far.say(type="from_the_future", more=1)
    far.say(type="snapshot")
    await far.page.wait_for_function("heard.length === 2")
    assert await far.page.evaluate("heard") == ["welcome", "snapshot"]
    assert await far.page.evaluate("states") == ["connecting", "open"]
    assert far.connections[0].url.endswith("/ws/phone/482913?lang=de")


async def test_a_lost_connection_comes_back_within_the_jitter(far: Far) -> None:
    await far.connections[-1].close(code=1011)
    await far.becomes("waiting")
    assert await far.page.evaluate("socket.send({ type: 'seen' })") is False
    await far.passes(300)  # U(0, 0.3 s · 2⁰)
    await far.becomes("open")
    assert [frame["type"] for frame in far.frames] == ["hello", "hello"]
    assert await far.page.evaluate("socket.send({ type: 'seen' })") is True


async def test_the_jitter_is_full_and_bounded(far: Far) -> None:
    for n, most in [(0, 300), (1, 600), (4, 4800), (5, 5000), (60, 5000)]:
        drawn = await far.page.evaluate(
            """async (n) => {
              const { jitter } = await import("/static/shared/socket.js");
              return Array.from({ length: 2000 }, () => jitter(n));
            }""",
            n,
        )
        assert 0 <= min(drawn) < most * 0.02
        assert most * 0.98 < max(drawn) < most


async def test_a_restart_is_waited_for(far: Far) -> None:
    far.say(type="restart", after_ms=3000)
    await far.connections[-1].close(code=1012)
    await far.becomes("waiting")
    await far.passes(2900)
    await far.page.evaluate("dispatchEvent(new Event('online'))")  # not even then
    assert await far.page.evaluate("socket.state") == "waiting"
    await far.passes(200)
    await far.becomes("open")
    assert "restart" not in await far.page.evaluate("heard")


async def test_the_servers_last_word_is_final(far: Far) -> None:
    await far.connections[-1].close(code=4403)
    await far.becomes("ended")
    await far.passes(60_000)
    await far.page.evaluate("dispatchEvent(new Event('online'))")
    assert await far.page.evaluate("[socket.state, socket.code]") == ["ended", 4403]
    assert len(far.connections) == 1


@pytest.mark.parametrize(
    "look", ["dispatchEvent(new Event('focus'))", "dispatchEvent(new Event('pointerdown'))",
             "document.dispatchEvent(new Event('visibilitychange'))"],
)  # fmt: skip
async def test_a_tab_too_many_rests_until_it_is_looked_at(far: Far, look: str) -> None:
    """Neither time nor the network brings it back: two tabs would push each other out for ever."""
    await far.connections[-1].close(code=4409)
    await far.becomes("resting")
    await far.passes(60_000)
    for event in ("online", "offline", "online"):
        await far.page.evaluate(f"dispatchEvent(new Event('{event}'))")
    assert await far.page.evaluate("socket.state") == "resting"
    assert await far.page.evaluate("socket.send({ type: 'seen' })") is False
    assert len(far.connections) == 1
    await far.page.evaluate(look)
    await far.becomes("open")
    assert len(far.connections) == 2


async def test_where_there_is_no_room_it_comes_back_after_a_longer_pause(far: Far) -> None:
    await far.connections[-1].close(code=1013, reason="full")
    await far.becomes("waiting")
    await far.passes(7_400)  # half of the pause is never undercut
    assert len(far.connections) == 1
    await far.passes(7_600)
    await far.becomes("open")
    await far.connections[-1].close(code=1013)  # Redis is away for a moment: no reason to wait
    await far.becomes("waiting")
    await far.passes(300)
    await far.becomes("open")


async def test_a_quiet_line_is_asked_and_then_renewed(far: Far) -> None:
    await far.passes(45_000)
    await far.page.wait_for_function("heard.length === 2")
    assert (len(far.frames), len(far.connections)) == (2, 1)
    far.answers = False
    await far.passes(45_000)
    await until(lambda: len(far.frames) == 3)
    assert len(far.connections) == 1
    far.answers = True
    await far.passes(8000)
    await far.becomes("open")
    assert len(far.connections) == 2


async def test_a_phone_that_wakes_up_does_not_wait(far: Far) -> None:
    await far.page.evaluate("dispatchEvent(new Event('offline'))")
    assert await far.page.evaluate("socket.state") == "waiting"
    await far.page.evaluate("dispatchEvent(new Event('online'))")
    await far.becomes("open")
    assert len(far.connections) == 2
    await far.passes(20_000)  # asleep: the line may be dead by now
    await far.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    await far.becomes("open")
    assert len(far.connections) == 3


async def test_a_connection_that_never_speaks_is_given_up(far: Far) -> None:
    far.answers = False
    await far.connections[-1].close(code=1006)
    await far.becomes("waiting")
    await far.passes(300)
    await far.becomes("connecting")
    await far.passes(8000)
    assert await far.page.evaluate("socket.failures") == 2


COUNTDOWN = """
async (left) => {
  const { Countdown } = await import("/static/audience/shown/countdown.js");
  const place = document.createElement("p");
  place.hidden = true;
  place.append("Time left: ", document.createElement("span"));
  window.marks = [];
  window.place = place;
  window.countdown = new Countdown(place, (seconds) => marks.push(seconds));
  // The server's clock is far from the phone's.
  countdown.restart({ server_ms: Date.now() + 1e9 });
  countdown.show(Date.now() + 1e9 + left);
}
"""


async def test_the_time_is_said_at_60_30_and_10_seconds_only(far: Far) -> None:
    page = far.page
    await page.evaluate(COUNTDOWN, 75_000)
    assert await page.evaluate("place.textContent") == "Time left: 1:15"
    await far.passes(15_000)
    assert await page.evaluate("[place.textContent, marks]") == ["Time left: 1:00", [60]]
    await far.passes(51_000)
    assert await page.evaluate("[place.textContent, marks]") == ["Time left: 0:09", [60, 30, 10]]
    await far.passes(20_000)
    assert await page.evaluate("place.textContent") == "Time left: 0:00"
    # Half a minute more: the marks it passes are said again.
    await page.evaluate("countdown.show(Date.now() + 1e9 + 12000)")
    await far.passes(3000)
    assert await page.evaluate("[place.hidden, marks.at(-1), marks.length]") == [False, 10, 4]
    await page.evaluate("countdown.show(0)")
    assert await page.evaluate("place.hidden")


async def test_the_servers_clock_is_taken_from_the_fastest_message(far: Far) -> None:
    await far.page.evaluate(COUNTDOWN, 60_000)
    await far.page.evaluate("countdown.follow({ server_ms: Date.now() + 1e9 - 4000 })")  # 4 s late
    await far.passes(250)
    assert await far.page.evaluate("place.textContent") == "Time left: 1:00"
    await far.page.evaluate("countdown.follow({ server_ms: Date.now() + 1e9 + 2000 })")
    await far.passes(1000)
    assert await far.page.evaluate("place.textContent") == "Time left: 0:57"
    await far.page.evaluate("countdown.show(0)")


async def test_the_browser_takes_every_message_it_is_sent(page: Page) -> None:
    lists = await page.evaluate(
        """async () => {
          const module = await import("/static/wire/messages.js");
          return { ...module };
        }"""
    )
    for direction, examples in EXAMPLES.items():
        if direction.startswith("To"):
            types = lists[javascript.constant(direction)]
            assert {example["type"] for example in examples} == set(types)
    # Not only known by name: the phone's state takes each in. Welcome is first, as on a line.
    taken = await page.evaluate(
        """async (examples) => {
          const { PhoneState } = await import("/static/audience/phone_state.js");
          const state = new PhoneState({ read: () => null, write: () => {} });
          for (const message of examples) state.receive(message);
          return { round: state.snapshot.round, line: state.line };
        }""",
        sorted(
            (example for example in EXAMPLES["ToPhone"] if example["type"] != "restart"),
            key=lambda example: example["type"] != "welcome",
        ),
    )
    assert taken == {"round": 1, "line": "closed_counted"}
