"""Points for right answers: said on the phone with the result, added up on a page of their own."""

import pytest
from playwright.sync_api import expect

from tests.browser.backstage import House
from tests.browser.pages.axe import inject, overflow, violations
from tests.browser.pages.looking import comes
from tests.browser.pages.pictures import picture
from tests.browser.pages.screens import Screens
from tests.support.events.quizzes import QUIZ_EVENT, RIGHT, WRONG

pytestmark = pytest.mark.browser


def test_from_the_result_to_the_sum(house: House, screens: Screens) -> None:
    forum = house.forum(QUIZ_EVENT)
    try:
        phone = screens.open("phone", forum.phone, size=(320, 640))
        forum.open("capital")
        way = phone.get_by_role("link", name="Meine Punkte")
        expect(phone.locator("#send")).to_be_visible()
        expect(way).to_be_hidden()  # nothing to tap by mistake while one answers
        phone.get_by_label("Berlin").check()
        phone.locator("#send").click()
        expect(phone.locator("#line")).to_have_text("Stimme gezählt: Berlin.")
        forum.vote([RIGHT, WRONG])
        forum.close()
        forum.show()
        said = "Ihre Antwort ist richtig. Das gibt 2 Punkte."
        expect(phone.locator(".verdict")).to_have_text(said)
        expect(phone.locator("#aside")).to_contain_text(f"{said} Ergebnis:")
        drawn = phone.locator("#results").inner_html()
        picture(phone, "points-phone", full_page=True)
        phone.reload()  # what the server draws is what the script drew
        expect(phone.locator("#link")).to_have_text("verbunden")
        comes(phone, phone.locator("#results").inner_html, drawn)
        way.click()
        expect(phone.locator(".votes")).to_have_text("Sie haben bisher 2 von 2 Punkten.")
        picture(phone, "points-own", full_page=True)
        inject(phone)
        assert violations(phone, {}) == []
        assert overflow(phone) == 0
        phone.get_by_role("link", name="Zurück zur Umfrage").click()
        expect(phone.locator(".verdict")).to_have_text(said)
    finally:
        forum.leave()
