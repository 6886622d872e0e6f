"""The HTML report in a browser: for everybody, on a phone too, with one question in many polls."""

from pathlib import Path

import msgspec
import pytest
from playwright.sync_api import Browser

from poll_server.questions import Pairs
from poll_server.report import render
from poll_server.report.html import page as public
from tests.browser.pages.axe import TORN, overflow, violations
from tests.support.events.report_cases import every_kind, forums

pytestmark = pytest.mark.browser

CAPTIONS_OUT_OF_SIGHT = """() => [...document.querySelectorAll("caption:not(.unseen)")]
  .map((caption) => {
    const pen = document.createRange();
    pen.selectNodeContents(caption);
    return [caption.textContent, pen.getBoundingClientRect().right];
  })
  .filter(([, right]) => right > innerWidth)"""
"""Lines over tables that are as wide as their table, which is scrolled."""
RATHER = Pairs(id="rather", prompt="?", statements=("Berufsorientierungsveranstaltung", "Praxis"))
"""Its table has five columns, and a word as wide as a phone."""


def test_a_congress_is_for_everybody(browser: Browser, tmp_path: Path) -> None:
    asked = [
        (msgspec.structs.replace(question, prompt=f"Frage {number}"), answers)
        for number, (question, answers) in enumerate(
            [
                *every_kind(("Programmierkenntnisse", "Mediale Kompetenzen", "W" * 80))[:2],
                (RATHER, [{"won": [[0, 1]]}, {"won": [[1, 0]]}, {"won": [[1, 0]]}]),
            ],
            1,
        )
    ]
    file = tmp_path / "report.html"
    # The same questions in two forums, one of them asked again: names must still tell them apart.
    report = forums([[*asked, asked[0]], asked], "de", interval=True)
    file.write_bytes(render(report, "html"))
    (tmp_path / "public.html").write_bytes(public.render(report, ("de",)))
    page = browser.new_page(viewport={"width": 320, "height": 800})
    try:
        page.goto(file.as_uri())
        page.wait_for_function(
            "[...document.querySelectorAll('.chart')].every((c) => c.closest('.drawn'))"
        )
        # Three questions, in two forums and together; where a table draws bars, they stand for it.
        assert page.locator(".chart").count() == 9
        assert page.locator(".chart").filter(visible=True).count() == 6
        assert page.locator(".share-bar").filter(visible=True).count() > 9
        assert overflow(page) <= 0
        assert {word.strip(":") for word in page.evaluate(TORN)} == {"W" * 80}
        assert page.evaluate(CAPTIONS_OUT_OF_SIGHT) == []
        assert violations(page, {}) == []
        page.goto((tmp_path / "public.html").as_uri())
        assert overflow(page) <= 0
        assert {word.strip(":") for word in page.evaluate(TORN)} == {"W" * 80}
        assert page.evaluate(CAPTIONS_OUT_OF_SIGHT) == []
    finally:
        page.close()
