"""A sheet of states: `make states` takes every state of stage, console and phone in every size.

Nothing runs but the pages themselves; what the server would say is written down in
`support/screen_states.py`. Each picture goes into `test-screenshots/states/`, and all of a screen
as thumbnails of 480 px, which is how large a stage looks from the last row, onto one sheet.
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
from tests.browser.wire.scripted import open_console, open_stage
from tests.support.screen_app import screen_app, serving
from tests.support.screen_states import CODE, LOOKS_SCENES, MODERATOR_SCENES, STAGE_SCENES, Scene

from .get_browser import find_browser

FOLDER = Path(__file__).parent.parent / "test-screenshots" / "states"
"""Git does not see it."""
STAGES = ((1920, 1080), (1024, 768), (1080, 1920), (640, 360))
CONSOLES = ((1280, 800), (1024, 768), (390, 844))
PHONE = (320, 640)
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
    scenes: Mapping[str, Scene]


def kinds() -> Iterator[Kind]:
    """Every screen in every size."""
    for size in STAGES:
        yield Kind("stage", size, STAGE_SCENES | LOOKS_SCENES)
    for size in CONSOLES:
        yield Kind("console", size, MODERATOR_SCENES)
    yield Kind("phone", PHONE, STAGE_SCENES | LOOKS_SCENES)


def photograph(browser: Browser, base: str, kind: Kind, language: str, theme: Theme) -> list[Path]:
    """Take every state of `kind`, one after another in one page."""
    width, height = kind.size
    taken = []
    with browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme="dark" if theme == "dark" else "light",
        locale="de-DE" if language == "de" else "en-GB",
        has_touch=kind.screen == "phone",
    ) as context:
        page = context.new_page()
        say = _opened(page, base, kind, language, theme)
        for name, scene in kind.scenes.items():
            say(name, scene)
            page.wait_for_timeout(SETTLED)
            path = FOLDER / f"{kind.screen}-{width}x{height}-{name}-{language}-{theme}.png"
            page.screenshot(path=path, full_page=kind.screen == "phone")
            taken.append(path)
    return taken


def _opened(page: Page, base: str, kind: Kind, language: str, theme: Theme) -> Any:
    """Open the screen in its first state; returns what puts it into another."""
    query = f"lang={language}&theme={theme}"
    first = next(iter(kind.scenes.values()))
    if kind.screen == "stage":
        wire = open_stage(page, base, first, query)
        return lambda name, scene: wire.say(replace(scene, epoch=name).stage(language, theme))
    if kind.screen == "console":
        room = open_console(page, base, first, query)
        return lambda name, scene: room.wire.say(
            replace(scene, epoch=name).moderator(language, theme)
        )

    def greeting(_: str) -> Welcome:
        return Welcome(snapshot=views.phone(first.state(), language))

    wire = Wire(page, greeting, deaf=True)  # to hello, and to what was seen
    page.goto(f"{base}/{CODE}?lang={language}")
    return lambda name, scene: wire.say(views.phone(replace(scene, epoch=name).state(), language))


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
    parser.add_argument("--screen", choices=("stage", "console", "phone"), action="append")
    parser.add_argument("--size", help="such as 640x360")
    parser.add_argument("--language", choices=LANGUAGES, action="append")
    parser.add_argument("--theme", choices=THEMES, action="append")
    wanted = parser.parse_args()
    FOLDER.mkdir(parents=True, exist_ok=True)
    with serving(screen_app()) as base, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=find_browser(), args=["--no-sandbox", "--disable-gpu"]
        )
        for kind in kinds():
            size = f"{kind.size[0]}x{kind.size[1]}"
            if kind.screen not in (wanted.screen or kind.screen) or wanted.size not in (None, size):
                continue
            for language in wanted.language or LANGUAGES:
                for theme in wanted.theme or THEMES:
                    taken = photograph(browser, base, kind, language, theme)
                    path = FOLDER / f"sheet-{kind.screen}-{size}-{language}-{theme}.png"
                    sheet(taken, path)
                    print(path.name, flush=True)
        browser.close()


if __name__ == "__main__":
    main()
