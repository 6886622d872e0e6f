"""Stage and console on screens of any shape, on paper, and kept awake."""

from itertools import combinations
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from poll_server.looks.look import DARK
from poll_server.questions import Choice, Scale
from poll_server.questions.drawing.rows import HEIGHT, WIDTH
from tests.browser.pages.axe import overflow, violations
from tests.browser.pages.boxes import AXE, box
from tests.browser.wire.open_stage import LARGE, OpenStage
from tests.browser.wire.screen_wire import Wire, replace
from tests.browser.wire.scripted import drawn, resize, two_frames
from tests.questions.drawing.figures_of import LONG
from tests.support.screen_states import LOOKS_SCENES, STAGE_SCENES
from tests.support.suite.at_length import WHOLE

pytestmark = pytest.mark.browser


LOOKED_AT = STAGE_SCENES | LOOKS_SCENES


ON_EDGE = (1080, 1920)
"""px of a screen that is higher than wide."""


# ── Shapes ────────────────────────────────────────────────────────────────────────────────────


def test_on_a_screen_on_edge_the_count_stands_under_the_options(stage: OpenStage) -> None:
    stage.shows(STAGE_SCENES["open"], size=ON_EDGE)
    options, count = box(stage.page, "#options li:last-child"), box(stage.page, "#votes")
    assert options["width"] > 0.85 * 1080
    assert 0 < count["top"] - options["bottom"] < 0.15 * 1920
    assert stage.page.evaluate("document.documentElement.scrollHeight") <= 1920
    size = stage.page.locator("#options li").first.evaluate(
        "(card) => parseFloat(getComputedStyle(card).fontSize)"
    )
    assert size > 1080 / 30  # px: as wide for its screen as on one of 1920


SHAPES = ((1080, 1920), (1024, 768), (640, 360))


@pytest.mark.parametrize(
    ("name", "first"),
    [("shown-choice", 0), ("shown-scale", 1), ("shown-words", 2), ("shown-texts", 0)],
)
def test_a_result_fits_every_shape(stage: OpenStage, name: str, first: int) -> None:
    """Also when the window becomes another; in `make test` one other, in the survey all."""
    page, (own, *others) = stage.page, (*SHAPES[first:], *SHAPES[:first])
    stage.shows(STAGE_SCENES[name], size=own)
    for width, height in (own, *(others if WHOLE else others[:1])):
        resize(page, width, height)
        drawn(page)
        assert overflow(page, width) <= 0
        assert page.evaluate("document.documentElement.scrollHeight") <= height
        if name != "shown-texts":
            expect(page.locator("#chart")).to_be_visible()
            chart, foot = box(page, ".chart .canvas"), box(page, ".bottom")
            assert chart["bottom"] <= foot["top"] + 2
            assert chart["left"] >= 0
            assert chart["right"] <= width
        if width < height:
            assert violations(page, AXE) == []


LABELS_AND_BARS = """() => {
  const boxes = (selector) => [...document.querySelectorAll(`.chart ${selector}`)].map((one) => {
    const { top, bottom, left, right } = one.getBoundingClientRect();
    return { top, bottom, left, right, text: one.textContent };
  });
  return { labels: boxes(".annotation-text"), bars: boxes(".barlayer .trace:first-child path") };
}"""


def test_on_a_screen_on_edge_labels_stand_over_their_bars_and_are_as_large(
    stage: OpenStage,
) -> None:
    for name, begin in (("shown-many", "Vorhaben"), ("shown-scale", "…")):
        stage.shows(LOOKED_AT[name], size=ON_EDGE)
        drawn(stage.page)
        found = stage.page.evaluate(LABELS_AND_BARS)
        bars = {round(bar["top"]): bar for bar in found["bars"]}  # a bar and its track
        labels = [each for each in found["labels"] if each["text"].startswith(begin)]
        assert len(labels) == len(bars) == {"shown-many": 10, "shown-scale": 3}[name]
        above = 0.0
        for label, bar in zip(labels, bars.values(), strict=True):
            assert label["bottom"] - label["top"] > 1080 / 40  # px; they were half as high
            assert above < label["top"] < label["bottom"] < bar["top"]
            assert 0 < label["left"] < label["right"] < 1080
            above = bar["bottom"]
        stage.page.set_viewport_size({"width": 1920, "height": 1080})  # turned round
        expect(stage.page.locator(".chart .ytick text").first).to_contain_text(begin)


WRITTEN = """() => {
  const box = (one) => {
    const { top, bottom, left, right } = one.getBoundingClientRect();
    return { text: one.textContent, top, bottom, left, right };
  };
  const all = (selector) => [...document.querySelectorAll(selector)].map(box);
  return {
    room: box(document.querySelector("#chart")),
    words: all(".chart text:is(.textpoint text, .annotation-text, .xtick text, .bartext)"),
  };
}"""


def written(wire: Wire, page: Page, name: str, **other: Any) -> dict[str, Any]:
    """The chart's room, and each text in it."""
    snapshot = replace(LOOKED_AT[name], epoch=name, **other).stage()
    wire.say(snapshot)
    assert snapshot.result is not None
    cells = [cell for row in snapshot.result.table.rows for cell in row.cells]
    expect(page.locator("#tables tbody :is(th, td)")).to_have_text(cells)
    two_frames(page)
    two_frames(page)
    found: dict[str, Any] = page.evaluate(WRITTEN)
    return found


def apart(words: list[dict[str, Any]], hair: float) -> bool:
    """Whether no two are written over each other, but for so many px of air around letters."""
    return not any(
        min(one["right"], other["right"]) - max(one["left"], other["left"]) > hair
        and min(one["bottom"], other["bottom"]) - max(one["top"], other["top"]) > hair
        for one, other in combinations(words, 2)
    )


def test_on_a_screen_on_edge_every_chart_takes_the_height_and_is_read(stage: OpenStage) -> None:
    """Words were 17 px high, in a strip in the middle, and a field as small."""
    wire = stage.shows(LOOKED_AT["shown-choice"], size=ON_EDGE)
    drawn(stage.page)
    for name, least, share, count in (
        ("shown-three-words", 60, 0.3, 3),
        ("shown-words", 40, 0.85, 17),
        ("shown-forty-words", 30, 0.85, 40),
        ("shown-grid", 28, 0.65, 3 + 3 + 2 + 3),
        ("shown-number", 30, 0.85, 2 * 6 + 1),
    ):
        room, words = written(wire, stage.page, name).values()
        assert len(words) == count, (name, [word["text"] for word in words])
        assert apart(words, 0.35 * least), name  # a line of letters has air over and under them
        assert min(word["bottom"] - word["top"] for word in words) >= least, name  # px of 1920
        assert all(room["left"] <= word["left"] < word["right"] <= room["right"] for word in words)
        high = max(word["bottom"] for word in words) - min(word["top"] for word in words)
        assert share < high / (room["bottom"] - room["top"]) <= 1, name
        expect(stage.page.locator("#tables")).to_have_css("position", "absolute")


def test_a_vote_moves_few_words_of_a_cloud_on_edge(stage: OpenStage) -> None:
    scene = LOOKED_AT["shown-words"]
    wire = stage.shows(scene, size=ON_EDGE)
    drawn(stage.page)
    before = {word["text"]: word for word in written(wire, stage.page, "shown-words")["words"]}
    tally = {**scene.state().unmoderated, "text:praxis": 5}
    after = written(wire, stage.page, "shown-words", version=2, tally=tally)["words"]
    was = [before[word["text"]] for word in after]
    moved = [
        abs(new["left"] - old["left"]) + abs(new["top"] - old["top"])
        for new, old in zip(after, was, strict=True)
    ]
    assert any(moved)  # it was drawn anew
    assert sum(far > 22 for far in moved) <= 1  # px: 2 % of the width


def test_a_small_window_shows_the_stage_and_a_phone_the_column(stage: OpenStage) -> None:
    stage.shows(STAGE_SCENES["shown-choice"], size=(640, 360))
    drawn(stage.page)
    expect(stage.page.locator(".chart .main-svg").first).to_be_visible()
    for width, height in ((390, 760), (700, 900), (427, 240)):
        stage.page.set_viewport_size({"width": width, "height": height})
        expect(stage.page.locator("#chart")).to_be_hidden()
        expect(stage.page.locator("#tables td").first).to_be_visible()


def test_a_screen_of_four_to_three_is_read_from_as_far(stage: OpenStage) -> None:
    stage.shows(STAGE_SCENES["open"], size=(1024, 768))
    foot = stage.page.locator("#state").evaluate(
        "(one) => parseFloat(getComputedStyle(one).fontSize)"
    )
    assert foot >= 1024 / 1600 * 32 - 0.5  # px; it was 17


def test_long_questions_are_large_until_a_chart_needs_the_room(stage: OpenStage) -> None:
    size = "(title) => parseFloat(getComputedStyle(title).fontSize)"
    stage.shows(LOOKS_SCENES["open-many"], size=LARGE)
    assert len(stage.page.locator("h1").text_content() or "") > 200
    assert stage.page.locator("h1").evaluate(size) >= 45


HOSTILE = "<a href='https://example.org/'>x</a> <b>&amp;lt;"
DRAW = """async ([data, layout]) => {
  const chart = document.createElement("div");
  chart.style = "position: fixed; top: 0; left: 0";
  document.body.append(chart);
  await Plotly.newPlot(chart, data, layout, { staticPlot: true });
  const frame = chart.getBoundingClientRect();
  const texts = [...chart.querySelectorAll("text")].map((text) => {
    const box = text.getBoundingClientRect();
    return { text: text.textContent, links: text.querySelectorAll("a").length,
      left: box.left - frame.left, right: box.right - frame.left,
      top: box.top - frame.top, bottom: box.bottom - frame.top };
  });
  chart.remove();
  return texts.filter(({ text }) => text);
}"""
"""Draws a figure and returns every text in it, with its box in the figure's pixels."""


def test_the_texts_of_a_figure_are_drawn_as_they_are_and_inside_it(stage: OpenStage) -> None:
    """Whatever is in them, by the stage's own Plotly."""
    stage.shows(STAGE_SCENES["open"])
    options = ("Kreativität", LONG, HOSTILE, "Programmierkenntnisse", "E")
    choice = Choice(id="q", prompt="?", options=options, most=5)
    scale = Scale(id="q", prompt="?", statements=(LONG, HOSTILE), set="likelihood-5")
    for question, tally in (
        (choice, {str(n): 100 for n in range(5)}),
        (scale, {"0:0": 50, "0:4": 50, "1:2": 100}),
    ):
        figure = question.figure(question.results(tally, 100, "de"), DARK, "percent", "de")
        texts = stage.page.evaluate(DRAW, [figure["data"], figure["layout"]])
        # Lines of a label come without the spaces between them.
        assert "".join(HOSTILE.split()) in ["".join(text["text"].split()) for text in texts]
        assert not any(text["links"] for text in texts)
        for text in texts:
            assert text["left"] >= 0, text
            assert text["top"] >= 0, text
            assert text["right"] <= WIDTH, text
            assert text["bottom"] <= HEIGHT, text
