"""Texts read from right to left on phone, stage, and console: nothing beside them turns round."""

import pytest
from playwright.sync_api import Page, expect

from poll_server.deck.deck import Event, Poll
from poll_server.questions.kinds.choice import Choice
from tests.browser.backstage import House
from tests.browser.pages.looking import comes
from tests.browser.pages.pictures import picture
from tests.browser.pages.screens import Screens

pytestmark = pytest.mark.browser

HEBREW, ARABIC = "שלום 50 %", "مرحبا DIN 2018"
SCATTERED = """(elements, parts) => elements.map((element) => {
  const walk = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const at = parts.map((part) => walk.currentNode.data.indexOf(part));
    if (at.includes(-1)) continue;
    return at.map((start, place) => {
      const range = document.createRange();
      range.setStart(walk.currentNode, start);
      range.setEnd(walk.currentNode, start + parts[place].length);
      return range.getBoundingClientRect().left;
    });
  }
})"""
"""Where each part of a text begins, from the left."""


def turns(page: Page, selector: str, *parts: str) -> None:
    """Wait until the parts of a text that is shown there stand one left of the other."""
    shown = page.locator(selector).filter(has_text=parts[0])
    expect(shown.first).to_be_attached()

    def turned() -> bool:
        found: list[list[float]] = shown.evaluate_all(SCATTERED, list(parts))
        return all(lefts == sorted(lefts, reverse=True) for lefts in found)

    comes(page, turned, True)


def test_a_text_from_right_to_left_is_turned_round_and_nothing_beside_it(
    house: House, screens: Screens
) -> None:
    question = Choice(id="q", prompt=f"{HEBREW}?", options=(HEBREW, ARABIC, "Deutsch 50 %"))
    forum = house.forum(
        Event(id="rtl", title="Wege", polls=(Poll(id="rtl", title="Wege", questions=(question,)),))
    )
    phone = screens.open("phone", f"/{forum.code}")
    stage = screens.open("stage", forum.stage)
    console = screens.open("moderator", forum.moderator)
    forum.open("q")
    parts = HEBREW.split(), ARABIC.split()[:2]  # Latin and its number stay one run
    for its in parts:
        turns(phone, ".option > span", *its)
        turns(stage, "#options li", *its)
    turns(stage, "h1", *parts[0])
    phone.get_by_label(HEBREW, exact=True).check()
    phone.locator("#send").click()
    expect(phone.locator("#line")).to_contain_text("Stimme gezählt: ")
    turns(phone, "#line", *parts[0])
    forum.close()
    forum.show()
    for its in parts:
        turns(stage, ".ytick text", *its)
        turns(stage, "#tables th", *its)
        turns(phone, "#results th", *its)
        turns(console, ".one .label", *its)
    picture(stage, "directions-stage")
    forum.leave()
