"""A hall, and phones in it."""

from collections.abc import AsyncIterator
from typing import Any

import pytest_asyncio
from playwright.async_api import (
    Browser,
    BrowserContext,
    Page,
    expect,
)

from tests.support.phone_stand import Stand, stand


@pytest_asyncio.fixture(loop_scope="session")
async def hall(fresh_redis_url: str) -> AsyncIterator[Stand]:
    async with stand(fresh_redis_url) as one:
        yield one


@pytest_asyncio.fixture(loop_scope="session")
async def phone(chromium: Browser) -> AsyncIterator[BrowserContext]:
    """A German phone; everything its pages complain of fails the test."""
    context = await chromium.new_context(
        viewport={"width": 320, "height": 640}, locale="de-DE", reduced_motion="reduce"
    )
    errors: list[str] = []
    context.on("weberror", lambda error: errors.append(str(error.error)))
    yield context
    await context.close()
    assert not errors


async def join(phone: BrowserContext, hall: Stand) -> Page:
    page = await phone.new_page()
    await page.goto(hall.url)
    await expect(page.locator("#link")).to_have_text("verbunden")
    return page


async def vote(page: Page, *labels: str) -> None:
    """Sets the ticks of the first group and presses the button."""
    for label in labels:
        await page.get_by_label(label, exact=True).click()
    await page.locator("#send").click()


def line(page: Page) -> Any:
    return expect(page.locator("#line"))
