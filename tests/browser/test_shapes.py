"""Stage and console on screens of any shape, on paper, and kept awake."""

import re
from itertools import combinations
from typing import Any

import pytest
from msgspec import structs
from playwright.sync_api import Browser, Page, expect

from tests.support.screen_states import LOOKS_SCENES, MODERATOR_SCENES, STAGE_SCENES, Scene

from .axe import TAGS, violations
from .screen_wire import Wire, replace
from .screens import has_focus
from .scripted import drawn, open_console, open_stage, resize, two_frames, until
from .tab import without_charts

pytestmark = pytest.mark.browser

AXE = {"runOnly": TAGS}
BOX = "(element) => element.getBoundingClientRect().toJSON()"
LOOKED_AT = STAGE_SCENES | LOOKS_SCENES
SPREADS = """(groups) => groups.map((group) => {
  const middles = [...group.children].filter((one) => one.checkVisibility()).map((one) => {
    const { top, bottom } = one.getBoundingClientRect();
    return (top + bottom) / 2;
  });
  return Math.max(...middles) - Math.min(...middles);
})"""
"""px between the highest and the lowest middle in each group."""
HELD = """
// A browser whose lock the test can take away, as it is when the page goes out of sight.
window.asked = 0;
Object.defineProperty(Navigator.prototype, "wakeLock", { value: {
  request: async () => {
    window.asked += 1;
    return (window.held = { released: false });
  },
}, configurable: true });
"""


def box(page: Page, selector: str) -> dict[str, float]:
    found: dict[str, float] = page.locator(selector).first.evaluate(BOX)
    return found


def looked_at(page: Page, base: str, scene: Scene, width: int, height: int) -> None:
    page.set_viewport_size({"width": width, "height": height})
    open_stage(page, base, scene)
    expect(page.locator("h1")).not_to_be_empty()
    two_frames(page)


# ── Shapes ────────────────────────────────────────────────────────────────────────────────────


def test_on_a_screen_on_edge_the_count_stands_under_the_options(
    scripted: Page, scripted_base: str
) -> None:
    looked_at(scripted, scripted_base, STAGE_SCENES["open"], 1080, 1920)
    options, count = box(scripted, "#options li:last-child"), box(scripted, "#votes")
    assert options["width"] > 0.85 * 1080
    assert 0 < count["top"] - options["bottom"] < 0.15 * 1920
    assert scripted.evaluate("document.documentElement.scrollHeight") <= 1920
    size = scripted.locator("#options li").first.evaluate(
        "(card) => parseFloat(getComputedStyle(card).fontSize)"
    )
    assert size > 1080 / 30  # px: as wide for its screen as on one of 1920


SHAPES = ((1080, 1920), (1024, 768), (640, 360))


@pytest.mark.parametrize(
    ("name", "first"),
    [("shown-choice", 0), ("shown-scale", 1), ("shown-words", 2), ("shown-texts", 0)],
)
def test_a_result_fits_every_shape(
    scripted: Page, scripted_base: str, name: str, first: int
) -> None:
    """On the shape that it is opened on, and on the others when the window becomes so."""
    looked_at(scripted, scripted_base, STAGE_SCENES[name], *SHAPES[first])
    for width, height in (*SHAPES[first:], *SHAPES[:first]):
        resize(scripted, width, height)
        drawn(scripted)
        assert scripted.evaluate("document.documentElement.scrollWidth") <= width
        assert scripted.evaluate("document.documentElement.scrollHeight") <= height
        if name != "shown-texts":
            expect(scripted.locator("#chart")).to_be_visible()
            chart, foot = box(scripted, ".chart .canvas"), box(scripted, ".bottom")
            assert chart["bottom"] <= foot["top"] + 2
            assert chart["left"] >= 0
            assert chart["right"] <= width
        if width < height:
            assert violations(scripted, AXE) == []


LABELS_AND_BARS = """() => {
  const boxes = (selector) => [...document.querySelectorAll(`.chart ${selector}`)].map((one) => {
    const { top, bottom, left, right } = one.getBoundingClientRect();
    return { top, bottom, left, right, text: one.textContent };
  });
  return { labels: boxes(".annotation-text"), bars: boxes(".barlayer .trace:first-child path") };
}"""


def test_on_a_screen_on_edge_labels_stand_over_their_bars_and_are_as_large(
    scripted: Page, scripted_base: str
) -> None:
    for name, begin in (("shown-many", "Vorhaben"), ("shown-scale", "…")):
        looked_at(scripted, scripted_base, LOOKED_AT[name], 1080, 1920)
        drawn(scripted)
        found = scripted.evaluate(LABELS_AND_BARS)
        bars = {round(bar["top"]): bar for bar in found["bars"]}  # a bar and its track
        labels = [each for each in found["labels"] if each["text"].startswith(begin)]
        assert len(labels) == len(bars) == {"shown-many": 10, "shown-scale": 3}[name]
        above = 0.0
        for label, bar in zip(labels, bars.values(), strict=True):
            assert label["bottom"] - label["top"] > 1080 / 40  # px; they were half as high
            assert above < label["top"] < label["bottom"] < bar["top"]
            assert 0 < label["left"] < label["right"] < 1080
            above = bar["bottom"]
        scripted.set_viewport_size({"width": 1920, "height": 1080})  # turned round
        expect(scripted.locator(".chart .ytick text").first).to_contain_text(begin)


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
    wire.say(replace(LOOKED_AT[name], epoch=name, **other).stage())
    expect(page.locator("#tables caption")).not_to_be_empty()
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


def test_on_a_screen_on_edge_every_chart_takes_the_height_and_is_read(
    scripted: Page, scripted_base: str
) -> None:
    """Words were 17 px high, in a strip in the middle, and a field as small."""
    scripted.set_viewport_size({"width": 1080, "height": 1920})
    wire = open_stage(scripted, scripted_base, LOOKED_AT["shown-choice"])
    drawn(scripted)
    for name, least, share, count in (
        ("shown-three-words", 60, 0.3, 3),
        ("shown-words", 40, 0.85, 17),
        ("shown-forty-words", 30, 0.85, 40),
        ("shown-grid", 28, 0.65, 3 + 3 + 2 + 3),
        ("shown-number", 30, 0.85, 2 * 6 + 1),
    ):
        room, words = written(wire, scripted, name).values()
        assert len(words) == count, (name, [word["text"] for word in words])
        assert apart(words, 0.35 * least), name  # a line of letters has air over and under them
        assert min(word["bottom"] - word["top"] for word in words) >= least, name  # px of 1920
        assert all(room["left"] <= word["left"] < word["right"] <= room["right"] for word in words)
        high = max(word["bottom"] for word in words) - min(word["top"] for word in words)
        assert share < high / (room["bottom"] - room["top"]) <= 1, name
        expect(scripted.locator("#tables")).to_have_css("position", "absolute")


def test_a_vote_moves_few_words_of_a_cloud_on_edge(scripted: Page, scripted_base: str) -> None:
    scripted.set_viewport_size({"width": 1080, "height": 1920})
    scene = LOOKED_AT["shown-words"]
    wire = open_stage(scripted, scripted_base, scene)
    drawn(scripted)
    before = {word["text"]: word for word in written(wire, scripted, "shown-words")["words"]}
    tally = {**scene.state().unmoderated, "text:praxis": 5}
    after = written(wire, scripted, "shown-words", version=2, tally=tally)["words"]
    was = [before[word["text"]] for word in after]
    moved = [
        abs(new["left"] - old["left"]) + abs(new["top"] - old["top"])
        for new, old in zip(after, was, strict=True)
    ]
    assert any(moved)  # it was drawn anew
    assert sum(far > 22 for far in moved) <= 1  # px: 2 % of the width


def test_a_small_window_shows_the_stage_and_a_phone_the_column(
    scripted: Page, scripted_base: str
) -> None:
    looked_at(scripted, scripted_base, STAGE_SCENES["shown-choice"], 640, 360)
    drawn(scripted)
    expect(scripted.locator(".chart .main-svg").first).to_be_visible()
    for width, height in ((390, 760), (700, 900), (427, 240)):
        scripted.set_viewport_size({"width": width, "height": height})
        expect(scripted.locator("#chart")).to_be_hidden()
        expect(scripted.locator("#tables td").first).to_be_visible()


def test_a_screen_of_four_to_three_is_read_from_as_far(scripted: Page, scripted_base: str) -> None:
    looked_at(scripted, scripted_base, STAGE_SCENES["open"], 1024, 768)
    foot = scripted.locator("#state").evaluate(
        "(one) => parseFloat(getComputedStyle(one).fontSize)"
    )
    assert foot >= 1024 / 1600 * 32 - 0.5  # px; it was 17


def test_long_questions_are_large_until_a_chart_needs_the_room(
    scripted: Page, scripted_base: str
) -> None:
    size = "(title) => parseFloat(getComputedStyle(title).fontSize)"
    looked_at(scripted, scripted_base, LOOKS_SCENES["open-many"], 1920, 1080)
    assert len(scripted.locator("h1").text_content() or "") > 200
    assert scripted.locator("h1").evaluate(size) >= 45


# ── Pages ─────────────────────────────────────────────────────────────────────────────────────


def test_pages_of_a_figure_are_turned_by_key(scripted: Page, scripted_base: str) -> None:
    wire = open_stage(scripted, scripted_base, LOOKS_SCENES["shown-many"])
    pages, labels = scripted.locator("#figure-pages"), scripted.locator(".chart .ytick text")
    shown: list[str] = []
    scripted.keyboard.press("ArrowLeft")  # there is none before the first
    for n in (1, 2, 3):
        expect(pages).to_have_text(f"Seite {n} von 3 (Tasten ← →)")
        expect(labels).to_have_count(10)
        expect(labels.first).to_contain_text(f"Vorhaben {10 * n - 9}:")
        shown += labels.all_text_contents()
        last, number = box(scripted, ".chart .canvas"), box(scripted, "#figure-pages")
        assert last["bottom"] <= number["top"] + 1
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
    expect(pages).not_to_contain_text(f"von {last}")
    fewer = re.findall(r"Seite (\d+) von (\d+)", pages.text_content() or "")
    assert [int(n) for n in fewer[0]] == [int(fewer[0][1])] * 2
    assert int(fewer[0][1]) < last
    expect(scripted.locator("#options li:visible").last).to_contain_text("Vorhaben 30")


def test_where_there_is_one_page_no_press_is_held_back(scripted: Page, scripted_base: str) -> None:
    open_stage(scripted, scripted_base, STAGE_SCENES["open"])
    expect(scripted.locator("#options li").first).to_be_visible()
    scripted.keyboard.press("ArrowRight")
    expect(scripted.locator("#note")).to_contain_text("Diese Taste wirkt im Fenster der Moderation")


# ── On paper ──────────────────────────────────────────────────────────────────────────────────


def test_a_stage_on_paper_is_black_on_white_and_whole(scripted: Page, scripted_base: str) -> None:
    wire = open_stage(scripted, scripted_base, STAGE_SCENES["before"], "lang=de&theme=dark")
    scripted.emulate_media(media="print")
    try:
        for name, wanted in {
            "open": "#options li",
            "shown-choice": "#tables td",
            "shown-texts": "#cards li",
            "black": "#options li",
        }.items():
            snapshot = replace(STAGE_SCENES[name], epoch=name).stage("de", "dark")
            wire.say(snapshot)
            expect(scripted.locator("h1")).to_have_text(snapshot.prompt)
            expect(scripted.locator("h1")).to_be_visible()
            expect(scripted.locator(".join .address")).to_be_visible()
            expect(scripted.locator(".join .code")).to_be_visible()
            expect(scripted.locator(".chart")).to_be_hidden()
            expect(scripted.locator(wanted).first).to_be_visible()
            colours = scripted.evaluate(
                """() => [
                  getComputedStyle(document.documentElement).backgroundColor,
                  getComputedStyle(document.querySelector("h1")).color,
                ]"""
            )
            assert colours == ["rgb(255, 255, 255)", "rgb(0, 0, 0)"], name
    finally:
        scripted.emulate_media(media="screen")


def test_cards_of_every_page_are_on_paper(scripted: Page, scripted_base: str) -> None:
    open_stage(scripted, scripted_base, LOOKS_SCENES["open-many"])
    expect(scripted.locator("#options .pages")).to_contain_text("Seite 1 von")
    scripted.emulate_media(media="print")
    try:
        expect(scripted.locator("#options li:visible")).to_have_count(30)
    finally:
        scripted.emulate_media(media="screen")


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


# ── Awake ─────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("screen", ["stage", "console"])
def test_a_screen_is_kept_awake_and_again_when_it_comes_back(
    browser: Browser, scripted_base: str, screen: str
) -> None:
    with browser.new_context(locale="de-DE") as context:
        page = without_charts(context).new_page()
        page.add_init_script(HELD)
        _open(page, scripted_base, screen)
        until(page, "window.held")
        expect(page.locator("#awake")).to_be_hidden()
        come_back = "document.dispatchEvent(new Event('visibilitychange'))"
        page.evaluate(come_back)
        assert page.evaluate("window.asked") == 1  # it holds: no second one
        page.evaluate(f"window.held.released = true; {come_back}")
        until(page, "window.asked === 2")


@pytest.mark.parametrize(
    ("screen", "language", "words"),
    [("stage", "de", "nicht wach halten"), ("console", "en", "can’t keep the screen on")],
)
def test_where_http_forbids_it_the_screen_says_so_once(
    browser: Browser, scripted_base: str, screen: str, language: str, words: str
) -> None:
    with browser.new_context(locale="de-DE") as context:
        page = without_charts(context).new_page()
        page.add_init_script("delete Navigator.prototype.wakeLock")
        _open(page, scripted_base, screen, language)
        hint = page.locator("#awake")
        expect(hint).to_contain_text(words)
        assert violations(page, AXE) == []
        hint.get_by_role("button").press("Enter")
        expect(hint).to_be_hidden()
        _open(page, scripted_base, screen, language)
        expect(page.locator("#prompt")).not_to_be_empty()
        expect(hint).to_be_hidden()


def _open(page: Page, base: str, screen: str, language: str = "de") -> None:
    query = f"lang={language}&theme=light"
    if screen == "stage":
        open_stage(page, base, STAGE_SCENES["before"], query)
    else:
        open_console(page, base, MODERATOR_SCENES["before"], query)


# ── The console's buttons ─────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("language", ["de", "en"])
def test_each_group_of_buttons_is_one_row(
    scripted: Page, scripted_base: str, language: Any
) -> None:
    open_console(scripted, scripted_base, MODERATOR_SCENES["open"], f"lang={language}")
    expect(scripted.locator("#timer-stop")).to_be_visible()  # the row is as long as it gets
    for width in (1440, 1280, 1180, 1024, 1000):
        resize(scripted, width, 768)
        spreads = scripted.locator(".group").evaluate_all(SPREADS)
        assert len(spreads) >= 2
        assert max(spreads) <= 2, (width, spreads)
        assert scripted.evaluate("document.documentElement.scrollWidth") <= width
    expect(scripted.locator(".group").first).to_have_accessible_name(
        "Frage" if language == "de" else "Question"
    )


@pytest.mark.parametrize(("width", "height"), [(320, 568), (390, 844), (768, 1024)])
def test_on_a_phone_every_control_is_at_hand_beside_long_results(
    scripted: Page, scripted_base: str, width: int, height: int
) -> None:
    scripted.set_viewport_size({"width": width, "height": height})
    room = open_console(scripted, scripted_base, MODERATOR_SCENES["scale"])
    scripted.evaluate("window.scrollTo(0, 0)")
    forward, more = scripted.locator("#forward"), scripted.locator("#more-open")
    expect(forward).to_be_in_viewport(ratio=1)
    expect(scripted.locator("#show")).to_be_hidden()
    expect(more).to_have_accessible_name("Weitere Knöpfe")
    more.press("Enter")
    expect(more).to_have_attribute("aria-expanded", "true")
    for name in ("show", "again", "measure", "black", "join"):
        scripted.locator(f"#{name}").focus()
        expect(scripted.locator(f"#{name}")).to_be_in_viewport(ratio=1)
    assert violations(scripted, AXE) == []
    scripted.locator("#black").press("Enter")
    expect(scripted.locator("#black .words")).to_have_text("Bühne wieder hell")
    assert room.actions == ["black"]
    scripted.keyboard.press("Escape")
    expect(scripted.locator("#black")).to_be_hidden()
    assert has_focus(more)
    # Unfolded they cover the page: whoever leaves them has them folded (WCAG 2.4.11).
    more.press("Enter")
    scripted.locator(".missing summary").focus()
    expect(scripted.locator("#black")).to_be_hidden()
    covered = scripted.locator(".missing summary").evaluate(
        """(one) => one.getBoundingClientRect().bottom
          > document.querySelector(".controls").getBoundingClientRect().top"""
    )
    assert not covered
    # They are where the thumb is while there is hardly anything above them, too.
    room.wire.say(replace(MODERATOR_SCENES["ready"], epoch="ready").moderator())
    expect(scripted.locator("#voted")).to_have_text("0")
    assert scripted.locator(".controls").evaluate(BOX)["bottom"] == height


def test_a_key_acts_though_its_button_is_folded_away(scripted: Page, scripted_base: str) -> None:
    scripted.set_viewport_size({"width": 390, "height": 844})
    room = open_console(scripted, scripted_base, MODERATOR_SCENES["shown"])
    scripted.keyboard.press("h")
    expect(scripted.locator("#visible")).to_have_text("verdeckt")
    assert room.actions == ["hide"]
