"""The pictures in the README and in `docs/`: `make screenshots`.

Plays part of the 2018 forum with simulated phones, with real pages open beside them, and takes a
picture of every page in every state that a hall sees, and of the organisers' wall and editor; light
and dark. Everything in the pictures came over the sockets.
"""

import asyncio
import shutil
import sys
import tempfile
from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
from playwright.async_api import Browser, BrowserContext, Page, ViewportSize, async_playwright

from poll_server.base.background import ended
from poll_server.deck import shipped as decks
from poll_server.deck.deck import Poll
from poll_server.hall.hall import Hall
from poll_server.hall.run_through import serving
from poll_server.hall.simulated import SimulatedModerator
from poll_server.hall.vote_plan import plan
from poll_server.hall.vote_targets import targets_of
from poll_server.live.links import new_link
from poll_server.store.events import Events, PollListing
from poll_server.store.redis.embedded import EmbeddedRedis
from poll_server.store.store import Store
from tests.support.browsers.get_browser import find_browser
from tests.support.signing_in import FORM, add_organiser
from tests.support.waiting import LONGEST

PEOPLE = 186
"""Simulated phones beside the one that is photographed: forum 1 may have held that many."""
ROOT = Path(__file__).parents[3]
ALL = ROOT / "test-screenshots" / "pictures"
"""Where every picture goes; git does not see it."""
KEPT = ROOT / "docs" / "pictures"
"""The few that README and docs show."""
SHOWN = (
    "stage-choice-light",
    "stage-open-light",
    "stage-scale-dark",
    "stage-words-light",
    "stage-texts-dark",
    "phone-chosen-light",
    "phone-counted-dark",
    "phone-shown-light",
    "moderator-open-light",
    "wall-open-light",
    "editor-question-light",
)
STAGE: ViewportSize = {"width": 1920, "height": 1080}
PHONE: ViewportSize = {"width": 390, "height": 760}
LAPTOP: ViewportSize = {"width": 1180, "height": 820}
DESK: ViewportSize = {"width": 1440, "height": 900}
CHROMIUM = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
SETTLED = 1.5
"""Seconds in which bars have grown and fonts are drawn."""


class Camera:
    """One browser with a page for each screen, light or dark."""

    locale = "de-DE"
    screens: Collection[str] = ("stage", "moderator", "phone", "wall", "editor")

    def __init__(self, browser: Browser, folder: Path, base: str, forum: PollListing) -> None:
        self._browser, self._folder, self._base, self._forum = browser, folder, base, forum
        self._event = f"/organise/{decks.load(decks.CONGRESS).id}"
        self.pages: dict[tuple[str, str], Page] = {}

    async def open(self) -> None:
        """Open every screen in both themes."""
        # Stage and console open for the organiser who is signed in.
        for theme in ("light", "dark"):
            for name, address, size in (
                ("stage", f"/stage/{self._forum.poll_id}", STAGE),
                ("moderator", f"/moderate/{self._forum.poll_id}", LAPTOP),
                ("phone", f"/{self._forum.code}", PHONE),
                ("wall", f"{self._event}/wall", STAGE),
                ("editor", f"{self._event}/edit/event", DESK),
            ):
                if name not in self.screens:
                    continue
                context: BrowserContext = await self._browser.new_context(
                    viewport=size,
                    color_scheme=theme,
                    locale=self.locale,
                    device_scale_factor=1 if size in (STAGE, DESK) else 2,
                )
                if name != "phone":
                    form: dict[str, str | float | bool] = {**FORM}
                    await context.request.post(f"{self._base}/organise/login", form=form)
                page = await context.new_page()
                await page.goto(self._base + address)
                self.pages[name, theme] = page

    async def edit(self, prompt: str) -> None:
        """Open a question in the editor."""
        for theme in ("light", "dark"):
            page = self.pages["editor", theme]
            await page.get_by_role("navigation").get_by_role("link", name=prompt).click()
            await page.wait_for_load_state("networkidle")

    async def take(self, name: str, state: str) -> None:
        """A picture of the screen `name` in both themes."""
        await asyncio.sleep(SETTLED)
        for theme in ("light", "dark"):
            path = self._folder / f"{name}-{state}-{theme}.png"
            await self.pages[name, theme].screenshot(path=path)
            print(path.name, flush=True)


@asynccontextmanager
async def forum(folder: Path) -> AsyncIterator[tuple[str, PollListing, Hall, SimulatedModerator]]:
    """A server with the 2018 event, its forum 1 full of simulated phones, and a moderator."""
    congress = decks.load(decks.CONGRESS)
    poll: Poll = congress.polls[0]
    redis = await asyncio.to_thread(EmbeddedRedis(folder).__enter__)
    store = Store.connect(redis.url)
    try:
        events = Events(store)
        await add_organiser(store)
        listing = (await events.get(await events.add(congress, simulated=PEOPLE))).polls[0]
        answers = plan(poll, targets_of(decks.CONGRESS), PEOPLE, seed=2018)
        async with serving(redis.url, "https://poll.example.org") as base:
            secret = await new_link(store, "moderator", listing.poll_id)
            moderator = SimulatedModerator(base, listing.poll_id, secret)
            async with httpx.AsyncClient(trust_env=False, timeout=LONGEST) as http:
                await moderator.enter(http)
            hall = Hall(base, listing.code, poll, answers, thinking=(0.2, 2.0), seed=1)
            async with hall.present():
                running = asyncio.create_task(moderator.run())
                try:
                    yield base, listing, hall, moderator
                finally:
                    await ended([running])
    finally:
        await store.redis.aclose()
        redis.stop()


async def photograph(folder: Path) -> None:
    """Every state worth a picture, in the order of the poll."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=find_browser(), args=CHROMIUM)
        with tempfile.TemporaryDirectory(prefix="poll-") as data:
            async with forum(Path(data)) as (base, listing, hall, moderator):
                camera = Camera(browser, folder, base, listing)
                await camera.open()
                await _play(camera, hall, moderator)
        await browser.close()


async def _play(camera: Camera, hall: Hall, moderator: SimulatedModerator) -> None:
    await camera.take("stage", "join")
    await camera.take("phone", "lobby")
    await moderator.do("goto", "kompetenzen")
    await moderator.do("open")
    for theme in ("light", "dark"):
        page = camera.pages["phone", theme]
        for label in ("Kreativität", "Zusammenarbeit und kollektive Problemlösung"):
            await page.get_by_label(label, exact=True).check()
    await camera.take("phone", "chosen")
    for theme in ("light", "dark"):
        await camera.pages["phone", theme].get_by_role("button", name="Abstimmen").click()
    await hall.settled("kompetenzen")
    await camera.take("stage", "open")
    await camera.take("moderator", "open")
    await camera.take("phone", "counted")
    await camera.take("wall", "open")
    await camera.edit("Was wird in der Ausbildung nicht ausreichend vermittelt?")
    await camera.take("editor", "question")
    await moderator.do("close")
    await moderator.do("show")
    await camera.take("stage", "choice")
    await camera.take("moderator", "shown")
    await camera.take("phone", "shown")
    for question, state in (
        ("handys", "yes-no"),
        ("lernmotivation", "scale"),
        ("vermittlung", "several"),
        ("bedarf", "words"),
        ("gruende", "texts"),
    ):
        await moderator.do("goto", question)
        await moderator.do("open")
        await asyncio.sleep(SETTLED)
        await camera.take("phone", f"{state}-asked")
        await hall.settled(question)
        await moderator.do("close")
        if state == "texts":
            await camera.take("moderator", "texts")
            await moderator.do("approve", "*")
        await moderator.do("show")
        await camera.take("stage", state)
        await camera.take("phone", f"{state}-shown")


if __name__ == "__main__":
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else ALL
    folder.mkdir(parents=True, exist_ok=True)
    asyncio.run(photograph(folder))
    if folder == ALL:
        KEPT.mkdir(exist_ok=True)
        for name in SHOWN:
            shutil.copy(folder / f"{name}.png", KEPT)
