"""Figures of several pages, and stages and consoles on paper."""

import re

import pytest
from msgspec import structs
from playwright.sync_api import Page, expect

from tests.browser.pages.boxes import box
from tests.browser.pages.looking import comes
from tests.browser.wire.open_stage import SMALL, OpenStage
from tests.browser.wire.screen_wire import replace
from tests.browser.wire.scripted import open_console, open_stage, two_frames, until
from tests.support.screen_states import (
    ALL_APPROVED,
    LOOKS_SCENES,
    MODERATOR_SCENES,
    STAGE_SCENES,
    Scene,
)

pytestmark = pytest.mark.browser


# ── Pages ─────────────────────────────────────────────────────────────────────────────────────


def test_pages_of_a_figure_are_turned_by_key(scripted: Page, scripted_base: str) -> None:
    scripted.set_viewport_size({"width": SMALL[0], "height": SMALL[1]})
    wire = open_stage(scripted, scripted_base, LOOKS_SCENES["shown-many"])
    pages, labels = scripted.locator("#figure-pages"), scripted.locator(".chart .ytick text")
    shown: list[str] = []
    scripted.keyboard.press("ArrowLeft")  # there is none before the first
    for n in (1, 2, 3):
        expect(pages).to_have_text(f"Seite {n} von 3 (Tasten ← →)")
        expect(labels).to_have_count(10)
        expect(labels.first).to_contain_text(f"Vorhaben {10 * n - 9}:")
        shown += labels.all_text_contents()
        comes(scripted, lambda: _is_over(scripted, ".chart .canvas", "#figure-pages"), True)
        scripted.keyboard.press("ArrowRight")
    assert len(set(shown)) == 30
    scripted.keyboard.press("ArrowLeft")
    expect(pages).to_have_text("Seite 2 von 3 (Tasten ← →)")
    # More votes leave the page where it is; another round begins at the first one.
    wire.say(replace(LOOKS_SCENES["shown-many"], version=2, votes=94).stage())
    expect(pages).to_have_text("Seite 2 von 3 (Tasten ← →)")
    # A page that is no more is not waited for: fewer options have votes to show.
    scripted.keyboard.press("ArrowRight")
    shorter = replace(LOOKS_SCENES["shown-many"], version=3).stage()
    assert shorter.result is not None
    fewer = structs.replace(shorter.result, more=shorter.result.more[:1])
    wire.say(structs.replace(shorter, result=fewer))
    expect(pages).to_have_text("Seite 2 von 2 (Tasten ← →)")
    expect(labels.first).to_contain_text("Vorhaben 11:")
    wire.say(replace(LOOKS_SCENES["shown-many"], version=4, attempt=2).stage())
    expect(pages).to_have_text("Seite 1 von 3 (Tasten ← →)")


def _is_over(page: Page, one: str, other: str) -> bool:
    return box(page, one)["bottom"] <= box(page, other)["top"] + 1


def test_after_the_last_page_one_press_too_many_ends_no_vote(
    scripted: Page, scripted_base: str
) -> None:
    open_stage(scripted, scripted_base, LOOKS_SCENES["open-many"])
    pages, note = scripted.locator("#options .pages"), scripted.locator("#note")
    expect(pages).to_contain_text("Seite 1 von")
    scripted.evaluate("document.fonts.ready")
    two_frames(scripted)
    last = int(re.findall(r"von (\d+)", pages.text_content() or "")[0])
    scripted.keyboard.press("ArrowLeft")  # there is none before the first
    for n in range(1, last + 1):
        expect(pages).to_contain_text(f"Seite {n} von {last}")
        expect(note).to_be_hidden()
        scripted.keyboard.press("ArrowRight")
    expect(note).to_have_text(
        "Das war die letzte Seite. Noch einmal → führt in der Umfrage weiter."
    )
    scripted.keyboard.press("ArrowRight")  # passed on, to a console that is not there
    expect(note).to_contain_text("Diese Taste wirkt im Fenster der Moderation")
    # A screen with fewer pages shows its last one.
    expect(pages).to_contain_text(f"Seite {last} von {last}")
    scripted.set_viewport_size({"width": 1080, "height": 1920})
    fewer = "|".join(f"Seite {n} von {n} " for n in range(1, last))
    expect(pages).to_contain_text(re.compile(fewer))
    expect(scripted.locator("#options li:visible").last).to_contain_text("Vorhaben 30")


def test_where_there_is_one_page_no_press_is_held_back_and_none_leaves_a_blank_wall(
    scripted: Page, scripted_base: str
) -> None:
    wire = open_stage(scripted, scripted_base, STAGE_SCENES["open"])
    expect(scripted.locator("#options li").first).to_be_visible()
    scripted.keyboard.press("ArrowRight")
    expect(scripted.locator("#note")).to_contain_text("Diese Taste wirkt im Fenster der Moderation")
    for key in ("ArrowLeft", "ArrowLeft", "ArrowRight"):
        scripted.keyboard.press(key)
    wire.say(Scene(5, "closed", shown=True, votes=10, verdicts=ALL_APPROVED, version=2).stage())
    until(scripted, "document.querySelector('#cards ul').childElementCount === 6")
    expect(scripted.locator("#cards li:visible")).to_have_count(6)


# ── On paper ──────────────────────────────────────────────────────────────────────────────────


def test_a_stage_on_paper_is_black_on_white_and_whole(stage: OpenStage) -> None:
    page, wire = stage.page, stage.shows(STAGE_SCENES["before"], theme="dark")
    scenes = STAGE_SCENES | LOOKS_SCENES
    page.emulate_media(media="print")
    try:
        for name, wanted in {
            "open": "#options li",
            "shown-choice": "#tables td",
            "shown-texts": "#cards li",
            "black": "#options li",
            "open-many": "#options li",
        }.items():
            snapshot = replace(scenes[name], epoch=name).stage("de", "dark")
            wire.say(snapshot)
            expect(page.locator("h1")).to_have_text(snapshot.prompt)
            expect(page.locator("h1")).to_be_visible()
            expect(page.locator(".join .address")).to_be_visible()
            expect(page.locator(".join .code")).to_be_visible()
            expect(page.locator(".chart")).to_be_hidden()
            expect(page.locator(wanted).first).to_be_visible()
            colours = page.evaluate(
                """() => [
                  getComputedStyle(document.documentElement).backgroundColor,
                  getComputedStyle(document.querySelector("h1")).color,
                ]"""
            )
            assert colours == ["rgb(255, 255, 255)", "rgb(0, 0, 0)"], name
        # Of all their pages.
        expect(page.locator("#options li:visible")).to_have_count(30)
    finally:
        page.emulate_media(media="screen")


def test_a_console_on_paper_has_question_result_and_code(
    scripted: Page, scripted_base: str
) -> None:
    open_console(scripted, scripted_base, MODERATOR_SCENES["shown"], "lang=de&theme=dark")
    scripted.emulate_media(media="print")
    try:
        for selector in ("#prompt", "#series .label", "#series .value", ".on-paper"):
            expect(scripted.locator(selector).first).to_be_visible()
        expect(scripted.locator(".on-paper")).to_have_text("poll.example.org · 482 913")
        for selector in (".controls", ".questions", ".notes", ".missing"):
            expect(scripted.locator(selector)).to_be_hidden()
        assert scripted.locator("#prompt").evaluate("(e) => getComputedStyle(e).color") == (
            "rgb(0, 0, 0)"
        )
    finally:
        scripted.emulate_media(media="screen")
