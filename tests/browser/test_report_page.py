"""The HTML report in a browser: for everybody, on a phone too, with one question in many polls."""

from pathlib import Path

import msgspec
import pytest
from playwright.sync_api import Browser

from poll_server.report import render
from tests.support.report_cases import every_kind, forums

from .axe import overflow, violations

pytestmark = pytest.mark.browser


def test_a_congress_is_for_everybody(browser: Browser, tmp_path: Path) -> None:
    asked = [
        (msgspec.structs.replace(question, prompt=f"Frage {number}"), answers)
        for number, (question, answers) in enumerate(every_kind()[:2], 1)
    ]
    file = tmp_path / "report.html"
    # The same questions in two forums, one of them asked again: names must still tell them apart.
    file.write_bytes(render(forums([[*asked, asked[0]], asked], "de", interval=True), "html"))
    page = browser.new_page(viewport={"width": 320, "height": 800})
    try:
        page.goto(file.as_uri())
        page.wait_for_function(
            "[...document.querySelectorAll('.chart')].every((c) => c.closest('.drawn'))"
        )
        assert page.locator(".chart").count() == 6  # two questions, in two forums and together
        assert overflow(page) <= 0
        assert violations(page, {}) == []
    finally:
        page.close()
