"""Redis stands still (F9): console and stage say so at once, and all is well again by itself."""

import os
import re
import signal
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from poll_server.hall.run_through import serving
from poll_server.live.links import new_link
from poll_server.store.events import Events
from poll_server.store.redis.embedded import EmbeddedRedis
from poll_server.store.store import Store
from tests.browser.backstage import congress
from tests.support.browsers.chromium import without_charts

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

FIRST = re.compile("^1 · ")
"""The title of a console that shows the first question."""
RESTS = re.compile(r"\brests\b")
"""The class of the button for as long as the step after a step is not taken."""
TIME = re.compile(r"\d\d:\d\d:\d\d")


@pytest_asyncio.fixture(loop_scope="session")
async def room(
    chromium: Browser, tmp_path: Path
) -> AsyncIterator[tuple[EmbeddedRedis, Page, Page]]:
    """(a Redis of its own, a moderator's page, a stage)."""
    with EmbeddedRedis(tmp_path / "data") as redis:
        async with serving(redis.url) as base:
            store = Store.connect(redis.url)
            events = Events(store)
            poll = (await events.get(await events.add(congress()))).polls[0].poll_id
            moderator, stage = [await chromium.new_page(locale="de-DE") for _ in range(2)]
            secret = await new_link(store, "stage", poll)
            await without_charts(stage)
            await stage.goto(f"{base}/stage/{poll}?lang=de#{secret}")
            await expect(stage.locator("h1")).to_be_visible()
            secret = await new_link(store, "moderator", poll)
            await moderator.goto(f"{base}/moderate/{poll}?lang=de#{secret}")
            await expect(moderator.locator("#console")).to_be_visible()
            yield redis, moderator, stage
            os.kill(redis.pid, signal.SIGCONT)
            for page in (moderator, stage):
                await page.close()
            await store.redis.aclose()


async def test_a_redis_that_stands_still_is_told_on_console_and_stage(
    room: tuple[EmbeddedRedis, Page, Page],
) -> None:
    redis, moderator, stage = room
    forward = moderator.locator("#forward")
    await moderator.keyboard.press("Space")  # to the first question
    await expect(moderator).to_have_title(FIRST)
    await expect(forward).to_have_attribute("aria-busy", "false")
    await expect(forward).not_to_have_class(RESTS)
    os.kill(redis.pid, signal.SIGSTOP)
    await moderator.keyboard.press("Space")
    said, alert = moderator.locator("#said"), moderator.locator("#alert")
    await expect(said).to_have_text("Wird ausgeführt …")
    await expect(alert).to_contain_text("noch keine Antwort")
    await expect(alert).to_contain_text("Stand von")
    await expect(stage.locator("#lost")).to_have_text(re.compile(rf"^Stand von {TIME.pattern}"))
    await expect(stage.locator("#state")).to_be_hidden()

    os.kill(redis.pid, signal.SIGCONT)
    await expect(alert).to_be_empty()
    await expect(stage.locator("#lost")).to_be_hidden()
    await expect(forward).to_have_attribute("aria-busy", "false")
    await expect(said).not_to_have_text("Wird ausgeführt …")
    await moderator.keyboard.press("B")
    await expect(stage.locator("body")).to_have_class(re.compile("is-black"))

    # A command that is answered at once leaves no word of waiting.
    await moderator.clock.install()
    await moderator.keyboard.press("Q")
    await expect(stage.locator("body")).to_have_attribute("data-face", "welcome")
    await expect(forward).to_have_attribute("aria-busy", "false")
    await moderator.clock.fast_forward(3000)  # ms: whatever was to be said later, is said by now
    await expect(said).not_to_have_text("Wird ausgeführt …")
    await expect(alert).to_be_empty()
