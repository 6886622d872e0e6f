"""A server with an event that was voted in, and a Chromium that knows it by a name."""

import asyncio
import secrets
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
import pytest
import pytest_asyncio
from argon2 import PasswordHasher
from axe_playwright_python.base import AXE_SCRIPT
from playwright.async_api import Browser, BrowserContext, Page, expect

from poll_server.deck import shipped as decks
from poll_server.hall.run_through import serving
from poll_server.live.ballots import Ballots
from poll_server.live.crowd import Crowd
from poll_server.live.polls import Polls
from poll_server.store.events import Events, Listing
from poll_server.store.store import Store
from poll_server.wire.messages import Command, Vote
from tests.browser.pages.axe import READ, START, TAGS, asked, told
from tests.support.browsers.chromium import HALL
from tests.support.events.report_cases import HOSTILE
from tests.support.signing_in import FORM, NAME, PASSWORD, add_organiser

RULES = [*TAGS, "best-practice"]


@pytest.fixture(autouse=True)
def quick_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("poll_server.base.secrets._hasher", PasswordHasher(1, 8, 1))


@dataclass
class House:
    """A running server with the first forum of 2018, on which somebody has voted."""

    base: str
    store: Store
    listing: Listing

    @property
    def pages(self) -> dict[str, str]:
        """Every page that is there when one is signed in."""
        event = f"/organise/{self.listing.id}"
        forum = self.listing.polls[0].slug
        return {
            "events": "/organise",
            "event": event,
            "delete": f"{event}?ask=delete",
            "results": f"{event}/{forum}",
            "not-found": f"{event}/nothing",
        }

    async def page(self, chromium: Browser, *, signed_in: bool = True, **options: Any) -> Page:
        """A page of a browser of its own."""
        context = await chromium.new_context(base_url=self.base, **options)
        if signed_in:
            await sign_in(context, self.base)
        return await context.new_page()


@pytest_asyncio.fixture(loop_scope="session")
async def house(fresh_redis_url: str) -> AsyncIterator[House]:
    store = Store.connect(fresh_redis_url)
    events = Events(store)
    congress = decks.load(decks.CONGRESS)
    forum = msgspec.structs.replace(congress, polls=congress.polls[:1])
    listing = await events.get(await events.add(forum))
    await add_organiser(store)
    await vote_on_everything(fresh_redis_url, store, listing)
    async with serving(fresh_redis_url) as base:
        yield House(base, store, listing)
    await store.redis.aclose()


async def vote_on_everything(url: str, store: Store, listing: Listing) -> None:
    """A dozen people answer every question of the first forum."""
    ballots = Ballots(url)
    polls = Polls(store, ballots, Crowd(store), take_back=0)
    poll_id = listing.polls[0].poll_id
    for number, question in enumerate(listing.event.polls[0].questions, 1):
        await command(polls, poll_id, "goto", question.id)
        await command(polls, poll_id, "open")
        answers = _answers(question.kind, question)
        votes = [
            polls.vote(poll_id, secrets.token_bytes(16), Vote(round=number, seq=1, answer=answer))
            for answer in answers
        ]
        await asyncio.gather(*votes)
        await command(polls, poll_id, "close")
        if question.result_form == "texts":
            await command(polls, poll_id, "approve", "*")
    await ballots.close()


def _answers(kind: str, question: Any) -> Sequence[Any]:
    if kind == "choice":
        return [{"options": [0 if n < 9 else 1]} for n in range(12)]
    if kind == "scale":
        size = max(len(question.statements), 1)
        return [{"steps": [min(n, len(question.names("de")) - 1)] * size} for n in range(12)]
    if kind == "words":
        return [{"words": [word]} for word in ("Motivation", "Partizipation", "Zeit")] * 4
    return [{"text": text} for text in ("Im eigenen Tempo", "Abwechslung", HOSTILE[5])] * 4


async def command(polls: Polls, poll_id: str, action: Any, value: str = "") -> None:
    expected = (await polls.state(poll_id)).control
    done = await polls.command(
        poll_id,
        Command(id=secrets.token_hex(8), expected_version=expected, action=action, value=value),
    )
    assert type(done).__name__ == "Done", done


async def sign_in(context: BrowserContext, base: str) -> None:
    """By the form where only Chromium knows the address, else by the form's address alone."""
    if HALL not in base:
        said = await context.request.post("/organise/login", form=dict(FORM), max_redirects=0)
        assert said.status == 303, await said.text()
        return
    page = await context.new_page()
    await page.goto("/organise")
    await page.locator("#name").fill(NAME)
    await page.locator("#password").fill(PASSWORD)
    await page.locator("#password").press("Enter")
    await expect(page.locator("#file")).to_be_visible()
    await page.close()


async def violations(page: Page) -> list[str]:
    """As `axe.violations` for pages of the other face of Playwright."""
    await page.wait_for_load_state()  # with its style sheets
    if not await page.evaluate("Boolean(window.axe)"):
        await page.evaluate(AXE_SCRIPT)
    await page.evaluate(START, asked({"runOnly": RULES, **READ}))
    objections, _ = told(await page.evaluate("window.axing"))
    return [": ".join(each) for each in objections]
