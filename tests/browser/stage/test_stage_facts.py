"""Facts beside a result, and options that are asked, keep their place on the stage when long."""

import msgspec
import pytest
from playwright.sync_api import expect

from poll_server.questions.results import Fact
from poll_server.wire.messages import StageSnapshot
from tests.browser.wire.open_stage import OpenStage
from tests.browser.wire.screen_wire import replace
from tests.browser.wire.scripted import drawn, two_frames
from tests.support.screen_states import STAGE_SCENES

pytestmark = pytest.mark.browser

LONG = "Die Lehrkräfte unserer Schulen bekommen in jedem Schuljahr Zeit für Fortbildung, " * 3
FACTS = (Fact("Nach allen drei Verfahren vorn", LONG[:200]), Fact("Einwände", "42"))
CUT = """() => [...document.querySelectorAll("main, #facts, #facts > div")]
  .filter((box) => box.scrollWidth > box.clientWidth || box.scrollHeight > box.clientHeight + 1)
  .map((box) => box.id || box.textContent)"""


def with_facts(snapshot: StageSnapshot) -> StageSnapshot:
    """The result, with a fact that names an option of 200 characters."""
    assert snapshot.result
    return msgspec.structs.replace(
        snapshot, result=msgspec.structs.replace(snapshot.result, facts=FACTS)
    )


@pytest.mark.parametrize("size", [(1920, 1080), (1080, 1920), (1024, 768)])
def test_a_long_fact_is_read_to_its_end_and_widens_nothing(
    stage: OpenStage, size: tuple[int, int]
) -> None:
    """On a screen on edge it pushed chart and QR code out of sight; elsewhere its end was “…”."""
    scene = STAGE_SCENES["shown-choice"]
    page, wire = stage.page, stage.shows(scene, size=size)
    wire.say(with_facts(replace(scene, epoch="facts").stage()))
    page.locator("#facts").get_by_text("42").wait_for()
    drawn(page)
    two_frames(page)
    assert page.evaluate(CUT) == []
    facts = page.locator("#facts").evaluate("(list) => list.getBoundingClientRect().toJSON()")
    chart = page.locator("#chart").evaluate("(box) => box.getBoundingClientRect().toJSON()")
    assert 0 <= facts["left"] < facts["right"] <= size[0]
    assert chart["height"] > 0.25 * size[1]
    assert chart["bottom"] <= facts["top"]


@pytest.mark.parametrize("size", [(1920, 1080), (1080, 1920)])
def test_twelve_long_options_take_the_fewest_pages(stage: OpenStage, size: tuple[int, int]) -> None:
    """Two beside each other left half of a wide screen empty, on six pages."""
    scene = STAGE_SCENES["open"]
    page, wire = stage.page, stage.shows(scene, size=size)
    options = tuple(f"{n}. {LONG}"[:200] for n in range(1, 13))
    asked = replace(scene, epoch="long").stage()
    wire.say(
        msgspec.structs.replace(asked, options=options, hint="Bringen Sie sie in Reihenfolge.")
    )
    page.locator("#options li").first.wait_for()
    two_frames(page)
    pages = page.locator("#options .pages")
    last = 4 if size[0] > size[1] else 3
    expect(pages).to_contain_text(f"Seite 1 von {last}")
    cut = (
        "(list) => list.scrollHeight > list.clientHeight + 1 || list.scrollWidth > list.clientWidth"
    )
    assert not page.locator("#options ul").evaluate(cut)
    page.keyboard.press("ArrowRight")
    expect(pages).to_contain_text("Seite 2")
