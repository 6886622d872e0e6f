"""Texts read from right to left on phone, stage, and console: nothing beside them turns round."""

import pytest
from playwright.sync_api import Page, expect

from poll_server.deck.deck import Event, Poll
from poll_server.questions.kinds.choice import Choice

from .backstage import House
from .pictures import picture
from .screens import Screens

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


def turned(page: Page, selector: str, *parts: str) -> bool:
    """Whether the parts of a text that is shown there stand one left of the other."""
    shown = page.locator(selector).filter(has_text=parts[0])
    expect(shown.first).to_be_attached()
    found: list[list[float]] = shown.evaluate_all(SCATTERED, list(parts))
    return all(lefts == sorted(lefts, reverse=True) for lefts in found)


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
        assert turned(phone, ".option > span", *its)
        assert turned(stage, "#options li", *its)
    assert turned(stage, "h1", *parts[0])
    phone.get_by_label(HEBREW, exact=True).check()
    phone.locator("#send").click()
    expect(phone.locator("#line")).to_contain_text("Stimme gezählt: ")
    assert turned(phone, "#line", *parts[0])
    forum.close()
    forum.show()
    for its in parts:
        assert turned(stage, ".ytick text", *its)
        assert turned(stage, "#tables th", *its)
        assert turned(phone, "#results th", *its)
        assert turned(console, ".one .label", *its)
    picture(stage, "directions-stage")
    forum.leave()
