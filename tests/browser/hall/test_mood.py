"""Reactions and the tempo: from phones that may tap to a console and a stage that look on."""

import pytest
from playwright.sync_api import expect

from tests.browser.backstage import Forum
from tests.browser.pages.axe import inject, overflow, violations
from tests.browser.pages.screens import Screens

pytestmark = pytest.mark.browser


def test_from_a_tap_to_console_and_stage(forum: Forum, screens: Screens) -> None:
    console = screens.open("moderator", forum.moderator)
    stage = screens.open("stage", forum.stage, charts=False)
    phone = screens.open("phone", forum.phone, size=(320, 640), color_scheme="dark")
    forum.open("weiterbildung")
    expect(phone.locator("#send")).to_be_visible()
    expect(phone.locator("#mood")).to_be_hidden()  # off until somebody wants it
    assert phone.evaluate("performance.getEntriesByType('resource').map((one) => one.name)") == []

    # By keyboard, as somebody without a mouse does it.
    console.get_by_text("Was man auf den Handys antippen kann").press("Enter")
    for name in ("Reaktionen", "Tempo: schneller", "Auch auf der Bühne"):
        box = console.get_by_role("checkbox", name=name)
        box.press(" ")
        expect(box).to_be_checked()
    band = console.locator("#mood-band")
    expect(band).to_contain_text("hat niemand getippt")
    reactions = phone.get_by_role("group", name="Reaktionen")
    expect(reactions.get_by_role("button")).to_have_count(4)
    reactions.get_by_role("button", name="👏").click()
    expect(phone.locator("#mood .under")).to_have_text("Anonym weitergegeben.")
    slower = phone.get_by_role("button", name="Bitte langsamer")
    slower.press("Enter")
    expect(slower).to_have_attribute("aria-pressed", "true")
    for place in (band, stage.locator("#mood")):
        expect(place).to_contain_text("👏 1")
        expect(place).to_contain_text("langsamer 100\u202f%")
    screens.picture("tapped")
    for page in (phone, console, stage):
        inject(page)
        assert violations(page, {}) == []
        assert overflow(page) == 0

    # Other emoji; what is no emoji is said to be none, and changes nothing.
    console.get_by_label("Vier Emojis").fill("🎉 👍 ❓ 🙏")
    console.get_by_role("button", name="Diese nehmen").click()
    expect(reactions.get_by_role("button").first).to_have_text("🎉")
    console.get_by_label("Vier Emojis").fill("gut schlecht")
    console.get_by_label("Vier Emojis").press("Enter")
    expect(console.locator("#said")).to_contain_text("vier verschiedene Emojis")
    for name in ("Reaktionen", "Tempo: schneller"):
        box = console.get_by_role("checkbox", name=name)
        box.press(" ")
        expect(box).not_to_be_checked()  # a second press before that is of an older state
    for gone in (phone.locator("#mood"), stage.locator("#mood"), band):
        expect(gone).to_be_hidden()
