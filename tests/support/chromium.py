"""A Chromium of one's own, for tests and tools that drive it in a loop of theirs."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from playwright.async_api import Browser, async_playwright

from tests.get_browser import find_browser


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
            executable_path=find_browser(), args=["--no-sandbox", *rules, *arguments]
        )
        try:
            yield browser
        finally:
            await browser.close()
