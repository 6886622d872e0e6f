"""How many voted: once all is quiet, every screen says the same number; and none says “0 of 0”."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.backstage import Forum
from tests.browser.pages.screens import Screens

pytestmark = pytest.mark.browser

YES, NO, ABSTAINED = {"options": [0]}, {"options": [1]}, {"abstain": True}
NOBODY = re.compile(r"\bvon 0\b")
"""The number before it stands in an element, and so in a line, of its own."""


def test_every_screen_says_the_same_number(screens: Screens, forum: Forum) -> None:
    """Stage, console, a phone by socket and one as a plain form; with a changed vote and an
    abstention."""
    stage = screens.open("stage", forum.stage, size=(1280, 720), charts=False)
    moderator = screens.open("moderator", forum.moderator)
    forum.open("weiterbildung")
    expect(moderator.locator("#of-voted")).to_have_text("Noch keine Stimmen")
    expect(stage.locator("#votes")).to_have_text("0")
    for page in (stage, moderator):
        assert not NOBODY.search(page.locator("body").inner_text())
    # By the plain form: counted, and connected never.
    plain = screens.open("plain", forum.phone, java_script_enabled=False)
    _vote(plain, "Nein")
    expect(moderator.locator("#of-voted")).to_have_text("von 1 abgestimmt")
    expect(stage.locator("#of")).to_have_text("von 1 hat abgestimmt")
    forum.vote([YES] * 5 + [NO] * 3 + [ABSTAINED])
    phone = screens.open("phone", forum.phone)
    _vote(phone, "Ja")
    _vote(phone, "Nein", "Antwort geändert, gezählt")
    expect(stage.locator("#votes")).to_have_text("11")
    expect(moderator.locator("#voted")).to_have_text("11")
    forum.close()
    expect(stage.locator("#votes")).to_have_text("11")
    forum.show()
    state = forum.state()
    assert (state.votes, len(forum.stored())) == (11, 11)
    said = re.compile(r"= 10 (Teilnehmende|Antworten|Personen|Stimmen)")
    expect(stage.locator("#base")).to_contain_text(said)
    for page in (phone, moderator):
        expect(page.locator(".base:visible, #base:visible").first).to_contain_text(said)
    expect(moderator.locator("#voted")).to_have_text("11")
    plain.reload()
    expect(plain.locator(".base")).to_have_text(phone.locator(".base").inner_text())


def _vote(page: Page, label: str, counted: str = "Stimme gezählt") -> None:
    page.get_by_label(label, exact=True).check()
    page.locator("#send").click()
    expect(page.locator("#line")).to_have_text(f"{counted}: {label}.")
