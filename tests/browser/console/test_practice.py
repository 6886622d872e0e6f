"""A practice as moderator, hall and phones meet it, begun and ended by keyboard."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.backstage import Forum
from tests.browser.pages.axe import inject, overflow, violations
from tests.browser.pages.screens import Screens

pytestmark = pytest.mark.browser


def test_all_screens_say_that_nothing_counts_until_it_ends(forum: Forum, screens: Screens) -> None:
    console = screens.open("moderator", forum.moderator, size=(320, 640))
    stage = screens.open("stage", forum.stage)
    phone = screens.open("phone-anna", forum.phone, size=(320, 640))
    banners = [each.locator("#practice") for each in (console, stage, phone)]
    for banner in banners:
        expect(banner).to_be_hidden()
    console.locator("#questions-title").press("Enter")
    said_yes(console, "Proben …", "Probe beginnen")
    for banner in banners:
        expect(banner).to_contain_text("Probe")
    expect(console.locator("#said")).to_have_text("Das ist jetzt eine Probe: Nichts zählt.")
    for heard in (stage.get_by_role("status"), phone.get_by_role("status")):
        expect(heard).to_contain_text("Probe")
    expect(console.locator("#practise")).to_be_hidden()
    inject(console)
    assert violations(console, {}) == []
    assert [overflow(page) for page in (console, stage, phone)] == [0, 0, 0]

    go_on(console)
    expect(console.locator("#where")).to_contain_text("Frage 1")
    go_on(console)
    phone.locator("#groups label").first.click()
    phone.locator("#send").click()
    expect(phone.locator("#line")).to_contain_text("Stimme gezählt")
    expect(console.locator("#voted")).to_have_text("1")

    said_yes(console, "Probe beenden …", "Alles löschen und beenden")
    for banner in banners:
        expect(banner).to_be_hidden()
    expect(console.locator("#said")).to_contain_text("Ab jetzt zählt es.")
    expect(console.locator("#main")).to_be_focused()
    expect(console.locator("#where")).to_have_text("Vor der ersten Frage")
    expect(phone.locator("#form")).to_be_hidden()
    expect(phone.locator("#line")).to_have_text("")


def go_on(console: Page) -> None:
    """The next step, once the console no longer takes it for a slip after the last one."""
    expect(console.locator("#forward.rests")).to_have_count(0)
    console.locator("#forward").click()


def said_yes(console: Page, button: str, yes: str) -> None:
    """Press a button by key, and say yes to what it asks."""
    console.get_by_role("button", name=button).press("Enter")
    console.get_by_role("button", name=yes, exact=True).press("Enter")
