"""What no rule finds: presses taken back, spacing, time, focus and forced colours."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.backstage import Forum
from tests.browser.pages.axe import overflow
from tests.browser.pages.looking import stop_clock
from tests.browser.pages.screens import Hands, Screens

pytestmark = pytest.mark.browser


def test_a_press_can_be_taken_back(screens: Screens, forum: Forum) -> None:
    """A6 (WCAG 2.5.2): the vote goes when the button is let go, and only where it was pressed."""
    page = screens.open("phone", forum.phone)
    forum.open("weiterbildung")
    page.get_by_label("Ja", exact=True).check()
    box = page.locator("#send").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 20, box["y"] + 20)
    page.mouse.down()
    page.mouse.move(10, 10)
    page.mouse.up()
    expect(page.locator("#line")).to_be_empty()
    page.mouse.move(box["x"] + 20, box["y"] + 20)
    page.mouse.down()
    expect(page.locator("#line")).to_be_empty()
    assert forum.stored() == []
    page.mouse.up()
    expect(page.locator("#line")).to_have_text("Stimme gezählt: Ja.")


SPACING = """() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`* { line-height: 1.5 !important; letter-spacing: .12em !important;
                         word-spacing: .16em !important; } p { margin-bottom: 2em !important; }`);
  document.adoptedStyleSheets = [sheet];
}"""


CLIPPED = """() => [...document.querySelectorAll("h1, p, button, .option, legend, th, td, a")]
  .filter((element) => element.checkVisibility())
  .filter((element) => !element.matches(".unseen, .skip"))
  .filter((element) => element.scrollWidth > element.clientWidth + 1
    && getComputedStyle(element).display !== "inline"
    && getComputedStyle(element).overflowX !== "visible")
  .map((element) => element.textContent)"""


def test_wide_text_spacing_loses_nothing(screens: Screens, forum: Forum) -> None:
    """A11 (WCAG 1.4.12), at 320 px: nothing is cut off, and nothing scrolls sideways."""
    phone = screens.open("phone", forum.phone, size=(320, 640))
    moderator = screens.open("moderator", forum.moderator, size=(320, 640))
    for page in (phone, moderator):
        page.evaluate(SPACING)
    forum.open("wuensche")
    forum.vote([{"options": [0, 1]}, {"options": [1], "other": "Donaudampfschifffahrt" * 5}])
    steps: dict[str, Callable[[], None]] = {"closed": forum.close, "results": forum.show}
    for view in ("open", *steps):
        if view in steps:
            steps[view]()
        expect(phone.locator("body")).to_have_attribute("data-view", view)
        for page in (phone, moderator):
            assert overflow(page) <= 0
            assert page.evaluate(CLIPPED) == []
        screens.picture(view)


def test_time_can_be_extended_and_taken_away(screens: Screens, forum: Forum) -> None:
    """A13 (WCAG 2.2.1): ten extensions, no limit at all, and a vote at 0:00 still counts."""
    context = screens.context()
    context.clock.install()
    page = screens.open("phone", forum.phone, context=context)
    timer = page.locator("#timer")
    forum.open("weiterbildung")
    expect(page.locator("#form")).to_have_attribute("data-question", "weiterbildung")
    expect(timer).to_be_hidden()
    forum.do("timer", 60)
    expect(timer).to_be_visible()
    before = forum.state().deadline_ms
    for _ in range(10):
        forum.do("extend", 60)
    assert forum.state().deadline_ms == before + 600_000
    expect(timer).to_contain_text(re.compile(r"10:\d\d|[5-9]:\d\d"))
    forum.do("timer", -1)
    expect(timer).to_be_hidden()
    page.get_by_label("Ja", exact=True).check()
    # The phone's clock alone: how long the server waits for what is under way, `test_cast` has.
    forum.do("timer", 600)
    expect(timer).to_be_visible()
    stop_clock(page, 660)  # a minute more, however late its frames were
    expect(timer).to_contain_text("0:00")
    page.locator("#send").click()
    expect(page.locator("#line")).to_have_text("Stimme gezählt: Ja.")
    forum.close()
    expect(page.locator("#line")).to_contain_text("Abstimmung geschlossen.")
    assert forum.stored() == [{"options": [0]}]


def test_focus_is_never_under_the_foot(screens: Screens, forum: Forum) -> None:
    """A14 (WCAG 2.4.11): whatever has the focus is in sight, on a low phone too."""
    page = screens.open("phone", forum.phone, size=(320, 480))
    forum.open("wuensche")
    expect(page.locator("#form")).to_have_attribute("data-question", "wuensche")
    hands = Hands(page)
    reached: list[str] = []
    for key in ["Tab"] * 14 + ["Shift+Tab"] * 10:
        hands.press(key)
        name, hidden = page.evaluate(
            """() => {
              const element = document.activeElement;
              const { left, right, top, bottom } = element.getBoundingClientRect();
              const seen = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
              const fits = seen && (element.contains(seen) || seen.contains(element)
                || [...element.labels ?? []].some((label) => label.contains(seen)));
              return [element.name || element.id || element.textContent, !fits];
            }"""
        )
        if page.evaluate("document.activeElement !== document.body"):
            assert not hidden, name
            reached.append(name)
    assert {"options", "other", "send"} <= set(reached)
    assert page.locator("[class*=captcha], iframe").count() == 0


def test_forced_colours_keep_bars_and_choices(screens: Screens, forum: Forum) -> None:
    """A16: what is chosen, and how long a bar is, can be seen without our colours."""
    page = screens.open("phone", forum.phone, forced_colors="active")
    forum.open("weiterbildung")
    page.get_by_label("Nein", exact=True).check()
    chosen, other = page.locator(".option").nth(1), page.locator(".option").nth(0)
    outline = "(element) => getComputedStyle(element).outlineStyle"
    assert (chosen.evaluate(outline), other.evaluate(outline)) == ("solid", "none")
    screens.picture("chosen")
    page.locator("#send").click()
    expect(page.locator("#line")).to_have_text("Stimme gezählt: Nein.")
    forum.close()
    forum.show()
    expect(page.locator("#results")).to_be_visible()
    bar = page.locator("#results tr").nth(1)
    fill = "(rect) => [getComputedStyle(rect).fill, getComputedStyle(rect).stroke]"
    assert bar.locator(".share").evaluate(fill)[0] != bar.locator(".track").evaluate(fill)[0]
    assert bar.locator(".track").evaluate(fill)[1] != "none"
