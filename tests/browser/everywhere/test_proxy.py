"""A proxy in front that drops the browser's `Host`: pages say what is wrong, and what helps."""

import asyncio
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Literal

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from poll_server.live.links import new_link
from poll_server.live.polls import Polls
from poll_server.store.events import Events, PollListing
from poll_server.store.store import Store
from tests.browser.backstage import congress
from tests.support.browsers.chromium import HALL, own_chromium, without_charts
from tests.support.cases import Hall
from tests.support.running import RunningServer
from tests.support.sockets.between import Between
from tests.support.waiting import until

pytestmark = [pytest.mark.browser]

CURE = re.compile("als „inner:80“ gefragt.*Proxy.*--public-url http://")


def without_host(request: bytes) -> bytes:
    """What a proxy passes on that asks by its own name for the server."""
    return re.sub(rb"(?m)^Host: [^\r]+", b"Host: inner:80", request)


@dataclass
class Room:
    base: str
    hall: str
    store: Store
    poll: PollListing
    browser: Browser
    server: RunningServer

    async def page(self, at: str, role: Literal["", "stage", "moderator"] = "") -> Page:
        """A page of this poll at the address `at`, by a new link of this role."""
        page = await self.browser.new_page(locale="de-DE")
        if role == "stage":
            await without_charts(page)
        path = self.poll.code
        if role:
            secret = await new_link(self.store, role, self.poll.poll_id)
            path = f"{ {'moderator': 'moderate'}.get(role, role) }/{self.poll.poll_id}#{secret}"
        await page.goto(f"{at}/{path}")
        return page

    def told(self) -> list[str]:
        """What the server has logged of refused sockets."""
        return [line for line in self.server.said().splitlines() if "sockets_refused" in line]


@pytest_asyncio.fixture
async def room(running_server: RunningServer, store: Store) -> AsyncIterator[Room]:
    events = Events(store)
    poll = (await events.get(await events.add(congress()))).polls[0]
    line = Between(running_server.port, without_host).open()
    async with (
        line as proxy,
        own_chromium(host=HALL) as browser,
    ):
        hall = proxy.base.replace("127.0.0.1", HALL)
        yield Room(proxy.base, hall, store, poll, browser, running_server)


async def test_every_page_says_that_the_proxy_changes_its_address(room: Room, polls: Polls) -> None:
    await Hall(polls, room.poll.poll_id).ask("weiterbildung")
    stage, console, door, fine, barred = await asyncio.gather(
        room.page(room.base, "stage"),
        room.page(room.base, "moderator"),
        room.page(room.hall, "moderator"),
        room.page(room.base),
        room.page(room.hall),
    )
    await expect(stage.locator("#refused")).to_have_text(CURE)
    await expect(stage.locator("#alert")).to_have_text(CURE)
    await expect(console.locator("#outside-text")).to_have_text(CURE)
    await expect(console.locator("#alert")).to_be_empty()
    # Over plain http the browser says less of where a form comes from: not even a link leads in.
    await expect(door.locator("#outside-text")).to_have_text(CURE)

    # A phone gets its votes through by POST, where the browser says that they come from here …
    for phone in (fine, barred):
        await phone.get_by_label("Ja", exact=True).check()
        await phone.locator("#send").click()
    await expect(fine.locator("#line")).to_have_text("Stimme gezählt: Ja.")
    await expect(fine.locator("#alert")).to_be_empty()
    # … and where it does not, keeps them and says why they are not counted.
    await expect(barred.locator("#line")).to_have_text("Stimme wird gesendet.")
    await expect(barred.locator("#alert")).to_have_text(CURE)
    # One for each address; each was refused many times. A browser may keep the phone's try of a
    # socket waiting behind the others' for longer than the phone waits until it posts its vote.
    await until(lambda: len(room.told()) >= 2)
    assert len(room.told()) == 2
