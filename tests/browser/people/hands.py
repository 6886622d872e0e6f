"""What a person does on a phone, and what it says."""

from playwright.sync_api import Page, expect

YES, NO = {"options": [0]}, {"options": [1]}
"""Answers to the question `weiterbildung`."""


def choose(page: Page, label: str) -> None:
    page.get_by_label(label, exact=True).check()


def send(page: Page, label: str) -> None:
    """Choose `label` and press the button."""
    choose(page, label)
    page.locator("#send").click()


def says(page: Page, text: str) -> None:
    """Wait until the line of state says `text`."""
    expect(page.locator("#line")).to_have_text(text)


WS = "**/ws/**"
