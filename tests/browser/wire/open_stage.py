"""A stage that stays open from one test to the next.

A load costs as much as ten pictures that a stage is told. Tests that leave nothing behind – no key
that changes how the screen looks, no socket that was cut – share one, each with a poll of its own.
"""

import itertools

from msgspec import structs
from playwright.sync_api import Page, expect

from poll_server.looks.look import Theme
from tests.support.screen_states import POLL_ID, Scene

from .screen_wire import Wire, still_caught
from .scripted import asked, heading, open_stage, resize, two_frames

SMALL, LARGE = (960, 540), (1920, 1080)
"""px: as good as any where nobody measures, and a hall's."""
NOTHING = Scene(0, "ready", votes=0)
_BETWEEN = (f"Between two tests: {number}" for number in itertools.count())


class OpenStage:
    """Shows one test after another what it is told."""

    def __init__(self, page: Page, base: str) -> None:
        self.page, self._base = page, base

    def shows(
        self, scene: Scene, *, size: tuple[int, int] = SMALL, theme: Theme = "light", more: str = ""
    ) -> Wire:
        """Have `scene` on the stage, of which nothing else is left there; it is the first of its
        epoch, as after a load.

        Args:
            size: px of its window.
            more: of its address.
        """
        query = f"lang=de&theme={theme}{more}"
        wire = still_caught(self.page)
        if wire is None or self.page.url != f"{self._base}/stage/{POLL_ID}?{query}":
            self.page.set_viewport_size({"width": size[0], "height": size[1]})
            wire = open_stage(self.page, self._base, NOTHING, query)
        else:
            resize(self.page, *size)
        wire.greeting = lambda address: scene.stage(*asked(address))
        between = next(_BETWEEN)
        empty = structs.replace(NOTHING.stage("de", theme), poll=between, epoch=between)
        wire.say(empty)
        expect(self.page.locator("h1")).to_have_text(between)
        self.page.evaluate("window.said.length = 0")
        snapshot = scene.stage("de", theme)
        wire.say(snapshot)
        expect(self.page.locator("h1")).to_have_text(heading(snapshot))
        two_frames(self.page)
        return wire
