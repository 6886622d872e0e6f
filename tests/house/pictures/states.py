"""A sheet of states: `make states` takes every state of each screen in every size: stage, console,
remote and phone, and on each of them a fishbowl.

Nothing runs but the pages themselves; what the server would say is written down in
`support/screen_states.py` and `support/events/fishbowl.py`. Each picture goes into
`test-screenshots/states/`, and all of a screen as thumbnails of 480 px, which is how large a stage
looks from the last row, onto one sheet.
"""

import argparse
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from PIL import Image, ImageDraw
from playwright.sync_api import Browser, Page, sync_playwright

from poll_server.live.screens import views
from poll_server.looks.look import Theme
from poll_server.wire.messages import Welcome
from tests.browser.wire.screen_wire import Wire, replace
from tests.browser.wire.scripted import open_console, open_remote, open_stage
from tests.support.browsers.get_browser import find_browser
from tests.support.events.fishbowl import CIRCLES, Circle, PretendedSpeakers, on_stage
from tests.support.screen_app import screen_app, serving
from tests.support.screen_states import (
    CODE,
    LOOKS_SCENES,
    MODERATOR_SCENES,
    POLL_ID,
    STAGE_SCENES,
    Scene,
)

FOLDER = Path(__file__).parents[3] / "test-screenshots" / "states"
"""Git does not see it."""
STAGES = ((1920, 1080), (1024, 768), (1080, 1920), (640, 360))
CONSOLES = ((1280, 800), (1024, 768), (390, 844))
PHONE = (320, 640)
REMOTES = ((320, 568), (390, 844), (667, 375))
LONG = ("phone", "fishbowl-phone", "fishbowl-console")
"""Screens that are scrolled: all of them is to be seen."""
LANGUAGES: tuple[str, ...] = ("de", "en")
THEMES: tuple[Theme, ...] = ("light", "dark")
THUMBNAIL = 480
"""Pixels across."""
CAPTION = 18
"""Pixels under each thumbnail."""
ACROSS = 4
"""Thumbnails beside each other on a sheet."""
SETTLED = 900
"""Milliseconds in which bars have grown and fonts are drawn."""


class Kind(NamedTuple):
    """A screen in one size, and the states that it can be in."""

    screen: str
    size: tuple[int, int]
    scenes: Mapping[str, Scene | Circle]


class Place(NamedTuple):
    """The server of the pages, and what it says of a fishbowl."""

    base: str
    speakers: PretendedSpeakers


def kinds() -> Iterator[Kind]:
    """Every screen in every size."""
    for size in STAGES:
        yield Kind("stage", size, STAGE_SCENES | LOOKS_SCENES)
    for size in CONSOLES:
        yield Kind("console", size, MODERATOR_SCENES)
    for size in REMOTES:
        yield Kind("remote", size, MODERATOR_SCENES)
    yield Kind("phone", PHONE, STAGE_SCENES | LOOKS_SCENES)
    for size in STAGES:
        yield Kind("fishbowl-stage", size, CIRCLES)
    for size in (*CONSOLES, PHONE):
        yield Kind("fishbowl-console", size, CIRCLES)
    yield Kind("fishbowl-phone", PHONE, CIRCLES)


def photograph(
    browser: Browser, place: Place, kind: Kind, language: str, theme: Theme
) -> list[Path]:
    """Take every state of `kind`, one after another in one page."""
    width, height = kind.size
    taken = []
    with browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme="dark" if theme == "dark" else "light",
        locale="de-DE" if language == "de" else "en-GB",
        has_touch=kind.screen.endswith(("phone", "remote")),
    ) as context:
        page = context.new_page()
        say = opened(page, place, kind, language, theme)
        for name, scene in kind.scenes.items():
            say(name, scene)
            page.wait_for_timeout(SETTLED)
            path = FOLDER / f"{kind.screen}-{width}x{height}-{name}-{language}-{theme}.png"
            page.screenshot(path=path, full_page=kind.screen in LONG)
            taken.append(path)
    return taken


def opened(page: Page, place: Place, kind: Kind, language: str, theme: Theme) -> Any:
    """Open the screen in its first state; returns what puts it into another."""
    base, query = place.base, f"lang={language}&theme={theme}"
    if kind.screen.startswith("fishbowl"):
        return _fishbowl(page, place, kind.screen, language, theme)
    first = next(scene for scene in kind.scenes.values() if isinstance(scene, Scene))
    if kind.screen == "stage":
        wire = open_stage(page, base, first, query)
        return lambda name, scene: wire.say(replace(scene, epoch=name).stage(language, theme))
    if kind.screen in ("console", "remote"):
        open_ = open_console if kind.screen == "console" else open_remote
        room = open_(page, base, first, query)
        return lambda name, scene: room.wire.say(
            replace(scene, epoch=name).moderator(language, theme)
        )

    def greeting(_: str) -> Welcome:
        return Welcome(snapshot=views.phone(first.state(), language))

    wire = Wire(page, greeting, deaf=True)  # to hello, and to what was seen
    page.goto(f"{base}/{CODE}?lang={language}")
    return lambda name, scene: wire.say(views.phone(replace(scene, epoch=name).state(), language))


def _fishbowl(page: Page, place: Place, screen: str, language: str, theme: Theme) -> Any:
    """The same of a screen that asks the server for its list: it is opened for each state."""
    query = f"lang={language}&theme={theme}"
    if screen == "fishbowl-stage":
        Wire(page, lambda _: on_stage(Scene(1, "ready", votes=0), language, theme))
    if screen == "fishbowl-phone":
        page.goto(f"{place.base}/{CODE}?{query}")  # it gives the cookie that a hand is known by
    path = {
        "fishbowl-stage": f"/stage/{POLL_ID}",
        "fishbowl-console": f"/moderate/{POLL_ID}/speakers",
        "fishbowl-phone": f"/{CODE}/speakers",
    }[screen]

    def say(_: str, circle: Circle) -> None:
        place.speakers.now = circle
        page.goto(f"{place.base}{path}?{query}")

    return say


def sheet(pictures: list[Path], path: Path) -> None:
    """Put thumbnails of `pictures` on one sheet, each with its name under it."""
    thumbnails = []
    for picture in pictures:
        with Image.open(picture) as whole:
            height = round(THUMBNAIL * whole.height / whole.width)
            thumbnails.append((picture.stem, whole.convert("RGB").resize((THUMBNAIL, height))))
    rows = [thumbnails[n : n + ACROSS] for n in range(0, len(thumbnails), ACROSS)]
    heights = [max(image.height for _, image in row) + CAPTION for row in rows]
    paper = Image.new("RGB", (ACROSS * THUMBNAIL, sum(heights)), "#888")
    draw = ImageDraw.Draw(paper)
    top = 0
    for row, height in zip(rows, heights, strict=True):
        for n, (name, image) in enumerate(row):
            paper.paste(image, (n * THUMBNAIL, top))
            draw.text((n * THUMBNAIL + 4, top + image.height + 3), name, fill="#fff")
        top += height
    paper.save(path)


def main() -> None:
    """Take what was asked for: all of it, or one screen, language or theme."""
    parser = argparse.ArgumentParser(description=__doc__)
    screens = list(dict.fromkeys(kind.screen for kind in kinds()))
    parser.add_argument("--screen", choices=screens, action="append")
    parser.add_argument("--size", help="such as 640x360")
    parser.add_argument("--language", choices=LANGUAGES, action="append")
    parser.add_argument("--theme", choices=THEMES, action="append")
    wanted = parser.parse_args()
    FOLDER.mkdir(parents=True, exist_ok=True)
    speakers = PretendedSpeakers()
    with serving(screen_app(speakers=speakers)) as base, sync_playwright() as playwright:
        place = Place(base, speakers)
        browser = playwright.chromium.launch(
            executable_path=find_browser(), args=["--no-sandbox", "--disable-gpu"]
        )
        for kind in kinds():
            size = f"{kind.size[0]}x{kind.size[1]}"
            if kind.screen not in (wanted.screen or kind.screen) or wanted.size not in (None, size):
                continue
            for language in wanted.language or LANGUAGES:
                for theme in wanted.theme or THEMES:
                    taken = photograph(browser, place, kind, language, theme)
                    path = FOLDER / f"sheet-{kind.screen}-{size}-{language}-{theme}.png"
                    sheet(taken, path)
                    print(path.name, flush=True)
        browser.close()


if __name__ == "__main__":
    main()
