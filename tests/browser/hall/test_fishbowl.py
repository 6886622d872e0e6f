"""A fishbowl, as those see it who sit inside, who calls, and who sits in the last row."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.backstage import Forum
from tests.browser.pages.axe import inject, overflow, violations
from tests.browser.pages.looking import follow
from tests.browser.pages.screens import Screens
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


def test_into_a_chair_and_out_of_it(forum: Forum, screens: Screens) -> None:
    console = screens.open("moderator", forum.moderator)
    stage = screens.open("stage", forum.stage)
    expect(console.locator("#console")).to_be_visible()  # else a link leads back here
    follow(console, console.get_by_role("link", name="Redeliste"))
    console.get_by_text("Einstellungen").press("Enter")
    console.get_by_label("Fishbowl: Stühle im Innenkreis").select_option("3")
    console.get_by_role("checkbox", name="Die Bühne zeigt").press(" ")
    console.get_by_role("button", name="Wortmeldungen zulassen").press("Enter")
    expect(console.locator("#chairs li")).to_have_text(["frei", "frei", "frei"])

    # One with the page's script and one without.
    anna = screens.open("phone", forum.phone, size=(320, 640), color_scheme="dark")
    anna.get_by_role("link", name="Zu Wort melden").click()
    anna.get_by_role("button", name="Zu Wort melden").press("Enter")
    expect(anna.locator("#number")).to_have_text("Ihre Nummer: 1")
    call = console.get_by_role("button", name="Nächste aufrufen")
    expect(call).to_be_enabled()
    call.press("Enter")
    expect(anna.locator("#state")).to_contain_text("Sie sind im Innenkreis")
    expect(stage.locator("#chairs li")).to_have_text(["Nr. 1", "frei", "frei"])
    ben = screens.open("phone-ben", forum.phone, java_script_enabled=False)
    ben.get_by_role("link", name="Zu Wort melden").click()
    ben.get_by_role("button", name="Zu Wort melden").click()
    expect(ben.locator("#speaks")).to_have_text("Innenkreis: 1 von 3 Stühlen besetzt.")
    console.get_by_role("button", name=re.compile("^Aufrufen.*Nr. 2")).press("Enter")
    expect(stage.locator("#chairs li")).to_have_text(["Nr. 1", "Nr. 2", "frei"])
    screens.picture("fishbowl")
    for page in (anna, console, stage):
        inject(page)
        assert violations(page, {}) == []
        assert overflow(page) == 0

    anna.get_by_role("button", name="Meinen Stuhl verlassen").press("Enter")
    expect(anna.locator("#state")).to_contain_text("Sie haben gesprochen.")
    ben.reload()
    ben.get_by_role("button", name="Meinen Stuhl verlassen").click()
    expect(ben.locator("#state")).to_contain_text("Sie haben gesprochen.")
    expect(stage.locator("#chairs li")).to_have_text(["frei", "frei", "frei"])


def test_long_names_stay_in_their_frame(scripted: Page) -> None:
    """However many sit inside: else they stood over the question and under the edge."""
    speakers = PretendedSpeakers()
    frame = scripted.locator("#speakers")
    with serving(screen_app(speakers=speakers)) as base:
        Wire(scripted, lambda _: on_stage(Scene(1, "ready", votes=0), "de", "light"))
        for name in ("empty", "inside", "all-taken"):
            speakers.now = CIRCLES[name]
            scripted.goto(f"{base}/stage/{POLL_ID}?lang=de&theme=light")
            expect(scripted.locator("#chairs li")).to_have_count(len(CIRCLES[name].chairs))
            for width, height in ((1920, 1080), (1024, 768)):
                resize(scripted, width, height)
                top, first, last, bottom = frame.evaluate(EDGES)
                assert top < first < last < bottom, (name, width)
                size = frame.evaluate("(it) => it.style.getPropertyValue('--fit')")
                assert (size == "1") == (name == "empty"), (name, width)
        scripted.goto("about:blank")  # before its server goes
