"""The speakers' list, as those see it who raise a hand, who calls, and who sits in the last row."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.backstage import Forum
from tests.browser.pages.axe import inject, overflow, violations
from tests.browser.pages.looking import follow
from tests.browser.pages.screens import Screens

pytestmark = pytest.mark.browser


def test_from_a_hand_to_the_stage(forum: Forum, screens: Screens) -> None:
    console = screens.open("moderator", forum.moderator)
    stage = screens.open("stage", forum.stage)
    anna = screens.open("phone", forum.phone, size=(320, 640), color_scheme="dark")
    link = anna.get_by_role("link", name="Zu Wort melden")
    expect(anna.locator("#prompt")).to_be_visible()
    expect(link).to_be_hidden()
    expect(console.locator("#console")).to_be_visible()  # else a link leads back here
    follow(console, console.get_by_role("link", name="Redeliste"))
    console.get_by_text("Einstellungen").press("Enter")
    console.get_by_label("Listen, die sich").fill("Saal, Online")
    console.get_by_label("Listen, die sich").press("Enter")
    expect(console.locator("#said")).to_have_text("Gespeichert.")
    for name in ("Die Bühne zeigt", "Der Platz darf"):
        box = console.get_by_role("checkbox", name=name)
        box.press(" ")
        expect(box).to_be_checked()
    console.get_by_label("Redezeit").select_option("120")
    console.get_by_role("button", name="Wortmeldungen zulassen").press("Enter")
    expect(console.locator("#state")).to_contain_text("zu Wort melden")

    # One with the page's script and one without.
    link.click()
    anna.get_by_label("Ihr Platz").fill("Reihe 3")
    anna.get_by_role("button", name="Zu Wort melden").press("Enter")
    expect(anna.locator("#number")).to_have_text("Ihre Nummer: 1")
    expect(anna.locator("#before")).to_have_text("Sie sind als Nächstes dran.")
    ben = screens.open("phone-ben", forum.phone, java_script_enabled=False)
    ben.get_by_role("link", name="Zu Wort melden").click()
    ben.get_by_text("Online", exact=True).click()
    ben.get_by_role("button", name="Zu Wort melden").click()
    expect(ben.locator("#before")).to_have_text("1 Person ist vor Ihnen dran.")
    expect(console.locator("#waiting li")).to_have_count(2)
    expect(console.locator("#waiting")).to_contain_text("Nr. 1 · Saal · Reihe 3")

    console.get_by_role("button", name="Nächste aufrufen").press("Enter")
    expect(console.locator("#current")).to_have_text("Nr. 1 · Saal · Reihe 3")
    expect(anna.locator("#state")).to_have_text("Sie haben das Wort.")
    expect(anna.locator("#hand")).to_be_hidden()
    expect(stage.locator("#speaker")).to_have_text("Nr. 1 · Saal · Reihe 3")
    expect(stage.locator("#next-speakers li")).to_have_text(["Nr. 2 · Online"])
    expect(stage.locator("#speaker-clock")).to_have_text(re.compile(r"[12]:\d\d"))
    screens.picture("speaks")
    for page in (anna, console, stage):
        inject(page)
        assert violations(page, {}) == []
        assert overflow(page) == 0

    # Taken back without a script; an open vote comes before the list.
    ben.get_by_role("button", name="Zurückziehen").click()
    expect(ben.locator("#state")).to_have_text("Sie stehen nicht auf der Liste.")
    expect(console.locator("#waiting li")).to_have_count(0)
    forum.open("weiterbildung")
    expect(stage.locator("#speakers")).to_be_hidden()
    forum.do("close")
    expect(stage.locator("#speaker")).to_be_visible()
    console.get_by_role("button", name="Hat gesprochen").press("Enter")
    expect(console.locator("#waiting-title")).to_be_focused()
    expect(anna.locator("#state")).to_contain_text("Sie haben gesprochen.")
    expect(stage.locator("#speakers")).to_be_hidden()
