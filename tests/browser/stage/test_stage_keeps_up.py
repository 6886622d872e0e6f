"""A stage shows the newest truth, says when it cannot, and obeys its own keys."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.pages.looking import comes, stop_clock
from tests.browser.pages.pictures import picture
from tests.browser.wire.open_stage import OpenStage
from tests.browser.wire.screen_wire import Wire
from tests.browser.wire.scripted import drawn, open_stage
from tests.browser.wire.scripted_screens import base, page
from tests.support.screen_states import (
    POLL_ID,
    STAGE_SCENES,
    Scene,
)

__all__ = ["base", "page"]  # fixtures

pytestmark = pytest.mark.browser


def test_an_older_version_changes_nothing_and_a_new_epoch_everything(stage: OpenStage) -> None:
    votes, wire = stage.page.locator("#votes"), stage.shows(Scene(1, "open", votes=50, version=9))
    expect(votes).to_have_text("50")
    votes.evaluate(
        """(votes) => {
          window.counted = [];
          new MutationObserver(() => window.counted.push(votes.textContent))
            .observe(votes, { childList: true, characterData: true, subtree: true });
        }"""
    )
    wire.say(Scene(1, "open", votes=49, version=8).stage())
    wire.say(Scene(1, "open", votes=51, version=10).stage())
    wire.say(Scene(1, "open", votes=3, version=1, epoch="another").stage())
    expect(votes).to_have_text("3")
    assert stage.page.evaluate("window.counted") == ["51", "3"]


def test_the_first_picture_on_a_new_line_is_the_truth(stage: OpenStage) -> None:
    """Redis went back in time and every server with it: nobody is left to make a new epoch."""
    wire = stage.shows(Scene(1, "open", votes=50, version=9))
    expect(stage.page.locator("#votes")).to_have_text("50")
    wire.greeting = lambda _: Scene(1, "open", votes=3, version=2).stage()
    wire.hang_up()
    expect(stage.page.locator("#votes")).to_have_text("3")


def test_a_lost_connection_is_told_and_the_picture_stays(stage: OpenStage) -> None:
    page, wire = stage.page, stage.shows(STAGE_SCENES["shown-choice"])
    drawn(page)
    expect(page.locator("#lost")).to_be_hidden()
    greeting, wire.greeting = wire.greeting, lambda _: None
    wire.hang_up()
    expect(page.locator("#lost")).to_have_text(re.compile("Verbindung unterbrochen – Stand von"))
    expect(page.locator("[role=alert]")).to_have_text(re.compile("Verbindung unterbrochen"))
    expect(page.locator(".chart")).to_contain_text("93")
    picture(page, "stage-lost-light")
    wire.greeting = greeting
    expect(page.locator("#lost")).to_be_hidden()


def test_the_stage_obeys_its_own_keys_until_they_are_switched_off(page: Page, base: str) -> None:
    wire = open_stage(page, base, STAGE_SCENES["shown-choice"])
    drawn(page)
    page.keyboard.press("p")
    expect(page.locator(".chart")).to_contain_text("162")
    assert "measure=count" in wire.addresses[-1]
    page.keyboard.press("d")
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    expect(page.locator("h1")).to_have_css("color", "rgb(241, 245, 242)")
    comes(page, lambda: len(wire.addresses), 3)
    assert "theme=dark" in wire.addresses[-1]
    assert "measure=count" in wire.addresses[-1]
    page.keyboard.press("l")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.locator("#state")).to_have_text("Voting is closed")
    expect(page.locator("h1")).to_have_text(re.compile("Which competences"))
    expect(page).to_have_url(re.compile("lang=en&theme=dark&measure=count"))
    expect(page.locator("#tables table")).not_to_be_in_viewport(ratio=0.5)
    page.keyboard.press("t")
    expect(page.locator("#tables table")).to_be_in_viewport(ratio=0.5)
    page.keyboard.press("t")
    page.keyboard.press("b")
    expect(page.locator("h1")).to_be_hidden()
    page.keyboard.press("b")
    expect(page.locator("h1")).to_be_visible()
    page.keyboard.press("?")
    expect(page.locator("#help")).to_be_visible()
    page.keyboard.press("b")
    expect(page.locator("h1")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#help")).to_be_hidden()
    assert len(wire.addresses) == 4
    page.keyboard.press("?")
    page.get_by_label("Use single keys as shortcuts").press("Space")
    page.keyboard.press("Escape")
    page.keyboard.press("b")
    page.keyboard.press("?")
    expect(page.locator("h1")).to_be_visible()
    expect(page.locator("#help")).to_be_hidden()


def test_the_countdown_goes_by_the_servers_clock(page: Page, base: str) -> None:
    ahead = 3_600_000  # ms that the server's clock is ahead of this machine's
    snapshot = Scene(1, "open", seconds=40).stage()
    told = type(snapshot)(
        **{name: getattr(snapshot, name) for name in snapshot.__struct_fields__}
        | {"server_ms": snapshot.server_ms + ahead, "deadline_ms": snapshot.deadline_ms + ahead}
    )
    Wire(page, lambda _: told)
    page.goto(f"{base}/stage/{POLL_ID}?lang=de")
    expect(page.locator("#clock-digits")).to_have_text(re.compile(r"^0:(3\d|40)$"))


def test_both_languages_come_in_turn(page: Page, base: str) -> None:
    page.clock.install()
    wire = open_stage(page, base, Scene(1, "open", version=1))
    html, turn = page.locator("html"), 15_000  # ms
    expect(page.locator("body")).to_have_attribute("data-state", "open")
    stop_clock(page)  # it goes on only as told below
    wire.say(Scene(1, "open", votes=1, version=2).stage())  # the line is not quiet since long
    expect(page.locator("#votes")).to_have_text("1")
    page.keyboard.press("2")
    expect(page.locator("#note")).to_contain_text("beide Sprachen")
    expect(page).to_have_url(re.compile("turns=1"))
    page.clock.fast_forward(turn)
    expect(html).to_have_attribute("lang", "en")
    comes(page, lambda: "lang=en" in wire.addresses[-1], True)
    page.clock.fast_forward(turn)
    expect(html).to_have_attribute("lang", "de")
    # What is new stays a whole turn in the language in which it came.
    comes(page, lambda: "lang=de" in wire.addresses[-1], True)
    page.clock.fast_forward(turn - 1000)
    wire.say(Scene(1, "closed", version=3).stage())
    expect(page.locator("body")).to_have_attribute("data-state", "closed")
    page.clock.fast_forward(2000)
    expect(html).to_have_attribute("lang", "de")
    page.clock.fast_forward(turn - 2000)
    expect(html).to_have_attribute("lang", "en")
    page.keyboard.press("2")
    expect(page.locator("#note")).to_contain_text("stays in this language")
    page.clock.fast_forward(2 * turn)
    expect(html).to_have_attribute("lang", "en")
    expect(page).not_to_have_url(re.compile("turns="))
