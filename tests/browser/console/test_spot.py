"""A question typed on the console while the show runs, by keyboard and on a phone."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.backstage import Forum
from tests.browser.pages.axe import inject, overflow, violations
from tests.browser.pages.screens import Screens

pytestmark = pytest.mark.browser

TYPED = "Machen wir jetzt Pause?"

ANSWERED_LATE = """(number) => {
  const ask = window.fetch;
  window.fetch = async (...asked) => {
    const answer = await ask(...asked);
    const list = document.querySelector("#questions");
    while (list.children.length < number) await new Promise(requestAnimationFrame);
    return answer;
  };
}"""
"""The console hears of its new question by the socket first, and then that it is put in."""


def looked_over(page: Page) -> None:
    """Nothing for axe to find, and nothing wider than the screen."""
    inject(page)
    assert violations(page, {}) == []
    assert overflow(page) == 0


def test_a_question_is_typed_put_in_taken_out_and_asked(forum: Forum, screens: Screens) -> None:
    console = screens.open("moderator", forum.moderator)
    phone = screens.open("phone-anna", forum.phone, size=(320, 640))
    questions = console.locator("#questions > li")
    expect(console.locator("#forward .words")).to_have_text("Erste Frage")
    before = questions.count()
    console.keyboard.press(" ")
    expect(console.locator("#where")).to_contain_text("Frage 1")

    # By keyboard alone, in some seconds; what was put in by mistake goes again.
    console.keyboard.press("n")
    console.keyboard.type(TYPED)
    console.keyboard.press("Enter")
    expect(console.locator("#said")).to_have_text(f"Als nächste Frage eingefügt: „{TYPED}“")
    expect(console.locator("#quick-dialog")).to_be_hidden()
    expect(questions).to_have_count(before + 1)
    expect(questions.nth(1)).to_contain_text(TYPED)
    expect(questions.nth(1)).to_contain_text("spontan")
    console.get_by_role("button", name="Wieder herausnehmen").click()
    expect(questions).to_have_count(before)

    # What is no question stays in the dialog, with why not; what was typed is kept.
    console.locator("#quick").click()
    console.get_by_role("textbox", name="Frage").fill(TYPED)
    console.get_by_label("Eigene Antworten").check()
    console.get_by_label("Antworten, eine je Zeile").fill("Ja")
    console.get_by_role("button", name="Einfügen", exact=True).click()
    expect(console.locator("#quick-wrong")).to_contain_text("2 bis 30 Antworten")
    looked_over(console)
    screens.picture("dialog", only=[console])
    console.get_by_label("Antworten, eine je Zeile").fill("Ja\nNein\nBald")
    console.evaluate(ANSWERED_LATE, before + 1)
    console.get_by_role("button", name="Einfügen, hingehen").click()
    expect(console.locator("#prompt")).to_have_text(TYPED)
    expect(console.locator("#forward.rests")).to_have_count(0)
    console.locator("#forward").click()
    expect(phone.get_by_role("heading", name=TYPED)).to_be_visible()
    expect(phone.get_by_label("Bald")).to_be_visible()

    # Those without a phone raise their hands; what 100 % is names them on every screen.
    console.locator("#hands-title").click()
    console.get_by_role("spinbutton", name="Bald").fill("12")
    console.get_by_label("Zu den Stimmen zählen").check()
    console.keyboard.press("Enter")
    expect(console.locator("#hands-title")).to_have_text("Handzeichen: 12")
    forum.vote([{"options": [0]}] * 2)
    forum.do("close")
    forum.do("show")
    expect(phone.locator("main")).to_contain_text("davon 12 per Handzeichen")
    expect(console.locator("#base")).to_contain_text("davon 12 per Handzeichen")
    expect(console.locator("#hands-said")).to_contain_text("Das Ergebnis steht fest")
    looked_over(console)
    screens.picture("hands", only=[console])


def test_a_phone_in_the_moderators_hand_moves_and_skips(forum: Forum, screens: Screens) -> None:
    console = screens.open("moderator", forum.moderator, size=(320, 640))
    console.locator("#forward").click()
    expect(console.locator("#where")).to_contain_text("Frage 1")
    console.locator("#questions-title").click()
    prompts = console.locator("#questions > li > button .prompt")
    first, second = prompts.nth(0).inner_text(), prompts.nth(1).inner_text()
    console.get_by_role("button", name="Reihenfolge ändern").click()
    console.get_by_role("button", name=f"Nach unten: „{first}“").click()
    expect(prompts.nth(0)).to_have_text(second)
    expect(console.locator("#said")).to_contain_text("Jetzt Nummer 2 von")
    looked_over(console)
    screens.picture("order", only=[console])
    console.get_by_role("button", name=f"Nach oben: „{first}“").click()
    expect(prompts.nth(0)).to_have_text(first)
    console.locator("#more-open").click()
    console.get_by_role("button", name="Überspringen").click()
    expect(console.locator("#prompt")).to_have_text(second)
    console.locator("#quick").click()
    expect(console.get_by_role("textbox", name="Frage")).to_be_focused()
    assert overflow(console) == 0
    screens.picture("dialog", only=[console])
