"""A fishbowl's frame on the stage; `test_speakers` goes into a chair and out of it."""

import pytest
from playwright.sync_api import expect

from tests.browser.pages.screens import Screens
from tests.browser.pages.tab import QUIET, undrawn
from tests.browser.wire.screen_wire import Wire
from tests.browser.wire.scripted import resize
from tests.support.events.fishbowl import CIRCLES, PretendedSpeakers, on_stage
from tests.support.screen_app import screen_app, serving
from tests.support.screen_states import POLL_ID, Scene

pytestmark = pytest.mark.browser

EDGES = """(frame) => {
  const { top, bottom } = frame.getBoundingClientRect();
  const lines = [...frame.querySelectorAll("p, li")].filter((one) => one.offsetHeight);
  const boxes = lines.map((one) => one.getBoundingClientRect());
  return [top, boxes[0].top, Math.max(...boxes.map((box) => box.bottom)), bottom];
}"""
"""Where a frame begins, its first line, its last line, and where it ends, in pixels from above."""


def test_long_names_stay_in_their_frame(screens: Screens) -> None:
    """However many sit inside: else they stood over the question and under the edge."""
    speakers = PretendedSpeakers()
    with serving(screen_app(speakers=speakers)) as base:
        context = undrawn(screens.context())
        stage = screens.open("stage", f"{base}{QUIET}", context=context)
        Wire(stage, lambda _: on_stage(Scene(1, "ready", votes=0), "de", "light"))
        for name in ("empty", "inside", "all-taken"):
            speakers.now = CIRCLES[name]
            stage.goto(f"{base}/stage/{POLL_ID}?lang=de&theme=light")
            expect(stage.locator("#chairs li")).to_have_count(len(CIRCLES[name].chairs))
            for width, height in ((1920, 1080), (1024, 768)):
                resize(stage, width, height)
                top, first, last, bottom = stage.locator("#speakers").evaluate(EDGES)
                assert top < first < last < bottom, (name, width)
                size = stage.locator("#speakers").evaluate(
                    "(it) => it.style.getPropertyValue('--fit')"
                )
                assert (size == "1") == (name == "empty"), (name, width)
        context.close()  # before its server goes
