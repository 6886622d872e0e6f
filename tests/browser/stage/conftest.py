"""The stage that tests share who only tell it what to show."""

import re
from collections.abc import Iterator

import pytest

from tests.browser.pages.pictures import picture
from tests.browser.pages.tab import Tab
from tests.browser.wire.open_stage import OpenStage


@pytest.fixture
def stage(
    request: pytest.FixtureRequest, scripted_tab: Tab, scripted_base: str
) -> Iterator[OpenStage]:
    """It must write no error, and stays as it is left, but after a test that fails."""
    failures = request.session.testsfailed
    page = scripted_tab.ready()
    yield OpenStage(page, scripted_base)
    failed = request.session.testsfailed > failures
    picture(page, re.sub(r"\W+", "-", request.node.name), failed=failed)
    page.evaluate("0")  # what was said before this answer has been heard
    errors = scripted_tab.leave(failed=True) if failed else scripted_tab.complaints()
    assert errors == []
