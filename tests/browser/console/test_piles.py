"""From wall to ballot in three keys, on a narrow console."""

import msgspec
import pytest
from playwright.sync_api import expect

from poll_server.questions import Choice
from tests.browser.backstage import House
from tests.browser.pages.axe import inject, overflow, violations
from tests.browser.pages.pictures import picture
from tests.browser.pages.screens import Screens
from tests.support.cases import EVENT, POLL, THOUGHTS

pytestmark = pytest.mark.browser
WALL = msgspec.structs.replace(EVENT, polls=(msgspec.structs.replace(POLL, questions=(THOUGHTS,)),))
SAID = ("Mehr WLAN", "WLAN", "Längere Pausen", "Pausen", "Donaudampfschifffahrtsgesellschaft" * 4)


def test_open_answers_become_a_ballot_in_three_keys(house: House, screens: Screens) -> None:
    forum = house.forum(WALL)
    try:
        console = screens.open("moderator", forum.moderator, size=(320, 640))
        forum.open("thoughts")
        forum.vote([{"text": text} for text in SAID])
        forum.close()
        forum.do("approve", "*")
        expect(console.get_by_role("button", name="Zu Themen gruppieren")).to_be_visible()
        console.keyboard.press("k")
        expect(console.get_by_role("button", name="Themen vorschlagen")).to_be_focused()
        console.keyboard.press("Enter")
        ask = console.get_by_role("button", name="Als Frage einfügen und hingehen")
        expect(ask).to_be_focused()
        expect(console.get_by_role("status")).to_have_text(
            "Von der Moderation gruppiert: 2 Themen, 4 von 5 Beiträgen · Vorgeschlagen"
        )
        picture(console, "piles", full_page=True)
        inject(console)
        assert violations(console, {}) == []
        assert overflow(console) == 0
        console.keyboard.press("Enter")
        expect(console.locator("#prompt")).to_have_text("Welches dieser Themen ist am wichtigsten?")
        question = forum.state().question
        assert isinstance(question, Choice)
        assert {*question.options} == {"WLAN", "Pausen"}
    finally:
        forum.leave()
