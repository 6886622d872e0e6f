"""From a nickname to the leaderboard: on the phone, the moderator's page, and the stage."""

import msgspec
import pytest
from playwright.sync_api import expect

from tests.browser.backstage import House
from tests.browser.pages.axe import inject, overflow, violations
from tests.browser.pages.looking import follow
from tests.browser.pages.pictures import picture
from tests.browser.pages.screens import Screens
from tests.support.events.quizzes import QUIZ, QUIZ_EVENT

pytestmark = pytest.mark.browser
NAMED = msgspec.structs.replace(
    QUIZ_EVENT, polls=(msgspec.structs.replace(QUIZ, nicknames=True, leaderboard=True),)
)


def test_whoever_gave_a_nickname_is_on_it_until_taken_down(house: House, screens: Screens) -> None:
    forum = house.forum(NAMED)
    try:
        phone = screens.open("phone", forum.phone, size=(320, 640))
        stage = screens.open("stage", forum.stage, charts=False)
        way = phone.get_by_role("link", name="Punkte und Spitzname")
        follow(phone, way)  # before the first question
        phone.get_by_label("Ihr Spitzname").fill("Anna <3")
        phone.get_by_role("button", name="Speichern").click()
        expect(phone.get_by_text("Sie heißen Anna <3.")).to_be_visible()
        phone.get_by_role("link", name="Zurück zur Umfrage").click()
        forum.open("capital")
        phone.get_by_label("Berlin").check()
        expect(way).to_be_hidden()  # nothing to tap by mistake while one answers
        phone.locator("#send").click()
        expect(phone.locator("#line")).to_have_text("Stimme gezählt: Berlin.")
        forum.close()
        forum.show()

        console = screens.open("moderator", forum.moderator)
        expect(console.locator("#console")).to_be_visible()  # else a link leads back here
        follow(console, console.get_by_role("link", name="Spitznamen"))
        expect(console.locator(".places li")).to_have_text(["1. Anna <3 · 2 Punkte"])
        expect(stage.locator("#leaderboard")).to_be_hidden()
        console.get_by_role("button", name="Auf der Bühne zeigen").click()
        expect(stage.locator("#places li")).to_have_text(["1. Anna <3 2 Punkte"])
        follow(phone, way)
        expect(phone.locator(".places li")).to_have_text(["Anna <3 · 2 Punkte"])
        expect(phone.get_by_text("Ihr Platz: 1 von 1")).to_be_visible()
        for page, name in ((phone, "phone"), (console, "console"), (stage, "stage")):
            picture(page, f"leaderboard-{name}", full_page=name != "stage")
        for page in (phone, console):
            inject(page)
            assert violations(page, {}) == []
        assert overflow(phone) == 0
        console.get_by_role("button", name="Herausnehmen").click()
        expect(stage.locator("#level")).to_have_text("Noch hat niemand mit Spitznamen Punkte.")
        expect(stage.locator("#places li")).to_have_count(0)
    finally:
        forum.leave()
