"""The speakers' list and the fishbowl, as those see them who raise a hand, who calls, and who sits
in the last row."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.backstage import Forum
from tests.browser.pages.axe import overflow, violations
from tests.browser.pages.looking import follow
from tests.browser.pages.screens import Screens

pytestmark = pytest.mark.browser

SEAT = "Reihe 3"


def test_from_a_hand_to_the_stage_and_into_a_chair(forum: Forum, screens: Screens) -> None:
    console = screens.open("moderator", forum.moderator)
    stage = screens.open("stage", forum.stage, charts=False)
    # One with the page's script and one without.
    anna = screens.open("phone", forum.phone, size=(320, 640), color_scheme="dark")
    ben = screens.open("phone-ben", forum.phone, java_script_enabled=False)
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
    link.click()
    ben.reload()
    ben.get_by_role("link", name="Zu Wort melden").click()
    one_after_the_other(console, stage, anna, ben)

    # An open vote comes before the list.
    forum.open("weiterbildung")
    expect(stage.locator("#speakers")).to_be_hidden()
    forum.do("close")
    expect(stage.locator("#speaker")).to_be_visible()
    console.get_by_role("button", name="Hat gesprochen").press("Enter")
    expect(console.locator("#waiting-title")).to_be_focused()
    expect(anna.locator("#state")).to_contain_text("Sie haben gesprochen.")
    expect(stage.locator("#speakers")).to_be_hidden()

    console.get_by_label("Fishbowl: Stühle im Innenkreis").select_option("3")
    expect(console.locator("#chairs li")).to_have_text(["frei", "frei", "frei"])
    into_a_chair(console, stage, anna, ben)


def looked_over(*pages: Page) -> None:
    """Nothing for axe to find, and nothing wider than the screen."""
    for page in pages:
        assert violations(page, {}) == []
        assert overflow(page) == 0


def one_after_the_other(console: Page, stage: Page, anna: Page, ben: Page) -> None:
    """Both ask to speak, the first one does, and the second one thinks again."""
    anna.get_by_label("Ihr Platz").fill(SEAT)
    anna.get_by_role("button", name="Zu Wort melden").press("Enter")
    expect(anna.locator("#number")).to_have_text("Ihre Nummer: 1")
    expect(anna.locator("#before")).to_have_text("Sie sind als Nächstes dran.")
    ben.get_by_text("Online", exact=True).click()
    ben.get_by_role("button", name="Zu Wort melden").click()
    expect(ben.locator("#before")).to_have_text("1 Person ist vor Ihnen dran.")
    expect(console.locator("#waiting li")).to_have_count(2)
    expect(console.locator("#waiting")).to_contain_text(f"Nr. 1 · Saal · {SEAT}")

    console.get_by_role("button", name="Nächste aufrufen").press("Enter")
    expect(console.locator("#current")).to_have_text(f"Nr. 1 · Saal · {SEAT}")
    expect(anna.locator("#state")).to_have_text("Sie haben das Wort.")
    expect(anna.locator("#hand")).to_be_hidden()
    expect(stage.locator("#speaker")).to_have_text(f"Nr. 1 · Saal · {SEAT}")
    expect(stage.locator("#next-speakers li")).to_have_text(["Nr. 2 · Online"])
    expect(stage.locator("#speaker-clock")).to_have_text(re.compile(r"[12]:\d\d"))
    looked_over(anna, console, stage)
    ben.get_by_role("button", name="Zurückziehen").click()
    expect(ben.locator("#state")).to_have_text("Sie stehen nicht auf der Liste.")
    expect(console.locator("#waiting li")).to_have_count(0)


def into_a_chair(console: Page, stage: Page, anna: Page, ben: Page) -> None:
    """And out of it again."""
    anna.get_by_role("button", name="Zu Wort melden").press("Enter")
    expect(anna.locator("#number")).to_have_text("Ihre Nummer: 3")
    call = console.get_by_role("button", name="Nächste aufrufen")
    expect(call).to_be_enabled()
    call.press("Enter")
    expect(anna.locator("#state")).to_contain_text("Sie sind im Innenkreis")
    expect(stage.locator("#chairs li")).to_have_text([f"Nr. 3 · Saal · {SEAT}", "frei", "frei"])
    ben.reload()
    ben.get_by_role("button", name="Zu Wort melden").click()
    expect(ben.locator("#speaks")).to_have_text("Innenkreis: 1 von 3 Stühlen besetzt.")
    console.get_by_role("button", name=re.compile("^Aufrufen.*Nr. 4")).press("Enter")
    expect(stage.locator("#chairs li")).to_have_text(
        [f"Nr. 3 · Saal · {SEAT}", "Nr. 4 · Saal", "frei"]
    )
    looked_over(anna, console, stage)

    anna.get_by_role("button", name="Meinen Stuhl verlassen").press("Enter")
    expect(anna.locator("#state")).to_contain_text("Sie haben gesprochen.")
    ben.reload()
    ben.get_by_role("button", name="Meinen Stuhl verlassen").click()
    expect(ben.locator("#state")).to_contain_text("Sie haben gesprochen.")
    expect(stage.locator("#chairs li")).to_have_text(["frei", "frei", "frei"])
