"""A Chromium of one's own, for tests and tools that drive it in a loop of theirs."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from playwright.async_api import Browser, Page, async_playwright

from .get_browser import find_browser

LIGHT = [
    "--no-sandbox",
    # Else Chromium makes a frame anew for every document that a tab loads: a quarter of what a
    # short page costs. The rest is of Playwright's own list, which this one replaces.
    "--disable-features=RenderDocument,PaintHolding,HttpsUpgrades,MediaRouter,OptimizationHints",
]
"""Of Chromium's command line, for tests that load hundreds of pages."""

HALL = "hall.test"
"""A name that Chromium takes for this machine: an http:// address as a hall has it, on which there
is no clipboard, no `crypto.randomUUID` and no Sec-Fetch-Site, unlike on localhost."""

PLOTLY = "**/plotly.min.js*"
"""The address of the script that draws the charts, as a pattern of Playwright's."""
NO_CHARTS = "window.Plotly = { react() {}, purge() {} };"
"""What stands in for it where no chart is looked at: it takes every browser a second of a core."""


@asynccontextmanager
async def own_chromium(*arguments: str, host: str = "") -> AsyncIterator[Browser]:
    """One that runs for the length of the block.

    Args:
        arguments: further ones of its command line.
        host: a name that it takes for this machine.
    """
    rules = [f"--host-resolver-rules=MAP {host} 127.0.0.1"] if host else []
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=find_browser(), args=[*LIGHT, *rules, *arguments]
        )
        try:
            yield browser
        finally:
            await browser.close()


async def without_charts(page: Page) -> Page:
    """`page`, before it loads anything: no chart will be drawn on it."""
    await page.route(
        PLOTLY, lambda route: route.fulfill(content_type="text/javascript", body=NO_CHARTS)
    )
    return page
