"""A statement that somebody in the hall misses: proposed, approved, and met by everybody else."""

import pytest
from playwright.sync_api import Page, expect

from poll_server.deck.deck import Event, Poll
from poll_server.questions import Pairs
from tests.browser.backstage import House
from tests.browser.pages.axe import inject, overflow, violations
from tests.browser.pages.screens import Screens

pytestmark = pytest.mark.browser

RATHER = Pairs(
    id="rather",
    prompt={"de": "Womit kommen wir eher?", "en": "How do we rather come?"},
    statements=("Bus", "Bahn", "Rad", "Auto"),
    each=2,
    proposals=True,
)
HALL = Event(
    id="rather",
    title={"de": "Anreise", "en": "Coming"},
    polls=(Poll(id="hall", title={"de": "Saal", "en": "Hall"}, questions=(RATHER,)),),
)


def decide(page: Page, pairs: int) -> None:
    """Taps the first of each pair that comes."""
    for _ in range(pairs):
        page.locator("#groups fieldset:visible label").first.tap()


def test_from_one_phone_to_all_others(house: House, screens: Screens) -> None:
    forum = house.forum(HALL)
    anna, ben = (
        screens.open(f"phone-{name}", forum.phone, size=(320, 640), has_touch=True)
        for name in ("anna", "ben")
    )
    console = screens.open("moderator", forum.moderator)
    forum.open("rather")
    for page in (anna, ben):
        expect(page.locator(".duel")).to_be_visible()
        decide(page, 2)
    anna.get_by_label("Fehlt eine Aussage?").fill("Fähre")
    inject(anna)
    assert violations(anna, {}) == []
    assert overflow(anna) == 0
    for page in (anna, ben):
        page.locator("#send").tap()
        expect(page.locator("#line")).to_contain_text("gezählt")
    # Nobody is asked about it before the moderator has read it.
    expect(console.locator("#waiting-texts li .text")).to_have_text(["Fähre"])
    expect(ben.locator("#groups fieldset")).to_have_count(2)
    console.locator("#waiting-texts [data-role=approve]").click()

    # Ben's page has new pairs behind the old ones, which stay as he decided them.
    expect(ben.locator("#groups fieldset")).to_have_count(2 + RATHER.often)
    expect(ben.locator("#groups input:checked")).to_have_count(2)
    shown = ben.locator("#groups fieldset:visible")
    ben.get_by_role("button", name="Nächstes Paar").tap()
    ferry = shown.locator("label", has_text="Fähre")
    expect(ferry).to_be_visible()
    ferry.tap()
    ben.locator("#send").tap()
    expect(ben.locator("#line")).to_contain_text("3 Entscheidungen")
    ben.reload()
    expect(ben.locator("#groups input:checked")).to_have_count(3)
    assert sorted(len(each["won"]) for each in forum.stored()) == [2, 3]
    assert sum("own" in each for each in forum.stored()) == 1
    forum.close()
    forum.show()
    for page in (anna, ben):
        expect(page.locator("#results")).to_contain_text("Fähre (aus dem Publikum)")
    forum.leave()
