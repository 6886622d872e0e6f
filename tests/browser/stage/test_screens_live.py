"""Stage and moderator in a real browser on a real server."""

import re

import pytest
from playwright.sync_api import Page, expect

from poll_server.live.links import end_links, new_link, renew_links
from tests.browser.backstage import Forum
from tests.browser.pages.screens import Hands, Screens
from tests.browser.pages.tab import undrawn
from tests.support.browsers.chromium import HALL

pytestmark = pytest.mark.browser

STAGE = (960, 640)
WRITTEN = (
    "void (Plotly.react = (chart, _, layout) => { chart.textContent = JSON.stringify(layout); })"
)
"""Instead of drawn."""


def test_a_question_from_open_to_shown_by_keyboard_alone(forum: Forum, screens: Screens) -> None:
    """K3, on the real path: page → socket → Redis → hub → both screens; at a hall's plain http://
    address."""
    hall, context = forum.base.replace("127.0.0.1", HALL), undrawn(screens.context("de", STAGE))
    stage = screens.open("stage", hall + forum.stage, context=context)
    stage.evaluate(WRITTEN)
    moderator = screens.open("moderator", hall + forum.moderator, context=context)
    press, forward = Hands(moderator).press, moderator.locator("#forward .words")
    expect(stage.locator(".welcome .code")).to_be_visible()
    expect(moderator.locator("#stage-link")).to_have_text("Bühne verbunden")

    expect(forward).to_have_text("Erste Frage")
    press("Space")
    expect(stage.locator("#waiting")).to_have_text("Die Abstimmung öffnet gleich")
    expect(forward).to_have_text("Abstimmung öffnen")
    press("PageDown")
    expect(stage.locator("#state")).to_have_text("Abstimmung läuft")
    forum.vote([{"options": options} for options in ([0, 1], [0], [1])])
    expect(stage.locator("#votes")).to_have_text("3")
    expect(moderator.locator("#voted")).to_have_text("3")
    expect(stage.locator("#chart")).to_be_hidden()
    expect(forward).to_have_text("Abstimmung schließen")
    press("PageDown")
    expect(forward).to_have_text("Ergebnis zeigen")
    press("PageDown")
    chart = stage.locator("#chart")
    expect(chart).to_have_attribute("aria-label", re.compile("67 Prozent"))
    expect(chart).to_be_visible()
    expect(chart).to_contain_text(re.compile("67.%"))
    expect(stage.locator("#base")).to_contain_text("100\u202f% = 3 Teilnehmende")
    press("p")
    expect(chart).not_to_contain_text(re.compile("67.%"))
    expect(forward).to_have_text("Nächste Frage")
    press("PageDown")
    expect(stage.locator("#where")).to_contain_text("Frage 2 von")


def test_a_second_stage_and_a_reload_show_the_same_picture_until_their_link_ends(
    forum: Forum, screens: Screens
) -> None:
    """T8: no picture stays on a screen whose link was ended; it shows the door."""
    context = undrawn(screens.context("de", STAGE))
    first = screens.open("stage", forum.stage, context=context)
    forum.open("kompetenzen")
    forum.vote([{"options": [0]}])
    second = screens.open("second", first.url, context=context)  # the cookie is enough
    first.reload()
    for page in (second, first):
        expect(page.locator("#votes")).to_have_text("1")
        expect(page.locator("#state")).to_have_text("Abstimmung läuft")
    run, store = forum.house.backstage.run, forum.house.store
    run(end_links(store, "stage", forum.poll_id))
    for page in (first, second):
        door = page.get_by_role("heading", name="Eine Bühne öffnen")
        expect(door).to_be_visible()
    secret = run(new_link(store, "stage", forum.poll_id))
    second.get_by_role("textbox").fill(f"{second.url}#{secret}")
    second.get_by_role("button", name="Öffnen").click()
    expect(door).to_be_hidden()
    expect(second.locator("#votes")).to_have_text("1")


def says(page: Page, words: str) -> None:
    """What a console's largest button would do."""
    expect(page.locator("#forward .words")).to_have_text(words)


def test_of_two_moderators_both_see_what_one_did_until_their_link_is_renewed(
    forum: Forum, screens: Screens
) -> None:
    first = screens.open("moderator", forum.moderator)
    says(first, "Erste Frage")
    second = first.context.new_page()
    second.goto(first.url)  # the cookie is enough
    says(second, "Erste Frage")
    Hands(first).press("Space")
    for page in (first, second):
        says(page, "Abstimmung öffnen")
    run, store = forum.house.backstage.run, forum.house.store
    run(renew_links(store, "moderator", forum.poll_id))
    for page in (first, second):
        told = page.locator("#outside-text")
        expect(told).to_contain_text("Dieser Link gilt nicht (mehr).")
    second.close()
    first.reload()
    expect(first.locator("#outside-text")).to_contain_text("vollständigen Moderationslink")
