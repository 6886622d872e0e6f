"""The HTML report in a browser: for everybody, on a phone too, with one question in many polls."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path

import msgspec
import pytest
from playwright.sync_api import Browser, Page, expect

from poll_server.questions import Pairs
from poll_server.report import render, write_report
from poll_server.report.html import page as public
from tests.browser.pages.axe import TAGS, TORN, overflow, violations
from tests.browser.pages.tab import PATIENCE_MS
from tests.report.every_file.test_hostile import hostile_report
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
    with opened(browser) as (page, complaints):
        page.goto(file.as_uri())
        # Three questions, in two forums and together; where a table draws bars, they stand for it.
        assert drawn(page) == 9
        charts = page.locator(".chart")
        assert charts.filter(visible=True).count() == 6
        assert page.locator(".share-bar").filter(visible=True).count() > 9
        named = charts.evaluate_all("(all) => all.map((one) => [one.role, one.ariaLabel ?? ''])")
        assert [(role, bool(re.search(r"n = \d", name))) for role, name in named] == [
            ("img", True)
        ] * 9
        fits(page)
        assert violations(page, {"runOnly": [*TAGS, "best-practice"]}) == []
        levels = page.evaluate(
            "[...document.querySelectorAll('h1, h2, h3')].map((each) => +each.tagName[1])"
        )
        assert levels[0] == 1
        assert all(after - before <= 1 for before, after in pairwise(levels))
        pdf = page.pdf(prefer_css_page_size=True, tagged=True)
        assert b"/StructTreeRoot" in pdf
        assert b"/Lang" in pdf
        page.set_viewport_size({"width": 900, "height": 900})
        assert overflow(page, 900) <= 0
        page.set_viewport_size({"width": 320, "height": 800})
        page.goto((tmp_path / "public.html").as_uri())
        fits(page)
    assert complaints == []
    without_scripts = browser.new_page(java_script_enabled=False)
    without_scripts.goto(file.as_uri())
    expect(without_scripts.locator(".share-bar").first).to_be_visible()
    expect(without_scripts.locator(".chart").first).to_be_hidden()


@contextmanager
def opened(browser: Browser) -> Iterator[tuple[Page, list[str]]]:
    """A page as narrow as a phone, and what it complained of or asked others for."""
    page = browser.new_page(viewport={"width": 320, "height": 800})
    page.set_default_timeout(PATIENCE_MS)  # four megabytes of script are in a report
    complaints: list[str] = []
    own = ("file:", "data:", "blob:")
    page.on("request", lambda sent: complaints.extend([sent.url] * (not sent.url.startswith(own))))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("dialog", lambda dialog: complaints.append(dialog.message))
    page.on("console", lambda line: complaints.extend([line.text] * (line.type == "error")))
    try:
        yield page, complaints
    finally:
        page.close()


def drawn(page: Page) -> int:
    """Wait until every chart is a picture. Returns how many there are."""
    return int(
        page.evaluate(
            """() => new Promise((resolve, reject) => {
              if (!window.Plotly) reject(new Error("Plotly did not run"));
              const look = () => {
                const charts = [...document.querySelectorAll(".chart")];
                const isDrawn = (one) => one.closest(".drawn") && one.querySelector("img").src;
                if (charts.every(isDrawn)) resolve(charts.length);
                else requestAnimationFrame(look);
              };
              look();
            })"""
        )
    )


def fits(page: Page) -> None:
    """Nothing is wider than the window, but for the one word that is; and no caption is cut off."""
    assert overflow(page) <= 0
    assert {word.strip(":") for word in page.evaluate(TORN)} == {"W" * 80}
    assert page.evaluate(CAPTIONS_OUT_OF_SIGHT) == []


def test_nothing_written_runs_in_the_report(browser: Browser, tmp_path: Path) -> None:
    (path,) = write_report(hostile_report(), ["html"], tmp_path)
    with opened(browser) as (page, complaints):
        page.goto(path.as_uri())
        assert drawn(page) == 2
        assert page.locator("main a, main b, main script:not([type])").count() == 0
        elements = page.evaluate(
            """() => [...document.querySelectorAll(".chart img")].flatMap((image) => {
              const svg = decodeURIComponent(image.src.slice(image.src.indexOf(",") + 1));
              const parsed = new DOMParser().parseFromString(svg, "image/svg+xml");
              return [...parsed.querySelectorAll("*")].map((each) => each.localName);
            })"""
        )
    assert "text" in elements
    assert not {"a", "script", "foreignObject", "parsererror"} & set(elements)
    assert complaints == []
