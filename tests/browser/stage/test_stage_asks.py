"""What a stage asks, before and while people vote; and small facts on the console."""

import json
import re
from typing import Any

import msgspec
import pytest
from playwright.sync_api import Page, expect

from poll_server.live.screens import offered, views
from poll_server.questions.kinds.choice import Choice
from poll_server.wire.messages import encode
from tests.browser.wire.open_stage import LARGE, OpenStage
from tests.browser.wire.screen_wire import replace
from tests.browser.wire.scripted import open_console, two_frames
from tests.support.screen_states import MODERATOR_SCENES, STAGE_SCENES, Scene

pytestmark = pytest.mark.browser


def test_the_hall_reads_the_options_without_counts(stage: OpenStage) -> None:
    """Rule 21: what is hidden is not sent."""
    page, wire = stage.page, stage.shows(STAGE_SCENES["before"])
    phases: tuple[Any, ...] = ("ready", "open", "closed")
    for phase in phases:
        tally = {"0": 7919, "1": 7907}  # counts that nothing else in a frame is
        votes = 0 if phase == "ready" else 20
        snapshot = Scene(2, phase, votes=votes, tally=tally, epoch=f"in {phase}").stage()
        frame = encode(snapshot).decode()
        assert json.loads(frame)["options"] == ["Ja", "Nein", "Enthaltung"]
        assert "7919" not in frame
        assert "7907" not in frame
        wire.say(snapshot)
        expect(page.locator("body")).to_have_attribute("data-state", phase)
        expect(page.locator("#options li:visible")).to_have_text(["Ja", "Nein", "Enthaltung"])


VOTED_AT = {
    "open": (Scene(1, "open"), "#of"),
    "closed": (Scene(1, "closed"), "#of"),
    "address in the middle": (Scene(1, "open", join=True), "#voted"),
    "live result": (Scene(1, "open", shown=True), "#voted"),
}


def test_how_many_have_voted_stands_there_once(stage: OpenStage) -> None:
    page, wire = stage.page, stage.shows(STAGE_SCENES["before"])
    for name, (scene, place) in VOTED_AT.items():
        wire.say(replace(scene, epoch=name).stage())
        said = page.locator("main, footer").get_by_text("von 187 haben abgestimmt")
        expect(page.locator(place)).to_contain_text("von 187 haben abgestimmt")
        expect(said.locator("visible=true")).to_have_count(1)


def test_statements_are_read_before_they_are_rated(stage: OpenStage) -> None:
    stage.shows(Scene(3, "open"))
    expect(stage.page.locator("#options li:visible")).to_have_count(3)
    expect(stage.page.locator("#options")).to_contain_text("entlastet die Lehrkräfte")
    title, options = (stage.page.locator(each).bounding_box() for each in ("h1", "#options"))
    assert title
    assert options
    assert title["x"] == options["x"], "the question stands where the header begins"
    assert Scene(5, "open").stage().options == ()  # what people write cannot be read beforehand


def test_the_options_of_another_question_hang_in_its_own_order(stage: OpenStage) -> None:
    page, wire = stage.page, stage.shows(Scene(2, "open"))
    options = page.locator("#options li")
    expect(options).to_have_text(["Ja", "Nein", "Enthaltung"])
    turned = msgspec.structs.replace(
        Scene(2, "open", version=2).stage(), prompt="Andersherum?", options=("Nein", "Ja")
    )
    wire.say(turned)
    expect(options).to_have_text(["Nein", "Ja"])


def test_many_long_options_and_a_hint_are_read_page_by_page(stage: OpenStage) -> None:
    page, wire = stage.page, stage.shows(Scene(1, "ready"), size=LARGE)
    long = tuple(f"{n} " + "ein sehr langer Satz, " * 9 for n in range(30))
    told = msgspec.structs.replace(
        Scene(1, "open", version=2).stage(), options=long, hint="Mehrere sind möglich."
    )
    wire.say(told)
    expect(page.locator("#hint")).to_have_text("Mehrere sind möglich.")
    pages = page.locator("#options .pages")
    expect(pages).to_contain_text("Seite 1 von")
    two_frames(page)  # as many as the room takes that the hint has left
    last = int(re.findall(r"von (\d+)", pages.text_content() or "")[0])
    seen: list[str] = []
    for number in range(1, last + 1):
        expect(pages).to_contain_text(f"Seite {number} von {last}")
        seen += page.locator("#options li:visible").all_text_contents()
        if number < last:
            page.keyboard.press("ArrowRight")
    assert seen == list(long)
    size = page.locator("#options li:visible").first.evaluate(
        "(card) => parseFloat(getComputedStyle(card).fontSize)"
    )
    assert size >= 32  # px of 1080: the smallest that is read from the last row


def test_the_second_round_is_named_everywhere(stage: OpenStage) -> None:
    scene = Scene(1, "open", attempt=2)
    stage.shows(scene)
    expect(stage.page.locator("#where")).to_contain_text("Runde 2")
    asked = views.phone(scene.state(), "de").question
    assert asked is not None
    assert asked.prompt.endswith("(Runde 2)")
    first = views.phone(Scene(1, "open").state(), "de").question
    assert first is not None
    assert "Runde" not in first.prompt + Scene(1, "open").stage().prompt


def test_a_console_says_the_time_limit_the_round_and_that_all_is_over(
    scripted: Page, scripted_base: str
) -> None:
    room = open_console(scripted, scripted_base, Scene(2, "ready"))
    expect(scripted.locator("#left-words")).to_have_text("Zeitlimit")
    expect(scripted.locator("#left")).to_have_text("1:00")
    room.become(phase="open", attempt=2)
    expect(scripted.locator("#left-words")).to_have_text("ohne Zeitlimit")
    expect(scripted.locator("#where")).to_contain_text("Runde 2")
    over = replace(MODERATOR_SCENES["closed"], version=room.scene.version + 1).moderator()
    room.wire.say(msgspec.structs.replace(over, over=True))
    expect(scripted.locator("#risk")).to_contain_text("beendet und im Archiv")
    # All but the one that only opens the rest of them, on a phone.
    works = scripted.locator('.controls .button:not([aria-disabled="true"], #more-open)')
    expect(works).to_have_count(0)
    assert scripted.locator('.controls .button[aria-disabled="true"]').count() >= 10
    for key in ("Space", "h", "q", "b"):
        scripted.keyboard.press(key)
    assert room.actions == []


def test_options_come_from_the_form_of_any_kind() -> None:
    question = Choice(id="q", prompt="Was?", options=("a", "b"), other=True, abstain=True)
    assert offered.offered(question, "de") == ("a", "b", "Sonstiges", "Enthaltung")
