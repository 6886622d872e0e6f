"""Where things stand on a page."""

from playwright.sync_api import Page

from .axe import TAGS

AXE = {"runOnly": TAGS}
BOX = "(element) => element.getBoundingClientRect().toJSON()"


def box(page: Page, selector: str) -> dict[str, float]:
    found: dict[str, float] = page.locator(selector).first.evaluate(BOX)
    return found
