"""The pages' scripts as a browser loads them one by one, without a server."""

from pathlib import PurePosixPath

from playwright.async_api import Browser, Page, Route

from audience.assets import FOLDERS

ORIGIN = "http://modules.test"
"""A name that leads nowhere: every request is answered from files."""


class Modules:
    """Serves `/static/audience/…` and `/static/wire/…` to pages of its own, and an empty page."""

    async def page(self, browser: Browser) -> Page:
        """An empty page on which every module can be imported."""
        page = await browser.new_page()
        await page.route("**/*", self._answer)
        await page.goto(f"{ORIGIN}/")
        return page

    async def _answer(self, route: Route) -> None:
        address = PurePosixPath(route.request.url.removeprefix(ORIGIN))
        for folder, place in FOLDERS.items():
            if address.is_relative_to(folder):
                path = place / address.relative_to(folder)
                if path.is_file():
                    await route.fulfill(path=path, content_type="text/javascript")
                    return
        if str(address) == "/":
            await route.fulfill(body="<!doctype html>", content_type="text/html")
            return
        await route.abort()
