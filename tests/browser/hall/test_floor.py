"""Questions from the hall, as those see them who ask, who moderate, and who sit in the last row."""

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.backstage import Forum
from tests.browser.pages.axe import inject, overflow, violations
from tests.browser.pages.looking import follow
from tests.browser.pages.screens import Network, Screens

pytestmark = pytest.mark.browser

LOTS = "() => { let last = 0; Math.random = () => (last += 0.01); }"
"""Each that is drawn is larger than the one before."""
FIRST, SECOND = "Wer bezahlt die Geräte?", "Und wer repariert die Geräte?"


@pytest.fixture
def console(forum: Forum, screens: Screens) -> Page:
    """The moderator's page of questions, in the browser in which the console was opened."""
    page = screens.open("moderator", forum.moderator)
    expect(page.locator("#console")).to_be_visible()  # else a link leads back here
    go_to_questions(page)
    page.get_by_role("button", name="Fragen zulassen").click()
    expect(page.locator("#open")).to_have_text("Keine Fragen mehr annehmen")
    return page


def go_to_questions(page: Page) -> None:
    follow(page, page.get_by_role("link", name="Fragen aus dem Publikum"))


def entry(page: Page, text: str) -> Locator:
    return page.locator("li", has=page.locator(".words", has_text=text))


def ask(page: Page, text: str) -> None:
    page.get_by_label("Ihre Frage").fill(text)
    page.get_by_role("button", name="Fragen", exact=True).click()


def looked_over(*pages: Page) -> None:
    """Nothing for axe to find, and nothing wider than the screen."""
    for page in pages:
        inject(page)
        assert violations(page, {}) == []
        assert overflow(page) == 0


def test_from_a_phone_to_the_stage(forum: Forum, screens: Screens, console: Page) -> None:
    stage = screens.open("stage", forum.stage, charts=False)
    anna = screens.open("phone-anna", forum.phone, size=(320, 640))
    go_to_questions(anna)
    ask(anna, FIRST)
    expect(anna.locator("#own")).to_contain_text("Die Moderation hat sie noch nicht gelesen.")
    expect(anna.locator("#entries li")).to_have_count(0)

    # The moderator reads it first, then everybody does.
    waiting = console.locator("#waiting")
    expect(entry(console, FIRST)).to_be_visible()
    waiting.get_by_role("button", name="Zeigen").click()
    expect(waiting.locator("li")).to_have_count(0)
    expect(console.locator("#said")).to_have_text("Alle sehen sie jetzt.")
    ben = screens.open("phone-ben", f"{forum.phone}/questions")
    ask(ben, SECOND)
    entry(ben, FIRST).get_by_role("button", name="Das möchte ich hören").click()
    expect(entry(ben, FIRST).locator(".votes")).to_have_text("1 Stimme")
    expect(ben.locator("#note")).to_have_text("Ihre Unterstützung zählt.")
    expect(anna.locator("#entries .votes").first).to_have_text("1 Stimme")
    expect(anna.locator("#entries").get_by_role("button")).to_have_count(0)

    # Two that say the same become one, and can be taken apart again.
    waiting.get_by_role("button", name="Zeigen").click()
    shown = console.locator("#shown")
    entry(console, SECOND).get_by_role("button", name="Mit einer anderen").click()
    looked_over(console)
    console.get_by_role("button", name="Speichern").click()
    expect(shown.locator("li")).to_have_count(1)
    expect(shown).to_contain_text("mit 1 ähnlichen")
    console.get_by_role("button", name="Rückgängig").click()
    expect(shown.locator("li")).to_have_count(2)

    # By lot, so that nobody is always the last; it stays as it was drawn.
    drawn = shown.locator(".words")
    before = drawn.all_text_contents()
    assert sorted(before) == sorted([FIRST, SECOND])
    console.evaluate(LOTS)
    console.get_by_label("Reihenfolge").select_option("lots")
    expect(drawn).to_have_text(before[::-1])

    # On the stage, and answered.
    entry(console, FIRST).get_by_role("button", name="Auf die Bühne").click()
    expect(stage.locator("#asked")).to_have_text(FIRST)
    expect(stage.locator("#asked")).to_be_visible()
    expect(anna.locator("#entries li").first).to_contain_text("Jetzt auf der Bühne")
    screens.picture("asked")
    looked_over(stage, anna, ben, console)
    entry(console, FIRST).get_by_role("button", name="Von der Bühne").click()
    expect(stage.locator("#asked")).to_be_hidden()
    entry(console, FIRST).get_by_role("button", name="Antwort schreiben").click()
    console.locator("#write-text").fill("Die Stadt.")
    console.get_by_role("button", name="Speichern").click()
    expect(anna.locator("#entries")).to_contain_text("Antwort: Die Stadt.")

    # When no more questions are taken, the way to them goes from every phone.
    ben.goto(forum.phone)
    way = ben.get_by_role("link", name="Fragen aus dem Publikum")
    expect(way).to_be_visible()
    console.get_by_role("button", name="Keine Fragen mehr annehmen").click()
    expect(way).to_be_hidden()
    expect(anna.locator("#ask")).to_be_hidden()
    expect(anna.locator("#entries li")).to_have_count(2)


def test_without_script_and_through_an_outage(
    forum: Forum, screens: Screens, console: Page
) -> None:
    """Every button is a form; and what is written and tapped outlives an outage and a reload."""
    console.get_by_label("Ich lese jede Frage").uncheck()
    expect(console.locator("#said")).to_have_text("Gespeichert.")
    # Troubled: a browser writes an error where a form was refused (422).
    ben = screens.open(
        "phone-ben", f"{forum.phone}/questions", java_script_enabled=False, troubled=True
    )
    ask(ben, " ")
    expect(ben.get_by_role("alert")).to_have_text("Bitte schreiben Sie zuerst Ihre Frage.")
    ask(ben, SECOND)
    expect(ben.locator("#note")).to_have_text("Ihre Frage ist angekommen.")
    context = screens.context()
    network = Network(context)
    anna = screens.open("phone-anna", f"{forum.phone}/questions", context=context, troubled=True)
    expect(entry(anna, SECOND)).to_be_visible()
    network.cut()
    ask(anna, FIRST)
    entry(anna, SECOND).get_by_role("button", name="Das möchte ich hören").click()
    expect(anna.locator("#own")).to_contain_text("Sie ist gespeichert und wird gesendet.")
    anna.get_by_label("Ihre Frage").fill("Halb geschrieben")
    network.mend()
    anna.reload()
    expect(anna.get_by_label("Ihre Frage")).to_have_value("Halb geschrieben")
    expect(entry(console, FIRST)).to_be_visible()
    expect(entry(console, SECOND).locator(".facts")).to_contain_text("1 Stimme")
    expect(anna.locator("#own")).to_contain_text("Alle sehen sie.")

    ben.get_by_role("link", name="Nach Neuem sehen").click()
    for votes, note in (("1 Stimme", "zählt"), ("0 Stimmen", "zurückgenommen")):
        entry(ben, FIRST).get_by_role("button", name="Das möchte ich hören").click()
        expect(ben.locator("#note")).to_contain_text(note)
        expect(entry(ben, FIRST).locator(".votes")).to_have_text(votes)
    anna.locator("#own").get_by_role("button", name="Zurückziehen").click()
    expect(entry(console, FIRST)).to_have_count(0)
    ben.get_by_role("button", name="Zurückziehen").click()
    expect(ben.locator("#note")).to_contain_text("zurückgezogen")
    expect(ben.locator("#entries li")).to_have_count(0)
