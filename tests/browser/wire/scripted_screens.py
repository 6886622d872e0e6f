"""A stage or console whose socket the test answers, in both themes where it says so."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page

from tests.browser.pages.tab import Tab, used


@pytest.fixture
def base(scripted_base: str) -> str:
    return scripted_base


@pytest.fixture
def page(request: pytest.FixtureRequest, scripted_tab: Tab) -> Iterator[Page]:
    with used(scripted_tab, request, (960, 540)) as page:
        yield page
