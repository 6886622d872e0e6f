"""A poll with a question of every kind, and phones in its hall."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.backstage import Forum, House
from tests.browser.pages.screens import Screens
from tests.support.phone_stand import stand_event

NARROW = (320, 640)


@pytest.fixture
def hall(house: House) -> Iterator[Forum]:
    forum = house.forum(stand_event())
    yield forum
    forum.leave()


def join(screens: Screens, hall: Forum, name: str = "phone", **options: Any) -> Page:
    """A German phone that is connected."""
    page = screens.open(name, hall.phone, size=NARROW, **options)
    expect(page.locator("#link")).to_have_text("verbunden")
    return page


def vote(page: Page, *labels: str) -> None:
    """Sets the ticks of the first group and presses the button."""
    for label in labels:
        page.get_by_label(label, exact=True).click()
    page.locator("#send").click()


def line(page: Page) -> Any:
    return expect(page.locator("#line"))
