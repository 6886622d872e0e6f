"""The pictures of `docs/start/show.md`: a show from the start screen to the end, `make tour`.

Plays forum 1 of 2018 with simulated phones and takes pictures of stage, phone and console as it
goes, light and dark, in English; of one question it records stage and phone beside each other. All
goes into a folder that is not committed; the site shows it.
"""

import asyncio
import io
import re
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from itertools import pairwise
from pathlib import Path

from PIL import Image
from playwright.async_api import async_playwright

from docs.site.navigation import RECORDED, SHOW, shown_in
from poll_server.hall.hall import Hall
from poll_server.hall.simulated import SimulatedModerator
from tests.support.browsers.get_browser import find_browser

from .screenshots import CHROMIUM, SETTLED, Camera, forum

ROOT = Path(__file__).parents[3]
CHOSEN = ("Creativity", "Collaboration and collective problem solving")
"""What the phone in the pictures taps."""
HEIGHT = 480
"""Pixels of the recording: its letters can still be read."""
A_LOOK = 1.5
"""Seconds for which somebody who watches needs a moment of it to stand."""
LAST_MS = 4000
"""For how long its last moment stands before it begins anew."""


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

    async def choose(self, themes: Iterable[str] = ("light", "dark")) -> None:
        """The phone taps its answers, and has not sent them."""
        for theme in themes:
            for label in CHOSEN:
                await self.pages["phone", theme].get_by_label(label, exact=True).check()

    async def vote(self, themes: Iterable[str] = ("light", "dark")) -> None:
        """The phone sends them, and hears that they were counted."""
        for theme in themes:
            page = self.pages["phone", theme]
            await page.get_by_role("button", name=re.compile("vote", re.IGNORECASE)).first.click()

    @asynccontextmanager
    async def recording(self, path: Path) -> AsyncIterator[None]:
        """Stage and phone beside each other, as an animated picture of what happens meanwhile."""
        frames: list[tuple[float, bytes, bytes]] = []
        over = asyncio.Event()

        async def look() -> None:
            while not over.is_set():
                began = time.monotonic()
                stage, phone = [
                    await self.pages[name, "light"].screenshot() for name in ("stage", "phone")
                ]
                if not frames or frames[-1][1:] != (stage, phone):
                    frames.append((began, stage, phone))

        looking = asyncio.create_task(look())
        try:
            yield
        finally:
            over.set()
            await looking
        await asyncio.to_thread(_write, path, frames)


def _write(path: Path, frames: list[tuple[float, bytes, bytes]]) -> None:
    lasts = [round(1000 * (later - earlier)) for (earlier, *_), (later, *_) in pairwise(frames)]
    first, *others = [_beside(stage, phone) for _, stage, phone in frames]
    first.save(
        path, save_all=True, append_images=others, duration=[*lasts, LAST_MS], loop=0, quality=80
    )


def _beside(*pictures: bytes) -> Image.Image:
    drawn = [Image.open(io.BytesIO(each)).convert("RGB") for each in pictures]
    drawn = [each.resize((each.width * HEIGHT // each.height, HEIGHT)) for each in drawn]
    gap = HEIGHT // 30
    width = sum(each.width for each in drawn) + gap * (len(drawn) - 1)
    sheet = Image.new("RGB", (width, HEIGHT), "#808080")
    left = 0
    for each in drawn:
        sheet.paste(each, (left, 0))
        left += each.width + gap
    return sheet


async def record(camera: ShowCamera, hall: Hall, moderator: SimulatedModerator, path: Path) -> None:
    """A question from its opening to its result."""
    await moderator.do("goto", "vermittlung")
    async with camera.recording(path):
        await asyncio.sleep(A_LOOK)
        await moderator.do("open")
        await asyncio.sleep(A_LOOK)
        await camera.choose(["light"])
        await asyncio.sleep(A_LOOK)
        await camera.vote(["light"])
        await hall.settled("vermittlung")
        await asyncio.sleep(A_LOOK)
        await moderator.do("close")
        await asyncio.sleep(A_LOOK)
        await moderator.do("show")
        await asyncio.sleep(A_LOOK)


async def play(camera: ShowCamera, hall: Hall, moderator: SimulatedModerator) -> None:
    """The show, in the order in which `docs/start/show.md` tells it."""
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
                await record(camera, hall, moderator, folder / RECORDED)
        await browser.close()
    if sorted(camera.taken) != sorted(shown_in((ROOT / SHOW).read_text())):
        raise RuntimeError(f"{SHOW} shows other pictures than {camera.taken}")


if __name__ == "__main__":
    target = Path(sys.argv[1])
    target.mkdir(parents=True, exist_ok=True)
    asyncio.run(photograph(target))
