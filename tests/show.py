"""The pictures of `docs/show.md`: a show from the start screen to the end, `make tour`.

Plays forum 1 of 2018 with simulated phones and takes pictures of stage, phone and console as it
goes, light and dark, in English. They go into a folder that is not committed; the site shows them.
"""

import asyncio
import re
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path

from playwright.async_api import async_playwright

from docs.site.navigation import SHOW, shown_in
from poll_server.hall.hall import Hall
from poll_server.hall.simulated import SimulatedModerator

from .get_browser import find_browser
from .screenshots import CHROMIUM, SETTLED, Camera, forum

ROOT = Path(__file__).parent.parent
CHOSEN = ("Creativity", "Collaboration and collective problem solving")
"""What the phone in the pictures taps."""


class ShowCamera(Camera):
    """The three screens of a show, in English; remembers what it took."""

    locale = "en-GB"
    screens = ("stage", "moderator", "phone")
    taken: list[str]

    async def take(self, name: str, state: str) -> None:
        """As every camera does."""
        await super().take(name, state)
        self.taken = [*getattr(self, "taken", []), f"{name}-{state}"]

    async def take_all(self, names: Iterable[str], state: str) -> None:
        """The same moment on several screens."""
        for name in names:
            await self.take(name, state)

    async def choose(self) -> None:
        """The phone taps its answers, and has not sent them."""
        for theme in ("light", "dark"):
            for label in CHOSEN:
                await self.pages["phone", theme].get_by_label(label, exact=True).check()

    async def vote(self) -> None:
        """The phone sends them, and hears that they were counted."""
        for theme in ("light", "dark"):
            page = self.pages["phone", theme]
            await page.get_by_role("button", name=re.compile("vote", re.IGNORECASE)).first.click()


async def play(camera: ShowCamera, hall: Hall, moderator: SimulatedModerator) -> None:
    """The show, in the order in which `docs/show.md` tells it."""
    await camera.take_all(("stage", "phone", "moderator"), "start")
    await moderator.do("goto", "kompetenzen")
    await moderator.do("open")
    await camera.choose()
    await camera.take("phone", "asked")
    await camera.vote()
    await hall.settled("kompetenzen")
    await camera.take_all(("stage", "phone", "moderator"), "voted")
    await moderator.do("close")
    await moderator.do("show")
    await camera.take_all(("stage", "phone"), "shown")
    for question, state in (("lernmotivation", "scale"), ("bedarf", "words"), ("gruende", "texts")):
        await moderator.do("goto", question)
        await moderator.do("open")
        await asyncio.sleep(SETTLED)
        await hall.settled(question)
        await moderator.do("close")
        if state == "texts":
            await camera.take("moderator", state)
            await moderator.do("approve", "*")
        await moderator.do("show")
        await camera.take("stage", state)
    await moderator.do("scene", "end")
    await camera.take_all(("stage", "phone"), "end")


async def photograph(folder: Path) -> None:
    """All pictures of the show into `folder`.

    Raises:
        RuntimeError: they are not those that the page shows.
    """
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=find_browser(), args=CHROMIUM)
        with tempfile.TemporaryDirectory(prefix="poll-") as data:
            async with forum(Path(data)) as (base, listing, hall, moderator):
                camera = ShowCamera(browser, folder, base, listing)
                await camera.open()
                await play(camera, hall, moderator)
        await browser.close()
    if sorted(camera.taken) != sorted(shown_in((ROOT / SHOW).read_text())):
        raise RuntimeError(f"{SHOW} shows other pictures than {camera.taken}")


if __name__ == "__main__":
    target = Path(sys.argv[1])
    target.mkdir(parents=True, exist_ok=True)
    asyncio.run(photograph(target))
