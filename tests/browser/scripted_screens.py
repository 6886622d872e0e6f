"""A stage or console whose socket the test answers, in both themes where it says so."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page

from .pictures import picture
from .tab import Tab


@pytest.fixture
def base(scripted_base: str) -> str:
    return scripted_base


@pytest.fixture
def page(request: pytest.FixtureRequest, scripted_tab: Tab) -> Iterator[Page]:
    failures = request.session.testsfailed
    scripted_tab.page.set_viewport_size({"width": 960, "height": 540})
    yield scripted_tab.page
    failed = request.session.testsfailed > failures
    picture(scripted_tab.page, request.node.name, failed=failed)
    assert not scripted_tab.leave()
