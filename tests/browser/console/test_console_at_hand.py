"""A screen stays awake, and every control of a console is at hand."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.pages.axe import overflow, violations
from tests.browser.pages.boxes import AXE, BOX
from tests.browser.pages.tab import SIZES, Tab, used
from tests.browser.wire.screen_wire import replace
from tests.browser.wire.scripted import beside, open_console, open_stage, resize, until
from tests.support.screen_states import MODERATOR_SCENES, STAGE_SCENES
from tests.support.suite.at_length import AT_LENGTH

pytestmark = pytest.mark.browser


SPREADS = """(groups) => groups.map((group) => {
  const middles = [...group.children].filter((one) => one.checkVisibility()).map((one) => {
    const { top, bottom } = one.getBoundingClientRect();
    return (top + bottom) / 2;
  });
  return Math.max(...middles) - Math.min(...middles);
})"""
"""px between the highest and the lowest middle in each group."""


LOCKS = """
// A browser whose lock the test can take away, as it is when the page goes out of sight; and one
// that has none, as over http.
if (location.search.includes("http")) delete Navigator.prototype.wakeLock;
else {
  window.asked = 0;
  Object.defineProperty(Navigator.prototype, "wakeLock", { value: {
    request: async () => {
      window.asked += 1;
      return (window.held = { released: false });
    },
  }, configurable: true });
}
"""


# ── Awake ─────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def another_tab(scripted_tab: Tab) -> Iterator[Tab]:
    """With a lock of the test's own."""

    def opened() -> Page:
        page = beside(scripted_tab.page)
        page.add_init_script(LOCKS)
        return page

    tab = Tab(opened, guest=True)
    yield tab
    tab.page.close()


@pytest.mark.parametrize(
    ("screen", "language", "words"),
    [("stage", "de", "nicht wach halten"), ("console", "en", "can’t keep the screen on")],
)
def test_a_screen_is_kept_awake_and_says_once_where_http_forbids_it(
    another_tab: Tab,
    request: pytest.FixtureRequest,
    scripted_base: str,
    screen: str,
    language: str,
    words: str,
) -> None:
    with used(another_tab, request, SIZES["moderator"]) as page:
        _open(page, scripted_base, screen, f"lang={language}&theme=light")
        until(page, "window.held")
        hint = page.locator("#awake")
        expect(hint).to_be_hidden()
        come_back = "document.dispatchEvent(new Event('visibilitychange'))"
        page.evaluate(come_back)
        assert page.evaluate("window.asked") == 1  # it holds: no second one
        page.evaluate(f"window.held.released = true; {come_back}")
        until(page, "window.asked === 2")

        _open(page, scripted_base, screen, f"lang={language}&theme=light&over=http")
        expect(hint).to_contain_text(words)
        assert violations(page, AXE) == []
        hint.get_by_role("button").press("Enter")
        expect(hint).to_be_hidden()
        _open(page, scripted_base, screen, f"lang={language}&theme=light&over=http")
        expect(page.locator("#prompt")).not_to_be_empty()
        expect(hint).to_be_hidden()


def _open(page: Page, base: str, screen: str, query: str) -> None:
    if screen == "stage":
        open_stage(page, base, STAGE_SCENES["before"], query)
    else:
        open_console(page, base, MODERATOR_SCENES["before"], query)


# ── The console's buttons ─────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("language", ["de", pytest.param("en", marks=AT_LENGTH)])  # shorter words
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
        assert overflow(scripted, width) <= 0
    expect(scripted.locator(".group").first).to_have_accessible_name(
        "Frage" if language == "de" else "Question"
    )


@pytest.mark.parametrize(
    ("width", "height"), [(320, 568), (768, 1024), pytest.param(390, 844, marks=AT_LENGTH)]
)
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
    expect(more).to_be_focused()
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
    assert scripted.locator(".controls").evaluate(BOX)["bottom"] == pytest.approx(height, abs=1)
