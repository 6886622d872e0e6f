"""What a person does in the editor, and what it says."""

from typing import Any

from playwright.sync_api import Locator, Page, expect

from tests.browser.pages.screens import has_focus
from tests.support.suite.at_length import WHOLE

NEAR = 400 if WHOLE else 3
"""From how many places before one the way to it is gone by Tab; in the survey all of it."""
SURELY_BEFORE = """(target, near) => {
  const at = document.activeElement;
  const follows = (one, other) =>
    Boolean(one.compareDocumentPosition(other) & Node.DOCUMENT_POSITION_FOLLOWING);
  if (at === document.body) return 0;  // from where Tab leads on, no page can tell
  const stops = [...document.querySelectorAll("a[href], button, input, select, textarea")]
    .filter((each) => each.type !== "radio" && each.tabIndex >= 0 && !each.matches(":disabled")
      && each.checkVisibility({ visibilityProperty: true })
      && follows(at, each) && follows(each, target));
  if (stops.length > near) stops.at(-near).focus();
  return Math.min(stops.length, near);
}"""
"""At how many places Tab stops for sure on the way; a group of radio buttons is but one. What lies
farther away is left out."""


def tab_to(page: Page, target: Locator, most: int = 400) -> None:
    """Press Tab until `target` has the focus; the page is not asked at each place on the way."""
    pressed = 0
    while pressed <= most:
        if has_focus(target):
            return
        steps = max(1, target.evaluate(SURELY_BEFORE, NEAR))
        for _ in range(steps):
            page.keyboard.press("Tab")
        pressed += steps
    raise AssertionError(f"{most} × Tab do not lead to {target}")


def saved(page: Page) -> None:
    expect(page.locator("#saved")).to_have_text("Gespeichert")


def heard(page: Page, text: str) -> None:
    """Wait until those who listen have heard `text`."""
    page.wait_for_function(
        "(text) => window.said.some(([, words]) => words.includes(text))", arg=text
    )


def write(page: Page, target: Locator, text: str) -> None:
    """Go to a field and type into it."""
    tab_to(page, target)
    page.keyboard.type(text)


def add(page: Page, kind: str, prompt: str) -> None:
    """Press the button that adds a question of this kind, and type where the focus is then."""
    button = page.get_by_role("button", name=f"+ {kind}", exact=True)
    expect(button).to_be_hidden()
    page.locator(".adding > summary").focus()
    page.keyboard.press("Enter")
    tab_to(page, button)
    before = page.url
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: url != before)
    expect(page.locator("h1")).to_have_text(kind)
    expect(field(page, "prompt.de")).to_be_focused()
    page.keyboard.type(prompt)


def at(page: Page, selector: str) -> dict[str, float]:
    box: Any = page.locator(selector).bounding_box()
    return {**box, "bottom": box["y"] + box["height"]}


def field(page: Page, path: str) -> Locator:
    return page.locator(f'[name="{path}"]')


def prompts(page: Page) -> Locator:
    return page.locator(".questions .words")
