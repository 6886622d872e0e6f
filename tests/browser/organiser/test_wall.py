"""The overview wall follows a room and says when it cannot; screens learn that an event is over."""

import re

import pytest
from playwright.sync_api import expect

from poll_server.live.ending.archive import archive
from tests.browser.backstage import Forum
from tests.browser.pages.looking import comes
from tests.browser.pages.screens import Screens, has_focus, said
from tests.support.signing_in import NAME, PASSWORD, add_organiser

pytestmark = pytest.mark.browser


def test_the_wall_follows_the_room_and_is_honest_when_it_cannot(
    screens: Screens, forum: Forum
) -> None:
    forum.house.backstage.run(add_organiser(forum.house.store))
    page = screens.open("wall", "/organise", size=(1920, 1080), troubled=True)
    page.locator("#name").fill(NAME)
    page.locator("#password").fill(PASSWORD)
    page.locator("#password").press("Enter")
    expect(page.locator("h1")).to_have_text("Veranstaltungen")
    page.goto(f"/organise/{forum.state().event.id}/wall")

    def shows(name: str, text: str) -> None:
        expect(page.locator(f".glance [data-of={name}]")).to_have_text(text)

    shows("phase_words", "Noch nicht begonnen")
    expect(page.locator("#wall-fresh")).to_contain_text("Stand:")
    button = page.locator("#wall-fullscreen")
    button.focus()
    forum.people(3)
    forum.open("weiterbildung")
    shows("phase_words", "Abstimmung läuft")
    shows("phones", "3 Handys")
    shows("moderators", "1 Moderation")
    expect(page.locator(".glance .troubles li")).to_have_text(["Keine Bühne ist geöffnet."])
    expect(page.locator("[data-left]")).to_be_hidden()
    forum.do("timer", 600)
    expect(page.locator("[data-digits]")).to_have_text(re.compile(r"^9:\d\d$"))
    forum.vote([{"options": [0]}, {"options": [1]}])
    shows("turnout", "67\u202f%")
    shows("voted", "2 von 3 haben abgestimmt")
    expect(page.locator("[data-share]")).to_have_attribute("width", "67")
    assert has_focus(button)  # nothing was drawn anew under it
    # Those who listen hear of questions and states with pauses, and never of a single vote.
    comes(page, lambda: any("Abstimmung läuft" in text for text in said(page)), True)
    heard = said(page)
    assert len(heard) <= 3
    assert not any("haben abgestimmt" in text for text in heard)

    page.context.set_offline(True)
    expect(page.locator("#wall-alert")).to_contain_text("Verbindung unterbrochen")
    expect(page.locator("#wall-alert")).to_have_text(re.compile(r"\d\d:\d\d:\d\d"))
    forum.close()
    forum.show()
    shows("phase_words", "Abstimmung läuft")  # the last that is known
    page.context.set_offline(False)
    shows("phase_words", "Ergebnis gezeigt")
    expect(page.locator("#wall-alert")).to_be_empty()
    page.context.clear_cookies()
    expect(page.locator("#wall-alert")).to_contain_text("Sie sind abgemeldet.")


def test_open_pages_learn_that_the_event_is_over(screens: Screens, forum: Forum) -> None:
    blocked = screens.context()
    blocked.route_web_socket(re.compile("/ws/"), lambda socket: socket.close())
    phone = screens.open("phone", forum.phone)
    polling = screens.open("phone-polling", forum.phone, context=blocked, troubled=True)
    stage = screens.open("stage", forum.stage)
    for page in (phone, polling):
        expect(page.locator("#link")).to_have_attribute("data-link", "connected")
    expect(stage.locator("#state")).not_to_be_empty()
    forum.house.backstage.run(archive(forum.house.store, forum.state().event.id))
    expect(stage.locator(".lead", has_text="Diese Veranstaltung ist beendet")).to_be_visible()
    for page in (phone, polling):
        expect(page.locator("h1")).to_have_text("Diese Veranstaltung ist beendet")
