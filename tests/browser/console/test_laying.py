"""Variants of a word laid together on a narrow console: on the stage at once, and undone."""

import re

import msgspec
import pytest
from playwright.sync_api import expect

from tests.browser.backstage import House
from tests.browser.pages.axe import inject, overflow, violations
from tests.browser.pages.pictures import picture
from tests.browser.pages.screens import Screens
from tests.support.cases import EVENT, POLL, WORDS

pytestmark = pytest.mark.browser
LIVE = msgspec.structs.replace(WORDS, live=True)
CLOUD = msgspec.structs.replace(EVENT, polls=(msgspec.structs.replace(POLL, questions=(LIVE,)),))
SAID = (["Schüler", "Mut"], ["Schüler*innen"], ["Schüler", "Zeitmangel"], ["Zeit"])


def test_suggested_laid_together_by_keyboard_and_undone(house: House, screens: Screens) -> None:
    forum = house.forum(CLOUD)
    try:
        stage = screens.open("stage", forum.stage)
        console = screens.open("moderator", forum.moderator, size=(320, 640))
        forum.open("words")
        forum.vote([{"words": words} for words in SAID])
        forum.do("show")
        console.get_by_text("Varianten eines Wortes").press("Enter")
        console.get_by_role("button", name="Varianten vorschlagen").press("Enter")
        suggested = console.get_by_role("button", name="Unter „Schüler“ zusammenlegen")
        suggested.press("Enter")
        fact = re.compile("Von der Moderation zusammengelegt")
        expect(stage.locator("#facts")).to_contain_text(fact)
        expect(suggested).to_have_count(0)
        # By hand: two boxes, and a name that is neither.
        for word in ("Mut", "Zeit"):
            console.get_by_role("checkbox", name=f"„{word}“ auswählen", exact=True).press("Space")
        name = console.get_by_label("unter dem Namen")
        expect(name).to_have_value(re.compile("Mut|Zeit"))
        name.fill("Mut und Zeit")
        picture(console, "laying", full_page=True)
        assert overflow(console) == 0
        inject(console)
        assert violations(console, {}) == []
        name.press("Enter")
        expect(stage.locator("#facts")).to_contain_text("Mut und Zeit")
        expect(console.get_by_role("button", name="„Mut und Zeit“ wieder trennen")).to_be_visible()
        picture(stage, "laid")
        console.get_by_role("button", name="Letzten Schritt zurücknehmen").press("Enter")
        expect(stage.locator("#facts")).not_to_contain_text("Mut und Zeit")
        expect(stage.locator("#facts")).to_contain_text("Schüler*innen")
    finally:
        forum.leave()
