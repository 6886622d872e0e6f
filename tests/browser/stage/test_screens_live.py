"""Stage and moderator in a real browser on a real server, at a hall's plain http:// address."""

import re
import secrets
from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect
from redis.asyncio import Redis

from poll_server.hall.run_through import serving
from poll_server.live.ballots import Ballots
from poll_server.live.crowd import Crowd
from poll_server.live.links import end_links, new_link, renew_links
from poll_server.live.polls import Polls
from poll_server.store.events import Events, PollListing
from poll_server.store.store import Store
from poll_server.wire.messages import Counted, Vote
from tests.browser.backstage import congress
from tests.support.browsers.chromium import HALL

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


@dataclass
class Forum:
    """A poll on a running server, with its moderator's and its stage's page."""

    base: str
    store: Store
    polls: Polls
    listing: PollListing
    moderator: Page
    stage: Page

    async def enter(self) -> None:
        """Open both pages by their links."""
        poll_id = self.listing.poll_id
        secret = await new_link(self.store, "stage", poll_id)
        await self.stage.goto(f"{self.base}/stage/{poll_id}?lang=de#{secret}")
        await self.stage.wait_for_url(f"{self.base}/stage/{poll_id}?lang=de")
        secret = await new_link(self.store, "moderator", poll_id)
        await self.moderator.goto(f"{self.base}/moderate/{poll_id}?lang=de#{secret}")
        await expect(self.moderator.locator("#console")).to_be_visible()

    async def press(self, key: str) -> None:
        """Press a key on the moderator's page, once the command before it is answered."""
        busy = self.moderator.locator("#forward")
        await expect(busy).to_have_attribute("aria-busy", "false")
        await expect(self.moderator.locator("#forward.rests")).to_have_count(0)
        await self.moderator.keyboard.press(key)
        await expect(busy).to_have_attribute("aria-busy", "false")

    async def vote(self, round_number: int, *options: int) -> None:
        """Somebody votes."""
        vote = Vote(round=round_number, seq=1, answer={"options": list(options)})
        answer = await self.polls.vote(self.listing.poll_id, secrets.token_bytes(16), vote)
        assert isinstance(answer, Counted)


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def base(redis_url: str) -> AsyncIterator[str]:
    """A server as a hall sees it, with nothing on it yet."""
    async with Redis.from_url(redis_url) as redis:
        await redis.flushall()
    async with serving(redis_url) as base:
        yield base.replace("127.0.0.1", HALL)


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def stage(chromium: Browser) -> AsyncIterator[Page]:
    """A stage's tab, the same for all: it compiles Plotly once (see `tab`)."""
    context = await chromium.new_context(locale="de-DE", viewport={"width": 960, "height": 640})
    yield await context.new_page()
    await context.close()


@pytest_asyncio.fixture(loop_scope="session")
async def forum(redis_url: str, base: str, stage: Page) -> AsyncIterator[Forum]:
    store, ballots = Store.connect(redis_url), Ballots(redis_url)
    events = Events(store)
    listing = await events.get(await events.add(congress()))
    moderator = await stage.context.new_page()
    polls = Polls(store, ballots, Crowd(store), take_back=0)
    yield Forum(base, store, polls, listing.polls[0], moderator, stage)
    await stage.context.clear_cookies()
    for page in stage.context.pages:
        if page != stage:
            await page.close()
    await ballots.close()
    await store.redis.aclose()


async def test_a_question_from_open_to_shown_by_keyboard_alone(forum: Forum) -> None:
    """K3, on the real path: page → socket → Redis → hub → both screens."""
    await forum.enter()
    moderator, stage = forum.moderator, forum.stage
    forward = moderator.locator("#forward .words")
    await expect(stage.locator(".welcome .code")).to_be_visible()
    await expect(moderator.locator("#stage-link")).to_have_text("Bühne verbunden")

    await expect(forward).to_have_text("Erste Frage")
    await forum.press("Space")
    await expect(stage.locator("#waiting")).to_have_text("Die Abstimmung öffnet gleich")
    await expect(forward).to_have_text("Abstimmung öffnen")
    await forum.press("PageDown")
    await expect(stage.locator("#state")).to_have_text("Abstimmung läuft")
    for options in ((0, 1), (0,), (1,)):
        await forum.vote(1, *options)
    await expect(stage.locator("#votes")).to_have_text("3")
    await expect(moderator.locator("#voted")).to_have_text("3")
    await expect(stage.locator("#chart")).to_be_hidden()
    await expect(forward).to_have_text("Abstimmung schließen")
    await forum.press("PageDown")
    await expect(forward).to_have_text("Ergebnis zeigen")
    await forum.press("PageDown")
    await expect(stage.locator("#chart")).to_have_attribute("aria-label", re.compile("67 Prozent"))
    await expect(stage.locator(".chart")).to_contain_text("67")
    await expect(stage.locator("#base")).to_contain_text("100\u202f% = 3 Teilnehmende")
    await forum.press("p")
    await expect(stage.locator("#chart .main-svg").first).not_to_contain_text("67")
    await expect(forward).to_have_text("Nächste Frage")
    await forum.press("PageDown")
    await expect(stage.locator("#where")).to_contain_text("Frage 2 von")


async def test_a_second_stage_and_a_reload_show_the_same_picture(forum: Forum) -> None:
    await forum.enter()
    await forum.press("Space")
    await expect(forum.moderator.locator("#forward .words")).to_have_text("Abstimmung öffnen")
    await forum.press("Space")
    await expect(forum.stage.locator("#state")).to_have_text("Abstimmung läuft")
    await forum.vote(1, 0)
    second = await forum.stage.context.new_page()
    await second.goto(forum.stage.url)
    await forum.stage.reload()
    for page in (second, forum.stage):
        await expect(page.locator("#votes")).to_have_text("1")
        await expect(page.locator("#state")).to_have_text("Abstimmung läuft")


async def test_of_two_moderators_both_see_what_one_did(forum: Forum) -> None:
    await forum.enter()
    second = await forum.moderator.context.new_page()
    await second.goto(forum.moderator.url)  # the cookie is enough
    await expect(second.locator("#forward .words")).to_have_text("Erste Frage")
    await forum.press("Space")
    await expect(second.locator("#forward .words")).to_have_text("Abstimmung öffnen")
    await expect(forum.moderator.locator("#forward .words")).to_have_text("Abstimmung öffnen")


async def test_a_renewed_link_ends_the_old_moderator(forum: Forum) -> None:
    await forum.enter()
    await renew_links(forum.store, "moderator", forum.listing.poll_id)
    told = forum.moderator.locator("#outside-text")
    await expect(told).to_contain_text("Dieser Link gilt nicht (mehr).")
    await forum.moderator.reload()
    await expect(told).to_contain_text("vollständigen Moderationslink")


async def test_an_ended_stage_link_leaves_the_door(forum: Forum) -> None:
    """T8: no picture stays on a screen whose link was ended, and loading it again shows none."""
    await forum.enter()
    await expect(forum.stage.locator("body")).to_have_attribute("data-poll", re.compile(".+"))
    # Whoever moderates may look: this is the laptop in the hall, not the moderator's.
    await forum.stage.context.clear_cookies(name=re.compile("^moderator-"))
    await end_links(forum.store, "stage", forum.listing.poll_id)
    door = forum.stage.get_by_role("heading", name="Eine Bühne öffnen")
    await expect(door).to_be_visible()
    secret = await new_link(forum.store, "stage", forum.listing.poll_id)
    await forum.stage.get_by_role("textbox").fill(f"{forum.stage.url}#{secret}")
    await forum.stage.get_by_role("button", name="Öffnen").click()
    await expect(door).to_be_hidden()
    await expect(forum.stage.locator("body")).to_have_attribute("data-poll", re.compile(".+"))
