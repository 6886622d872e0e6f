"""What a person does in the editor, and what it says."""

from typing import Any

from playwright.sync_api import Locator, Page, expect

from .screens import has_focus


def tab_to(page: Page, target: Locator, most: int = 400) -> None:
    """Press Tab until `target` has the focus."""
    for _ in range(most):
        if has_focus(target):
            return
        page.keyboard.press("Tab")
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
